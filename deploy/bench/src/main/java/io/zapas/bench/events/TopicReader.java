package io.zapas.bench.events;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.IntToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads what is committed in all partitions of a topic, without a consumer group. One thread. */
public final class TopicReader implements AutoCloseable {
    private static final int RECORDS_PER_POLL = 5_000;

    private final KafkaConsumer<String, byte[]> consumer;
    private final List<TopicPartition> partitions;

    private TopicReader(String bootstrap, String topic) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("enable.auto.commit", "false");
        settings.put("max.poll.records", Integer.toString(RECORDS_PER_POLL));
        settings.put("auto.offset.reset", "earliest");
        settings.put("isolation.level", "read_committed");
        consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
    }

    /** From an offset for each partition. */
    public static TopicReader from(String bootstrap, String topic, IntToLongFunction offsetOfPartition) {
        TopicReader reader = new TopicReader(bootstrap, topic);
        for (TopicPartition partition : reader.partitions) {
            reader.consumer.seek(partition, offsetOfPartition.applyAsLong(partition.partition()));
        }
        return reader;
    }

    /** What comes after this call. */
    public static TopicReader fromEnd(String bootstrap, String topic) {
        TopicReader reader = new TopicReader(bootstrap, topic);
        reader.ends()
                .forEach((partition, offset) ->
                        reader.consumer.seek(new TopicPartition(topic, partition), offset.longValue()));
        return reader;
    }

    public ConsumerRecords<String, byte[]> poll(Duration wait) {
        return consumer.poll(wait);
    }

    /** The offset behind the last record of each partition, now. */
    public Map<Integer, Long> ends() {
        Map<Integer, Long> ends = new HashMap<>();
        consumer.endOffsets(partitions).forEach((partition, offset) -> ends.put(partition.partition(), offset));
        return ends;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
