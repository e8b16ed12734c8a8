package io.zapas.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedRedisIT {
    @TempDir
    Path directory;

    @Test
    void dataSurvivesARestart() {
        try (EmbeddedRedis redis = new EmbeddedRedis(directory, 0, true).start()) {
            set(redis, "value");
        }
        try (EmbeddedRedis redis = new EmbeddedRedis(directory, 0, true).start()) {
            assertThat(get(redis)).isEqualTo("value");
        }
    }

    @Test
    void withoutPersistenceNothingSurvives() {
        try (EmbeddedRedis redis = new EmbeddedRedis(directory, 0, false).start()) {
            set(redis, "value");
        }
        try (EmbeddedRedis redis = new EmbeddedRedis(directory, 0, false).start()) {
            assertThat(get(redis)).isNull();
        }
    }

    @Test
    void aKilledRedisStartsWithItsLastCopy() throws Exception {
        try (EmbeddedRedis redis = new EmbeddedRedis(directory, 0, true).start()) {
            set(redis, "copied");
        }
        try (EmbeddedRedis redis = new EmbeddedRedis(directory, 0, true).start()) {
            set(redis, "lost");
            server().destroyForcibly();
        }
        try (EmbeddedRedis redis = new EmbeddedRedis(directory, 0, true).start()) {
            assertThat(get(redis)).isEqualTo("copied");
        }
    }

    @Test
    void whatAnEarlierVersionLoggedIsReadOnceAndCopied() {
        List<String> logging = List.of("--appendonly", "yes", "--save", "");
        try (EmbeddedRedis redis = new EmbeddedRedis(directory, 0, true, logging).start()) {
            set(redis, "logged");
        }
        for (int start = 0; start < 2; start++) {
            try (EmbeddedRedis redis = new EmbeddedRedis(directory, 0, true).start()) {
                assertThat(get(redis)).isEqualTo("logged");
            }
        }
        assertThat(directory.resolve("dump.rdb")).exists();
    }

    @Test
    void itAsksForLargePages() {
        try (EmbeddedRedis redis = new EmbeddedRedis(directory, 0, false).start();
                RedisClient client = RedisClient.create(redis.uri())) {
            String memory = client.connect()
                    .sync()
                    .dispatch(
                            CommandType.MEMORY,
                            new StatusOutput<>(StringCodec.UTF8),
                            new CommandArgs<>(StringCodec.UTF8).add("MALLOC-STATS"));
            assumeTrue(memory.contains("jemalloc"), "this Redis has another allocator");
            assertThat(memory).contains("opt.thp: \"always\"");
        }
    }

    @Test
    void redisStopsSoonAfterItsParentIsKilledAndKeepsTheData() throws Exception {
        Process parent = OtherProcess.start(RedisProgram.class, directory.toString());
        assertThat(OtherProcess.firstLine(parent)).matches("\\d+");
        ProcessHandle server = server();
        parent.destroyForcibly().waitFor(10, TimeUnit.SECONDS);

        server.onExit().get(10, TimeUnit.SECONDS);
        try (EmbeddedRedis redis = new EmbeddedRedis(directory, 0, true).start()) {
            assertThat(get(redis)).isEqualTo("before");
        }
    }

    @Test
    void aServerLeftBehindIsStoppedByTheNextStartEvenOnTheSamePort() throws Exception {
        Process parent = OtherProcess.start(RedisProgram.class, directory.toString());
        int port = Integer.parseInt(OtherProcess.firstLine(parent));
        ProcessHandle server = server();
        Optional<ProcessHandle> keeper = server.parent();
        keeper.orElseThrow().destroyForcibly();
        parent.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        assertThat(server.isAlive()).isTrue();

        try (EmbeddedRedis redis = new EmbeddedRedis(directory, port, true).start()) {
            assertThat(server.isAlive()).isFalse();
            assertThat(get(redis)).isEqualTo("before");
        }
    }

    @Test
    void anUnrelatedProcessUnderARecordedPidIsLeftAlone() throws Exception {
        Process bystander = new ProcessBuilder("sleep", "60").start();
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("redis.pid"), Long.toString(bystander.pid()));
            try (EmbeddedRedis redis = new EmbeddedRedis(directory, 0, true).start()) {
                set(redis, "value");
            }
            assertThat(bystander.isAlive()).isTrue();
        } finally {
            bystander.destroyForcibly();
        }
    }

    @Test
    void aDirectoryInUseIsRefusedByName() {
        try (EmbeddedRedis redis = new EmbeddedRedis(directory, 0, false).start()) {
            assertThatThrownBy(() -> new EmbeddedRedis(directory, 0, false).start())
                    .isInstanceOf(DirectoryInUseException.class)
                    .hasMessageContaining(directory.toString());
            set(redis, "still served");
        }
    }

    private ProcessHandle server() throws Exception {
        String pid = Files.readString(directory.resolve("redis.pid")).strip();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    private static void set(EmbeddedRedis redis, String value) {
        try (RedisClient client = RedisClient.create(redis.uri())) {
            client.connect().sync().set("key", value);
        }
    }

    private static String get(EmbeddedRedis redis) {
        try (RedisClient client = RedisClient.create(redis.uri())) {
            return client.connect().sync().get("key");
        }
    }
}
