package io.zapas.testkit;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** Kafka and Redis in containers, when a Docker engine answers. Empty when none does, or when the images cannot be had. */
final class Containers {
    private static final Logger log = LoggerFactory.getLogger(Containers.class);
    private static final String KAFKA_IMAGE = "apache/kafka-native:4.1.1";
    private static final String REDIS_IMAGE = "redis:7";
    private static final int REDIS_PORT = 6379;

    private Containers() {}

    static Optional<String> kafka() {
        if (!dockerAnswers()) {
            return Optional.empty();
        }
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        } catch (IOException e) {
            return Optional.empty();
        }
        // Clients must reach the broker under the address it advertises, hence the same port inside and outside.
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(KAFKA_IMAGE))
                .withExposedPorts(port)
                .withEnv("KAFKA_NODE_ID", "1")
                .withEnv("KAFKA_PROCESS_ROLES", "broker,controller")
                .withEnv("KAFKA_LISTENERS", "PLAINTEXT://0.0.0.0:" + port + ",CONTROLLER://localhost:19093")
                .withEnv("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://localhost:" + port)
                .withEnv("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT")
                .withEnv("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER")
                .withEnv("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:19093")
                .withEnv("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1")
                .withEnv("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "1")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1")
                .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .waitingFor(Wait.forLogMessage(".*Kafka Server started.*", 1));
        container.setPortBindings(List.of(port + ":" + port));
        return start(container, KAFKA_IMAGE).map(started -> "localhost:" + port);
    }

    static Optional<String> redis() {
        if (!dockerAnswers()) {
            return Optional.empty();
        }
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(REDIS_IMAGE))
                .withExposedPorts(REDIS_PORT)
                .withCommand("redis-server", "--save", "", "--appendonly", "no");
        return start(container, REDIS_IMAGE)
                .map(started -> "redis://" + started.getHost() + ":" + started.getMappedPort(REDIS_PORT));
    }

    private static Optional<GenericContainer<?>> start(GenericContainer<?> container, String image) {
        try {
            container.start();
            return Optional.of(container);
        } catch (RuntimeException e) {
            log.atWarn()
                    .addKeyValue("image", image)
                    .addKeyValue("reason", e.getMessage())
                    .log("A Docker engine answers but the container does not start; using the embedded server");
            container.stop();
            return Optional.empty();
        }
    }

    /** Cheap look first: without a socket or an address there is no engine to ask. */
    private static boolean dockerAnswers() {
        String host = System.getenv("DOCKER_HOST");
        boolean address = host != null && !host.isBlank();
        return (address || Files.exists(Path.of("/var/run/docker.sock")))
                && DockerClientFactory.instance().isDockerAvailable();
    }
}
