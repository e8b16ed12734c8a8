package io.zapas.runtime.kafka;

import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.RuntimeKeys;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How to reach Kafka, and the client properties that follow from it. What stands under {@code kafka.client} in the configuration wins.
 *
 * @param topicPrefix put before every topic name; may be empty
 * @param replication factor of topics that are created
 * @param instance null: this process has no stable name in its groups
 * @param clientProperties TLS, SASL and whatever else the operator wants for every client
 */
public record KafkaSettings(
        String bootstrap,
        String topicPrefix,
        short replication,
        String groupProtocol,
        String instance,
        Map<String, String> clientProperties) {
    /** The largest record any client writes. */
    static final int MAX_RECORD_BYTES = 16 * 1024 * 1024;

    private static final Logger log = LoggerFactory.getLogger(KafkaSettings.class);
    private static final int BATCH_BYTES = 128 * 1024;
    private static final int BUFFER_BYTES = 64 * 1024 * 1024;

    public static KafkaSettings from(Config config) {
        String bootstrap = config.find(RuntimeKeys.KAFKA_BOOTSTRAP)
                .orElseThrow(() -> new IllegalArgumentException("kafka.bootstrap (ZAPAS_KAFKA_BOOTSTRAP) is required"));
        String namespace = config.get(RuntimeKeys.NAMESPACE);
        return new KafkaSettings(
                bootstrap,
                namespace.equals(RuntimeKeys.NAMESPACE.defaultText()) ? "" : namespace + ".",
                config.get(RuntimeKeys.KAFKA_REPLICATION).shortValue(),
                config.get(RuntimeKeys.KAFKA_GROUP_PROTOCOL),
                config.find(RuntimeKeys.KAFKA_INSTANCE).orElse(null),
                config.section("kafka.client"));
    }

    /** Groups of several shops on one Kafka keep apart like their topics. */
    String groupName(String group) {
        return topicPrefix + group;
    }

    Map<String, String> admin() {
        Map<String, String> p = common();
        p.put("request.timeout.ms", "10000");
        p.put("default.api.timeout.ms", "20000");
        p.putAll(clientProperties);
        return p;
    }

    Map<String, String> producer() {
        Map<String, String> p = common();
        p.put(ProducerConfig.ACKS_CONFIG, "all");
        p.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        // Who publishes waits for the answer, and what comes together is handed over together.
        p.put(ProducerConfig.LINGER_MS_CONFIG, "0");
        // Our documents look alike: large batches compress well, on the way, on disk and for every reader.
        p.put(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(BATCH_BYTES));
        p.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, compression("org.xerial.snappy.Snappy"));
        p.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "30000");
        p.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
        p.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "30000");
        p.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(MAX_RECORD_BYTES));
        p.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(BUFFER_BYTES));
        p.putAll(clientProperties);
        return p;
    }

    /**
     * Snappy, because lz4's streams take 130 KB of new memory for each batch and most of our batches are a few records; lz4 where snappy's native library may not be
     * loaded (a temporary directory from which nothing may run), since lz4 can do without one.
     *
     * @param snappy class that loads the library when it is initialised
     */
    static String compression(String snappy) {
        try {
            Class.forName(snappy);
            return "snappy";
        } catch (ClassNotFoundException | Error e) {
            log.atInfo().addKeyValue("reason", e.toString()).log("No snappy here: records are compressed by lz4");
            return "lz4";
        }
    }

    /** @param id who takes it over ends what its former owner has begun and shuts that one out */
    Map<String, Object> transactions(String id) {
        Map<String, Object> p = new HashMap<>(producer());
        p.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topicPrefix + id);
        p.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, "60000");
        // Begun right after the one before, a transaction is asked to wait until that one's marks are written: for
        // milliseconds.
        p.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, "5");
        p.putAll(clientProperties);
        return p;
    }

    Map<String, Object> reader() {
        Map<String, Object> p = new HashMap<>(common());
        p.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        p.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        p.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        // What a transaction did not complete has never been.
        p.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        p.putAll(clientProperties);
        return p;
    }

    Map<String, Object> groupMember(String group, int maxPollRecords) {
        Map<String, Object> p = reader();
        p.put(ConsumerConfig.GROUP_ID_CONFIG, groupName(group));
        p.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(maxPollRecords));
        // One request at a time to a broker: one for quiet partitions alone, sent while busy ones are paused, would
        // wait half a second, and these with it. Not less: who waits for nothing asks again and again.
        p.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "100");
        p.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, groupProtocol);
        Optional.ofNullable(instance).ifPresent(name -> p.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, name));
        if (groupProtocol.equals("classic")) {
            p.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000");
            p.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "3000");
            p.put(
                    ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                    "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
        }
        p.putAll(clientProperties);
        return p;
    }

    private Map<String, String> common() {
        Map<String, String> p = new HashMap<>();
        p.put("bootstrap.servers", bootstrap);
        p.put("reconnect.backoff.max.ms", "2000");
        p.put("enable.metrics.push", "false");
        return p;
    }
}
