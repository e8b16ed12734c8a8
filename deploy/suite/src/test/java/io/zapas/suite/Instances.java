package io.zapas.suite;

import io.zapas.testkit.Infrastructure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Several stock-sync processes on one Kafka and one Redis. Started and restarted by one thread; {@link #url} on any thread, also while an instance is
 * down: callers find out as those of a real one do.
 */
final class Instances implements AutoCloseable {
    /** 10 s, and a little for a busy machine. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

    private static final int START_ATTEMPTS = 3;

    private final Path directory;
    private final Map<String, String> environment;
    private final AtomicReferenceArray<SuiteProcess> processes;

    private Instances(Path directory, int count, Map<String, String> environment) {
        this.directory = directory;
        this.environment = environment;
        this.processes = new AtomicReferenceArray<>(count);
    }

    /** Starts them one after the other, so that a small machine has time for the broker, and returns when all are ready. */
    static Instances start(Path directory, int count, String namespace, Map<String, String> more) throws Exception {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("ZAPAS_KAFKA_BOOTSTRAP", Infrastructure.bootstrap());
        environment.put("ZAPAS_REDIS_URI", Infrastructure.redisUri());
        environment.put("ZAPAS_NAMESPACE", namespace);
        // They live for seconds, several on one machine: a quick start is worth more than quick code.
        environment.put("ZAPAS_JAVA_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        Instances instances = new Instances(directory, count, environment);
        try {
            for (int i = 0; i < count; i++) {
                instances.replace(i);
            }
            return instances;
        } catch (Exception | AssertionError e) {
            instances.close();
            throw e;
        }
    }

    int count() {
        return processes.length();
    }

    String url(int instance) {
        return processes.get(instance).url();
    }

    /** Stops it as an orchestrator does, and starts it again; throws when it does not end by itself, with success, in time. */
    void restart(int instance) throws Exception {
        SuiteProcess process = processes.get(instance);
        boolean ended = process.terminate(STOP_LIMIT);
        if (!ended || process.exitCode() != 0) {
            throw new AssertionError("instance " + instance + " did not stop in order: "
                    + (ended ? "exit code " + process.exitCode() : "still runs after " + STOP_LIMIT) + "\n"
                    + process.output());
        }
        replace(instance);
    }

    /** Kills it as if the power failed, and starts it again. */
    void kill(int instance) throws Exception {
        processes.get(instance).kill();
        replace(instance);
    }

    @Override
    public void close() {
        for (int i = 0; i < count(); i++) {
            SuiteProcess process = processes.get(i);
            if (process != null) {
                process.close();
            }
        }
    }

    /** A process that ends while it starts, because Kafka does not answer it in time, is started again, as an orchestrator does. */
    private void replace(int instance) throws Exception {
        for (int attempt = 1; ; attempt++) {
            SuiteProcess next = launch(instance);
            processes.set(instance, next);
            try {
                next.awaitReady();
                return;
            } catch (AssertionError e) {
                if (next.isAlive() || attempt == START_ATTEMPTS) {
                    throw e;
                }
                System.out.println("Instance " + instance + " ended while it started; starting it again");
            }
        }
    }

    private SuiteProcess launch(int instance) throws Exception {
        return SuiteProcess.launch(directory.resolve("instance-" + instance), environment, "stock-sync");
    }
}
