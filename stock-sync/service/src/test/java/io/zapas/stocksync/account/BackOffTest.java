package io.zapas.stocksync.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.account.AccountException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackOffTest {
    private final BackOff backOff = new BackOff();

    private static AccountException failure(Kind kind, Duration retryAfter) {
        return new AccountException(kind, "no", retryAfter);
    }

    private long next(Kind kind, Duration retryAfter) {
        return backOff.next(failure(kind, retryAfter)).toSeconds();
    }

    @Test
    void doublesUpToAMinuteUntilItAnswers() {
        List<Long> seconds =
                Stream.generate(() -> next(Kind.AWAY, null)).limit(9).toList();
        assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
        backOff.reset();
        assertThat(backOff.next(null)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whoIsNotAcceptedWaitsAMinuteAtOnce() {
        assertThat(next(Kind.DENIED, null)).isEqualTo(60);
    }

    @Test
    void whatIsAskedForCountsUpToAnHour() {
        assertThat(next(Kind.BUSY, Duration.ofMinutes(5))).isEqualTo(300);
        assertThat(next(Kind.BUSY, Duration.ofHours(5))).isEqualTo(3_600);
        assertThat(next(Kind.BUSY, Duration.ofMillis(1))).isEqualTo(4);
    }
}
