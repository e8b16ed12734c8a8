package io.zapas.stocksync.relay;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.zapas.runtime.json.Json;
import io.zapas.runtime.kafka.KafkaAccess;
import io.zapas.runtime.kafka.KafkaAccess.Document;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.stocksync.domain.ShownAvailability;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.Stock.Change;
import io.zapas.stocksync.domain.Stock.OutboxItem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells others of outbox items that are safe. All on one Vert.x context. */
final class Publication {
    private static final int SKUS_PER_READ = 1_000;
    private static final Logger log = LoggerFactory.getLogger(Publication.class);

    private final Context context;
    private final Stock stock;
    private final KafkaAccess kafka;
    private final List<RelayListener> listeners = new ArrayList<>();

    Publication(Context context, Stock stock, KafkaAccess kafka) {
        this.context = context;
        this.stock = stock;
        this.kafka = kafka;
    }

    void add(RelayListener listener) {
        listeners.add(listener);
    }

    /** Their entries, in order; completes when Kafka has them. */
    Future<Void> ledger(List<OutboxItem> items) {
        List<Document> entries = new ArrayList<>();
        for (OutboxItem item : items) {
            for (Change change : item.changes()) {
                for (LedgerEntry entry : change.entries()) {
                    entries.add(new Document(entry.sku(), Json.bytes(entry)));
                }
            }
        }
        return kafka.publishAll(StockTopics.STOCK_LEDGER, entries);
    }

    /**
     * Availability of the SKUs they touched, as the newest of them left it, so that nobody is shown what is not safe yet; completes when Kafka has it, with what was published, by SKU.
     */
    Future<Map<String, ShownAvailability>> availability(List<OutboxItem> items) {
        Map<String, ShownAvailability> known = new LinkedHashMap<>();
        Set<String> unknown = new LinkedHashSet<>();
        for (OutboxItem item : items) {
            if (item.newest() != null) {
                known.putAll(item.newest());
            } else {
                item.changes().forEach(change -> unknown.addAll(change.touched()));
            }
        }
        unknown.removeAll(known.keySet());
        return read(new ArrayList<>(unknown), 0, known).compose(availability -> {
            List<Document> documents = new ArrayList<>(availability.size());
            availability.forEach((sku, newest) -> documents.add(new Document(sku, newest.json())));
            return kafka.publishAll(StockTopics.STOCK_AVAILABILITY, documents).map(availability);
        });
    }

    private Future<Map<String, ShownAvailability>> read(
            List<String> skus, int from, Map<String, ShownAvailability> found) {
        if (from >= skus.size()) {
            return Future.succeededFuture(found);
        }
        int to = Math.min(skus.size(), from + SKUS_PER_READ);
        return Future.fromCompletionStage(stock.availability(skus.subList(from, to)), context)
                .compose(part -> {
                    found.putAll(part);
                    return read(skus, to, found);
                });
    }

    /** The listeners; one that fails does not keep the others from being told. */
    void tell(List<OutboxItem> items, Map<String, ShownAvailability> availability) {
        for (OutboxItem item : items) {
            for (Change change : item.changes()) {
                Map<String, ShownAvailability> own = new HashMap<>();
                for (String sku : change.touched()) {
                    ShownAvailability newest = availability.get(sku);
                    if (newest != null) {
                        own.put(sku, newest);
                    }
                }
                for (RelayListener listener : listeners) {
                    try {
                        listener.relayed(change, own);
                    } catch (RuntimeException e) {
                        log.atError()
                                .addKeyValue("outboxId", item.id())
                                .setCause(e)
                                .log("A listener failed");
                    }
                }
            }
        }
    }
}
