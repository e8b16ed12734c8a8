package io.zapas.bench.alerting;

import io.zapas.bench.process.JavaProcess;
import io.zapas.bench.process.Proc;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Prometheus Alertmanager as a process, where it is installed (Debian: {@code prometheus-alertmanager}). */
final class Alertmanager implements AutoCloseable {
    private static final List<String> NAMES = List.of("prometheus-alertmanager", "alertmanager");
    private static final int PART = 500;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Process process;
    private final URI alerts;
    private final HttpClient http = HttpClient.newHttpClient();

    private Alertmanager(Process process, int port) {
        this.process = process;
        this.alerts = URI.create("http://127.0.0.1:" + port + "/api/v2/alerts");
    }

    /**
     * The program.
     *
     * @param named null: on the path
     * @throws IllegalArgumentException what was named is no program
     */
    static Optional<Path> find(Path named) {
        if (named != null && !Files.isExecutable(named)) {
            throw new IllegalArgumentException("--alertmanager: not a program: " + named);
        }
        return named != null
                ? Optional.of(named.toAbsolutePath())
                : Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)))
                        .filter(Files::isExecutable)
                        .findFirst();
    }

    static Alertmanager start(Path program, Path data) throws Exception {
        Files.createDirectories(data);
        Path config = Files.writeString(
                data.resolve("alertmanager.yml"),
                "route: {receiver: none, group_by: [owner]}\nreceivers: [{name: none}]\n");
        int port = JavaProcess.freePort();
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--config.file=" + config,
                        "--storage.path=" + data.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address=")
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("alertmanager.out").toFile())
                .start();
        Alertmanager manager = new Alertmanager(process, port);
        long endNanos = System.nanoTime() + LIMIT.toNanos();
        while (!manager.serves()) {
            if (!process.isAlive() || System.nanoTime() > endNanos) {
                manager.close();
                throw new IllegalStateException(Files.readString(data.resolve("alertmanager.out")));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return manager;
    }

    double cpuSeconds() {
        return Proc.cpuSeconds(process.pid());
    }

    /** Sends so many different alerts, a part after the other as our own receiver does; throws when one is refused. */
    void take(int count) throws IOException, InterruptedException {
        Instant now = Instant.now();
        for (int from = 0; from < count; from += PART) {
            List<String> part = new ArrayList<>();
            for (int i = from; i < Math.min(count, from + PART); i++) {
                part.add(String.format(
                        "{\"labels\":{\"alertname\":\"OUT_OF_STOCK\",\"severity\":\"critical\",\"sku\":\"%s\",\"owner\":\"buyer.%d\",\"service\":\"zapas\"},"
                                + "\"annotations\":{\"summary\":\"Brak na stanie: %s\"},\"startsAt\":\"%s\",\"endsAt\":\"%s\"}",
                        SampleFacts.sku(i), i % 10, SampleFacts.sku(i), now, now.plusSeconds(3_600)));
            }
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(alerts)
                            .header("content-type", "application/json")
                            .timeout(LIMIT)
                            .POST(HttpRequest.BodyPublishers.ofString("[" + String.join(",", part) + "]"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(answer.statusCode() + " " + answer.body());
            }
        }
    }

    private boolean serves() throws InterruptedException {
        try {
            return http.send(
                                    HttpRequest.newBuilder(alerts)
                                            .timeout(Duration.ofSeconds(5))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
