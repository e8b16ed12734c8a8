package io.zapas.bench.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The ceiling's program with a Redis of its own, started with the same options as the suite's. It ends by itself when the program that started it
 * does. Used by one thread; closed by any.
 */
public final class BareProcess implements Contender, AutoCloseable {
    private static final String MAIN = "io.zapas.bench.bare.BareServer";
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration WORK_LIMIT = Duration.ofMinutes(10);

    private final JavaProcess process;
    private final RedisServer redis;
    private final Http http;
    private final int port;
    private final double startSeconds;
    private final BackingProcess broker;
    private boolean closed;

    private BareProcess(JavaProcess process, RedisServer redis, int port, double startSeconds, BackingProcess broker) {
        this.broker = broker;
        this.process = process;
        this.redis = redis;
        this.port = port;
        this.http = new Http(port, WORK_LIMIT);
        this.startSeconds = startSeconds;
    }

    /**
     * Starts it and waits until it serves.
     *
     * @param options of its JVM: those of the suite
     * @param data its directory, created if missing
     * @param broker gets what the contract asks for, see {@code BareLedger}; null: nothing is written to Kafka
     * @param checked whether what is written is checked against what is known
     */
    public static BareProcess start(List<String> options, Path data, BackingProcess broker, boolean checked)
            throws Exception {
        Files.createDirectories(data);
        int port = JavaProcess.freePort();
        long beginNanos = System.nanoTime();
        JavaProcess process = JavaProcess.start(
                System.getProperty("java.class.path"),
                options,
                Map.of(),
                data.resolve("bare.out"),
                MAIN,
                data.toString(),
                Integer.toString(port),
                broker == null ? "" : broker.kafka(),
                Boolean.toString(checked));
        try {
            Http http = new Http(port, Duration.ofSeconds(1));
            process.await("the bare server serves", START_LIMIT, () -> http.status("/bench/ready") == 200);
            double seconds = (System.nanoTime() - beginNanos) / 1e9;
            return new BareProcess(process, RedisServer.in(data.resolve("redis")), port, seconds, broker);
        } catch (Exception e) {
            process.close();
            throw e;
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    /** Calls answer when their work is done, within ten minutes. */
    public Http http() {
        return http;
    }

    public RedisServer redis() {
        return redis;
    }

    /** From starting the program until it served. */
    public double startSeconds() {
        return startSeconds;
    }

    /** Of the program, its Redis and the broker it writes to, if it does. */
    @Override
    public double cpuSeconds() {
        return Proc.cpuSeconds(process.pid(), redis.pid()) + (broker == null ? 0 : Proc.cpuSeconds(broker.pid()));
    }

    /** Once is enough; again does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            redis.close();
            process.close();
        }
    }
}
