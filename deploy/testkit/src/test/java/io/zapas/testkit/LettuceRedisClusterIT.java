package io.zapas.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ScriptOutputType;
import io.vertx.core.Vertx;
import io.zapas.runtime.health.HealthBoard;
import io.zapas.runtime.redis.LettuceRedis;
import io.zapas.runtime.redis.RedisScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code LettuceRedis} promises of a cluster, with one shop on each of its masters. */
@Timeout(120)
class LettuceRedisClusterIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    /** A master that dies is noticed, replaced and found within this. */
    private static final Duration FAILED_OVER = Duration.ofSeconds(30);

    private static final Duration AT_ONCE = Duration.ofSeconds(2);
    private static final RedisScript SCRIPT = RedisScript.of(LettuceRedisClusterIT.class, "count", "count.lua");

    private final Vertx vertx = Vertx.vertx();
    private final HealthBoard health = new HealthBoard();
    private final List<LettuceRedis> shops = new ArrayList<>();
    private RedisCluster cluster;

    @BeforeEach
    void start() {
        cluster = RedisCluster.start(true);
        for (int master = 0, i = 0; master < RedisCluster.MASTERS; i++) {
            if (cluster.masterOf("{shop" + i + "}:n") == master) {
                shops.add(Await.result(LettuceRedis.connect(vertx, cluster.uri(), "shop" + i, health)));
                master++;
            }
        }
    }

    @AfterEach
    void stop() {
        shops.forEach(shop -> Await.result(shop.close()));
        Await.result(vertx.close());
        cluster.close();
    }

    @Test
    void scriptsRunOnEveryMasterAlsoAfterItHasForgottenThem() {
        for (int round = 1; round <= 3; round++) {
            for (int master = 0; master < RedisCluster.MASTERS; master++) {
                assertThat(count(master)).isEqualTo(round);
                assertThat(cluster.command(master, "SCRIPT FLUSH")).isEqualTo("OK");
            }
        }
        for (int master = 0; master < RedisCluster.MASTERS; master++) {
            assertThat(cluster.command(master, "GET " + shops.get(master).key("n")))
                    .isEqualTo("3");
        }
    }

    @Test
    void aMasterThatMovesInOrderIsFollowed() {
        for (int master = 0; master < RedisCluster.MASTERS; master++) {
            count(master);
            cluster.failOver(master);
            int moved = master;
            Await.untilPasses(SOON, () -> assertThat(count(moved)).isGreaterThan(1));
        }
    }

    @Test
    void whileAMasterIsDownItsShopsFailAtOnceTheOthersGoOnAndItsReplicaIsFound() {
        for (int master = 0; master < RedisCluster.MASTERS; master++) {
            count(master);
        }
        cluster.kill(1);
        long askedNanos = System.nanoTime();
        assertThat(Await.failure(shops.get(1).eval(SCRIPT, ScriptOutputType.INTEGER, keys(1))))
                .isNotNull();
        assertThat(Duration.ofNanos(System.nanoTime() - askedNanos)).isLessThan(AT_ONCE);
        assertThat(count(0)).isEqualTo(2);
        assertThat(count(2)).isEqualTo(2);

        Await.untilPasses(FAILED_OVER, () -> assertThat(count(1)).isGreaterThan(1));
        assertThat(count(0)).isEqualTo(3);
        Await.until(SOON, () -> health.ask().values().stream().allMatch(status -> status.ready()));
    }

    private long count(int master) {
        return Await.result(shops.get(master).<Long>eval(SCRIPT, ScriptOutputType.INTEGER, keys(master)));
    }

    private String[] keys(int master) {
        return new String[] {shops.get(master).key("n")};
    }
}
