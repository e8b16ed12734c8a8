package io.zapas.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Redis server as a child process, on loopback, of the 7.0 line: the machine's own, or else a bundled one ({@link RedisBinary}).
 *
 * <p>It never outlives its parent for long: a small shell between the two holds a pipe from this process and stops Redis when the pipe
 * ends, which is also what happens when this process is killed. Should the shell be killed as well, the next start on the same
 * directory finds the server by its pid file, checks that the pid really runs a binary of this directory, and stops it. Redis has a
 * session of its own, so that a Ctrl-C in the terminal reaches this process first and Redis last.
 *
 * <p>Durable: a copy of the data is on the disk after every stop in order, that of a killed parent included, and every quarter of an hour in between. When
 * Redis itself is killed or the power fails, it starts with the last copy: an earlier state, but one moment of it, so that whoever keeps the position of its
 * input there reads on from that moment. There is no append-only file: what must not be lost is in Kafka before anybody is told of it, and to write it a
 * second time cost a quarter more CPU per reservation and doubled the 99th percentile of their time (deploy/bench/PERFORMANCE.md). Single-use;
 * {@link #start()} and {@link #close()} block and are called by one thread.
 */
public final class EmbeddedRedis implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedRedis.class);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    /** A copy of gigabytes takes some seconds. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);
    /** Seconds, and changes within them. */
    private static final String SAVE_EVERY = "900 1";

    private static final String COPY = "dump.rdb";
    private static final int PROBE_TIMEOUT_MILLIS = 500;
    private static final long PROBE_PAUSE_MILLIS = 10;
    private static final int ATTEMPTS_ON_FREE_PORTS = 3;
    private static final long MAX_LOG_BYTES = 4 * 1024 * 1024;

    /** Starts Redis ("$0" "$@") in a session of its own, waits for the end of standard input, stops it. */
    private static final String KEEPER = """
            trap '' INT TERM HUP
            if command -v setsid >/dev/null 2>&1; then
              setsid "$0" "$@" >/dev/null 2>&1 </dev/null &
            else
              set -m
              "$0" "$@" >/dev/null 2>&1 </dev/null &
            fi
            child=$!
            while read -r line; do :; done
            kill "$child" 2>/dev/null
            wait "$child"
            """;

    private final Path directory;
    private final int wantedPort;
    private final boolean durable;
    private final List<String> options;
    private DataDirectory lock;
    private Process keeper;
    private int port;

    /**
     * @param directory where it keeps binary, data and log; created if missing
     * @param port 0: any free one
     * @param durable false: nothing is written to the disk
     */
    public EmbeddedRedis(Path directory, int port, boolean durable) {
        this(directory, port, durable, List.of());
    }

    /** @param options more of Redis's own, such as {@code --cluster-enabled}, {@code yes}; they win over those set here */
    public EmbeddedRedis(Path directory, int port, boolean durable, List<String> options) {
        this.directory = directory.toAbsolutePath().normalize();
        this.wantedPort = port;
        this.durable = durable;
        this.options = List.copyOf(options);
    }

    /**
     * Starts and returns when commands are answered (after data has been loaded). Throws {@link PortTakenException},
     * {@link DirectoryInUseException}, or {@link IllegalStateException} with what Redis logged.
     */
    public EmbeddedRedis start() {
        if (lock != null) {
            throw new IllegalStateException("already started");
        }
        lock = DataDirectory.take(directory);
        try {
            Path binary = RedisBinary.provide(directory, System.getenv("PATH"));
            stopLeftOver();
            for (int attempt = 1; ; attempt++) {
                try {
                    startOnce(binary);
                    return this;
                } catch (IllegalStateException e) {
                    stopProcess();
                    if (wantedPort != 0 || attempt == ATTEMPTS_ON_FREE_PORTS) {
                        throw e;
                    }
                }
            }
        } catch (IOException e) {
            lock.close();
            throw new IllegalStateException("Redis did not start in " + directory + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** {@code redis://127.0.0.1:port}. */
    public String uri() {
        return "redis://" + Ports.LOOPBACK + ":" + port;
    }

    public int port() {
        return port;
    }

    /** Stops Redis, data copied, within a minute. Does nothing when it is not running. */
    @Override
    public void close() {
        stopProcess();
        if (lock != null) {
            lock.close();
        }
    }

    private void startOnce(Path binary) throws IOException {
        port = wantedPort == 0 ? Ports.free() : wantedPort;
        Ports.requireFree(port, "Redis");
        Path logFile = logFile();
        if (Files.exists(logFile) && Files.size(logFile) > MAX_LOG_BYTES) {
            Files.delete(logFile);
        }
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", KEEPER, binary.toString()));
        command.addAll(List.of("--bind", Ports.LOOPBACK, "--port", Integer.toString(port)));
        command.addAll(
                List.of("--dir", directory.toString(), "--pidfile", pidFile().toString()));
        command.addAll(List.of("--logfile", logFile.toString(), "--daemonize", "no"));
        command.addAll(List.of("--save", durable ? SAVE_EVERY : "", "--dbfilename", COPY, "--rdbcompression", "no"));
        // A full disk must not stop those who have Kafka.
        command.addAll(List.of("--stop-writes-on-bgsave-error", "no"));
        command.addAll(List.of("--appendonly", durable && onlyLogged() ? "yes" : "no"));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        // Millions of keys lie all over its memory: with small pages the processor looks up an address for nearly each
        // of them. For jemalloc, where Linux offers large ones.
        builder.environment().putIfAbsent("MALLOC_CONF", "thp:always");
        keeper = builder.start();
        awaitAnswer();
    }

    /** Whether an earlier version left its append-only file and there is no copy yet: read once more, copied at the next stop. */
    private boolean onlyLogged() {
        return Files.exists(directory.resolve("appendonlydir")) && !Files.exists(directory.resolve(COPY));
    }

    private void awaitAnswer() throws IOException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        boolean seen = false;
        while (System.nanoTime() < deadline) {
            if (answers()) {
                return;
            }
            boolean runs = running().isPresent();
            if (!keeper.isAlive() || (seen && !runs)) {
                break;
            }
            seen |= runs;
            pause();
        }
        throw new IllegalStateException(
                "Redis did not start on port " + port + " in " + directory + ": " + lastLogLines());
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(Ports.address(port), PROBE_TIMEOUT_MILLIS);
            socket.setSoTimeout(PROBE_TIMEOUT_MILLIS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(7), StandardCharsets.US_ASCII).equals("+PONG\r\n");
        } catch (IOException e) {
            return false;
        }
    }

    /** The server of this directory, if the pid file names a process that runs a binary of it. */
    private Optional<ProcessHandle> running() throws IOException {
        if (!Files.exists(pidFile())) {
            return Optional.empty();
        }
        String pid = Files.readString(pidFile()).strip();
        if (!pid.matches("\\d{1,18}")) {
            return Optional.empty();
        }
        Path own = directory.toRealPath();
        return ProcessHandle.of(Long.parseLong(pid))
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info()
                        .command()
                        .filter(program -> own.equals(Path.of(program).getParent()))
                        .isPresent());
    }

    private void stopLeftOver() throws IOException {
        Optional<ProcessHandle> leftOver = running();
        if (leftOver.isPresent()) {
            log.atInfo()
                    .addKeyValue("pid", leftOver.get().pid())
                    .log("Stopping the Redis that a killed process left behind");
            stop(leftOver.get());
        }
        Files.deleteIfExists(pidFile());
    }

    private void stopProcess() {
        if (keeper == null) {
            return;
        }
        try {
            Optional<ProcessHandle> redis = keeper.children().findFirst();
            keeper.getOutputStream().close();
            if (!keeper.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                redis.ifPresent(ProcessHandle::destroyForcibly);
                keeper.destroyForcibly();
            }
        } catch (IOException e) {
            log.atWarn().setCause(e).log("Redis did not stop in order");
            keeper.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            keeper.destroyForcibly();
        }
        keeper = null;
    }

    private static void stop(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            process.destroyForcibly();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PROBE_PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Redis was starting", e);
        }
    }

    private Path pidFile() {
        return directory.resolve("redis.pid");
    }

    private Path logFile() {
        return directory.resolve("redis.log");
    }

    private String lastLogLines() throws IOException {
        if (!Files.exists(logFile())) {
            return "no log";
        }
        List<String> lines = Files.readAllLines(logFile(), StandardCharsets.UTF_8);
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
    }
}
