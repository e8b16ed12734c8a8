package io.zapas.stocksync.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.testkit.Await;
import io.zapas.testkit.Forwarder;
import io.zapas.testkit.Infrastructure;
import io.zapas.testkit.RedisPair;
import io.zapas.testkit.TestRuntime;
import io.zapas.testkit.VirtualClock;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Redis loses everything, or the newest, under load: whoever calls is told so, the store comes back by itself, and nothing that was acknowledged is
 * missing, nothing is double (invariants 1, 2 and 8). Prints what happened when.
 */
@Timeout(300)
class RecoveryIT {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final int COPIED_AFTER = 1_000;
    private static final int SCENES = 8;

    private final long startNanos = System.nanoTime();
    private String scene = "";

    /** How the store is lost. */
    enum Loss {
        FLUSHALL(RedisPair::flushAll),
        KILLED_AND_RESTARTED_EMPTY(redis -> {
            redis.killMaster();
            redis.restartEmptyMaster();
        }),
        FAILOVER_TO_A_REPLICA_THAT_LAGGED(redis -> {
            redis.killMaster();
            redis.promoteReplica();
        });

        @SuppressWarnings("ImmutableEnumChecker")
        private final Consumer<RedisPair> happens;

        Loss(Consumer<RedisPair> happens) {
            this.happens = happens;
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingThatWasAcknowledgedIsLost(Loss loss) throws Exception {
        scene = loss.name();
        try (RedisPair redis = RedisPair.start();
                TestRuntime runtime = TestRuntime.start(new StockSyncService(), Map.of("redis.uri", redis.uri()));
                RecoveryLoad load = new RecoveryLoad(List.of(runtime.uri("")), runtime)) {
            say("started");
            load.start();
            load.acknowledged(60);
            strike(loss, redis, load, runtime);
            comesBack(load, runtime);
            check(load, runtime);
        }
    }

    @ParameterizedTest
    @EnumSource
    void norWhenTheBeginningOfTheJournalIsGone(Loss loss) throws Exception {
        scene = "COPIED, " + loss.name();
        Map<String, String> config = new HashMap<>(Map.of("journal.records", Integer.toString(COPIED_AFTER)));
        try (RedisPair redis = RedisPair.start()) {
            config.put("redis.uri", redis.uri());
            try (TestRuntime runtime = TestRuntime.start(new StockSyncService(), config);
                    RecoveryLoad load = new RecoveryLoad(List.of(runtime.uri("")), runtime)) {
                load.start();
                Await.until(Duration.ofSeconds(150), () -> journalBegin(runtime) > COPIED_AFTER / 2);
                say("the journal begins at " + journalBegin(runtime) + ", after " + load.acknowledged()
                        + " acknowledged calls; copies: "
                        + runtime.records("stock.snapshot").size() + " records");
                strike(loss, redis, load, runtime);
                comesBack(load, runtime);
                check(load, runtime);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoInstancesLoseNothing(Loss loss) throws Exception {
        scene = "TWO INSTANCES, " + loss.name();
        try (RedisPair redis = RedisPair.start()) {
            Map<String, String> config =
                    Map.of("redis.uri", redis.uri(), "namespace", Infrastructure.freshNamespace(), "lease.ttl", "1s");
            VirtualClock clock = new VirtualClock(TestRuntime.START);
            try (TestRuntime leader = TestRuntime.start(List.of(new StockSyncService()), config, clock);
                    TestRuntime other = TestRuntime.start(List.of(new StockSyncService()), config, clock);
                    RecoveryLoad load = new RecoveryLoad(List.of(leader.uri(""), other.uri("")), leader)) {
                say("both started");
                load.start();
                load.acknowledged(60);
                strike(loss, redis, load, other);
                comesBack(load, leader);
                comesBack(load, other);
                check(load, leader);
            }
        }
    }

    /** A leader that was ready before it could be cut off is not what this is about: then the scene is played again. */
    @Test
    void theOtherInstanceFinishesARebuildInWhichTheLeaderDied() throws Exception {
        boolean caught = false;
        for (int number = 1; !caught && number <= SCENES; number++) {
            caught = leaderDiesInARebuild(number);
        }
        assertThat(caught).as("the leader was caught in the middle").isTrue();
    }

    /** The leader is cut off from Redis when its fence stands in the journal: it has begun, and does not end. Answers whether it had not. */
    private boolean leaderDiesInARebuild(int number) throws Exception {
        scene = "LEADER DIES IN A REBUILD, " + number;
        try (RedisPair redis = RedisPair.start();
                Forwarder way = new Forwarder()) {
            way.target(URI.create(redis.uri()).getPort());
            String namespace = Infrastructure.freshNamespace();
            VirtualClock clock = new VirtualClock(TestRuntime.START);
            Map<String, String> config =
                    Map.of("redis.uri", "redis://127.0.0.1:" + way.port(), "namespace", namespace, "lease.ttl", "1s");
            TestRuntime leader = TestRuntime.start(List.of(new StockSyncService()), config, clock);
            Map<String, String> otherConfig =
                    Map.of("redis.uri", redis.uri(), "namespace", namespace, "lease.ttl", "1s");
            try (TestRuntime other = TestRuntime.start(List.of(new StockSyncService()), otherConfig, clock);
                    RecoveryLoad load = new RecoveryLoad(List.of(leader.uri(""), other.uri("")), other)) {
                load.start();
                load.acknowledged(60);
                long fences = kinds(other).getOrDefault(0L, 0L);
                long bases = kinds(other).getOrDefault(3L, 0L);
                redis.flushAll();
                say("FLUSHALL");
                Await.until(BOUND, () -> kinds(other).getOrDefault(0L, 0L) > fences);
                way.cut();
                boolean caught = kinds(other).getOrDefault(3L, 0L) == bases;
                say("the leader has begun to rebuild and is cut off, "
                        + (caught ? "before it was ready" : "too late: it was ready"));
                leader.close();
                say("the leader is gone");
                load.only(other.uri(""));
                comesBack(load, other);
                check(load, other);
                return caught;
            }
        }
    }

    private void strike(Loss loss, RedisPair redis, RecoveryLoad load, TestRuntime watched) {
        if (loss == Loss.FAILOVER_TO_A_REPLICA_THAT_LAGGED) {
            redis.lagReplica();
            int before = load.acknowledged();
            load.acknowledged(before + 40);
            say("the replica lags by " + (load.acknowledged() - before) + " acknowledged calls");
        }
        int acknowledged = load.acknowledged();
        RecoveryLoad.Watch watch = load.watch(watched.uri("/health/ready"));
        loss.happens.accept(redis);
        say("lost, after " + acknowledged + " acknowledged calls");
        watch.notReady("stock-sync.store", BOUND);
        say("/health/ready: 503, " + watch.reason());
    }

    private void comesBack(RecoveryLoad load, TestRuntime runtime) {
        Await.until(BOUND, () -> load.get(runtime.uri("/health/ready")).statusCode() == 200);
        say("/health/ready: 200");
        load.acknowledged(load.acknowledged() + 30);
        say(load.acknowledged() + " acknowledged calls, refused meanwhile: " + load.refusals());
    }

    private void check(RecoveryLoad load, TestRuntime runtime) throws Exception {
        load.finish();
        assertThat(load.wrongRefusals()).isEmpty();
        assertThat(load.refusals()).isNotEmpty();
        say("stopped; repeated until answered: " + load.repeated());
        load.checkReservations(runtime.uri(""));
        load.checkAvailability(runtime.uri(""));
        say("all " + load.reservations()
                + " reservations are there with their states and answers; availability equals the count of "
                + load.published() + " events and " + load.reservations() + " reservations");
        Await.untilPasses(BOUND, () -> checkLedger(runtime, load));
        say("stock.ledger: " + distinct(runtime).size() + " entries, "
                + (runtime.records("stock.ledger").size() - distinct(runtime).size())
                + " of them twice, folds to the levels");
    }

    /** By seq; fails when two entries with one seq differ. */
    private static SortedMap<Long, LedgerEntry> distinct(TestRuntime runtime) {
        TreeMap<Long, LedgerEntry> entries = new TreeMap<>();
        runtime.records("stock.ledger").forEach(record -> {
            LedgerEntry entry = Json.read(record.value(), LedgerEntry.class);
            LedgerEntry before = entries.put(entry.seq(), entry);
            assertThat(before == null ? entry : before).isEqualTo(entry);
        });
        return entries;
    }

    private static void checkLedger(TestRuntime runtime, RecoveryLoad load) throws Exception {
        Map<String, LedgerEntry> last = new HashMap<>();
        long seq = 0;
        for (LedgerEntry entry : distinct(runtime).values()) {
            seq++;
            assertThat(entry.seq()).isEqualTo(seq);
            LedgerEntry before = last.put(entry.sku(), entry);
            assertThat(entry.onHandBefore()).isEqualTo(before == null ? 0 : before.onHandAfter());
            assertThat(entry.reservedBefore()).isEqualTo(before == null ? 0 : before.reservedAfter());
        }
        for (Map.Entry<String, LedgerEntry> entry : last.entrySet()) {
            JsonNode place = RecoveryLoad.json(load.get(runtime.uri("/v1/availability/" + entry.getKey())))
                    .path("locations")
                    .path(0);
            assertThat(entry.getValue().onHandAfter())
                    .isEqualTo(place.path("onHand").asLong());
            assertThat(entry.getValue().reservedAfter())
                    .isEqualTo(place.path("reserved").asLong());
        }
    }

    /** Records of the journal by kind: 0 fences, 1 items, 3 bases. */
    private static Map<Long, Long> kinds(TestRuntime runtime) {
        Map<Long, Long> kinds = new HashMap<>();
        // An array of up to 15 elements has one byte of header; the kind is a small number.
        runtime.records("stock.journal").forEach(record -> kinds.merge((long) record.value()[1], 1L, Long::sum));
        return kinds;
    }

    private static long journalBegin(TestRuntime runtime) {
        TopicPartition journal = new TopicPartition(runtime.topic("stock.journal"), 0);
        Properties properties = new Properties();
        properties.put("bootstrap.servers", Infrastructure.bootstrap());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(journal));
            return consumer.beginningOffsets(List.of(journal)).get(journal);
        }
    }

    private void say(String what) {
        System.out.printf("%7.2f s  %s: %s%n", (System.nanoTime() - startNanos) / 1e9, scene, what);
    }
}
