package io.zapas.embedded;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker and its KRaft controller in this process, on loopback, sized for one shop. Topics are not created by writing to them;
 * records get the time of their arrival as timestamp, so that replayed history is not deleted for its age, and are kept 400 days.
 *
 * <p>The data directory survives a stop and a killed process: it is formatted once, on the first start, and logs left by a crash are
 * recovered on the next. After a crash the first start takes a few seconds longer, because the controller waits for the session of
 * the broker that died to lapse.
 *
 * <p>Use: {@code try (var kafka = new EmbeddedKafka(dir, 0).start()) { kafka.bootstrap(); }}. Single-use; {@link #start()} and
 * {@link #close()} block and are called by one thread.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedKafka.class);
    private static final int NODE_ID = 1;
    private static final String CONTROLLER = "CONTROLLER";
    private static final long RETENTION_MILLIS = 400L * 24 * 60 * 60 * 1000;
    private static final int ATTEMPTS_ON_FREE_PORTS = 3;

    private final Path directory;
    private final int wantedPort;
    private final int advertisedPort;
    private DataDirectory lock;
    private KafkaRaftServer server;
    private int port;

    /**
     * @param directory where it keeps its data; created if missing
     * @param port of the broker; 0: any free one
     */
    public EmbeddedKafka(Path directory, int port) {
        this(directory, port, 0);
    }

    /** @param advertisedPort where clients are told to come, on loopback: a forwarder that stands before it; 0: its own port */
    public EmbeddedKafka(Path directory, int port, int advertisedPort) {
        this.directory = directory.toAbsolutePath().normalize();
        this.wantedPort = port;
        this.advertisedPort = advertisedPort;
    }

    /**
     * Starts and returns when clients can be served. Throws {@link PortTakenException}, {@link DirectoryInUseException}, or
     * {@link IllegalStateException} with what Kafka said.
     */
    public EmbeddedKafka start() {
        if (lock != null) {
            throw new IllegalStateException("already started");
        }
        lock = DataDirectory.take(directory);
        try {
            for (int attempt = 1; ; attempt++) {
                try {
                    startOnce();
                    return this;
                } catch (RuntimeException e) {
                    stopServer();
                    if (wantedPort != 0 || attempt == ATTEMPTS_ON_FREE_PORTS) {
                        throw e;
                    }
                    log.atInfo()
                            .addKeyValue("attempt", attempt)
                            .setCause(e)
                            .log("Embedded Kafka did not start, trying other ports");
                }
            }
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** {@code host:port} for clients. */
    public String bootstrap() {
        return Ports.LOOPBACK + ":" + (advertisedPort == 0 ? port : advertisedPort);
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** Stops the broker, then the controller; data is flushed. Does nothing when it is not running. */
    @Override
    public void close() {
        stopServer();
        if (lock != null) {
            lock.close();
        }
    }

    private void startOnce() {
        port = wantedPort == 0 ? Ports.free() : wantedPort;
        Ports.requireFree(port, "Kafka");
        Path logs = directory.resolve("logs");
        KafkaConfig config = KafkaConfig.fromProps(
                properties(logs, port, advertisedPort == 0 ? port : advertisedPort, Ports.free()), false);
        // Kafka ends the process when a part of it does not come up; here that becomes an exception of start().
        Exit.Procedure refuse = (status, message) -> {
            throw new IllegalStateException("Kafka gave up" + (message == null ? "" : ": " + message));
        };
        Exit.setExitProcedure(refuse);
        Exit.setHaltProcedure(refuse);
        try {
            formatOnce(logs);
            server = new KafkaRaftServer(config, Time.SYSTEM);
            server.startup();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("Kafka did not start in " + directory + ": " + e.getMessage(), e);
        } finally {
            Exit.resetExitProcedure();
            Exit.resetHaltProcedure();
        }
    }

    private void stopServer() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }

    private static void formatOnce(Path logs) throws Exception {
        if (Files.exists(logs.resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(logs);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(out)
                    .setNodeId(NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setControllerListenerName(CONTROLLER)
                    .setMetadataLogDirectory(logs.toString())
                    .addDirectory(logs.toString())
                    .setIgnoreFormatted(true)
                    .run();
        }
        log.atDebug().addKeyValue("directory", logs).log(said.toString(StandardCharsets.UTF_8));
    }

    private static Properties properties(Path logs, int brokerPort, int advertisedPort, int controllerPort) {
        Properties p = new Properties();
        p.setProperty("process.roles", "broker,controller");
        p.setProperty("node.id", Integer.toString(NODE_ID));
        p.setProperty("controller.quorum.voters", NODE_ID + "@" + Ports.LOOPBACK + ":" + controllerPort);
        p.setProperty(
                "listeners",
                "BROKER://" + Ports.LOOPBACK + ":" + brokerPort + "," + CONTROLLER + "://" + Ports.LOOPBACK + ":"
                        + controllerPort);
        p.setProperty("advertised.listeners", "BROKER://" + Ports.LOOPBACK + ":" + advertisedPort);
        p.setProperty("listener.security.protocol.map", "BROKER:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        p.setProperty("inter.broker.listener.name", "BROKER");
        p.setProperty("controller.listener.names", CONTROLLER);
        p.setProperty("log.dirs", logs.toString());

        p.setProperty("auto.create.topics.enable", "false");
        p.setProperty("message.max.bytes", Integer.toString(2 * 1024 * 1024));
        p.setProperty("log.message.timestamp.type", "LogAppendTime");
        p.setProperty("log.message.timestamp.before.max.ms", Long.toString(Long.MAX_VALUE));
        p.setProperty("log.retention.ms", Long.toString(RETENTION_MILLIS));
        p.setProperty("log.segment.bytes", Integer.toString(64 * 1024 * 1024));
        p.setProperty("log.index.size.max.bytes", Integer.toString(1024 * 1024));

        // One node: nothing to replicate, nobody to wait for.
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            p.setProperty(topic + ".replication.factor", "1");
            p.setProperty(topic + ".num.partitions", "1");
        }
        p.setProperty("transaction.state.log.min.isr", "1");
        p.setProperty("share.coordinator.state.topic.min.isr", "1");
        p.setProperty("default.replication.factor", "1");
        p.setProperty("min.insync.replicas", "1");
        p.setProperty("group.initial.rebalance.delay.ms", "0");
        p.setProperty("group.min.session.timeout.ms", "1000");
        // Members of the newer protocol take their limits from here: as soon given up as those of the classic one.
        p.setProperty("group.consumer.session.timeout.ms", "10000");
        p.setProperty("group.consumer.min.session.timeout.ms", "10000");
        p.setProperty("group.consumer.heartbeat.interval.ms", "3000");
        p.setProperty("group.consumer.min.heartbeat.interval.ms", "1000");
        p.setProperty("broker.heartbeat.interval.ms", "1000");
        p.setProperty("broker.session.timeout.ms", "4000");
        p.setProperty("initial.broker.registration.timeout.ms", "30000");
        p.setProperty("controller.quorum.election.backoff.max.ms", "200");
        p.setProperty("controller.quorum.election.timeout.ms", "300");
        p.setProperty("controlled.shutdown.enable", "true");

        p.setProperty("num.network.threads", "2");
        p.setProperty("num.io.threads", "2");
        p.setProperty("background.threads", "2");
        p.setProperty("num.recovery.threads.per.data.dir", "2");
        p.setProperty("log.cleaner.threads", "1");
        p.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(4 * 1024 * 1024));
        p.setProperty("log.cleaner.io.buffer.size", Integer.toString(128 * 1024));
        p.setProperty("group.coordinator.threads", "1");
        p.setProperty("share.coordinator.threads", "1");
        return p;
    }
}
