package io.zapas.runtime.kafka;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The process's way to Kafka. Topic names are given without the configured prefix. Futures complete on the caller's Vert.x context.
 */
public interface KafkaAccess {

    /**
     * Writes one record with acks=all and idempotence; completes when the brokers have it. Records of one key sent from one context stay in
     * order. Fails when the broker is away for longer than the delivery timeout (30 s).
     *
     * @param value null: a tombstone
     */
    Future<Void> publish(String topic, String key, Map<String, String> headers, byte[] value);

    /** {@link #publish(String, String, Map, byte[])} with no headers but {@code content-type: application/json}. */
    Future<Void> publish(String topic, String key, byte[] json);

    /**
     * A document and its key. Never compared.
     *
     * @param json null: a tombstone
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Document(String key, byte[] json) {}

    /**
     * {@link #publish(String, String, byte[])} of many at a much lower price: in order, also with earlier calls of this method. Completes when
     * the brokers have all of them; fails when they do not, but not before the last one is decided: nothing is on its way any more then.
     */
    default Future<Void> publishAll(String topic, List<Document> documents) {
        return Future.join(documents.stream()
                        .map(document -> publish(topic, document.key(), document.json()))
                        .toList())
                .mapEmpty();
    }

    /**
     * Keeps a record that cannot be used: writes it as it came to {@code <topic>.dlq} (with the prefix, whoever's the topic is) with headers {@code dlq-reason} (a short code),
     * {@code dlq-detail} (names the field), {@code dlq-origin} ({@code topic/partition/offset}).
     */
    Future<Void> deadLetter(ConsumerRecord<String, byte[]> record, String reason, String detail);

    /**
     * Starts a consuming loop: one consumer on one poll thread, partitions handled side by side, each strictly in order.
     *
     * <p>Guarantee: at least once. A batch is handed over again after a crash, a rebalance or a failed future (with back-off, the
     * partition waiting, health unready), so handlers must not apply a record twice; with {@link Offsets} that keep the position beside the effect they
     * never see a record whose effect is stored. The next batch of a partition is handed over only after the future of the one before
     * has completed. In-flight records are bounded; polling never stops, so a slow handler does not lose its membership.
     */
    KafkaLoop consume(LoopSpec spec);

    /**
     * {@link #consume(LoopSpec)} of topics that others write: they are called what the specification says, without the prefix. One that does not exist yet is found when it does, within some minutes. Dead letters go
     * to a topic of ours all the same, {@code <topic>.dlq} with the prefix, which {@link io.zapas.runtime.Service#topics(io.zapas.runtime.config.Config)} has to name.
     */
    default KafkaLoop consumeForeign(LoopSpec spec) {
        throw new UnsupportedOperationException("no topics of others here");
    }

    /**
     * Reads topics from their beginning (or end) for ever without a group: for views. Every instance sees every record.
     *
     * @param fromStart read what is there first; the returned tail's {@link KafkaTail#caughtUp()} completes when the end as of now is reached
     */
    KafkaTail tail(String name, Collection<String> topics, boolean fromStart, RecordHandler handler);

    /** {@link #tail(String, Collection, boolean, RecordHandler)} from a time on: records that arrived before it may be left out. */
    default KafkaTail tail(String name, Collection<String> topics, Instant since, RecordHandler handler) {
        return tail(name, topics, true, handler);
    }

    /**
     * Records of one key, newest first. A call reads backwards through the key's partition, a bounded part of it: a page may be short, or empty, and
     * still have a next one.
     *
     * @param before offset in front of which to look; {@link Long#MAX_VALUE}: from the end
     */
    Future<History> history(String topic, String key, long before, int limit);

    /**
     * A page of history.
     *
     * @param next what to ask before next; negative: there is nothing before
     */
    record History(List<byte[]> values, long next) {}

    /** The one partition of a topic that is written and read as a log ({@link io.zapas.runtime.Service.TopicSpec.Cleanup#BY_WRITER}). */
    KafkaLog log(String topic);

    /**
     * Applies for a seat that one process of a group holds at a time: it belongs to whoever is assigned the one partition of {@code topic}, in which nothing is
     * ever written. Who holds it keeps it until it leaves, dies, or cannot be heard for the group's session (10 s); the next one follows then. A process that lost its
     * seat goes on applying, and gets a new {@link Tenure} when it is its turn again.
     *
     * @param group consumer group, and the name its transactions are fenced by
     * @param taken told on the caller's context, once per tenure, when nothing of an earlier holder can be stored any more
     */
    default KafkaSeat seat(String group, String topic, Consumer<Tenure> taken) {
        throw new UnsupportedOperationException("no seats here");
    }

