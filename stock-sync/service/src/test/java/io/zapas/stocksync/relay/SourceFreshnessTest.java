package io.zapas.stocksync.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.zapas.stocksync.FakeStock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whether a published document may be shown although time has passed. */
class SourceFreshnessTest {
    private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private final Vertx vertx = Vertx.vertx();
    private final FakeStock stock = new FakeStock();
    private volatile Instant now = START;
    private final SourceFreshness fresh = with(Map.of("erp", HOUR, "wms", Duration.ofHours(3)));

    private SourceFreshness with(Map<String, Duration> maxAge) {
        return new SourceFreshness(vertx.getOrCreateContext(), stock, () -> now, maxAge);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private void look() throws Exception {
        fresh.look().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private void hear(String source, Instant at) {
        synchronized (stock) {
            stock.heardAt.put(source, at);
        }
    }

    @Test
    void lastsUntilTheFirstSourceMayBeSilentForTooLong() throws Exception {
        hear("erp", START);
        hear("wms", START.minus(Duration.ofHours(2)).plusSeconds(60));
        assertThat(fresh.surelyAt(START)).as("before anything is known").isFalse();
        look();
        assertThat(fresh.surelyAt(START.plus(HOUR))).isTrue();
        assertThat(fresh.surelyAt(START.plus(HOUR).plusMillis(1))).isFalse();
        now = START.plus(Duration.ofMinutes(50));
        hear("erp", now);
        assertThat(fresh.surelyAt(START.plus(HOUR).plusMillis(1)))
                .as("until it is looked at again")
                .isFalse();
        look();
        Instant wmsEnds = START.plus(HOUR).plusSeconds(60);
        assertThat(fresh.surelyAt(wmsEnds)).isTrue();
        assertThat(fresh.surelyAt(wmsEnds.plusMillis(1))).isFalse();
    }

    @Test
    void aSourceNeverHeardMayBeHeardRightAfterTheLook() throws Exception {
        look();
        assertThat(fresh.surelyAt(START.plus(HOUR))).isTrue();
        assertThat(fresh.surelyAt(START.plus(HOUR).plusMillis(1))).isFalse();
    }

    @Test
    void anotherStoreIsNotKnown() throws Exception {
        look();
        fresh.startOver();
        assertThat(fresh.surelyAt(START)).isFalse();
        look();
        assertThat(fresh.surelyAt(START)).isTrue();
    }

    @Test
    void aStoreThatIsAwayChangesNothing() throws Exception {
        look();
        stock.broken = "heard";
        assertThatThrownBy(this::look).isInstanceOf(ExecutionException.class);
        assertThat(fresh.surelyAt(START.plus(HOUR))).isTrue();
        assertThat(fresh.surelyAt(START.plus(HOUR).plusMillis(1))).isFalse();
    }

    @Test
    void withoutLimitsNothingIsEverStale() {
        assertThat(with(Map.of()).surelyAt(START.plus(Duration.ofDays(9_999)))).isTrue();
    }
}
