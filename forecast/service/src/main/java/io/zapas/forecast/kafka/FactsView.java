package io.zapas.forecast.kafka;

import io.zapas.forecast.domain.SkuFacts;
import io.zapas.forecast.domain.SkuFacts.Receipt;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Product;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known of every SKU, from the compacted {@code stock.availability}. */
public final class FactsView {
    private static final Logger log = LoggerFactory.getLogger(FactsView.class);

    private final Map<String, SkuFacts> bySku = new ConcurrentHashMap<>();
    private final Consumer<String> changed;

    /** @param changed told each SKU of which something that matters here has changed */
    public FactsView(Consumer<String> changed) {
        this.changed = changed;
    }

    public void accept(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            bySku.remove(record.key());
            return;
        }
        try {
            SkuFacts facts = facts(Json.read(record.value(), Availability.class));
            if (!facts.equals(bySku.put(facts.sku(), facts))) {
                changed.accept(facts.sku());
            }
        } catch (UncheckedIOException | NullPointerException e) {
            log.atWarn()
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("sku", record.key())
                    .setCause(e)
                    .log("Availability that cannot be read is left out");
        }
    }

    /** Null when the SKU is not known (yet). */
    public SkuFacts find(String sku) {
        return bySku.get(sku);
    }

    private static SkuFacts facts(Availability availability) {
        Product product = availability.product() == null ? Product.unknown(availability.sku()) : availability.product();
        List<Receipt> receipts = availability.incoming().stream()
                .filter(incoming -> incoming.eta() != null && incoming.quantity() > 0)
                .map(incoming ->
                        new Receipt(incoming.eta(), incoming.quantity(), Boolean.TRUE.equals(incoming.confirmed())))
                .toList();
        return new SkuFacts(
                java.util.Objects.requireNonNull(availability.sku(), "sku"),
                product.name(),
                product.owner(),
                product.supplier(),
                availability.available(),
                receipts,
                product.leadTimeDays(),
                product.leadTimeSdDays(),
                product.unitCost(),
                product.price(),
                product.currency(),
                product.moq(),
                product.orderMultiple(),
                Boolean.TRUE.equals(product.discontinued()),
                product.replaces());
    }
}
