package io.zapas.testkit;

import io.zapas.embedded.EmbeddedKafka;
import io.zapas.embedded.EmbeddedRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka and Redis for the tests of this JVM, started when first asked for and stopped with the JVM. Each is, in this order: an external
 * one (environment {@code ZAPAS_TEST_KAFKA} = bootstrap servers, {@code ZAPAS_TEST_REDIS} = URI), a container when a Docker engine
 * answers, or embedded. Tests keep apart by {@link #freshNamespace()}.
 */
public final class Infrastructure {
    private static final Logger log = LoggerFactory.getLogger(Infrastructure.class);
    private static String bootstrap;
    private static String redisUri;
    private static String redisClusterUri;

    private Infrastructure() {}

    /** Kafka's {@code host:port}. */
    public static synchronized String bootstrap() {
        if (bootstrap == null) {
            bootstrap = external("ZAPAS_TEST_KAFKA").or(Containers::kafka).orElseGet(Infrastructure::embeddedKafka);
            log.atInfo().addKeyValue("bootstrap", bootstrap).log("Kafka for tests");
        }
        return bootstrap;
    }

    /** {@code redis://host:port}. */
    public static synchronized String redisUri() {
        if (redisUri == null) {
            redisUri = external("ZAPAS_TEST_REDIS").or(Containers::redis).orElseGet(Infrastructure::embeddedRedis);
            log.atInfo().addKeyValue("uri", redisUri).log("Redis for tests");
        }
        return redisUri;
    }

    /** Addresses of a three-master Redis Cluster, separated by commas; always an embedded one. */
    public static synchronized String redisClusterUri() {
        if (redisClusterUri == null) {
            RedisCluster cluster = RedisCluster.start(false);
            stopWithJvm("redis-cluster", cluster);
            redisClusterUri = cluster.uri();
            log.atInfo().addKeyValue("uri", redisClusterUri).log("Redis Cluster for tests");
        }
        return redisClusterUri;
    }

    /** A namespace nobody has used, for keys and topics of one test class. */
    public static String freshNamespace() {
        return "t" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }

    private static Optional<String> external(String variable) {
        return Optional.ofNullable(System.getenv(variable)).filter(value -> !value.isBlank());
    }

    private static String embeddedKafka() {
        Path directory = temporaryDirectory("kafka");
        EmbeddedKafka kafka = new EmbeddedKafka(directory, 0).start();
        stopWithJvm("kafka", kafka, directory);
        return kafka.bootstrap();
    }

    private static String embeddedRedis() {
        Path directory = temporaryDirectory("redis");
        EmbeddedRedis redis = new EmbeddedRedis(directory, 0, false).start();
        stopWithJvm("redis", redis, directory);
        return redis.uri();
    }

    static Path temporaryDirectory(String name) {
        try {
            return Files.createTempDirectory("zapas-test-" + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stopWithJvm(String name, AutoCloseable server, Path directory) {
        stopWithJvm(name, () -> {
            server.close();
            delete(directory);
        });
    }

    private static void stopWithJvm(String name, AutoCloseable server) {
        Thread stop = new Thread(
                () -> {
                    try {
                        server.close();
                    } catch (Exception e) {
                        log.atWarn().setCause(e).addKeyValue("server", name).log("Test server did not stop in order");
                    }
                },
                "stop-test-" + name);
        Runtime.getRuntime().addShutdownHook(stop);
    }

    static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
