package io.zapas.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.zapas.testkit.Await;
import io.zapas.testkit.CuttableKafka;
import io.zapas.testkit.Infrastructure;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the chart renders starts the services, from the files of which the image is built, on a Kafka and a Redis of others. */
class ChartE2E {
    private static final Duration READY = Duration.ofMinutes(2);
    private static final Duration SETTLED = Duration.ofSeconds(30);
    private static final String KEY = "key-of-this-test";
    /** Of memory, as the limit of a container is for its JVM. */
    private static final int LIMIT_MIB = 600;

    private static final Pattern OLD_SPACE_BYTES =
            Pattern.compile("(?m)^jvm_memory_max_bytes\\{area=\"heap\",id=\"Tenured Gen\"} (\\S+)$");

    @TempDir
    Path directory;

    @Test
    void aUnitIsReservedThroughARenderedStockSync() throws Exception {
        try (CuttableKafka kafka = CuttableKafka.start();
                Pod pod = startWithout(kafka)) {
            // As while it rebuilds a store: not to be killed, and not to be called.
            pod.awaitAlive(READY);
            assertThat(pod.readiness()).isEqualTo(503);
            assertThat(pod.check()).isNotZero();

            kafka.forwarder().restore();
            pod.awaitReady(READY);
            assertThat(pod.check()).as(pod.output()).isZero();
            assertThat(pod.get("/v1/availability/LAMP", null).statusCode()).isEqualTo(401);
            // Prometheus is told without a key: half of a heap that is 65 % of the limit.
            assertThat(oldSpaceBytes(pod) / (1 << 20)).isCloseTo(LIMIT_MIB * 0.65 / 2, withinPercentage(3));

            assertThat(event(pod, "p-1", "product", "{\"sku\":\"LAMP\"}")).isEqualTo(202);
            assertThat(event(pod, "l-1", "stock.level", "{\"sku\":\"LAMP\",\"location\":\"MAG\",\"quantity\":1}"))
                    .isEqualTo(202);
            Await.until(
                    SETTLED, () -> pod.get("/v1/availability/LAMP", KEY).body().contains("\"available\":1"));
            HttpResponse<String> reserved = pod.post(
                    "/v1/reservations",
                    "{\"orderId\":\"S-1\",\"channel\":\"shop\",\"lines\":[{\"sku\":\"LAMP\",\"quantity\":1}]}",
                    Map.of(
                            "Authorization",
                            "Bearer " + KEY,
                            "Content-Type",
                            "application/json",
                            "Idempotency-Key",
                            "cart-1"));

            assertThat(reserved.statusCode()).as(reserved.body()).isEqualTo(201);
            assertThat(pod.stop()).as(pod.output()).isZero();
            // What a cluster collects is the console: what the log tells stands there, and no warning of the JVM.
            assertThat(pod.output())
                    .contains("INFO  Started")
                    .doesNotContain("WARNING")
                    .doesNotContain("warning:");
        }
    }

    @ParameterizedTest
    @CsvSource({"forecast,/v1/rotation", "alerting,/v1/alerts"})
    void theOthersServeAndStop(String service, String path) throws Exception {
        try (Pod pod = Pod.start(chart(Infrastructure.bootstrap()), service, directory)) {
            pod.awaitReady(READY);
            assertThat(pod.check()).as(pod.output()).isZero();
            assertThat(pod.get(path, null).statusCode()).isEqualTo(401);
            assertThat(pod.get(path, KEY).statusCode()).isEqualTo(200);
            assertThat(pod.stop()).as(pod.output()).isZero();
        }
    }

    private Pod startWithout(CuttableKafka kafka) throws Exception {
        kafka.forwarder().cut();
        return Pod.start(chart(kafka.bootstrap()), "stock-sync", directory);
    }

    /** A property of Kafka's clients comes from a Secret: one that must be a number, so that nobody starts who does not find it. */
    private static Chart chart(String bootstrap) throws Exception {
        return Chart.render("""
                namespace: %s
                kafka:
                  bootstrap: %s
                  replication: 1
                  secret: {entries: {reconnect.backoff.ms: "75"}, properties: [reconnect.backoff.ms]}
                redis: {uri: "%s"}
                apiKeys:
                  keys: [{id: test, hash: %s, scopes: [admin]}]
                notices: {entries: {ZAPAS_MAIL_LINK_SECRET: sixteen-characters}}
                javaOptions: -XX:MaxRAM=%dm -XX:TieredStopAtLevel=1
                """.formatted(
                Infrastructure.freshNamespace(),
                bootstrap,
                Infrastructure.redisUri(),
                HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(KEY.getBytes(StandardCharsets.UTF_8))),
                LIMIT_MIB));
    }

    private static double oldSpaceBytes(Pod pod) throws Exception {
        Matcher found = OLD_SPACE_BYTES.matcher(pod.get("/metrics", null).body());
        assertThat(found.find()).isTrue();
        return Double.parseDouble(found.group(1));
    }

    private static int event(Pod pod, String id, String type, String data) throws Exception {
        return pod.post(
                        "/v1/events",
                        "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/erp\",\"type\":\"" + type
                                + "\",\"data\":" + data + "}",
                        Map.of("Authorization", "Bearer " + KEY, "Content-Type", "application/cloudevents+json"))
                .statusCode();
    }
}
