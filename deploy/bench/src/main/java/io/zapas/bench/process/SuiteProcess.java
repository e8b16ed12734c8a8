package io.zapas.bench.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The system under test as its users start it, with a data directory and ports of its own: stock-sync alone on a broker and a Redis that run beside
 * it, or the whole suite in one process, with its own. Used by one thread; closed by any.
 */
public final class SuiteProcess implements Contender, AutoCloseable {
    private static final String MAIN = "io.zapas.suite.Main";
    private static final Duration START_LIMIT = Duration.ofMinutes(10);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    private final Path data;
    private final int httpPort;
    private final int kafkaPort;
    private final Http http;
    private final SuiteProgram program;
    private final Map<String, String> environment;
    private BackingProcess backing;
    private JavaProcess process;
    private RedisServer redis;
    private double startSeconds;

    private SuiteProcess(SuiteProgram program, Path data, Map<String, String> more) throws Exception {
        this.program = program;
        this.data = data;
        this.httpPort = JavaProcess.freePort();
        this.kafkaPort = JavaProcess.freePort();
        this.http = new Http(httpPort, ANSWER_LIMIT);
        this.environment = new HashMap<>(more);
        environment.put("ZAPAS_DATA_DIR", data.toString());
        environment.put("ZAPAS_HTTP_PORT", Integer.toString(httpPort));
        environment.put("ZAPAS_KAFKA_PORT", Integer.toString(kafkaPort));
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param data its directory, created if missing
     * @param environment more {@code ZAPAS_*} variables
     */
    public static SuiteProcess start(SuiteProgram program, Path data, Map<String, String> environment)
            throws Exception {
        Files.createDirectories(data);
        SuiteProcess suite = new SuiteProcess(program, data, environment);
        suite.start();
        return suite;
    }

    private void start() throws Exception {
        if (program.service() != null && backing == null) {
            backing = BackingProcess.start(program.options(), data, kafkaPort);
            environment.put("ZAPAS_KAFKA_BOOTSTRAP", kafka());
            environment.put("ZAPAS_REDIS_URI", backing.redisUri());
        }
        long beginNanos = System.nanoTime();
        process = JavaProcess.start(
                program.classPath(), program.options(), environment, data.resolve("suite.out"), program.command());
        try {
            process.await("it is ready", START_LIMIT, this::ready);
            startSeconds = (System.nanoTime() - beginNanos) / 1e9;
            redis = RedisServer.in(data.resolve("redis"));
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    /** Stops it in order and starts it again on the same data; a broker and a Redis beside it stay. */
    public void restart() throws Exception {
        stop();
        start();
    }

    /** Ends it at once (-9). Broker and Redis beside it stay; those of its own go with it. */
    public void kill() {
        redis.close();
        redis = null;
        process.kill();
    }

    /** Starts it on the same data and waits until it is ready. */
    public void startAgain() throws Exception {
        start();
    }

    /** Its Redis does nothing for so long. */
    public void freezeRedis(long millis) throws Exception {
        Signals.freeze(redis.pid(), millis);
    }

    /** Its broker does nothing for so long, and with the broker all that is in the same process. */
    public void freezeBroker(long millis) throws Exception {
        Signals.freeze(backing == null ? process.pid() : backing.pid(), millis);
    }

    /** From starting the program until it was ready, the last time. */
    public double startSeconds() {
        return startSeconds;
    }

    public boolean ready() throws InterruptedException {
        return http.status("/health/ready") == 200;
    }

    @Override
    public int port() {
        return httpPort;
    }

    public Http http() {
        return http;
    }

    /** {@code host:port} of its broker. */
    public String kafka() {
        return "127.0.0.1:" + kafkaPort;
    }

    public RedisServer redis() {
        return redis;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    /** Of it, its Redis and its broker. */
    @Override
    public double cpuSeconds() {
        return Proc.cpuSeconds(process.pid(), redis.pid()) + brokerCpuSeconds();
    }

    /** CPU seconds of the broker so far, 0 if it is a part of the program. */
    public double brokerCpuSeconds() {
        return backing == null ? 0 : Proc.cpuSeconds(backing.pid());
    }

    /** Throws with its last output if it has ended. */
    public void requireAlive() {
        process.requireAlive();
    }

    /** Bytes of the heap in use, as {@code /metrics} tells. */
    public long heapBytes() throws Exception {
        double bytes = 0;
        for (String line : http.text("/metrics").split("\n")) {
            if (line.startsWith("jvm_memory_used_bytes{area=\"heap\"")) {
                bytes += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
            }
        }
        return (long) bytes;
    }

    @Override
    public void close() {
        stop();
        if (backing != null) {
            backing.close();
            backing = null;
        }
    }

    private void stop() {
        if (redis != null) {
            redis.close();
            redis = null;
        }
        if (process != null) {
            process.close();
        }
    }

    /**
     * How it is started.
     *
     * @param options of its JVM
     * @param service the one that runs alone, beside a broker and a Redis of their own; null: the whole suite in one process
     */
    public record SuiteProgram(String classPath, List<String> options, String service) {
        public SuiteProgram {
            options = List.copyOf(options);
        }

        private String[] command() {
            return service == null ? new String[] {MAIN} : new String[] {MAIN, service};
        }
    }
}
