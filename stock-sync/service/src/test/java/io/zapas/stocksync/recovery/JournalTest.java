package io.zapas.stocksync.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.zapas.stocksync.recovery.Journal.Fold;
import io.zapas.stocksync.recovery.Journal.Tail;
import io.zapas.stocksync.recovery.Snapshots.Copy;
import io.zapas.testkit.Await;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which records of the journal count. */
class JournalTest {
    private final MemoryLog log = new MemoryLog(new Faults());
    private final Journal journal = new Journal(log);

    private void fence(long atLeast) {
        Await.result(journal.fence(atLeast));
    }

    private void base(long epoch, long number) {
        Await.result(journal.base(epoch, number, number == 0 ? "" : "t" + number));
    }

    private void item(long epoch, long number) {
        item(epoch, number, "v" + number);
    }

    private void item(long epoch, long number, String value) {
        item(epoch, number, number == 1 ? "" : "t" + (number - 1), "t" + number, value);
    }

    private void item(long epoch, long number, String previous, String token, String value) {
        Await.result(journal.append(MemoryStore.item(epoch, number, previous, token, number, "k", value)));
    }

    private Future<Fold> fold(Copy copy, List<byte[]> replayed) {
        Fold fold = Fold.onto(copy);
        long from = copy == null ? 0 : copy.journalFrom();
        return journal.read(from, log.size(), fold, items -> {
                    replayed.addAll(items);
                    return Future.succeededFuture();
                })
                .map(read -> {
                    fold.checkWhole(copy);
                    return fold;
                });
    }

    private void replays(Copy copy, String... values) {
        List<byte[]> replayed = new ArrayList<>();
        Await.result(fold(copy, replayed));
        assertThat(replayed)
                .containsExactlyElementsOf(
                        Arrays.stream(values).map(this::written).toList());
    }

    /** The record with this value. */
    private byte[] written(String value) {
        List<byte[]> found = new ArrayList<>();
        Await.result(log.read(0, log.size(), part -> {
            part.stream()
                    .map(io.zapas.runtime.kafka.KafkaAccess.KafkaLog.Entry::value)
                    .filter(record -> new String(record, java.nio.charset.StandardCharsets.ISO_8859_1).endsWith(value))
                    .forEach(found::add);
            return Future.succeededFuture();
        }));
        return found.get(0);
    }

    private void fails(Copy copy, String... said) {
        assertThat(Await.failure(fold(copy, new ArrayList<>()))).hasMessageContainingAll(said);
    }

    @Test
    void ofTwoItemsWithOneNumberTheFirstCounts() {
        fence(0);
        base(0, 0);
        item(0, 1);
        item(0, 2);
        item(0, 2, "t1", "other", "second");
        item(0, 1);
        item(0, 3);
        replays(null, "v1", "v2", "v3");
    }

    @Test
    void behindAFenceItemsOfAnEarlierEpochCountForNothing() {
        fence(0);
        base(0, 0);
        item(0, 1);
        fence(1);
        item(0, 2, "t1", "lost", "lost");
        base(3, 1);
        item(0, 3, "lost", "lost too", "lost too");
        item(3, 2);
        replays(null, "v1", "v2");
        assertThat(Await.result(journal.tail())).isEqualTo(new Tail(3, 2, "t2", 8));
    }

    @Test
    void anItemThatIsMissingOrOfAnotherChainIsAnError() {
        fence(0);
        base(0, 0);
        item(0, 1);
        item(0, 3);
        fails(null, "item 3", "after item 1", "cannot be replayed");
    }

    @Test
    void anItemThatFollowsAnotherOneIsAnError() {
        fence(0);
        base(0, 0);
        item(0, 1);
        item(0, 2, "other", "t2", "v2");
        fails(null, "item 2", "after item 1");
    }

    @Test
    void aBaseThatDoesNotFitIsAnError() {
        fence(0);
        base(0, 0);
        item(0, 1);
        fence(1);
        base(3, 2);
        fails(null, "the base at item 2", "after item 1");
    }

