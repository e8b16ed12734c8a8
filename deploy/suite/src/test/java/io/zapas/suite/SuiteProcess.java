package io.zapas.suite;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.runtime.json.Json;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The suite as its users meet it: a process of its own, reached through its public doors only. */
final class SuiteProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Process process;
    private final Path log;
    private final int port;

    private SuiteProcess(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** Starts it on free ports and waits until it is ready; throws with its output if it is not within three minutes. */
    static SuiteProcess start(Path dataDir, Map<String, String> environment, String... arguments) throws Exception {
        SuiteProcess suite = launch(dataDir, environment, arguments);
        try {
            suite.awaitReady();
        } catch (AssertionError e) {
            suite.close();
            throw e;
        }
        return suite;
    }

    /** Starts it on free ports and does not wait. */
    static SuiteProcess launch(Path dataDir, Map<String, String> environment, String... arguments) throws Exception {
        int port = freePort();
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx768m"));
        // As deploy/run does.
        Stream.of(environment.getOrDefault("ZAPAS_JAVA_OPTS", "").split(" "))
                .filter(option -> !option.isEmpty())
                .forEach(command::add);
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "io.zapas.suite.Main"));
        command.addAll(List.of(arguments));
        Files.createDirectories(dataDir);
        Path log = dataDir.resolve("process-" + port + ".out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("ZAPAS_HTTP_PORT", Integer.toString(port));
        variables.put("ZAPAS_KAFKA_PORT", Integer.toString(freePort()));
        variables.put("ZAPAS_DATA_DIR", dataDir.toString());
        builder.environment().keySet().removeIf(name -> name.startsWith("ZAPAS_"));
        builder.environment().putAll(variables);
        return new SuiteProcess(builder.start(), log, port);
    }

    /** Waits until it is ready; throws with its output if it is not within three minutes. */
    void awaitReady() throws Exception {
        await("ready", START_LIMIT, () -> status("/health/ready") == 200);
    }

    /** Waits for a command that ends by itself; answers whether it did within the limit. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Waits until the condition holds, asking five times a second; fails with the process's last output. */
    void await(String what, Duration limit, BooleanSupplier condition) throws Exception {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadlineNanos || !process.isAlive()) {
                throw new AssertionError("not " + what + " within " + limit + ", process "
                        + (process.isAlive() ? "is alive" : "ended with " + process.exitValue()) + "\n" + tail());
            }
            process.waitFor(200, TimeUnit.MILLISECONDS);
        }
    }

    /** Status of a GET, 0 when nobody answers. */
    int status(String path) {
        try {
            return send("GET", path, null, Map.of()).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    JsonNode get(String path) {
        try {
            HttpResponse<String> answer = send("GET", path, null, Map.of());
            return Json.mapper().readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(path, e);
        }
    }

    HttpResponse<String> post(String path, String body, Map<String, String> headers) {
        try {
            return send("POST", path, body, headers);
        } catch (IOException e) {
            throw new IllegalStateException(path, e);
        }
    }

    /** Sends one structured CloudEvent; answers the status. */
    int event(String id, String type, String data) {
        String event = "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/e2e\",\"type\":\"" + type
                + "\",\"data\":" + data + "}";
        return post("/v1/events", event, Map.of("Content-Type", "application/cloudevents+json"))
                .statusCode();
    }

    /** As if the power failed. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM; answers whether it ended by itself within the limit. */
    boolean terminate(Duration limit) throws InterruptedException {
        process.destroy();
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitCode() {
        return process.exitValue();
    }

    String output() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        try {
            if (process.isAlive() && !terminate(Duration.ofSeconds(15))) {
                kill();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<String> send(String method, String path, String body, Map<String, String> headers)
            throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url() + path)).timeout(Duration.ofSeconds(10));
        headers.forEach(request::header);
        request.method(
                method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String tail() {
        try {
            String output = output();
            return output.substring(Math.max(0, output.length() - 4000));
        } catch (IOException e) {
            return "(no output: " + e.getMessage() + ")";
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
