package io.zapas.testkit;

import io.zapas.runtime.Host;
import io.zapas.runtime.HostOptions;
import io.zapas.runtime.Service;
import io.zapas.runtime.ServiceContext;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.runtime.config.ConfigLoader;
import io.zapas.runtime.config.RuntimeKeys;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Services booted for a test as the suite boots them: real Kafka and Redis ({@link Infrastructure}), HTTP on a free loopback port, topics
 * created, a namespace of its own, a clock the test moves.
 *
 * <pre>{@code
 * try (var rt = TestRuntime.start(new StockSyncService(), Map.of("some.key", "value"))) {
 *     rt.publish("erp.events", "SKU-1", headers, body);
 *     Await.until(Duration.ofSeconds(10), () -> !rt.records("stock.ledger").isEmpty());
 * }
 * }</pre>
 *
 * <p>To see what survives a restart, give two of them the same {@code namespace}. Topic names are given without prefix. Methods block; use
 * one per test thread.
 */
public final class TestRuntime implements AutoCloseable {
    /** Where the virtual clock starts: a Monday, 10:00 in Warsaw. */
    public static final Instant START = Instant.parse("2026-11-23T09:00:00Z");

    private static final Duration START_BOUND = Duration.ofMinutes(2);

    private final Host host;
    private final InstantSource clock;
    private final String prefix;
    private final String namespace;
    private final String bootstrap;
    private final KafkaProducer<String, byte[]> producer;
    private final Map<String, TopicReader> readers = new HashMap<>();

    private TestRuntime(Host host, InstantSource clock, String bootstrap, String namespace) {
        this.host = host;
        this.bootstrap = bootstrap;
        this.clock = clock;
        this.namespace = namespace;
        this.prefix = namespace.equals("zapas") ? "" : namespace + ".";
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "linger.ms", "0"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** One service, a virtual clock that stands at {@link #START}. */
    public static TestRuntime start(Service service, Map<String, String> config) {
        return start(List.of(service), config, new VirtualClock(START));
    }

    /** @param config laid over the defaults of tests; {@code namespace} to reuse one */
    public static TestRuntime start(List<Service> services, Map<String, String> config, InstantSource clock) {
        Map<String, String> values = new HashMap<>(config);
        values.put(RuntimeKeys.HTTP_PORT.name(), "0");
        values.computeIfAbsent(RuntimeKeys.KAFKA_BOOTSTRAP.name(), key -> Infrastructure.bootstrap());
        values.computeIfAbsent(RuntimeKeys.REDIS_URI.name(), key -> Infrastructure.redisUri());
        values.put(RuntimeKeys.NAMESPACE.name(), Infrastructure.freshNamespace());
        values.put(RuntimeKeys.KAFKA_PARTITIONS.name(), "2");
        values.putAll(config);
        List<ConfigKey<?>> keys = new ArrayList<>(RuntimeKeys.all());
        services.forEach(service -> keys.addAll(service.configKeys()));
        Host host = new Host(HostOptions.of(ConfigLoader.load(keys, null, variables(keys, values)), services, clock));
        try {
            host.start().toCompletionStage().toCompletableFuture().get(START_BOUND.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(
                    "the services did not start: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            Await.result(host.stop());
            throw new AssertionError("the services did not start within " + START_BOUND, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        return new TestRuntime(
                host, clock, values.get(RuntimeKeys.KAFKA_BOOTSTRAP.name()), values.get(RuntimeKeys.NAMESPACE.name()));
    }

    /** The values as the environment would give them. */
    private static Map<String, String> variables(List<ConfigKey<?>> keys, Map<String, String> values) {
        Map<String, String> variables = new HashMap<>();
        values.forEach((name, text) -> variables.put(
                keys.stream()
                        .filter(key -> key.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("no service declares the key " + name))
                        .variable(),
                text));
        return variables;
    }

    public int port() {
        return host.port();
    }

    /** {@code http://127.0.0.1:port} + path. */
    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    public String namespace() {
        return namespace;
    }

    /** The clock the test moves; throws when the runtime was started with another kind. */
    public VirtualClock clock() {
        return (VirtualClock) clock;
    }

    /** What the services were given. */
    public ServiceContext context() {
        return host.context();
    }

    /** The name a topic has on the broker. */
    public String topic(String name) {
        return prefix + name;
    }

    /** Writes one record with a client of its own, as an outsider would, and returns its offset. */
    public long publish(String topic, String key, Map<String, String> headers, byte[] value) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic(topic), key, value);
        headers.forEach(
                (name, text) -> record.headers().add(name, text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        try {
            return producer.send(record)
                    .get(START_BOUND.toMillis(), TimeUnit.MILLISECONDS)
                    .offset();
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("cannot write to " + topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Everything that is on a topic by now, from its beginning, in the order of each partition. Poll it with {@link Await}. */
    public List<ConsumerRecord<String, byte[]>> records(String topic) {
        return readers.computeIfAbsent(topic(topic), name -> new TopicReader(bootstrap, name))
                .read();
    }

    /** Stops the services in order; data stays. */
    @Override
    public void close() {
        readers.values().forEach(TopicReader::close);
        producer.close();
        Await.result(host.stop());
    }

    private static final class TopicReader {
        private final KafkaConsumer<String, byte[]> consumer;
        private final Set<TopicPartition> partitions = new java.util.HashSet<>();
        private final List<ConsumerRecord<String, byte[]>> read = new ArrayList<>();

        TopicReader(String bootstrap, String topic) {
            consumer = new KafkaConsumer<>(
                    Map.of(
                            "bootstrap.servers",
                            bootstrap,
                            "auto.offset.reset",
                            "earliest",
                            "isolation.level",
                            "read_committed"),
                    new StringDeserializer(),
                    new ByteArrayDeserializer());
            consumer.partitionsFor(topic).forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        }

        List<ConsumerRecord<String, byte[]>> read() {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long deadline = System.nanoTime() + START_BOUND.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(50)).forEach(read::add);
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("the topic cannot be read to its end");
                }
            }
            return List.copyOf(read);
        }

        void close() {
            consumer.close();
        }
    }
}
