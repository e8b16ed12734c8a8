package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.zapas.runtime.health.HealthBoard;
import io.zapas.runtime.redis.LettuceRedis;
import io.zapas.stocksync.domain.Store;
import io.zapas.testkit.Await;
import io.zapas.testkit.RedisPair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Half-way through a copy or a rebuild another Redis takes over: what was begun is given up, since it would have holes. */
class OtherRedisIT {
    private static final Duration BOUND = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private RedisPair pair;
    private LettuceRedis redis;
    private RedisStore store;

    @BeforeEach
    void start() {
        pair = RedisPair.start();
        redis = Await.result(LettuceRedis.connect(vertx, pair.uri(), "other", new HealthBoard()));
        store = new RedisStore(redis);
    }

    @AfterEach
    void stop() {
        Await.result(redis.close());
        Await.result(vertx.close());
        pair.close();
    }

    private static <T> T get(CompletionStage<T> stage) {
        return Await.result(Future.fromCompletionStage(stage));
    }

    private void failover() {
        pair.awaitInSync();
        pair.killMaster();
        pair.promoteReplica();
    }

    /** Repeats the call while there is no connection. */
    private static void failsWith(String message, Supplier<CompletionStage<?>> call) {
        Await.untilPasses(BOUND, () -> assertThat(Await.failure(Future.fromCompletionStage(call.get())))
                .hasMessageContaining(message));
    }

    @Test
    void aCopyIsGivenUp() {
        String[] event = new String[1];
        for (int i = 0; i < 1_000; i++) {
            event[0] = redis.key("stock:ev:" + i);
            Await.result(redis.run(c -> c.set(event[0], "1")));
        }
        Store.Part part = get(store.copy(null));
        assertThat(part.nextCursor()).isNotNull();
        assertThat(get(store.copy(part.nextCursor())).records()).isNotEmpty();
        failover();
        failsWith("another Redis", () -> store.copy(part.nextCursor()));
    }

    @Test
    void aRebuildIsGivenUp() {
        get(store.begin("token"));
        get(store.wipe("token"));
        get(store.restore("token", 1, List.of()));
        failover();
        failsWith("another instance", () -> store.wipe("token"));
        failsWith("another instance", () -> store.restore("token", 1, List.of()));
        failsWith("another instance", () -> store.open("token", 1));
        get(store.begin("again"));
        get(store.wipe("again"));
        get(store.open("again", 1));
    }
}
