package io.zapas.bench.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a service alone needs beside it: a broker and a Redis, those of the suite, in a process of their own. It ends by itself when the program that
 * started it does. Used by one thread; closed by any.
 */
public final class BackingProcess implements AutoCloseable {
    private static final String MAIN = "io.zapas.bench.bare.BackingServer";
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final JavaProcess process;
    private final int kafkaPort;
    private final String redisUri;

    private BackingProcess(JavaProcess process, int kafkaPort, String redisUri) {
        this.kafkaPort = kafkaPort;
        this.process = process;
        this.redisUri = redisUri;
    }

    /**
     * Starts it and waits until it serves.
     *
     * @param options of its JVM
     * @param data directory that gets {@code kafka} and {@code redis}
     */
    public static BackingProcess start(List<String> options, Path data, int kafkaPort) throws Exception {
        Path answer = data.resolve("backing.uri");
        JavaProcess process = JavaProcess.start(
                System.getProperty("java.class.path"),
                options,
                Map.of(),
                data.resolve("backing.out"),
                MAIN,
                data.toString(),
                Integer.toString(kafkaPort),
                answer.toString());
        try {
            process.await("broker and Redis serve", START_LIMIT, () -> Files.exists(answer));
            return new BackingProcess(process, kafkaPort, Files.readString(answer));
        } catch (Exception e) {
            process.close();
            throw e;
        }
    }

    /** {@code host:port} of the broker. */
    public String kafka() {
        return "127.0.0.1:" + kafkaPort;
    }

    String redisUri() {
        return redisUri;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.close();
    }
}
