package io.zapas.suite;

import io.vertx.core.Future;
import io.zapas.dashboard.Dashboard;
import io.zapas.embedded.DataDirectory;
import io.zapas.embedded.EmbeddedKafka;
import io.zapas.embedded.EmbeddedRedis;
import io.zapas.runtime.Host;
import io.zapas.runtime.HostOptions;
import io.zapas.runtime.config.RuntimeKeys;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A running suite, or one service of it alone: data directory, Kafka and Redis (its own unless others are configured), the host with the
 * services. Stops within 10 s, on {@link #close} or on a signal; a signal ends the process with exit code 0. Used by one thread, closed by any.
 */
final class Suite implements AutoCloseable {
    private static final long STOP_MILLIS = 9_800;
    private static final long PLAYERS_STOP_MILLIS = 2_000;

    private final PrintStream out;
    private final long startNanos = System.nanoTime();
    private DataDirectory directory;
    private EmbeddedKafka kafka;
    private EmbeddedRedis redis;
    private Host host;
    private URI url;
    private Supplier<Future<Void>> players = Future::succeededFuture;
    private boolean closed;

    private Suite(PrintStream out) {
        this.out = out;
    }

    /** Starts everything, telling {@code out} what takes its time; throws with a message for a person. */
    static Suite start(Settings settings, InstantSource clock, PrintStream out) throws Exception {
        Suite suite = new Suite(out);
        Thread hook = new Thread(suite::stopOnSignal, "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            suite.bring(settings, clock);
            return suite;
        } catch (Exception e) {
            suite.close();
            throw e;
        }
    }

    Host host() {
        return host;
    }

    /** Where the dashboard is. */
    URI url() {
        return url;
    }

    /** Stopped before the services are. */
    void beforeStop(Supplier<Future<Void>> stop) {
        players = stop;
    }

    private void bring(Settings settings, InstantSource clock) throws Exception {
        Path data = settings.dataDirectory();
        directory = DataDirectory.take(data);
        if (settings.ownData()) {
            deleteBelow(data.resolve("kafka"));
            deleteBelow(data.resolve("redis"));
        }
        System.setProperty("zapas.log.dir", data.resolve("logs").toString());
        String address = settings.config().get(RuntimeKeys.HTTP_HOST);
        int port = settings.config().get(RuntimeKeys.HTTP_PORT);
        requireFree(address, port);

        Map<String, String> found = startServers(settings, data);
        if (!settings.namesInstance()) {
            found.put(RuntimeKeys.KAFKA_INSTANCE.variable(), directory.name());
        }
        Settings complete = settings.with(found);
        host = new Host(new HostOptions(
                complete.config(),
                complete.services(),
                clock,
                settings.split() ? List.of() : List.of(Dashboard::mount),
                step -> say("Starting " + step + " ...")));
        host.start().toCompletionStage().toCompletableFuture().get();
        String name = InetAddress.getByName(address).isAnyLocalAddress() ? "127.0.0.1" : address;
        url = URI.create("http://" + name + ":" + host.port());
        say("Ready: " + url + "/");
        say((settings.split() ? "Log in " : "Data in " + data + ", log in ") + data.resolve("logs")
                + ". Ctrl-C stops.");
    }

    private Map<String, String> startServers(Settings settings, Path data) throws Exception {
        Map<String, String> variables = new HashMap<>();
        boolean ownKafka = settings.config().find(RuntimeKeys.KAFKA_BOOTSTRAP).isEmpty();
        boolean ownRedis = settings.config().find(RuntimeKeys.REDIS_URI).isEmpty();
        CompletableFuture<Void> redisUp = new CompletableFuture<>();
        if (ownRedis) {
            say("Starting Redis ...");
            redis = new EmbeddedRedis(data.resolve("redis"), 0, true);
            redisUp = CompletableFuture.runAsync(redis::start);
        } else {
            redisUp.complete(null);
        }
        try {
            if (ownKafka) {
                say("Starting Kafka ...");
                kafka = new EmbeddedKafka(
                                data.resolve("kafka"), settings.config().get(RuntimeKeys.KAFKA_PORT))
                        .start();
                variables.put(RuntimeKeys.KAFKA_BOOTSTRAP.variable(), kafka.bootstrap());
                say("Kafka listens on " + kafka.bootstrap());
            }
        } finally {
            redisUp.handle((up, failure) -> null).get();
        }
        try {
            redisUp.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        }
        if (ownRedis) {
            variables.put(RuntimeKeys.REDIS_URI.variable(), redis.uri());
        }
        return variables;
    }

    private static void requireFree(String address, int port) {
        if (port == 0) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "cannot listen on " + address + ":" + port + " (" + e.getMessage() + "); set "
                            + RuntimeKeys.HTTP_PORT.variable() + " to a free port",
                    e);
        }
    }

    /** Stops in order; what does not end in time is left to the end of the process, which its data survives. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        if (host != null) {
            await(players.get(), PLAYERS_STOP_MILLIS);
            await(host.stop(), STOP_MILLIS);
        }
        CompletableFuture<Void> redisDown =
                redis == null ? CompletableFuture.completedFuture(null) : CompletableFuture.runAsync(redis::close);
        if (kafka != null) {
            kafka.close();
        }
        redisDown.join();
        if (directory != null) {
            directory.close();
        }
    }

    private void stopOnSignal() {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        say("Stopping ...");
        Thread end = new Thread(
                () -> {
                    try {
                        TimeUnit.MILLISECONDS.sleep(STOP_MILLIS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    Runtime.getRuntime().halt(0);
                },
                "stop-bound");
        end.setDaemon(true);
        end.start();
        close();
        say("Stopped.");
        out.flush();
        // Asked to stop and stopped: that is success, whatever the signal.
        Runtime.getRuntime().halt(0);
    }

    private static void await(Future<Void> future, long millis) {
        try {
            future.toCompletionStage().toCompletableFuture().get(millis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            org.slf4j.LoggerFactory.getLogger(Suite.class).atWarn().setCause(e).log("Did not stop in order");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void deleteBelow(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private void say(String line) {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        out.println(String.format(Locale.ROOT, "%5.1f s  %s", seconds, line));
    }
}
