package io.zapas.stocksync.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.runtime.health.Health;
import io.zapas.stocksync.domain.Stock.OutboxItem;
import io.zapas.testkit.Await;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the one who writes the journal notices. */
class JournalKeeperTest {
    private final World world = new World();
    private final World.Instance leader = world.instance().establish();

    @AfterEach
    void close() {
        world.close();
    }

    /** Rebuilt from the journal by another instance, the store has these values. */
    private void journalGives(Map<String, String> values) {
        world.store.flush();
        world.instance().establish();
        assertThat(world.values()).isEqualTo(values);
    }

    @Test
    void somebodyElseWhoWritesIsNoticed() {
        world.work(0, 3);
        leader.relay();
        world.work(3, 6);
        world.journalLog.put(
                MemoryStore.item(-1, 4, "given up", "given up", 1, "k0", "lost").record());
        assertThat(Await.failure(leader.tryKeep())).hasMessageContaining("somebody else");
        assertThat(leader.keeper.established()).isFalse();
        // It is the store it was, and goes on; what was in doubt counts.
        leader.establish().relay();
        journalGives(world.values());
    }

    @Test
    void aFenceSetMeanwhileEndsTheReign() {
        world.work(0, 3);
        leader.relay();
        Map<String, String> safe = world.values();
        Await.result(new Journal(world.journalLog).fence(9));
        world.work(3, 6);
        assertThat(Await.failure(leader.tryKeep())).hasMessageContaining("somebody else");
        world.instance().establish();
        // Written behind the fence: never acknowledged.
        assertThat(world.values()).isEqualTo(safe);
    }

    @Test
    void anItemThatDoesNotFollowPutsTheStoreInDoubt() {
        world.work(0, 3);
        leader.relay();
        Map<String, String> safe = world.values();
        MemoryStore replica = world.store.snapshot();
        world.work(3, 6);
        leader.relay();
        Map<String, String> safeLater = world.values();
        // A replica that lagged takes over, and goes beyond.
        world.store.take(replica);
        world.work(6, 12);
        assertThat(safe).isNotEqualTo(safeLater);
        assertThat(Await.failure(leader.tryKeep())).hasMessageContaining("does not follow item 6");
        assertThat(leader.guard.ready()).isFalse();
        assertThat(leader.guard.status()).isNotEqualTo(Health.Status.READY);
        leader.establish();
        assertThat(world.values()).isEqualTo(safeLater);
    }

    @Test
    void numbersThatWereGivenTwiceDoNotCountAsSafe() {
        world.work(0, 3);
        leader.keep();
        MemoryStore replica = world.store.snapshot();
        world.work(3, 8);
        leader.keep();
        Map<String, String> safe = world.values();
        world.store.take(replica);
        OutboxItem other = world.store.set("other", "other");
        assertThat(other.number()).isLessThan(leader.keeper.tail().number());
        assertThat(Await.failure(leader.tryKeep())).hasMessageContaining("not the one");
        leader.establish();
        assertThat(world.values()).isEqualTo(safe);
    }

    @Test
    void itemsInAWrongOrderPutTheStoreInDoubt() {
        world.work(0, 1);
        OutboxItem second = world.work(1, 2).get(0);
        assertThat(Await.failure(leader.on(() -> leader.keeper.keep(java.util.List.of(second)))))
                .hasMessageContaining("item 2")
                .hasMessageContaining("does not follow item 0");
    }

    /** Of six records one is refused, or written without an answer. */
    @Test
    void aRecordThatFailsIsWrittenAgain() {
        for (boolean carriedOut : new boolean[] {false, true}) {
            for (int n = 2; n <= 7; n++) {
                int from = world.store.values.size();
                world.work(from, from + 6);
                world.faults.failAt(n, carriedOut);
                Await.failure(leader.tryKeep());
                world.faults.none();
                assertThat(leader.keeper.established()).isFalse();
                leader.establish().relay();
                Map<String, String> safe = world.values();
                journalGives(safe);
                world.store.outbox.clear();
                leader.establish();
            }
        }
    }

    @Test
    void nothingIsKeptBeforeTheStoreIsEstablished() {
        World.Instance other = world.instance();
        world.work(0, 1);
        assertThat(Await.failure(other.tryKeep())).hasMessageContaining("not been established");
    }

    @Test
    void theLengthOfTheJournalIsKnownWithoutAsking() {
        world.work(0, 5);
        leader.relay();
        assertThat(leader.keeper.length()).isEqualTo(world.journalLog.size());
        leader.copy();
        world.work(5, 7);
        leader.relay();
        assertThat(leader.keeper.length()).isEqualTo(world.journalLog.size()).isLessThan(5);
    }
}
