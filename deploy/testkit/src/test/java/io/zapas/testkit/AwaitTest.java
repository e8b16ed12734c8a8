package io.zapas.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {

    @Test
    void waitsUntilTheConditionHolds() {
        AtomicInteger asked = new AtomicInteger();
        Await.until(Duration.ofSeconds(5), () -> asked.incrementAndGet() == 3);
        assertThat(asked).hasValue(3);
    }

    @Test
    void saysWhatWentWrongWhenTheBoundIsReached() {
        assertThatThrownBy(() -> Await.untilPasses(Duration.ofMillis(20), () -> {
                    throw new IllegalStateException("not yet");
                }))
                .isInstanceOf(AssertionError.class)
                .hasRootCauseMessage("not yet");
    }

    @Test
    void aFailedFutureShowsItsFailure() {
        IllegalStateException failure = new IllegalStateException("no");
        assertThat(Await.failure(Future.failedFuture(failure))).isSameAs(failure);
    }
}
