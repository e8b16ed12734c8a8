package io.zapas.bench.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Java program started for a benchmark: its output goes to a file, no {@code ZAPAS_*} variable of the caller reaches it. Used by one thread; closed by any.
 */
public final class JavaProcess implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final int TAIL_CHARS = 3_000;

    private final Process process;
    private final Path output;

    private JavaProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts it.
     *
     * @param options of the JVM
     * @param output file that gets what it prints; appended to
     * @param arguments main class and its arguments
     */
    public static JavaProcess start(
            String classPath, List<String> options, Map<String, String> environment, Path output, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("ZAPAS_"));
        builder.environment().putAll(environment);
        return new JavaProcess(builder.start(), output);
    }

    /** A loopback port nobody listens on at this moment. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A loopback address. */
    public static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    public long pid() {
        return process.pid();
    }

    /** Throws with its last output if it has ended. */
    public void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException("ended with " + process.exitValue() + "\n" + tail());
        }
    }

    /** Waits until the question is answered with yes; throws with the program's last output when it ends before, or with a timeout. */
    public void await(String what, Duration limit, Pauses.Question question) throws Exception {
        Pauses.until(what, limit, () -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        "ended with " + process.exitValue() + " before " + what + "\n" + tail());
            }
            return question.answer();
        });
    }

    /** Asks it to stop and waits; kills it after 30 s. Does nothing when it has ended. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it at once, and waits until it has. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** The end of what it printed. */
    public String tail() {
        try {
            String text = Files.readString(output);
            return text.substring(Math.max(0, text.length() - TAIL_CHARS));
        } catch (IOException e) {
            return "(no output: " + e.getMessage() + ")";
        }
    }
}
