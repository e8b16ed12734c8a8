package io.zapas.stocksync.erp;

import io.vertx.core.Future;
import io.zapas.runtime.ServiceContext;
import io.zapas.runtime.events.CloudEventCodec;
import io.zapas.runtime.kafka.KafkaAccess.KafkaLoop;
import io.zapas.runtime.kafka.KafkaAccess.KafkaTail;
import io.zapas.runtime.kafka.KafkaAccess.LoopSpec;
import io.zapas.runtime.kafka.KafkaAccess.Tenure;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.stocksync.erp.rows.Book;
import io.zapas.stocksync.erp.rows.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reading of an ERP: first what is stored is read to its end, then changes are taken from where the stored positions say, until it ends or anything fails. A book that knows no level has no
 * positions either: everything is read from the beginning. Confined to one Vert.x context.
 */
final class ErpReign {
    static final String GROUP = "stock-sync.erp-rows";
    private static final int MAX_BATCH = 500;
    private static final int TURN_MILLIS = 1_000;
    /** After so long without a row of a snapshot, and with nothing left to read, no further ones are on their way. */
    static final Duration QUIET = Duration.ofSeconds(30);
    /** Debezium repeats what it told before a crash of its own, not of weeks ago. */
    private static final Duration DELETIONS_KEPT = Duration.ofDays(7);

    private static final Duration COMPLAIN_EVERY = Duration.ofMinutes(1);
    private static final int EXAMPLES = 5;
    private static final Logger log = LoggerFactory.getLogger(ErpReign.class);

    private final ServiceContext services;
    private final ErpSettings settings;
    private final Tenure tenure;
    private final Runnable onFailed;
    private final Book book;
    private final Outbox outbox = new Outbox();
    private final RowIntake intake;
    private final Map<String, byte[]> kept = new HashMap<>();
    private final KafkaTail tail;
    private KafkaLoop loop;
    private long turnTimer = -1;
    private int complained;
    private Instant complainedAt = Instant.MIN;
    private boolean fromBeginning;
    private boolean over;

    /** @param onFailed told once, on the context, when it cannot go on: everything has to be read anew */
    ErpReign(ServiceContext services, ErpSettings settings, CloudEventCodec codec, Tenure tenure, Runnable onFailed) {
        this.services = services;
        this.settings = settings;
        this.tenure = tenure;
        this.onFailed = onFailed;
        this.book = new Book(
                settings.mapping(),
                settings.basis(),
                settings.locations(),
                settings.zone(),
                settings.products(),
                services.clock().instant());
        this.intake = new RowIntake(
                settings, book, outbox, services.kafka(), codec, tenure, services.clock(), services.meters());
        this.tail = services.kafka()
                .tail("stock-sync.erp-rows", List.of(StockTopics.ERP_ROWS), true, (topic, record) -> keep(record));
        tail.caughtUp().compose(read -> resume()).onFailure(this::fail);
    }

    /** The newest of each key: a later one replaces it while the topic is read. */
    private void keep(ConsumerRecord<String, byte[]> record) {
        if (loop != null || record.key() == null) {
            return;
        }
        if (record.value() == null) {
            kept.remove(record.key());
        } else {
            kept.put(record.key(), record.value());
        }
    }

    private Future<Void> resume() {
        tail.stop();
        if (over) {
            return Future.succeededFuture();
        }
        kept.forEach((key, value) -> {
            if (!outbox.restore(key, value)) {
                Entry entry = KeptEntries.entry(key, value);
                if (entry != null) {
                    book.restore(entry);
                }
            }
        });
        log.atInfo().addKeyValue("entries", kept.size()).log("Reading the ERP's changes");
        kept.clear();
        fromBeginning = book.isEmpty();
        Future<Void> resumed = intake.retell()
                .compose(
                        told -> intake.change(() -> book.resume(services.clock().instant())));
        return resumed.map(done -> {
            if (!over) {
                loop = services.kafka()
                        .consumeForeign(new LoopSpec(GROUP, settings.topics(), MAX_BATCH, this::positions, this::take));
                turnTimer = services.vertx().setPeriodic(TURN_MILLIS, id -> turn());
            }
            return null;
        });
    }

    private Future<Map<TopicPartition, Long>> positions(Collection<TopicPartition> partitions) {
        return fromBeginning ? Future.succeededFuture(Map.of()) : tenure.positions(partitions);
    }

    private Future<Void> take(TopicPartition partition, List<ConsumerRecord<String, byte[]>> records) {
        return intake.take(partition, records).onFailure(this::fail);
    }

    private void turn() {
        Instant now = services.clock().instant();
        long forgetMillis = now.minus(DELETIONS_KEPT).toEpochMilli();
        intake.change(() -> {
                    book.turn(now, forgetMillis);
                    boolean quiet = loop.lag() == 0 && now.toEpochMilli() - QUIET.toMillis() >= intake.lastReadMillis();
                    if (book.unsettled() > 0 && quiet) {
                        book.settle();
                    }
                })
                .onFailure(this::fail);
        complain(now);
    }

    private void complain(Instant now) {
        int parked = book.parked();
        if (parked != complained && !complainedAt.plus(COMPLAIN_EVERY).isAfter(now)) {
            complained = parked;
            complainedAt = now;
            log.atWarn()
                    .addKeyValue("parked", parked)
                    .addKeyValue("examples", book.someParked(EXAMPLES))
                    .log("Levels wait for the row that names their product or warehouse");
        }
    }

    /** Levels that wait for a name. */
    int parked() {
        return book.parked();
    }

    private void fail(Throwable cause) {
        if (!over) {
            log.atWarn().setCause(cause).log("Reading the ERP's changes ends, and begins anew");
            end();
            onFailed.run();
        }
    }

    /** Takes nothing any more; completes when what was under way is stored, or its time is over. */
    Future<Void> end() {
        over = true;
        services.vertx().cancelTimer(turnTimer);
        tail.stop();
        return loop == null ? Future.succeededFuture() : loop.stop();
    }
}
