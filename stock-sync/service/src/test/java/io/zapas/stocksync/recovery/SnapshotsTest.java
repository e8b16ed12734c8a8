package io.zapas.stocksync.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.zapas.stocksync.recovery.Snapshots.Copy;
import io.zapas.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which copy counts, and what belongs to it. */
class SnapshotsTest {
    private final MemoryLog log = new MemoryLog(new Faults());
    private final Snapshots snapshots = new Snapshots(log);

    private void part(String id, String text) {
        Await.result(snapshots.part(id, text.getBytes(StandardCharsets.UTF_8)));
    }

    private void end(String id, long first, long journalFrom) {
        Await.result(snapshots.end(new Copy(id, first, -1, journalFrom, 3, 7, "t7", 9)));
    }

    private List<String> parts(Copy copy) {
        List<String> found = new ArrayList<>();
        Await.result(snapshots.read(copy, parts -> {
            parts.forEach(part -> found.add(new String(part, StandardCharsets.UTF_8)));
            return Future.succeededFuture();
        }));
        return found;
    }

    @Test
    void withoutItsEndACopyCountsForNothing() {
        assertThat(Await.result(snapshots.newest(0))).isNull();
        part("a", "1");
        assertThat(Await.result(snapshots.newest(0))).isNull();
        part("a", "2");
        end("a", 0, 5);
        part("b", "3");
        Copy copy = Await.result(snapshots.newest(0));
        assertThat(copy).isEqualTo(new Copy("a", 0, 2, 5, 3, 7, "t7", 9));
        assertThat(parts(copy)).containsExactly("1", "2");
    }

    @Test
    void theNewestReplacesThoseBefore() {
        part("a", "1");
        end("a", 0, 5);
        long first = Await.result(snapshots.begin());
        part("b", "2");
        end("b", first, 8);
        Copy copy = Await.result(snapshots.newest(0));
        assertThat(copy.id()).isEqualTo("b");
        assertThat(parts(copy)).containsExactly("2");
        assertThat(log.size()).isEqualTo(2);
    }

    @Test
    void partsOfALeaderThatWasGivenUpAreNoPartOfItsSuccessorsCopy() {
        part("b", "new");
        part("a", "old");
        part("b", "newer");
        end("b", 0, 8);
        assertThat(parts(Await.result(snapshots.newest(0)))).containsExactly("new", "newer");
    }

    /** Its journal is gone: the successor's copy replaced it. */
    @Test
    void theLateEndOfALeaderThatWasGivenUpCountsForNothing() {
        part("b", "new");
        end("b", 0, 8);
        part("a", "old");
        end("a", 0, 5);
        assertThat(Await.result(snapshots.newest(7)).id()).isEqualTo("b");
        assertThat(Await.result(snapshots.newest(9))).isNull();
    }

    @Test
    void itIsFoundBehindAnyNumberOfParts() {
        part("a", "1");
        end("a", 0, 5);
        for (int i = 0; i < 1_234; i++) {
            part("b", "x");
        }
        assertThat(Await.result(snapshots.newest(0)).id()).isEqualTo("a");
    }
}