    /** An application for a seat. */
    interface KafkaSeat {
        /** Completes when it is known for the first time whether this process holds the seat. Told again by {@link Tenure} only. */
        Future<Boolean> decided();

        /** Gives the seat up; it is free at once. End what is done by the tenure before. */
        Future<Void> leave();
    }

    /** The time in which a process holds a seat. Safe on every thread; futures complete on the context of {@link #seat}. */
    interface Tenure {
        /** Completes when it is over, for whatever reason. */
        Future<Void> ended();

        /**
         * Stores documents and the group's positions in one transaction: all of it or nothing, and nothing once somebody else holds the seat. One at a time, in the order of the
         * calls. Fails with {@link SeatLostException} when the tenure is over; with anything else it may be stored or not, and storing the same or
         * newer documents again is safe.
         *
         * @param positions the next offset to read per partition; topics carry the prefix
         */
        Future<Void> commit(String topic, List<Document> documents, Map<TopicPartition, Long> positions);

        /** The positions that commits of this group stored, this tenure's or an earlier one's; a partition that has none is absent. */
        default Future<Map<TopicPartition, Long>> positions(Collection<TopicPartition> partitions) {
            throw new UnsupportedOperationException("no positions here");
        }

        /**
         * Completes when the broker has just confirmed that the seat is still held, by a transaction that is no older than {@value #PROOF_MILLIS} ms; a
         * process that was paused asks anew. What is done to the outside world next cannot be undone: ask right before it. Fails with
         * {@link SeatLostException}, or when the broker cannot be asked.
         */
        Future<Void> confirm();

        /** How old a confirmation may be. Well below the session of the group, during which nobody else can have been given the seat. */
        long PROOF_MILLIS = 3_000;
    }

    /** Somebody else holds the seat. */
    final class SeatLostException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public SeatLostException(String message) {
            super(message);
        }
    }

    /** A log of one partition. Futures complete on the caller's Vert.x context. */
    interface KafkaLog {
        /** A record and its offset. Never compared. */
        @SuppressWarnings("ArrayRecordComponent")
        record Entry(long offset, byte[] value) {}

        /** Handles what was read, in order; the next part is read once the future completes, and a failure ends the reading. */
        @FunctionalInterface
        interface Reader {
            Future<Void> read(List<Entry> part);
        }

        /** Writes with acks=all; answers the offset. Appended in the order of the calls from one context. */
        Future<Long> append(byte[] value);

        /** The offset of the oldest record there is, or of the next one if there is none. */
        Future<Long> begin();

        /** The offset the next record gets. */
        Future<Long> end();

        /** Reads from one offset up to, not including, another; offsets that are gone are left out. */
        Future<Void> read(long from, long to, Reader reader);

        /** Forgets everything in front of the offset. */
        Future<Void> deleteBefore(long offset);
    }

    /** Handles a batch of one partition, at most {@code LoopSpec.maxBatch} records in offset order. Called on a Vert.x context. */
    @FunctionalInterface
    interface BatchHandler {
        Future<Void> handle(TopicPartition partition, List<ConsumerRecord<String, byte[]>> records);
    }

    /** Handles one record on a Vert.x context, always the same one; must not block. {@code topic} has no prefix. */
    @FunctionalInterface
    interface RecordHandler {
        void handle(String topic, ConsumerRecord<String, byte[]> record);
    }

    /** Where the next offset to read is kept. */
    interface Offsets {
        /** The next offset per partition; a partition that is absent starts at the earliest record. Topic names carry the prefix. */
        Future<Map<TopicPartition, Long>> load(Collection<TopicPartition> partitions);
    }

    /**
     * @param group consumer group
     * @param offsets null: offsets are committed to Kafka after the handler's future completes
     */
    record LoopSpec(String group, Collection<String> topics, int maxBatch, Offsets offsets, BatchHandler handler) {}

    /** A running loop. */
    interface KafkaLoop {
        /** Completes when partitions have been assigned for the first time. */
        Future<Void> assigned();

        /** Records not yet handled over all its partitions, from the newest fetch positions; -1 while unknown. */
        long lag();

        /**
         * The positions of {@link Offsets} have changed by themselves (the store was rebuilt): forgets what was read and waits, asks for them
         * anew and goes on from there. A batch in flight may still finish. Any thread.
         */
        void reposition();

        /** Stops polling, waits up to 5 s for batches in flight, commits, closes. */
        Future<Void> stop();
    }

    /** A running tail. */
    interface KafkaTail {
        Future<Void> caughtUp();

        Future<Void> stop();
    }
}
