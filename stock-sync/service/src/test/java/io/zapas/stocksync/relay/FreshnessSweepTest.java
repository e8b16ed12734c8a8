package io.zapas.stocksync.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.zapas.stocksync.FakeStock;
import io.zapas.stocksync.domain.Silence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When SKUs are gone through: whenever other sources are silent than before, and by every new leader. */
class FreshnessSweepTest {
    private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
    private static final Map<String, Silence> DECLARED = Map.of(
            "erp", new Silence(Duration.ofMinutes(10), Silence.ALL),
            "wms", new Silence(Duration.ofMinutes(10), 5),
            "pos", new Silence(Duration.ofMinutes(10), 0));

    private final FakeStock stock = new FakeStock();
    private final FakeRedis redis = new FakeRedis();
    private final AtomicInteger woken = new AtomicInteger();
    private volatile Instant now = START;
    private Vertx vertx;
    private Lease lease;
    private FreshnessSweep sweep;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        Context context = vertx.getOrCreateContext();
        lease = new Lease(redis, "relay", "me", Duration.ofMinutes(10), System::nanoTime);
        renew();
        sweep = new FreshnessSweep(context, stock, lease, () -> true, () -> now, DECLARED, woken::incrementAndGet);
        List.of("erp", "wms", "pos").forEach(source -> stock.heardAt.put(source, START));
        context.runOnContext(ignored -> sweep.start());
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private void renew() throws Exception {
        lease.renew().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private List<String> freshened() {
        synchronized (stock) {
            return List.copyOf(stock.freshened);
        }
    }

    private void expect(String... sweeps) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!freshened().equals(List.of(sweeps)) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        // Nor anything more in the rounds that follow.
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2 * FreshnessSweep.INTERVAL_MILLIS + 200));
        assertThat(freshened()).containsExactly(sweeps);
    }

    private void hear(String source, Instant at) {
        synchronized (stock) {
            stock.heardAt.put(source, at);
        }
    }

    @Test
    void goesThroughAllSkusOnceWheneverOtherSourcesAreSilent() {
        // A predecessor may have left something kept back.
        expect("begin {}", "end {}");
        now = START.plus(Duration.ofMinutes(11));
        hear("wms", now);
        String erp = "{erp=" + Silence.ALL + "}";
        expect("begin {}", "end {}", "begin " + erp, "end " + erp);
        hear("erp", now);
        expect("begin {}", "end {}", "begin " + erp, "end " + erp, "begin {}", "end {}");
        assertThat(woken).hasValue(6);
    }

    @Test
    void whatFailedHalfWayIsBegunAgain() {
        stock.broken = "freshen";
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (freshened().size() < 2 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertThat(freshened()).contains("begin {}").doesNotContain("end {}");
        stock.broken = "";
        while (!freshened().contains("end {}") && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertThat(freshened()).endsWith("begin {}", "end {}");
    }

    @Test
    void anotherStoreAndOtherRulesAreGoneThroughAnew() {
        expect("begin {}", "end {}");
        stock.otherRules = true;
        sweep.startOver();
        expect("begin {}", "end {}", "begin {} rules", "end {} rules");
    }

    @Test
    void onlyTheLeaderDoes() throws Exception {
        expect("begin {}", "end {}");
        redis.answer = "";
        renew();
        now = START.plus(Duration.ofMinutes(11));
        expect("begin {}", "end {}");
    }
}
