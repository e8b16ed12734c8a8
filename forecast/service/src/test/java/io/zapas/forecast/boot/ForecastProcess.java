package io.zapas.forecast.boot;

import io.zapas.testkit.TestRuntime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The forecast service in a process of its own, which can be killed. Its clock stands at {@link TestRuntime#START} until it is told to move. */
final class ForecastProcess implements AutoCloseable {
    private static final String STARTED = "started on port ";
    private static final long BOUND_SECONDS = 120;

    private final Process process;
    private final Writer input;
    private final CompletableFuture<Integer> port = new CompletableFuture<>();

    private ForecastProcess(Process process) {
        this.process = process;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "forecast-process");
        reader.setDaemon(true);
        reader.start();
    }

    /** Its start goes on when this returns. */
    static ForecastProcess begin(Map<String, String> config) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                ForecastProcess.class.getName()));
        config.forEach((key, value) -> command.add(key + "=" + value));
        try {
            return new ForecastProcess(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of its doors; waits for the end of its start. */
    URI uri(String path) {
        int at = port.orTimeout(BOUND_SECONDS, TimeUnit.SECONDS).join();
        return URI.create("http://127.0.0.1:" + at + path);
    }

    void advance(Duration step) {
        try {
            input.write(step + "\n");
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without a word to anybody. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        kill();
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(STARTED)) {
                    port.complete(Integer.parseInt(line.substring(STARTED.length())));
                } else {
                    System.out.println("[" + process.pid() + "] " + line);
                }
            }
        } catch (IOException e) {
            System.out.println("[" + process.pid() + "] " + e);
        }
        port.completeExceptionally(new AssertionError("the process ended"));
    }

    /**
     * Ends with its input: it does not outlive who started it.
     *
     * @param args {@code key=value} of the configuration
     */
    public static void main(String[] args) throws IOException {
        Map<String, String> config = new HashMap<>();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            config.put(arg.substring(0, equals), arg.substring(equals + 1));
        }
        TestRuntime runtime = TestRuntime.start(new ForecastService(), config);
        System.out.println(STARTED + runtime.port());
        BufferedReader steps = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String step = steps.readLine(); step != null; step = steps.readLine()) {
            runtime.clock().advance(Duration.parse(step));
        }
        Runtime.getRuntime().halt(0);
    }
}
