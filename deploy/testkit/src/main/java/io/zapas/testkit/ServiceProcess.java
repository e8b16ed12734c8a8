package io.zapas.testkit;

import io.zapas.runtime.Service;
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

/**
 * A service in a process of its own, booted as {@link TestRuntime} does: it can be killed, and stopped in mid-sentence and woken up again. Its clock stands at
 * {@link TestRuntime#START} until it is told to move. Give it a {@code namespace}, and another one the same. It does not outlive who began it. Methods block.
 */
public final class ServiceProcess implements AutoCloseable {
    private static final String STARTED = "started on port ";
    private static final long BOUND_SECONDS = 120;

    private final Process process;
    private final Writer input;
    private final CompletableFuture<Integer> port = new CompletableFuture<>();

    private ServiceProcess(Process process) {
        this.process = process;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "service-process");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Its start goes on when this returns.
     *
     * @param service has a public constructor without parameters
     * @param config laid over the defaults of tests
     */
    public static ServiceProcess begin(Class<? extends Service> service, Map<String, String> config) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                ServiceProcess.class.getName(),
                service.getName()));
        config.forEach((key, value) -> command.add(key + "=" + value));
        try {
            return new ServiceProcess(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of its doors; waits for the end of its start. */
    public URI uri(String path) {
        int at = port.orTimeout(BOUND_SECONDS, TimeUnit.SECONDS).join();
        return URI.create("http://127.0.0.1:" + at + path);
    }

    /** Moves its clock. */
    public void advance(Duration step) {
        try {
            input.write(step + "\n");
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It does nothing any more, and does not know. */
    public void freeze() {
        signal("-STOP");
    }

    public void thaw() {
        signal("-CONT");
    }

    /** Without a word to anybody. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd(process);
    }

    @Override
    public void close() {
        kill();
    }

    private void signal(String name) {
        try {
            int status = awaitEnd(new ProcessBuilder("kill", name, Long.toString(process.pid())).start());
            if (status != 0) {
                throw new AssertionError("kill " + name + " answered " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int awaitEnd(Process ending) {
        try {
            return ending.waitFor();
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

    /** @param args the service's class, then {@code key=value} of the configuration; on standard input steps of the clock, until it ends */
    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        Service service = Class.forName(args[0])
                .asSubclass(Service.class)
                .getDeclaredConstructor()
                .newInstance();
        Map<String, String> config = new HashMap<>();
        for (String arg : List.of(args).subList(1, args.length)) {
            int equals = arg.indexOf('=');
            config.put(arg.substring(0, equals), arg.substring(equals + 1));
        }
        TestRuntime runtime = TestRuntime.start(service, config);
        System.out.println(STARTED + runtime.port());
        BufferedReader steps = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String step = steps.readLine(); step != null; step = steps.readLine()) {
            runtime.clock().advance(Duration.parse(step));
        }
        Runtime.getRuntime().halt(0);
    }
}
