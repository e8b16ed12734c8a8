package io.zapas.alerting.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.condition.Samples;
import io.zapas.alerting.delivery.Office;
import io.zapas.alerting.eligibility.AdFacts;
import io.zapas.alerting.eligibility.AdPolicy;
import io.zapas.alerting.eligibility.AdState;
import io.zapas.alerting.eligibility.AdView;
import io.zapas.alerting.eligibility.Given;
import io.zapas.alerting.http.EligibilityBook.Approval;
import io.zapas.alerting.http.EligibilityBook.Approved;
import io.zapas.alerting.kafka.FactInbox.Fact;
import io.zapas.runtime.http.ProblemException;
import io.zapas.stocksync.api.Availability;
import io.zapas.testkit.Await;
import io.zapas.testkit.VirtualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is shown, and when, while Kafka is slow, away, or the process dies. Every tick is told. */
class EligibilityDeskTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final AdPolicy POLICY = new AdPolicy(0.1, 0.04, Duration.ofHours(36), 0.3, 5, ZoneId.of("UTC"));
    private static final int TICKS = 12;

    private final Context context = VERTX.getOrCreateContext();
    private final VirtualClock clock = new VirtualClock(Samples.NOW);
    private final Map<String, Availability> stock = new HashMap<>();
    private final Topic topic = new Topic();
    private final List<String> asked = new ArrayList<>();
    private EligibilityDesk desk = desk();

    @AfterAll
    static void close() {
        Await.result(VERTX.close());
    }

    @Test
    void nothingIsAnsweredBeforeEverySkuWasLookedAtAndStored() {
        topic.slow = true;
        learn("A", 10);
        ticks(TICKS);
        assertThat(Await.failure(desk.feed()))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.status())
                        .isEqualTo(503));
        topic.deliver();
        ticks(1);
        assertThat(view("A").everywhere().state()).isEqualTo(AdState.ELIGIBLE);
    }

    @Test
    void whatIsNotStoredIsNotShownAndWhoDiesThenTurnsNothingBack() {
        learn("A", 10);
        ticks(TICKS);
        topic.slow = true;
        learn("A", 0);
        ticks(TICKS);
        assertThat(view("A").everywhere().state()).as("decided, not stored").isEqualTo(AdState.ELIGIBLE);
        topic.lose();
        desk = desk();
        ticks(TICKS);
        assertThat(view("A").everywhere().state()).as("decided again").isEqualTo(AdState.PAUSE);
        assertThat(view("A").everywhere().rev()).isEqualTo(2);
    }

    @Test
    void timeAloneIsNoticed() {
        learn("A", 10);
        learn("A", 0);
        ticks(TICKS);
        clock.advance(Duration.ofDays(13));
        ticks(TICKS);
        assertThat(view("A").everywhere().state()).isEqualTo(AdState.EXCLUDE);
    }

    @Test
    void whileKafkaIsAwayNothingPilesUp() {
        for (int i = 0; i < 1_000; i++) {
            learn("S-" + i, 10);
        }
        topic.slow = true;
        ticks(TICKS);
        assertThat(topic.underWay).hasSize(400);
        Instant judged = Samples.NOW;
        topic.deliver();
        ticks(TICKS);
        assertThat(Await.result(desk.feed()).skus()).hasSize(1_000);
        clock.advance(Duration.ofHours(2));
        topic.slow = true;
        learn("S-0", 0);
        ticks(3 * TICKS);
        assertThat(Await.result(desk.feed()).judgedAt())
                .as("who reads it can tell")
                .isEqualTo(judged);
    }

    @Test
    void whatWaitsIsAskedForOnceADayAndAnApprovalIsAnsweredWhenItIsStored() {
        for (int i = 0; i < 10; i++) {
            learn("S-" + i, 10);
        }
        ticks(TICKS);
        for (int i = 0; i < 10; i++) {
            learn("S-" + i, 0);
        }
        ticks(3 * TICKS);
        assertThat(desk.waiting()).isEqualTo(5);
        assertThat(asked).containsExactly("ads-approval-2026-11-22: 5");
        desk = desk();
        ticks(TICKS);
        assertThat(desk.waiting()).as("also after a restart").isEqualTo(5);

        topic.slow = true;
        Future<Approved> answer = desk.approve(new Approval(null, null, clock.instant(), "anna"));
        Future<Approved> again = desk.approve(new Approval(null, null, clock.instant(), "anna"));
        on(() -> null);
        assertThat(answer.isComplete()).isFalse();
        assertThat(again.isComplete())
                .as("what the first call did is not safe either")
                .isFalse();
        topic.deliver();
        assertThat(Await.result(answer).rows()).hasSize(5);
        assertThat(Await.result(again).rows()).isEmpty();
        assertThat(desk.waiting()).isZero();
    }

    @Test
    void aRecordNobodyCanReadLeavesTheOthersAsTheyAre() {
        for (String sku : List.of("A", "B", "C")) {
            learn(sku, 10);
            ticks(1);
            learn(sku, 0);
        }
        ticks(TICKS);
        topic.stored.put("ads/A", "[]".getBytes(StandardCharsets.UTF_8));
        topic.stored.put("ads/C", "{}".getBytes(StandardCharsets.UTF_8));
        desk = desk();
        ticks(TICKS);
        assertThat(view("A").everywhere().rev()).isEqualTo(1);
        assertThat(view("B").everywhere().rev()).isEqualTo(2);
        assertThat(view("C").everywhere().rev()).isEqualTo(1);
    }

    @Test
    void aSkuThatIsGoneIsForgottenInTheTopicToo() {
        learn("A", 0);
        ticks(TICKS);
        assertThat(topic.stored).containsKey("ads/A");
        stock.remove("A");
        on(() -> {
            desk.learn(new Fact.Stock("A", null));
            return null;
        });
        ticks(TICKS);
        assertThat(topic.stored).isEmpty();
        assertThat(Await.result(desk.eligibility("A"))).isEmpty();
    }

    private EligibilityDesk desk() {
        EligibilityDesk made = new EligibilityDesk(
                VERTX,
                clock,
                POLICY,
                sku -> new AdFacts(
                        sku,
                        stock.get(sku),
                        stock.containsKey(sku) ? Given.forecast(sku, clock.instant()) : null,
                        false),
                () -> Set.copyOf(stock.keySet()),
                new ApprovalCall(
                        (id, text) -> {
                            asked.add(id + ": " + text);
                            return Future.succeededFuture(true);
                        },
                        Integer::toString),
                sku -> {});
        on(() -> {
            made.load(topic.stored, topic);
            return null;
        });
        return made;
    }

    private void learn(String sku, long available) {
        on(() -> {
            stock.put(sku, Samples.available(sku, available, 1));
            desk.learn(new Fact.Stock(sku, stock.get(sku)));
            return null;
        });
        if (topic.stored.isEmpty() && !topic.slow) {
            ticks(1);
        }
    }

    private void ticks(int count) {
        for (int i = 0; i < count; i++) {
            on(() -> {
                desk.tick(clock.instant());
                return null;
            });
        }
    }

    private AdView view(String sku) {
        return Await.result(desk.eligibility(sku)).orElseThrow();
    }

    private <T> T on(Callable<T> work) {
        Promise<T> done = Promise.promise();
        context.runOnContext(v -> {
            try {
                done.complete(work.call());
            } catch (Exception e) {
                done.fail(e);
            }
        });
        return Await.result(done.future());
    }

    /** Stores at once, or when it is told to. */
    private final class Topic implements Office {
        private final Map<String, byte[]> stored = new LinkedHashMap<>();
        private final Map<Promise<Void>, Runnable> underWay = new LinkedHashMap<>();
        private boolean slow;

        @Override
        public Future<Void> put(String key, byte[] value) {
            Promise<Void> done = Promise.promise();
            underWay.put(done, () -> {
                if (value == null) {
                    stored.remove(key);
                } else {
                    stored.put(key, value);
                }
            });
            if (!slow) {
                context.runOnContext(v -> deliverNow());
            }
            return done.future();
        }

        void deliver() {
            slow = false;
            on(() -> {
                deliverNow();
                return null;
            });
        }

        private void deliverNow() {
            Map<Promise<Void>, Runnable> now = new LinkedHashMap<>(underWay);
            underWay.clear();
            now.forEach((done, effect) -> {
                effect.run();
                done.complete();
            });
        }

        /** The process dies: what is under way never arrives, and what it waits for never comes. */
        void lose() {
            underWay.clear();
            slow = false;
        }

        @Override
        public Future<Void> onDuty() {
            return Future.succeededFuture();
        }

        @Override
        public Collection<Alert> alerts() {
            return List.of();
        }
    }
}
