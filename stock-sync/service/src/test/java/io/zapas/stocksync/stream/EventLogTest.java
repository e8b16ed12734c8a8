package io.zapas.stocksync.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.stream.StreamEvent.Draft;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EventLogTest {

    private static Draft draft(String key, String json) {
        return new Draft(StreamType.AVAILABILITY, key, key, null, true, json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void keepsTheNewestEventsWithoutGaps() {
        EventLog log = new EventLog("e", 3, 1 << 20);
        for (int i = 1; i <= 10; i++) {
            log.append(draft("a", "{\"n\":" + i + "}"));
        }
        assertThat(log.read(7, 10)).isNull();
        assertThat(log.read(8, 10)).extracting(StreamEvent::seq).containsExactly(8L, 9L, 10L);
        assertThat(log.resumable(6)).isFalse();
        assertThat(log.resumable(7)).isTrue();
        assertThat(log.resumable(10)).isTrue();
        assertThat(log.resumable(11)).isFalse();
        assertThat(log.snapshot().events()).extracting(StreamEvent::seq).containsExactly(10L);
    }

    @Test
    void keepsToItsBytes() {
        EventLog log = new EventLog("e", 1_000, 10_000);
        for (int i = 0; i < 100; i++) {
            log.append(draft("a", "{\"n\":\"" + i + "x".repeat(1_000) + "\"}"));
        }
        assertThat(log.resumable(99)).isTrue();
        assertThat(log.resumable(90)).isFalse();
    }

    @Test
    void aStateThatSaysNothingNewIsNoEvent() {
        EventLog log = new EventLog("e", 10, 1 << 20);
        assertThat(log.append(draft("a", "{}"))).isNotNull();
        assertThat(log.append(draft("a", "{}"))).isNull();
        assertThat(log.last()).isEqualTo(1);
    }
}
