package io.zapas.stocksync.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.zapas.stocksync.account.AccountException.Kind;
import io.zapas.testkit.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallPaceTest {
    private final Vertx vertx = Vertx.vertx();
    private final Waits waits = new Waits(vertx);
    private final AtomicReference<Instant> now = new AtomicReference<>(AccountBench.NOW);

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private CallPace pace(int perMinute) {
        return new CallPace("account.x.calls-per-minute", now::get, waits, perMinute);
    }

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    /** How far away the next turn is, without taking it. */
    private static Duration away(CallPace pace) {
        Future<Void> turn = pace.turn(Duration.ofNanos(-1));
        AccountException busy = (AccountException) turn.cause();
        assertThat(busy.kind()).isEqualTo(Kind.BUSY);
        assertThat(busy).hasMessageContaining("account.x.calls-per-minute");
        return busy.retryAfter().orElseThrow();
    }

    @Test
    void aTenthOfAMinutesCallsGoAtOnceTheOthersEvenly() {
        CallPace pace = pace(60);
        for (int i = 0; i < 6; i++) {
            assertThat(pace.turn(Duration.ZERO).succeeded()).as("call %s", i).isTrue();
        }

        assertThat(away(pace)).isEqualTo(Duration.ofSeconds(1));
        pass(Duration.ofMillis(400));
        assertThat(away(pace)).isEqualTo(Duration.ofMillis(600));
        pass(Duration.ofMillis(600));
        assertThat(pace.turn(Duration.ZERO).succeeded()).isTrue();
        assertThat(pace.turn(Duration.ZERO).failed()).isTrue();
    }

    @Test
    void anHourOfRestSavesNoMoreThanTheBucket() {
        CallPace pace = pace(60);
        pace.turn(null);
        pass(Duration.ofHours(1));

        int atOnce = 0;
        while (pace.turn(Duration.ZERO).succeeded()) {
            atOnce++;
        }
        assertThat(atOnce).isEqualTo(6);
    }

    @Test
    void overAMinuteItKeepsToTheLimit() {
        CallPace pace = pace(100);
        int calls = 0;
        for (int i = 0; i < 600; i++) {
            while (pace.turn(Duration.ZERO).succeeded()) {
                calls++;
            }
            pass(Duration.ofMillis(100));
        }

        assertThat(calls).isBetween(100, 110);
    }

    @Test
    void whoWaitsIsCalledInTime() {
        CallPace pace = pace(1_200);
        Future<Void> last = Future.succeededFuture();
        for (int i = 0; i <= 120; i++) {
            last = pace.turn(null);
        }

        assertThat(last.isComplete()).isFalse();
        Await.result(last);
    }

    @Test
    void severalWhoWaitTakeTheirTurnsOneAfterTheOther() {
        CallPace pace = pace(1);
        for (int i = 0; i < 5; i++) {
            pace.turn(null);
        }

        assertThat(away(pace)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void aClockSetBackStopsNobody() {
        CallPace pace = pace(1);
        pace.turn(null);
        now.set(AccountBench.NOW.minus(Duration.ofDays(1)));

        assertThat(pace.turn(Duration.ZERO).succeeded()).isTrue();
        assertThat(away(pace)).isEqualTo(Duration.ofMinutes(1));
    }
}
