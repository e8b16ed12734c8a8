package io.zapas.stocksync.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundTest {
    private static final Instant SINCE = Instant.parse("2026-11-23T09:00:00Z");

    @Test
    void theNextRoundBeginsWhereTheFirstPageEnded() {
        Round first = Round.since(SINCE).after(SINCE.plusSeconds(10), 100, true);
        assertThat(first).isEqualTo(new Round(SINCE, 100, SINCE.plusSeconds(10)));

        // What joined behind the reader meanwhile is older than this, and newer than that.
        Round second = first.after(SINCE.plusSeconds(500), 30, false);
        assertThat(second).isEqualTo(Round.since(SINCE.plusSeconds(10)));
    }

    @Test
    void aRoundOfNothingNewBeginsAgainWhereItBegan() {
        Round round = Round.since(SINCE);

        assertThat(round.after(null, 0, false)).isEqualTo(round);
        assertThat(round.after(SINCE.minusSeconds(30), 1, false)).isEqualTo(round);
        assertThat(round.from()).isEqualTo(SINCE.minusSeconds(60));
    }

    @Test
    void aCursorIsReadAsItWasWritten() {
        Round round = new Round(SINCE, 200, SINCE.plusSeconds(7));

        assertThat(Round.of(round.cursor())).isEqualTo(round);
        assertThat(Round.of(new Round(SINCE, 0, SINCE.plusMillis(7_900)).cursor())
                        .next())
                .as("never later than it was")
                .isEqualTo(SINCE.plusSeconds(7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12", "open:0:1", "1:2", "1:-2:3", "1:2:3:4", "a:b:c"})
    void whatIsNoCursor(String text) {
        assertThat(Round.of(text)).isNull();
    }
}
