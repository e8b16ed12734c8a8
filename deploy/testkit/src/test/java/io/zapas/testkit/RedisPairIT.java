package io.zapas.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RedisPairIT {
    private final RedisPair pair = RedisPair.start();
    private final RedisClient client = RedisClient.create(pair.uri());

    @AfterEach
    void close() {
        client.shutdown();
        pair.close();
    }

    @Test
    void aFailoverLosesWhatTheReplicaHadNotReceived() {
        set("kept", "1");
        pair.awaitInSync();
        pair.lagReplica();
        set("lost", "1");
        pair.killMaster();
        assertThatThrownBy(() -> get("kept")).isInstanceOf(RuntimeException.class);
        pair.promoteReplica();
        assertThat(get("kept")).isEqualTo("1");
        assertThat(get("lost")).isNull();
        set("after", "1");
        assertThat(get("after")).isEqualTo("1");
    }

    @Test
    void aMasterThatRestartsIsEmptyAndItsReplicaFollows() {
        set("gone", "1");
        pair.killMaster();
        pair.restartEmptyMaster();
        assertThat(get("gone")).isNull();
        set("new", "1");
        pair.awaitInSync();
        pair.killMaster();
        pair.promoteReplica();
        assertThat(get("new")).isEqualTo("1");
    }

    @Test
    void aReplicaThatLaggedCatchesUp() {
        pair.lagReplica();
        set("late", "1");
        pair.unlagReplica();
        pair.killMaster();
        pair.promoteReplica();
        assertThat(get("late")).isEqualTo("1");
        pair.flushAll();
        assertThat(get("late")).isNull();
    }

    private void set(String key, String value) {
        with(connection -> connection.sync().set(key, value));
    }

    private String get(String key) {
        return with(connection -> connection.sync().get(key));
    }

    private <T> T with(Function<StatefulRedisConnection<String, String>, T> use) {
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return use.apply(connection);
        }
    }
}
