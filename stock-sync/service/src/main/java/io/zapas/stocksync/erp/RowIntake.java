package io.zapas.stocksync.erp;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.zapas.runtime.events.CloudEventCodec;
import io.zapas.runtime.kafka.KafkaAccess;
import io.zapas.runtime.kafka.KafkaAccess.Document;
import io.zapas.runtime.kafka.KafkaAccess.Tenure;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.stocksync.erp.rows.Book;
import io.zapas.stocksync.erp.rows.Mapping;
import io.zapas.stocksync.erp.rows.Outcome;
import io.zapas.stocksync.erp.rows.RowChange;
import io.zapas.stocksync.erp.rows.Statement;
import io.zapas.stocksync.erp.rows.UnusableRowException;
import io.zapas.stocksync.intake.EventPublisher;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Carries changes into the book, and what follows from them out: one batch at a time, whichever partition it is of. What the book knows by then, what is to be told and how far was read are stored at once;
 * then it is told.
 *
 * <p>Died before all was stored: the same batch comes again to the book as it was, and nobody was told. Died after: it does not come again, and whoever goes on tells what is in the {@link Outbox}. Any failure ends
 * it: the book may know what is not stored, and must be read anew. Confined to one Vert.x context.
 */
final class RowIntake {
    private static final String UNUSABLE = "unusable";
    /** Events on their way to Kafka at a time. */
    private static final int EVENTS_AT_ONCE = 1_000;

    private final Envelope envelope;
    private final Book book;
    private final Outbox outbox;
    private final Tidings tidings;
    private final Mapping.Tables tables;
    private final KafkaAccess kafka;
    private final EventPublisher publisher;
    private final Tenure tenure;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final Map<String, Counter> counters = new HashMap<>();
    private Future<Void> last = Future.succeededFuture();
    private long lastReadMillis = Long.MIN_VALUE;
    private boolean failed;

    /** @param outbox as it is stored */
    RowIntake(
            ErpSettings settings,
            Book book,
            Outbox outbox,
            KafkaAccess kafka,
            CloudEventCodec codec,
            Tenure tenure,
            InstantSource clock,
            MeterRegistry meters) {
        this.envelope = new Envelope(settings.generation(), settings.scale());
        this.book = book;
        this.outbox = outbox;
        this.tidings = new Tidings(settings.source());
        this.tables = settings.mapping().tables();
        this.kafka = kafka;
        this.publisher = new EventPublisher(kafka, codec);
        this.tenure = tenure;
        this.clock = clock;
        this.meters = meters;
    }

    /** Records of one partition, in order. Completes when all of it is stored and told. */
    Future<Void> take(TopicPartition partition, List<ConsumerRecord<String, byte[]>> records) {
        return inTurn(() -> {
            List<Future<Void>> kept = new ArrayList<>();
            for (ConsumerRecord<String, byte[]> record : records) {
                take(record).ifPresent(kept::add);
            }
            long next = records.get(records.size() - 1).offset() + 1;
            return Future.all(kept).compose(done -> tellAndStore(Map.of(partition, next)));
        });
    }

    /** Tells what perhaps nobody was told. */
    Future<Void> retell() {
        return inTurn(() -> tell(outbox.restored()));
    }

    /** Something that changes the book without a record: completes when all that follows is stored and told. */
    Future<Void> change(Runnable change) {
        return inTurn(() -> {
            change.run();
            return tellAndStore(Map.of());
        });
    }

    /** When a row was last read by a snapshot; the distant past: never. */
    long lastReadMillis() {
        return lastReadMillis;
    }

    private Future<Void> inTurn(Supplier<Future<Void>> work) {
        last = last.transform(before -> {
            if (failed) {
                return Future.failedFuture("an earlier batch was not stored or not told");
            }
            return work.get().onFailure(cause -> failed = true);
        });
        return last;
    }

    /** Empty: done; else completes when the record is kept as a dead letter. */
    private Optional<Future<Void>> take(ConsumerRecord<String, byte[]> record) {
        RowChange change = null;
        try {
            change = envelope.read(record.value()).orElse(null);
            if (change == null) {
                count(null, "tombstone");
                return Optional.empty();
            }
            Outcome outcome = book.apply(change);
            if (change.kind() == RowChange.Kind.READ) {
                lastReadMillis = clock.millis();
            }
            count(change, outcome.name().toLowerCase(Locale.ROOT));
            return Optional.empty();
        } catch (UnusableRowException e) {
            count(change, UNUSABLE);
            return Optional.of(kafka.deadLetter(record, UNUSABLE, e.getMessage()));
        }
    }

    private Future<Void> tellAndStore(Map<TopicPartition, Long> positions) {
        List<Statement> statements = book.takeStatements();
        List<Document> documents = KeptEntries.documents(book.takeChanged());
        if (statements.isEmpty() && documents.isEmpty() && positions.isEmpty()) {
            return Future.succeededFuture();
        }
        documents.addAll(outbox.replacedBy(statements));
        return tenure.commit(StockTopics.ERP_ROWS, documents, positions).compose(stored -> tell(statements));
    }

    private Future<Void> tell(List<Statement> statements) {
        if (statements.isEmpty()) {
            return Future.succeededFuture();
        }
        int some = Math.min(EVENTS_AT_ONCE, statements.size());
        return publisher
                .publish(
                        statements.subList(0, some).stream().map(tidings::event).toList())
                .compose(told -> tell(statements.subList(some, statements.size())));
    }

    /** Tables of others are one: nobody knows how many there are. */
    private void count(RowChange change, String outcome) {
        String table = change == null
                ? "unknown"
                : change.table().equals(tables.stock())
                                || change.table().equals(tables.products())
                                || change.table().equals(tables.warehouses())
                        ? change.table()
                        : "other";
        counters.computeIfAbsent(table + "/" + outcome, key -> Counter.builder("zapas.erp.rows")
                        .description("Changes of an ERP's rows, by table and by what came of them")
                        .tag("table", table)
                        .tag("outcome", outcome)
                        .register(meters))
                .increment();
    }
}
