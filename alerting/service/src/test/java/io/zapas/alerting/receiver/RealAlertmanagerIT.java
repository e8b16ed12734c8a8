package io.zapas.alerting.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Notice;
import io.zapas.alerting.render.NoticeTexts;
import io.zapas.alerting.render.SampleAlerts;
import io.zapas.alerting.render.Wording;
import io.zapas.runtime.json.Json;
import io.zapas.testkit.Await;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our receiver against a real Prometheus Alertmanager: the program that the system property {@code zapas.test.alertmanager} names, or one on the path (Debian:
 * {@code prometheus-alertmanager}); skipped where there is none, but in CI.
 */
class RealAlertmanagerIT {
    private static final String PROGRAM = "zapas.test.alertmanager";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration REFRESH = Duration.ofMinutes(1);

    @TempDir
    private Path data;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Vertx vertx = Vertx.vertx();
    private Process process;
    private URI base;
    private Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @BeforeEach
    void start() throws Exception {
        Optional<Path> program = program();
        if (program.isEmpty() && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("CI needs Alertmanager: install the package prometheus-alertmanager");
        }
        assumeTrue(
                program.isPresent(),
                "no Alertmanager on the PATH and no -D" + PROGRAM
                        + ": skipped (Debian has it: prometheus-alertmanager)");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        base = URI.create("http://127.0.0.1:" + port);
        Path config = Files.writeString(
                data.resolve("alertmanager.yml"), "route: {receiver: none}\nreceivers: [{name: none}]\n");
        process = new ProcessBuilder(
                        program.get().toString(),
                        "--config.file=" + config,
                        "--storage.path=" + data.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address=")
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("out").toFile())
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close();
        if (process != null && !process.destroyForcibly().waitFor(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Alertmanager does not end");
        }
    }

    private static Optional<Path> program() {
        String named = System.getProperty(PROGRAM);
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(directory ->
                        Stream.of("prometheus-alertmanager", "alertmanager").map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Test
    void anAlertFiresStaysAndResolves() throws Exception {
        AlertmanagerDestination destination = new AlertmanagerDestination(
                vertx,
                base,
                new NoticeTexts(Wording.of(Locale.forLanguageTag("pl"), ZoneId.of("Europe/Warsaw"))),
                URI.create("https://zapas.example.com"),
                REFRESH,
                () -> now);
        Alert opened = SampleAlerts.with(
                SampleAlerts.outOfStock(),
                Map.of("openedAt", now.minusSeconds(120).toString()));
        Alert other = SampleAlerts.named(opened, "SKU \"x\" {y=~\".*\"}, łódź 😀", "Second");
        await(List::isEmpty);

        deliver(destination, SampleAlerts.notice(Notice.Kind.NEW, 1, opened, other));
        JsonNode fired = of(opened, await(all -> all.size() == 2));
        assertThat(fired.at("/labels/alertname").asText()).isEqualTo("OUT_OF_STOCK");
        assertThat(fired.at("/labels/severity").asText()).isEqualTo("critical");
        assertThat(fired.at("/labels/service").asText()).isEqualTo("zapas");
        assertThat(fired.at("/annotations/summary").asText()).contains(opened.sku());
        assertThat(fired.at("/generatorURL").asText()).startsWith("https://zapas.example.com/#alert=");
        assertThat(moment(fired, "startsAt")).isEqualTo(opened.openedAt());
        assertThat(moment(fired, "endsAt")).isEqualTo(now.plus(REFRESH.multipliedBy(4)));

        now = now.plus(REFRESH);
        deliver(destination, SampleAlerts.notice(Notice.Kind.UPDATE, 1, opened, other));
        Instant later = now.plus(REFRESH.multipliedBy(4));
        JsonNode staying =
                of(opened, await(all -> moment(of(opened, all), "endsAt").equals(later)));
        assertThat(staying.get("fingerprint")).as("the same alert").isEqualTo(fired.get("fingerprint"));
        assertThat(moment(staying, "startsAt")).isEqualTo(opened.openedAt());

        Alert resolved = SampleAlerts.with(
                opened,
                Map.of(
                        "handling",
                        "RESOLVED",
                        "condition",
                        "CLEAR",
                        "resolvedAt",
                        opened.openedAt().plusSeconds(60)));
        deliver(destination, SampleAlerts.notice(Notice.Kind.UPDATE, 2, resolved, other));
        List<JsonNode> left = await(all -> all.size() == 1);
        assertThat(left.get(0).at("/labels/sku").asText()).isEqualTo(other.sku());
    }

    private static void deliver(AlertmanagerDestination destination, Notice notice) {
        destination
                .deliver(notice, null, notice.alerts().get(0).openedAt())
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static JsonNode of(Alert alert, List<JsonNode> all) {
        return all.stream()
                .filter(node -> node.at("/labels/sku").asText().equals(alert.sku()))
                .findFirst()
                .orElseThrow();
    }

    private static Instant moment(JsonNode node, String field) {
        return OffsetDateTime.parse(node.get(field).asText()).toInstant();
    }

    /** What it shows, once it shows what is wanted. */
    private List<JsonNode> await(Predicate<List<JsonNode>> wanted) {
        List<JsonNode> shown = new ArrayList<>();
        Await.until(PATIENCE, () -> "it shows " + shown + ", and said " + said(), () -> {
            HttpResponse<byte[]> answer = http.send(
                    HttpRequest.newBuilder(base.resolve("/api/v2/alerts"))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            shown.clear();
            shown.addAll(List.of(Json.read(answer.body(), JsonNode[].class)));
            return wanted.test(shown);
        });
        return shown;
    }

    private String said() {
        try {
            return Files.readString(data.resolve("out"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
