package io.zapas.alerting.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RechecksTest {
    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

    private final Rechecks rechecks = new Rechecks();

    @Test
    void whoseTimeHasComeIsTakenOutOnceInOrder() {
        rechecks.set("late", NOW);
        rechecks.set("early", NOW.minusSeconds(5));
        rechecks.set("not yet", NOW.plusMillis(1));
        assertThat(rechecks.due(NOW)).containsExactly("early", "late");
        assertThat(rechecks.due(NOW)).isEmpty();
        assertThat(rechecks.due(NOW.plusSeconds(1))).containsExactly("not yet");
    }

    @Test
    void theLastMomentCountsAndNoneIsNone() {
        rechecks.set("moved", NOW);
        rechecks.set("moved", NOW.plusSeconds(9));
        rechecks.set("cancelled", NOW);
        rechecks.set("cancelled", null);
        assertThat(rechecks.due(NOW)).isEmpty();
        assertThat(rechecks.due(NOW.plusSeconds(9))).containsExactly("moved");
    }

    @Test
    void anEarlierMomentIsNotPutOff() {
        rechecks.setAtLatest("sku", NOW.plusSeconds(9));
        rechecks.setAtLatest("sku", NOW);
        rechecks.setAtLatest("sku", NOW.plusSeconds(5));
        assertThat(rechecks.due(NOW)).containsExactly("sku");
        assertThat(rechecks.due(NOW.plusSeconds(9))).isEmpty();
    }
}
