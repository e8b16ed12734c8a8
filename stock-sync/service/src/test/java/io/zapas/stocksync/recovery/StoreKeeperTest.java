package io.zapas.stocksync.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.zapas.testkit.Await;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The store comes back whatever was lost and wherever somebody died on the way. */
@Timeout(300)
class StoreKeeperTest {
    private static final int STEPS_MAX = 60;
    private World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    /** What happened to the store after the leader had made everything safe. */
    enum Loss {
        FLUSHED(world -> world.store.flush()),
        LAGGED(world -> {}),
        LAGGED_AND_GONE_ON(world -> world.work(100, 140)),
        CLOSED(world -> world.store.begin("somebody who died"));

        @SuppressWarnings("ImmutableEnumChecker")
        private final Consumer<World> happens;

        Loss(Consumer<World> happens) {
            this.happens = happens;
        }
    }

    /** Some work, all of it safe, a part of it out of the outbox; then the loss. Answers what must come back. */
    private Map<String, String> lose(Loss loss, boolean copied) {
        World.Instance leader = world.instance().establish();
        world.work(0, 7);
        leader.relay();
        if (copied) {
            leader.copy();
        }
        MemoryStore replica = world.store.snapshot();
        world.work(7, 12);
        leader.keep();
        Map<String, String> safe = world.values();
        if (loss == Loss.LAGGED || loss == Loss.LAGGED_AND_GONE_ON) {
            world.store.take(replica);
        }
        loss.happens.accept(world);
        return safe;
    }

    private void comesBack(Map<String, String> safe) {
        World.Instance next = world.instance().establish();
        assertThat(world.values()).isEqualTo(safe);
        assertThat(next.keeper.whole()).isTrue();
        // Those that had not left the outbox are there again, and it goes on.
        assertThat(world.store.outbox.keySet()).contains(8L, 12L).doesNotContain(1L, 7L);
        world.work(200, 204);
        next.relay();
        Map<String, String> later = world.values();
        world.store.flush();
        world.instance().establish();
        assertThat(world.values()).isEqualTo(later);
    }

