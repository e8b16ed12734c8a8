package io.zapas.alerting.boot;

import io.zapas.testkit.TestRuntime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Alerting in a process of its own, which can be killed, and stopped in mid-sentence and woken up again. */
final class EngineProcess implements AutoCloseable {
    private static final String STARTED = "started on port ";
    private static final long BOUND_SECONDS = 120;

    private final Process process;
    private final CompletableFuture<Integer> port = new CompletableFuture<>();

    private EngineProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "engine-process");
        reader.setDaemon(true);
        reader.start();
    }

    /** Its start goes on when this returns. */
    static EngineProcess begin(Map<String, String> config) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                EngineProcess.class.getName()));
        config.forEach((key, value) -> command.add(key + "=" + value));
        try {
            return new EngineProcess(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens; waits for the end of its start. */
    int port() {
        return port.orTimeout(BOUND_SECONDS, TimeUnit.SECONDS).join();
    }

    void kill() {
        process.destroyForcibly();
        await();
    }

    /** It does nothing any more, and does not know. */
    void freeze() {
        signal("-STOP");
    }

    void thaw() {
        signal("-CONT");
    }

    @Override
    public void close() {
        kill();
    }

    private void signal(String name) {
        try {
            int status = new ProcessBuilder("kill", name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new AssertionError("kill " + name + " answered " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void await() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
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

    /** @param args {@code key=value} of the configuration */
    public static void main(String[] args) {
        Map<String, String> config = new HashMap<>();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            config.put(arg.substring(0, equals), arg.substring(equals + 1));
        }
        TestRuntime runtime = TestRuntime.start(new AlertingService(), config);
        System.out.println(STARTED + runtime.port());
    }
}
