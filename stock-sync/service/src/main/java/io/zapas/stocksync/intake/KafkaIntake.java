package io.zapas.stocksync.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.zapas.runtime.events.CloudEventCodec;
import io.zapas.runtime.events.InboundEvent;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.kafka.KafkaAccess;
import io.zapas.runtime.kafka.KafkaAccess.KafkaLoop;
import io.zapas.runtime.kafka.KafkaAccess.LoopSpec;
import io.zapas.stocksync.api.StockEvent;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.Stock.Applied;
import io.zapas.stocksync.domain.Stock.Command;
import io.zapas.stocksync.domain.Stock.Position;
import io.zapas.stocksync.domain.StoreLostException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries {@code erp.events} and {@code channel.events} into the stock.
 *
 * <p>Steady state: a batch of one partition is decoded, applied in one step together with its position, and the next one follows. A record
 * that cannot be read, or that the stock rejects, is written to the DLQ before the position passes it: a crash in between writes it there a
 * second time, never loses it.
 * Changes make their way to Kafka slower than they come: waits until fewer than {@value #MAX_BACKLOG} calls are under way, so that neither Redis nor
 * the relay must hold more.
 * Store away: the batch's future fails, the loop hands the same batch over again with back-off. Died after applying: the position in the
 * store is where the next reader starts.
 */
public final class KafkaIntake {
    /** Records per step; the bound of {@link Stock#apply}. */
    public static final int MAX_BATCH = 500;

    /** Reason in the dead letters of an event the stock neither applied nor kept. */
    private static final String REJECTED = "rejected";

    private static final long NO_EPOCH = -1;
    private static final int MAX_BACKLOG = 100;
    private static final int BACKLOG_WAIT_MILLIS = 20;

    private static final Logger log = LoggerFactory.getLogger(KafkaIntake.class);

    private final Vertx vertx;
    private final KafkaAccess kafka;
    private final CloudEventCodec codec;
    private final Stock stock;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final LongSupplier backlog;
    private final Runnable onApplied;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    /** Of the store that said where to read each partition from. */
    private final Map<TopicPartition, Long> epochs = new ConcurrentHashMap<>();

    private KafkaLoop loop;

    /**
     * @param backlog calls whose changes are on their way to Kafka
     * @param onApplied told after every applied batch: wakes the relay
     */
    public KafkaIntake(
            Vertx vertx,
            KafkaAccess kafka,
            CloudEventCodec codec,
            Stock stock,
            InstantSource clock,
            MeterRegistry meters,
            LongSupplier backlog,
            Runnable onApplied) {
        this.vertx = vertx;
        this.kafka = kafka;
        this.codec = codec;
        this.stock = stock;
        this.clock = clock;
        this.meters = meters;
        this.backlog = backlog;
        this.onApplied = onApplied;
    }

    /** Completes when partitions have been assigned. */
    public Future<Void> start(String group) {
        loop = kafka.consume(new LoopSpec(
                group,
                List.of(StockTopics.ERP_EVENTS, StockTopics.CHANNEL_EVENTS),
                MAX_BATCH,
                this::positions,
                this::handle));
        return loop.assigned();
    }

    /** Waits for the batches in flight, for a bounded time. */
    public Future<Void> stop() {
        return loop == null ? Future.succeededFuture() : loop.stop();
    }

    /** Records not yet applied, -1 while unknown. */
    public long lag() {
        return loop == null ? -1 : loop.lag();
    }

    private Future<Map<TopicPartition, Long>> positions(Collection<TopicPartition> partitions) {
        return Future.fromCompletionStage(stock.positions(), vertx.getOrCreateContext())
                .map(stored -> {
                    Map<TopicPartition, Long> offsets = new HashMap<>();
                    for (TopicPartition partition : partitions) {
                        epochs.put(partition, stored.epoch());
                        Long next = stored.next().get(partition.topic() + "/" + partition.partition());
                        if (next != null) {
                            offsets.put(partition, next);
                        }
                    }
                    return offsets;
                });
    }

    private Future<Void> handle(TopicPartition partition, List<ConsumerRecord<String, byte[]>> records) {
        return room().compose(done -> apply(partition, records));
    }

    private Future<Void> room() {
        return backlog.getAsLong() < MAX_BACKLOG
                ? Future.succeededFuture()
                : vertx.timer(BACKLOG_WAIT_MILLIS).compose(waited -> room());
    }

    private Future<Void> apply(TopicPartition partition, List<ConsumerRecord<String, byte[]>> records) {
        Instant now = clock.instant();
        Map<Long, ConsumerRecord<String, byte[]>> byOffset = new HashMap<>();
        List<Command> commands = new ArrayList<>(records.size());
        List<Future<Void>> kept = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            try {
                commands.add(command(record, now));
                byOffset.put(record.offset(), record);
            } catch (UnusableException e) {
                kept.add(deadLetter(record, e.type, e.reason, e.getMessage()));
            }
        }
        Position position = new Position(
                epochs.getOrDefault(partition, NO_EPOCH),
                partition.topic(),
                partition.partition(),
                records.get(0).offset(),
                records.get(records.size() - 1).offset() + 1);
        return Future.all(kept)
                .compose(dead -> Future.fromCompletionStage(
                        stock.apply(
                                position,
                                commands,
                                (command, detail) -> rejected(byOffset.get(command.offset()), command, detail)),
                        vertx.getOrCreateContext()))
                .map(applied -> settle(commands, applied))
                .onFailure(cause -> outdated(cause, position));
    }

    /** The store is another one than that which said where this partition is read from: it must say so anew. */
    private void outdated(Throwable cause, Position position) {
        if (cause instanceof StoreLostException) {
            log.atWarn()
                    .addKeyValue("topic", position.topic())
                    .addKeyValue("partition", position.partition())
                    .addKeyValue("epoch", position.epoch())
                    .log("Asking the store anew where to read on");
            loop.reposition();
        }
    }

    /** The store was rebuilt: reads on from where it says. */
    public void reposition() {
        if (loop != null) {
            loop.reposition();
        }
    }

    private CompletionStage<Void> rejected(ConsumerRecord<String, byte[]> record, Command command, String detail) {
        return deadLetter(record, command.event().type(), REJECTED, detail).toCompletionStage();
    }

    /** Counts what came of each event; the rejected were counted when they were set aside. */
    private Void settle(List<Command> commands, List<Applied> applied) {
        onApplied.run();
        for (int i = 0; i < applied.size(); i++) {
            Applied.Result result = applied.get(i).result();
            if (result != Applied.Result.REJECTED) {
                count(commands.get(i).event().type(), result.name().toLowerCase(Locale.ROOT));
            }
        }
        return null;
    }

    private Command command(ConsumerRecord<String, byte[]> record, Instant now) throws UnusableException {
        InboundEvent event;
        try {
            event = codec.fromKafka(record);
        } catch (RuntimeException e) {
            throw new UnusableException("unknown", "not-cloudevent", e);
        }
        if (!StockEventDecoder.knows(event.type())) {
            throw new UnusableException("unknown", "unknown-type", "type: nobody reads \"" + event.type() + "\" here");
        }
        try {
            StockEvent decoded = StockEventDecoder.decode(event);
            return new Command(record.offset(), event.source(), event.id(), event.time(), now, decoded);
        } catch (InvalidFieldException e) {
            throw new UnusableException(event.type(), "invalid-field", e);
        }
    }

    private Future<Void> deadLetter(ConsumerRecord<String, byte[]> record, String type, String reason, String detail) {
        log.atWarn()
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("reason", reason)
                .addKeyValue("detail", detail)
                .log("Record kept in the DLQ");
        return kafka.deadLetter(record, reason, detail).onSuccess(done -> count(type, reason));
    }

    private void count(String type, String result) {
        counters.computeIfAbsent(type + "/" + result, key -> Counter.builder("zapas.stock.events")
                        .description("Events taken in, by type and by what came of them")
                        .tag("type", type)
                        .tag("result", result)
                        .register(meters))
                .increment();
    }

    /** One record that cannot become a command, with the DLQ's reason code. */
    private static final class UnusableException extends Exception {
        private final String type;
        private final String reason;

        UnusableException(String type, String reason, String detail) {
            super(detail);
            this.type = type;
            this.reason = reason;
        }

        UnusableException(String type, String reason, RuntimeException cause) {
            super(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), cause);
            this.type = type;
            this.reason = reason;
        }
    }
}