    @ParameterizedTest
    @EnumSource
    void aStoreThatWasLostComesBack(Loss loss) {
        for (boolean copied : new boolean[] {false, true}) {
            comesBack(lose(loss, copied));
            close();
            world = new World();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoeverDiesAtAnyStepTheNextOneBringsItBack(Loss loss) {
        for (boolean copied : new boolean[] {false, true}) {
            for (boolean carriedOut : new boolean[] {false, true}) {
                boolean died = true;
                int n = 0;
                while (died) {
                    n++;
                    Map<String, String> safe = lose(loss, copied);
                    world.faults.failAt(n, carriedOut);
                    died = Await.result(
                            world.instance().keeper.establish().transform(end -> Future.succeededFuture(end.failed())));
                    world.faults.none();
                    comesBack(safe);
                    close();
                    world = new World();
                    assertThat(n).isLessThan(STEPS_MAX);
                }
                System.out.println(loss + (copied ? " after a copy" : "") + ": died at each of " + (n - 1) + " steps, "
                        + (carriedOut ? "after it" : "instead of it"));
                assertThat(n).isGreaterThan(12);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoAtOnceDoNoHarm(Loss loss) {
        for (boolean copied : new boolean[] {false, true}) {
            boolean met = true;
            int n = 0;
            while (met) {
                n++;
                Map<String, String> safe = lose(loss, copied);
                World.Instance first = world.instance();
                World.Instance second = world.instance();
                boolean[] happened = {false};
                world.faults.before(n, () -> {
                    happened[0] = true;
                    return second.keeper.establish();
                });
                Await.result(first.keeper.establish().otherwiseEmpty());
                world.faults.none();
                met = happened[0];
                if (met) {
                    // Whoever believes that it leads writes; what is safe then is safe.
                    world.work(300, 302);
                    for (World.Instance each : new World.Instance[] {second, first}) {
                        if (each.keeper.established()
                                && Await.result(each.tryKeep().map(true).otherwise(false))) {
                            safe = world.values();
                        }
                    }
                    Map<String, String> all = world.values();
                    world.store.flush();
                    world.instance().establish();
                    // What nobody was told of may be there or not, but whole.
                    assertThat(world.values()).isIn(safe, all);
                } else {
                    comesBack(safe);
                }
                close();
                world = new World();
                assertThat(n).isLessThan(STEPS_MAX);
            }
            System.out.println(
                    loss + (copied ? " after a copy" : "") + ": another one came at each of " + (n - 1) + " steps");
        }
    }

    @Test
    void aNewStoreBeginsAJournal() {
        world.instance().establish();
        world.work(0, 3);
        World.Instance next = world.instance().establish();
        assertThat(next.keeper.tail().number()).isZero();
        next.relay();
        Map<String, String> safe = world.values();
        world.instance().establish();
        assertThat(world.values()).isEqualTo(safe);
        assertThat(world.journalLog.size()).isEqualTo(5);
    }

    @Test
    void aStoreThatIsAheadOfTheJournalByItsOutboxFits() {
        World.Instance leader = world.instance().establish();
        world.work(0, 3);
        leader.relay();
        world.work(3, 6);
        long before = world.journalLog.size();
        World.Instance next = world.instance().establish();
        assertThat(world.journalLog.size()).isEqualTo(before);
        next.relay();
        assertThat(next.keeper.tail().number()).isEqualTo(6);
    }

    /** Kafka comes back empty. */
    private Map<String, String> loseKafka() {
        World.Instance leader = world.instance().establish();
        world.work(0, 12);
        leader.keep();
        world.journalLog.lose();
        world.snapshotLog.lose();
        return world.values();
    }

    @Test
    void aStoreThatOutlivesItsJournalIsCopiedAtOnce() {
        Map<String, String> all = loseKafka();
        World.Instance leader = world.instance();
        leader.keeper.onEstablished(leader.snapshotter::look);
        leader.establish();
        assertThat(world.values()).isEqualTo(all);
        world.store.outbox.clear();
        Await.until(World.BOUND, leader.keeper::whole);
        world.work(20, 25);
        leader.relay();
        Map<String, String> safe = world.values();
        world.store.flush();
        // Its epoch is larger than any offset of the new journal.
        world.instance().establish();
        assertThat(world.values()).isEqualTo(safe);
    }

    @Test
    void withoutThatCopyARebuildIsRefusedAndNothingIsTouched() {
        loseKafka();
        world.instance().establish();
        world.work(20, 25);
        MemoryStore replica = world.store.snapshot();
        World.Instance leader = world.instance().establish().keep();
        assertThat(leader.keeper.whole()).isFalse();
        world.work(25, 27);
        leader.keep();
        world.store.take(replica);
        Map<String, String> left = world.values();
        World.Instance next = world.instance();
        assertThat(Await.failure(next.keeper.establish())).hasMessageContaining("no copy");
        assertThat(world.values()).isEqualTo(left);
        assertThat(Await.result(Future.fromCompletionStage(world.store.mark())).epoch())
                .isNotNull();
        assertThat(next.guard.status().toString()).contains("no copy");
    }

    @Test
    void whoeverDiesWhileAStoreGetsItsNewJournalItIsNeverEmptied() {
        for (boolean carriedOut : new boolean[] {false, true}) {
            boolean died = true;
            int n = 0;
            while (died) {
                n++;
                Map<String, String> all = loseKafka();
                world.store.outbox.clear();
                world.faults.failAt(n, carriedOut);
                World.Instance first = world.instance();
                died = Await.result(first.keeper
                        .establish()
                        .compose(established -> first.on(first.snapshotter::copy))
                        .transform(end -> Future.succeededFuture(end.failed())));
                world.faults.none();
                World.Instance second = world.instance().establish();
                assertThat(world.values()).as("died at step " + n).isEqualTo(all);
                if (!second.keeper.whole()) {
                    second.copy();
                }
                world.work(20, 22);
                second.relay();
                Map<String, String> safe = world.values();
                world.store.flush();
                world.instance().establish();
                assertThat(world.values()).isEqualTo(safe);
                close();
                world = new World();
                assertThat(n).isLessThan(STEPS_MAX);
            }
            System.out.println("Kafka emptied: died at each of " + (n - 1) + " steps, "
                    + (carriedOut ? "after it" : "instead of it"));
            assertThat(n).isGreaterThan(12);
        }
    }

    @Test
    void aCopyDuringWhichTheStoreIsRebuiltIsGivenUp() {
        World.Instance leader = world.instance().establish();
        world.work(0, 12);
        leader.relay();
        Map<String, String> safe = world.values();
        world.faults.before(3, () -> {
            world.store.flush();
            return world.instance().keeper.establish();
        });
        assertThat(Await.failure(leader.on(leader.snapshotter::copy))).hasMessageContaining("rebuilt");
        world.faults.none();
        world.store.flush();
        world.instance().establish();
        assertThat(world.values()).isEqualTo(safe);
    }

    /** Work goes on between its parts, and only some of it is in the journal when the last part is taken. */
    @Test
    void aCopyIsWholeOnceTheJournalHasWhatItMayHold() {
        World.Instance leader = world.instance().establish();
        world.work(0, 12);
        leader.relay();
        world.faults.before(4, () -> {
            world.work(12, 20);
            return Future.succeededFuture();
        });
        Future<Void> copying = leader.on(leader.snapshotter::copy);
        Await.until(World.BOUND, () -> world.store.values.containsValue("v19"));
        world.faults.none();
        leader.relay();
        Await.result(copying);
        world.work(20, 22);
        leader.relay();
        Map<String, String> safe = world.values();
        world.store.flush();
        world.instance().establish();
        assertThat(world.values()).isEqualTo(safe);
    }
}
