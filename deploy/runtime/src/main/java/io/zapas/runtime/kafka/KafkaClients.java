package io.zapas.runtime.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.kafka.client.producer.KafkaHeader;
import io.vertx.kafka.client.producer.KafkaProducer;
import io.vertx.kafka.client.producer.KafkaProducerRecord;
import io.zapas.runtime.health.Health;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link KafkaAccess} of a process: one producer for all but logs, which have their own, a poll thread for each loop and tail. Safe on every thread. */
public final class KafkaClients implements KafkaAccess {
    private static final Logger log = LoggerFactory.getLogger(KafkaClients.class);
    private static final Map<String, String> JSON = Map.of("content-type", "application/json");
    private static final long CLOSE_TIMEOUT_MILLIS = 3_000;
    private static final int MAX_DETAIL_LENGTH = 1_000;
    /** Appended to the name of an input for the topic of its dead letters. */
    public static final String DEAD_LETTER_SUFFIX = ".dlq";

    private final Vertx vertx;
    private final KafkaSettings settings;
    private final KafkaMeters meters;
    private final Health health;
    private final KafkaProducer<String, byte[]> producer;
    private final WorkerExecutor sender;
    /** Topics that are called what they are called, whatever our prefix. */
    private final Set<String> foreign = ConcurrentHashMap.newKeySet();
    /** Null: nobody asked for a log. */
    private LogWriter logWriter;

    public KafkaClients(Vertx vertx, KafkaSettings settings, MeterRegistry registry, Health health) {
        this.vertx = vertx;
        this.settings = settings;
        this.meters = new KafkaMeters(registry);
        this.health = health;
        this.producer =
                KafkaProducer.create(vertx, settings.producer(), new StringSerializer(), new ByteArraySerializer());
        this.sender = vertx.createSharedWorkerExecutor("kafka-send", 1);
    }

    @Override
    public Future<Void> publish(String topic, String key, Map<String, String> headers, byte[] value) {
        KafkaProducerRecord<String, byte[]> record =
                KafkaProducerRecord.create(settings.topicPrefix() + topic, key, value);
        headers.forEach(record::addHeader);
        return send(record);
    }

    @Override
    public Future<Void> publish(String topic, String key, byte[] json) {
        return publish(topic, key, JSON, json);
    }

    @Override
    public Future<Void> publishAll(String topic, List<Document> documents) {
        return documents.isEmpty()
                ? Future.succeededFuture()
                : BulkSend.of(vertx, sender, producer.unwrap(), settings.topicPrefix() + topic, JSON, documents);
    }

    @Override
    public Future<Void> deadLetter(ConsumerRecord<String, byte[]> record, String reason, String detail) {
        String prefix = settings.topicPrefix();
        String topic = foreign.contains(record.topic())
                ? record.topic()
                : record.topic().substring(prefix.length());
        KafkaProducerRecord<String, byte[]> letter =
                KafkaProducerRecord.create(prefix + topic + DEAD_LETTER_SUFFIX, record.key(), record.value());
        for (Header header : record.headers()) {
            letter.addHeader(KafkaHeader.header(
                    header.key(), Buffer.buffer(header.value() == null ? new byte[0] : header.value())));
        }
        String text = String.valueOf(detail);
        letter.addHeader("dlq-reason", reason);
        letter.addHeader("dlq-detail", text.length() > MAX_DETAIL_LENGTH ? text.substring(0, MAX_DETAIL_LENGTH) : text);
        letter.addHeader("dlq-origin", record.topic() + "/" + record.partition() + "/" + record.offset());
        return send(letter).onSuccess(written -> {
            meters.deadLetter(topic, reason);
            log.atWarn()
                    .addKeyValue("topic", topic)
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("reason", reason)
                    .addKeyValue("detail", text)
                    .log("Record set aside");
        });
    }

    @Override
    public KafkaLoop consume(LoopSpec spec) {
        return loop(
                spec,
                spec.topics().stream()
                        .map(topic -> settings.topicPrefix() + topic)
                        .collect(Collectors.toSet()));
    }

    @Override
    public KafkaLoop consumeForeign(LoopSpec spec) {
        foreign.addAll(spec.topics());
        return loop(spec, Set.copyOf(spec.topics()));
    }

    private KafkaLoop loop(LoopSpec spec, Set<String> topics) {
        PartitionedLoop loop = new PartitionedLoop(spec, settings, topics, vertx.getOrCreateContext(), meters, health);
        loop.start();
        return loop;
    }

    @Override
    public KafkaTail tail(String name, Collection<String> topics, boolean fromStart, RecordHandler handler) {
        return tailFrom(name, topics, fromStart ? Instant.MIN : Instant.MAX, handler);
    }

    @Override
    public KafkaTail tail(String name, Collection<String> topics, Instant since, RecordHandler handler) {
        return tailFrom(name, topics, since, handler);
    }

    private KafkaTail tailFrom(String name, Collection<String> topics, Instant since, RecordHandler handler) {
        TopicTail tail = new TopicTail(
                name,
                settings,
                topics.stream().map(topic -> settings.topicPrefix() + topic).toList(),
                since,
                handler,
                vertx.getOrCreateContext());
        tail.start();
        return tail;
    }

    @Override
    public KafkaSeat seat(String group, String topic, Consumer<Tenure> taken) {
        GroupSeat seat = new GroupSeat(
                vertx, vertx.getOrCreateContext(), settings, group, settings.topicPrefix() + topic, taken);
        seat.start();
        return seat;
    }

    @Override
    public Future<History> history(String topic, String key, long before, int limit) {
        // Ordered: one at a time, since each has a consumer of its own.
        return vertx.executeBlocking(
                () -> KeyHistory.read(settings, settings.topicPrefix() + topic, key, before, limit));
    }

    @Override
    public synchronized KafkaLog log(String topic) {
        if (logWriter == null) {
            logWriter = new LogWriter(vertx, settings.producer());
        }
        return new PartitionLog(vertx, settings, logWriter, settings.topicPrefix() + topic);
    }

    /** Sends what is buffered, bounded, and closes the producers. Loops and tails are stopped by whoever started them. Never fails. */
    public synchronized Future<Void> close() {
        Future<Void> logged = logWriter == null ? Future.succeededFuture() : logWriter.close(CLOSE_TIMEOUT_MILLIS);
        Future<Void> sent = producer.close(CLOSE_TIMEOUT_MILLIS)
                .recover(e -> {
                    log.atWarn().setCause(e).log("Producer did not close in order");
                    return Future.succeededFuture();
                })
                .eventually(sender::close);
        return Future.join(logged, sent).mapEmpty();
    }

    private Future<Void> send(KafkaProducerRecord<String, byte[]> record) {
        Context context = vertx.getOrCreateContext();
        return Future.fromCompletionStage(producer.send(record).<Void>mapEmpty().toCompletionStage(), context);
    }
}
