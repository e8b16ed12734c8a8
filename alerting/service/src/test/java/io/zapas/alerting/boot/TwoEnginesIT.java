package io.zapas.alerting.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.zapas.alerting.condition.Samples;
import io.zapas.alerting.mail.ScriptedSmtp;
import io.zapas.forecast.api.ForecastTopics;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.testkit.Await;
import io.zapas.testkit.Infrastructure;
import io.zapas.testkit.ServiceProcess;
import io.zapas.testkit.slack.SlackStandIn;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two processes that run alerting on one Kafka, each with a life of its own, and what people got of them in the end: every message once (a mail that was repeated has the id
 * and date it had, so that mailboxes show one).
 */
class TwoEnginesIT {
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final int CHANNELS = 12;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private final String namespace = Infrastructure.freshNamespace();
    private final List<ServiceProcess> processes = new ArrayList<>();
    private SlackStandIn slack;
    private ScriptedSmtp smtp;
    private KafkaProducer<String, byte[]> producer;

    @BeforeEach
    void open() {
        slack = SlackStandIn.start();
        smtp = new ScriptedSmtp(vertx);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", Infrastructure.bootstrap()),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    @AfterEach
    void close() {
        processes.forEach(ServiceProcess::close);
        producer.close();
        smtp.close();
        slack.close();
        Await.result(vertx.close());
    }

    @Test
    void whenTheOneThatSendsIsKilledTheOtherGoesOn() {
        ServiceProcess first = start();
        ServiceProcess second = start();
        Await.until(BOUND, () -> ready(first) == 200);
        Await.until(BOUND, () -> ready(second) == 503);

        mismatches(0, CHANNELS);
        Await.until(BOUND, () -> slack.messages().size() >= 3 && !smtp.mails().isEmpty());
        first.kill();

        Await.until(BOUND, () -> ready(second) == 200);
        everythingIsToldOnce(CHANNELS);
    }

    @Test
    void aProcessThatWasPausedAndWakesUpWhenAnotherHasItsPlaceSendsNothing() {
        ServiceProcess first = start();
        ServiceProcess second = start();
        mismatches(0, CHANNELS);
        Await.until(BOUND, () -> slack.messages().size() >= 3 && !smtp.mails().isEmpty());
        first.freeze();

        Await.until(BOUND, () -> ready(second) == 200);
        int told = slack.messages().size();
        Await.until(BOUND, () -> slack.messages().size() > told);
        first.thaw();
        mismatches(CHANNELS, 2 * CHANNELS);
        everythingIsToldOnce(2 * CHANNELS);
        Await.until(BOUND, () -> ready(first) == 503);

        // It is a process like any other now, and takes over in its turn.
        second.kill();
        Await.until(BOUND, () -> ready(first) == 200);
        mismatches(2 * CHANNELS, 3 * CHANNELS);
        everythingIsToldOnce(3 * CHANNELS);
    }

    private ServiceProcess start() {
        Map<String, String> config = new HashMap<>(Map.of(
                "namespace",
                namespace,
                "kafka.bootstrap",
                Infrastructure.bootstrap(),
                "redis.uri",
                Infrastructure.redisUri(),
                "slack.token",
                SlackStandIn.TOKEN,
                "slack.channel",
                SlackStandIn.CHANNEL_ID,
                "slack.url",
                slack.url(),
                "smtp.host",
                "127.0.0.1",
                "smtp.port",
                Integer.toString(smtp.port()),
                "mail.from",
                "zapas@example.com",
                "mail.to",
                "zakupy@example.com"));
        config.putAll(Map.of(
                "smtp.starttls", "disabled",
                "alert.send-interval", "250ms",
                "alert.group-wait", "0s",
                "alert.group-interval", "0s",
                "alert.open-hold", "0s"));
        ServiceProcess process = ServiceProcess.begin(AlertingService.class, config);
        processes.add(process);
        process.uri("/");
        return process;
    }

    /** Each of another channel, so each is a message of its own. */
    private void mismatches(int from, int to) {
        for (int i = from; i < to; i++) {
            String sku = "LED-" + i;
            send(ForecastTopics.DEMAND_FORECAST, sku, Json.bytes(Samples.forecast(sku, "A", 10, null)));
            send(StockTopics.STOCK_DESYNC, "offer:ch" + i + ":1", Json.bytes(Samples.desync("ch" + i, sku)));
        }
        producer.flush();
    }

    private void send(String topic, String key, byte[] value) {
        producer.send(new ProducerRecord<>(namespace + "." + topic, key, value));
    }

    private void everythingIsToldOnce(int messages) {
        Await.until(
                BOUND,
                () -> "Slack " + deliveries().size() + ", mail " + mails().size() + " of " + messages,
                () -> deliveries().size() >= messages && mails().size() >= messages);
        assertThat(deliveries().values())
                .as("each of them once: %s", deliveries())
                .containsOnly(1L);
        assertThat(deliveries()).hasSize(messages);
        assertThat(mails()).hasSize(messages);
        mails().forEach((id, copies) -> assertThat(copies.stream()
                        .map(mail -> mail.replaceAll("=--vertxmail_[0-9_-]+", "boundary"))
                        .distinct())
                .as("a repeated mail is the same mail: %s", id)
                .hasSize(1));
        assertThat(mails().values().stream().mapToInt(List::size).sum())
                .as("nobody repeats more than what was under way when the process stopped")
                .isLessThanOrEqualTo(messages + processes.size());
    }

    /** Slack's messages by what they deliver. */
    private Map<String, Long> deliveries() {
        return slack.messages().stream()
                .map(message -> message.payload("deliveryId"))
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    }

    /** Mails by their Message-ID. */
    private Map<String, List<String>> mails() {
        return smtp.mails().stream().collect(Collectors.groupingBy(mail -> mail.lines()
                .filter(line -> line.regionMatches(true, 0, "Message-ID:", 0, 11))
                .findFirst()
                .orElseThrow()));
    }

    private int ready(ServiceProcess process) {
        try {
            return http.send(
                            HttpRequest.newBuilder(process.uri("/health/ready"))
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
