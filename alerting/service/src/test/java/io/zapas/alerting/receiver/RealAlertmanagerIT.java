package io.zapas.alerting.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Destination;
import io.zapas.alerting.domain.Notice;
import io.zapas.alerting.render.NoticeTexts;
import io.zapas.alerting.render.SampleAlerts;
import io.zapas.alerting.render.Wording;
import io.zapas.testkit.Await;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The receiver against Prometheus Alertmanager itself. Runs where that is installed (Debian: {@code prometheus-alertmanager}, or {@code ZAPAS_ALERTMANAGER} names it) and
 * skips elsewhere.
 */
class RealAlertmanagerIT {
    private static final Duration BOUND = Duration.ofMinutes(1);
    private static final NoticeTexts TEXTS =
            new NoticeTexts(Wording.of(Locale.forLanguageTag("pl"), ZoneId.of("Europe/Warsaw")));

    @TempDir
    private Path data;

    private final HttpClient http = HttpClient.newHttpClient();
    private Vertx vertx;
    private Process process;
    private URI base;

    @BeforeEach
    void start() throws IOException {
        Path program = installed();
        assumeTrue(
                program != null,
                "Prometheus Alertmanager is not installed (Debian: prometheus-alertmanager; or set ZAPAS_ALERTMANAGER)");
        vertx = Vertx.vertx();
        Path config = Files.writeString(
                data.resolve("alertmanager.yml"), "route: {receiver: none}\nreceivers: [{name: none}]\n");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        base = URI.create("http://127.0.0.1:" + port);
        process = new ProcessBuilder(
                        program.toString(),
                        "--config.file=" + config,
                        "--storage.path=" + data.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address=")
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("out").toFile())
                .start();
        Await.until(BOUND, () -> {
            try {
                return status("/-/ready") == 200;
            } catch (IOException e) {
                return false;
            }
        });
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (process != null) {
            process.destroy();
            process.waitFor();
            Await.result(vertx.close());
        }
    }

    /** Every type, with what is unknown left out, and names of any script: nothing is refused, and open ones are shown with what they are about. */
    @Test
    void takesEveryTypeAndEndsWhatIsResolved() throws Exception {
        Destination destination = destination();
        List<Alert> all = SampleAlerts.ofEveryType();
        deliver(destination, SampleAlerts.notice(Notice.Kind.NEW, 1, all.toArray(Alert[]::new)));
        assertThat(names())
                .containsExactlyInAnyOrderElementsOf(
                        all.stream().map(alert -> alert.type().name()).toList());

        Alert[] resolved = all.stream().map(SampleAlerts::resolved).toArray(Alert[]::new);
        deliver(destination, SampleAlerts.notice(Notice.Kind.RESOLVED, 2, resolved));
        Await.untilPasses(BOUND, () -> assertThat(names()).isEmpty());
    }

    @Test
    void takesAStormWhole() throws Exception {
        int count = 2_010;
        List<Alert> alerts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            alerts.add(SampleAlerts.named(SampleAlerts.shortage(), "SKU-" + i, "zażółć <!channel> \u202e\"'{} " + i));
        }
        deliver(destination(), new Notice("01JD9X7Q4M", "g", 1, Notice.Kind.NEW, alerts));
        assertThat(names()).hasSize(count);
    }

    private Destination destination() {
        return new AlertmanagerDestination(
                vertx,
                base,
                TEXTS,
                URI.create("https://zapas.example.com"),
                Duration.ofMinutes(1),
                InstantSource.system());
    }

    private static void deliver(Destination destination, Notice notice) throws Exception {
        destination
                .deliver(notice, null, SampleAlerts.shortage().openedAt())
                .toCompletableFuture()
                .get(BOUND.toSeconds(), TimeUnit.SECONDS);
    }

    private List<String> names() throws IOException, InterruptedException {
        return new JsonArray(get("/api/v2/alerts?active=true").body())
                .stream()
                        .map(alert ->
                                ((JsonObject) alert).getJsonObject("labels").getString("alertname"))
                        .toList();
    }

    private int status(String path) throws IOException, InterruptedException {
        return get(path).statusCode();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(base.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Path installed() {
        String named = System.getenv("ZAPAS_ALERTMANAGER");
        Stream<Path> places = named != null
                ? Stream.of(Path.of(named))
                : Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .flatMap(directory -> Stream.of("prometheus-alertmanager", "alertmanager")
                                .map(name -> Path.of(directory, name)));
        return places.filter(Files::isExecutable).findFirst().orElse(null);
    }
}
