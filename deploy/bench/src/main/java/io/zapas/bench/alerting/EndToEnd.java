package io.zapas.bench.alerting;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.zapas.alerting.api.AlertTopics;
import io.zapas.bench.events.TopicReader;
import io.zapas.bench.process.Pauses;
import io.zapas.bench.process.SuiteProcess;
import io.zapas.bench.process.SuiteProcess.SuiteProgram;
import io.zapas.forecast.api.ForecastTopics;
import io.zapas.stocksync.api.StockTopics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The suite, or alerting alone, as a process: from the fact on its topic to the message at Slack, and to the alert that is stored and shown. */
final class EndToEnd implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private final SlackSink slack = new SlackSink();
    private final SuiteProcess suite;
    private final KafkaProducer<String, byte[]> producer;
    private int used;

    EndToEnd(SuiteProgram program, Path data) throws Exception {
        suite = SuiteProcess.start(
                program,
                data,
                Map.of(
                        "ZAPAS_SLACK_URL", slack.url(),
                        "ZAPAS_SLACK_TOKEN", "xoxb-bench",
                        "ZAPAS_SLACK_CHANNEL", "C0BENCH"));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", suite.kafka(), "linger.ms", "0", "compression.type", "lz4"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** Milliseconds from writing a fact that makes a critical alert until its message is at Slack, each a message of its own, one after the other. */
    List<Double> firstNotices(int count) throws Exception {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = used++;
            // Of every hundred SKUs each has another buyer and supplier, so another message.
            String sku = SampleFacts.sku(number);
            send(ForecastTopics.DEMAND_FORECAST, sku, SampleFacts.forecast(sku, number, 0, Instant.now()));
            producer.flush();
            long fromNanos = System.nanoTime();
            send(StockTopics.STOCK_AVAILABILITY, sku, SampleFacts.availability(sku, number, 0, 1, Instant.now()));
            producer.flush();
            Pauses.until("the notice of " + sku, LIMIT, () -> arrival(sku) != 0);
            millis.add((arrival(sku) - fromNanos) / 1e6);
        }
        return millis;
    }

    private long arrival(String sku) {
        return slack.posts().stream()
                .filter(post -> post.body().contains(sku + "\"") || post.body().contains(sku + " "))
                .mapToLong(SlackSink.Post::atNanos)
                .min()
                .orElse(0);
    }

    /** Seconds and CPU seconds (the whole suite, its broker and Redis) from the first of so many new alerts to the last one being stored; then every one must be shown. */
    double[] ingest(int count) throws Exception {
        int first = used;
        used += count;
        for (int i = first; i < used; i++) {
            String sku = SampleFacts.sku(i);
            send(ForecastTopics.DEMAND_FORECAST, sku, SampleFacts.forecast(sku, i, 0, Instant.now()));
        }
        producer.flush();
        Pauses.millis(5_000);
        try (TopicReader alerts = TopicReader.fromEnd(suite.kafka(), AlertTopics.ALERTS)) {
            double cpu = suite.cpuSeconds();
            long fromNanos = System.nanoTime();
            for (int i = first; i < used; i++) {
                String sku = SampleFacts.sku(i);
                send(StockTopics.STOCK_AVAILABILITY, sku, SampleFacts.availability(sku, i, 0, 1, Instant.now()));
            }
            producer.flush();
            awaitStored(alerts, count, fromNanos + LIMIT.toNanos());
            double seconds = (System.nanoTime() - fromNanos) / 1e9;
            double cpuSeconds = suite.cpuSeconds() - cpu;
            Pauses.until("all alerts are shown", LIMIT, () -> total() >= used);
            return new double[] {seconds, cpuSeconds};
        }
    }

    private static void awaitStored(TopicReader alerts, int count, long deadlineNanos) throws Exception {
        Set<String> ids = new HashSet<>();
        while (ids.size() < count) {
            for (ConsumerRecord<String, byte[]> entry : alerts.poll(Duration.ofMillis(100))) {
                if (entry.value() != null && isAlert(entry.value())) {
                    ids.add(entry.key());
                }
            }
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new TimeoutException(
                        "stored within " + LIMIT.toSeconds() + " s: " + ids.size() + " alerts of " + count);
            }
        }
    }

    /** The topic holds deliveries, too. */
    private static boolean isAlert(byte[] document) throws IOException {
        return "alert".equals(JSON.readTree(document).path("kind").asText());
    }

    private int total() throws Exception {
        return JSON.readTree(suite.http().text("/v1/alerts?limit=1"))
                .path("total")
                .asInt();
    }

    private void send(String topic, String key, Object document) throws JsonProcessingException {
        producer.send(new ProducerRecord<>(topic, key, JSON.writeValueAsBytes(document)));
    }

    @Override
    public void close() {
        producer.close();
        suite.close();
        slack.close();
    }
}
