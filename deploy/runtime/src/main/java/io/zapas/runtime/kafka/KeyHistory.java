package io.zapas.runtime.kafka;

import io.zapas.runtime.kafka.KafkaAccess.History;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads what a topic says of one key, newest first: block by block backwards through the partition the producer puts the key into. Reads at most
 * {@value #MAX_SCANNED} records per call. Blocks; on a worker thread.
 */
final class KeyHistory {
    private static final int BLOCK = 5_000;
    private static final int MAX_SCANNED = 200_000;
    private static final Duration POLL = Duration.ofMillis(200);

    private KeyHistory() {}

    static History read(KafkaSettings settings, String topic, String key, long before, int limit) {
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings.reader(), new StringDeserializer(), new ByteArrayDeserializer())) {
            int partitions = consumer.partitionsFor(topic).size();
            TopicPartition partition = new TopicPartition(
                    topic, BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), partitions));
            consumer.assign(List.of(partition));
            long begin = consumer.beginningOffsets(List.of(partition)).get(partition);
            long upTo = Math.min(before, consumer.endOffsets(List.of(partition)).get(partition));
            List<byte[]> values = new ArrayList<>();
            int scanned = 0;
            while (upTo > begin && scanned < MAX_SCANNED) {
                long from = Math.max(begin, upTo - BLOCK);
                Deque<ConsumerRecord<String, byte[]>> found = block(consumer, partition, key, from, upTo);
                scanned += (int) (upTo - from);
                for (ConsumerRecord<String, byte[]> record : found) {
                    if (values.size() == limit) {
                        return new History(values, record.offset() + 1);
                    }
                    values.add(record.value());
                }
                upTo = from;
            }
            return new History(values, upTo > begin ? upTo : -1);
        }
    }

    /** Newest first. */
    private static Deque<ConsumerRecord<String, byte[]>> block(
            KafkaConsumer<String, byte[]> consumer, TopicPartition partition, String key, long from, long upTo) {
        Deque<ConsumerRecord<String, byte[]>> found = new ArrayDeque<>();
        consumer.seek(partition, from);
        while (consumer.position(partition) < upTo) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < upTo && key.equals(record.key())) {
                    found.addFirst(record);
                }
            }
        }
        return found;
    }
}
