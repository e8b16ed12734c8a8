package io.zapas.stocksync.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.stream.StreamEvent.Draft;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private final AvailabilityView view = new AvailabilityView();

    private static Draft draft(String key, String json) {
        return new Draft(StreamType.FORECAST, key, key, null, true, json.getBytes(StandardCharsets.UTF_8));
    }

    private EventLog log(int maxEvents, long maxBytes) {
        return new EventLog("e", maxEvents, maxBytes, view::json);
    }

    private void show(EventLog log, String sku, long version) {
        byte[] json = ("{\"version\":" + version + "}").getBytes(StandardCharsets.UTF_8);
        view.put(sku, version, json);
        log.append(new Draft(StreamType.AVAILABILITY, sku, sku, null, true, json));
    }

    @Test
    void keepsTheNewestEventsWithoutGaps() {
        EventLog log = log(3, 1 << 20);
        for (int i = 1; i <= 10; i++) {
            log.append(draft("a", "{\"n\":" + i + "}"));
        }
        assertThat(log.read(7, 10)).isNull();
        assertThat(log.read(8, 10)).extracting(StreamEvent::seq).containsExactly(8L, 9L, 10L);
        assertThat(log.resumable(6)).isFalse();
        assertThat(log.resumable(7)).isTrue();
        assertThat(log.resumable(10)).isTrue();
        assertThat(log.resumable(11)).isFalse();
        assertThat(log.snapshot()).extracting(StreamEvent::seq).containsExactly(10L);
    }

    @Test
    void keepsToItsBytes() {
        EventLog log = log(1_000, 10_000);
        for (int i = 0; i < 100; i++) {
            log.append(draft("a", "{\"n\":\"" + i + "x".repeat(1_000) + "\"}"));
        }
        assertThat(log.resumable(99)).isTrue();
        assertThat(log.resumable(90)).isFalse();
    }

    @Test
    void aStateThatSaysNothingNewIsNoEvent() {
        EventLog log = log(10, 1 << 20);
        assertThat(log.append(draft("a", "{}"))).isTrue();
        assertThat(log.append(draft("a", "{}"))).isFalse();
        assertThat(log.last()).isEqualTo(1);
    }

    @Test
    void aSnapshotTellsAvailabilityAsItIsShownAndLeavesToTheLogWhatChangedSince() {
        EventLog log = log(10, 1 << 20);
        show(log, "a", 1);
        show(log, "b", 1);
        show(log, "gone", 1);
        EventLog.Snapshot snapshot = log.snapshot();
        show(log, "b", 2);
        view.remove("gone");
        log.append(
                new Draft(StreamType.AVAILABILITY, "gone", "gone", null, false, "{}".getBytes(StandardCharsets.UTF_8)));

        assertThat(snapshot.seq()).isEqualTo(3);
        assertThat(snapshot).extracting(StreamEvent::key).containsExactly("a");
        assertThat(log.read(4, 10)).extracting(StreamEvent::key).containsExactly("b", "gone");
        assertThat(log.newest(StreamType.AVAILABILITY, "b").seq()).isEqualTo(4);
        assertThat(log.newest(StreamType.AVAILABILITY, "gone")).isNull();
    }
}