    /** The first of two records could not be written, the second was; the leader then wrote both. */
    @Test
    void whatWasWrittenTooEarlyCountsOnceTheMissingOneIsThere() {
        fence(0);
        base(0, 0);
        item(0, 1);
        item(0, 3);
        item(0, 4);
        assertThat(Await.result(journal.tail()).number()).isEqualTo(1);
        item(0, 2);
        assertThat(Await.result(journal.tail()).number()).isEqualTo(2);
        item(0, 3, "t2", "t3", "v3");
        item(0, 4);
        item(0, 5);
        replays(null, "v1", "v2", "v3", "v4", "v5");
    }

    @Test
    void aJournalWithoutItsBeginningIsRefused() {
        fence(0);
        base(0, 7);
        item(0, 8);
        fails(null, "the base at item 7", "no copy");
        assertThat(Await.failure(journal.checkBeginning(null))).hasMessageContaining("no copy");
    }

    @Test
    void behindACopyTheVeryNextItemMustFollow() {
        fence(0);
        base(0, 0);
        item(0, 1);
        item(0, 2);
        item(0, 3);
        replays(new Copy("c", 0, 0, 3, 0, 1, "t1", 2), "v2", "v3");
        fails(new Copy("c", 0, 0, 4, 0, 1, "t1", 3), "item 3", "after item 1");
        fails(new Copy("c", 0, 0, 3, 0, 1, "other", 1), "after item 1");
        fails(new Copy("c", 0, 0, 3, 0, 1, "t1", 9), "ends with item 3", "item 9");
        assertThat(Await.failure(journal.checkBeginning(new Copy("c", 0, 0, 99, 0, 1, "t1", 1))))
                .hasMessageContaining("from 99 on");
        Await.result(journal.deleteBefore(4));
        assertThat(Await.failure(journal.checkBeginning(new Copy("c", 0, 0, 3, 0, 1, "t1", 1))))
                .hasMessageContaining("from 3 on");
    }

    @Test
    void whatItBeginsWithMayStandBehindWhatCountsForNothing() {
        fence(0);
        base(0, 0);
        item(0, 1);
        fence(0);
        for (int leftover = 2; leftover < 30; leftover++) {
            item(0, leftover);
        }
        Copy copy = new Copy("c", 0, 0, 3, 0, 1, "t1", 1);
        Await.result(journal.checkBeginning(copy));
        item(3, 3);
        assertThat(Await.failure(journal.checkBeginning(copy))).hasMessageContaining("after item 1");
        item(3, 2);
        item(3, 3);
        Await.result(journal.checkBeginning(copy));
    }

    /** The fence that ended that epoch stands before the copy. */
    @Test
    void behindACopyWhatIsOfAnEpochBeforeItCountsForNothing() {
        fence(0);
        base(0, 0);
        item(0, 1);
        fence(1);
        base(3, 1);
        item(0, 2, "t1", "lost", "lost");
        item(3, 2);
        replays(new Copy("c", 0, 0, 5, 3, 1, "t1", 1), "v2");
    }

    @Test
    void theTailIsFoundBehindAnyNumberOfFences() {
        assertThat(Await.result(journal.tail())).isNull();
        fence(0);
        assertThat(Await.result(journal.tail())).isEqualTo(new Tail(0, -1, "", 1));
        base(0, 0);
        item(0, 1);
        for (int i = 0; i < 1_500; i++) {
            fence(0);
        }
        assertThat(Await.result(journal.tail())).isEqualTo(new Tail(1_502, 1, "t1", 1_503));
    }

    @Test
    void aFenceHasItsOffsetAsNumberOrWhatItWasTold() {
        assertThat(Await.result(journal.fence(0))).isEqualTo(new Journal.Fence(0, 0));
        assertThat(Await.result(journal.fence(50))).isEqualTo(new Journal.Fence(1, 50));
        assertThat(Await.result(journal.fence(1))).isEqualTo(new Journal.Fence(2, 2));
    }
}
