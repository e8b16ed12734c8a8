package io.zapas.alerting.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Destination;
import io.zapas.alerting.domain.Destination.DeliveryException.Kind;
import io.zapas.alerting.domain.MessageView;
import io.zapas.alerting.domain.Notice;
import io.zapas.alerting.render.SampleAlerts;
import io.zapas.testkit.Await;
import io.zapas.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a courier does while its destination is away, and afterwards. */
class CourierTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final Duration STEP = Duration.ofMillis(5);

    private final Context context = VERTX.getOrCreateContext();
    private final VirtualClock clock = new VirtualClock(SampleAlerts.NOW);
    private final Place place = new Place();
    private final Room room = new Room();
    private final NoticeBoard board = new NoticeBoard(Notice::deliveryId);
    private final Courier courier = courier();

    private Courier courier() {
        return new Courier(
                VERTX,
                context,
                place,
                new CourierPolicy(STEP, STEP, Duration.ofMillis(40), BOUND),
                room,
                board,
                clock,
                new SimpleMeterRegistry());
    }

    @AfterAll
    static void close() {
        Await.result(VERTX.close());
    }

    @AfterEach
    void stop() {
        on(courier::stop);
    }

    @Test
    void afterAnHourOneSummaryThenWhatIsStillOpenTheOldestCriticalFirst() {
        start();
        place.failing = Kind.TRANSIENT;
        show("high", false, SampleAlerts.shortage());
        away();
        assertThat(ask(courier::stranded)).isEmpty();
        clock.advance(Duration.ofMinutes(2));
        show("critical-old", false, opened(SampleAlerts.outOfStock(), "A"));
        show("passed", false, opened(SampleAlerts.outOfStock(), "B"));
        clock.advance(Duration.ofMinutes(20));
        show("critical-young", false, opened(SampleAlerts.outOfStock(), "C"));
        stranded("critical-old", "passed", "critical-young");
        Alert over = SampleAlerts.with(
                opened(SampleAlerts.outOfStock(), "B"),
                Map.of(
                        "handling",
                        "RESOLVED",
                        "resolvedAt",
                        clock.instant().toString(),
                        "openedAt",
                        SampleAlerts.NOW.plusSeconds(120).toString()));
        show("passed", true, over);
        clock.advance(Duration.ofMinutes(38));
        int gapsBefore = place.gaps.size();
        place.failing = null;
        Await.until(BOUND, () -> place.arrived.size() == 3 && ask(courier::waiting) == 0);

        assertThat(place.gaps).hasSizeGreaterThan(gapsBefore);
        Destination.Gap gap = place.gapArrived;
        assertThat(place.beforeGap).as("the summary comes first").isEmpty();
        assertThat(gap.from()).isEqualTo(SampleAlerts.NOW);
        assertThat(gap.to()).isEqualTo(SampleAlerts.NOW.plus(Duration.ofHours(1)));
        assertThat(gap.passed()).extracting(Alert::sku).containsExactly("B");
        assertThat(gap.resolved()).isEqualTo(1);
        assertThat(gap.open()).isEqualTo(3);
        assertThat(place.gaps).allMatch(other -> other.id().equals(gap.id()));
        assertThat(place.arrived).containsExactly("critical-old", "critical-young", "high");
        assertThat(ask(courier::stranded)).isEmpty();
        assertThat(ask(courier::trouble)).isNull();
    }

    @Test
    void aShortPauseIsNotWorthASummary() {
        start();
        place.failing = Kind.TRANSIENT;
        show("one", false, SampleAlerts.shortage());
        away();
        clock.advance(Courier.LONG_GAP.minusSeconds(1));
        place.failing = null;
        Await.until(BOUND, () -> place.arrived.size() == 1);
        assertThat(place.gaps).isEmpty();
    }

    @Test
    void aGapThatBeganBeforeARestartIsToldAfterIt() {
        Delivery under = Delivery.none("place", "g", "one", clock.instant())
                .sending(new Notice("one", "g", 1, Notice.Kind.NEW, List.of()), clock.instant(), clock.instant());
        clock.advance(Duration.ofMinutes(30));
        room.views.put("one", view("one", false, SampleAlerts.shortage()));
        on(() -> courier.start(List.of(under), Set.of("one")));
        Await.until(BOUND, () -> place.arrived.size() == 1);
        assertThat(place.gapArrived.from()).isEqualTo(SampleAlerts.NOW);
        assertThat(place.beforeGap).isEmpty();
    }

    @Test
    void aDestinationThatIsDownKeepsEverythingAndIsTriedAgain() {
        start();
        place.failing = Kind.DOWN;
        show("critical", false, SampleAlerts.outOfStock());
        show("high", false, SampleAlerts.shortage());
        Await.until(BOUND, () -> place.tried.size() >= 3);
        // At once, since nobody knows how long.
        stranded("critical");
        assertThat(ask(courier::trouble)).isEqualTo("scripted");
        assertThat(ask(courier::refused)).isZero();
        place.failing = null;
        Await.until(BOUND, () -> place.arrived.size() == 2);
        assertThat(place.arrived).containsExactly("critical", "high");
    }

    @Test
    void beingToldToWaitForAMomentIsNoGap() {
        start();
        place.failing = Kind.RATE_LIMITED;
        show("critical", false, SampleAlerts.outOfStock());
        away();
        clock.advance(Courier.LONG_GAP.minusSeconds(1));
        assertThat(ask(courier::stranded)).isEmpty();
        place.failing = null;
        Await.until(BOUND, () -> place.arrived.size() == 1);
        assertThat(place.gaps).isEmpty();
    }

    /** Invariant 25. */
    @Test
    void anHourOfBeingToldToWaitIsAGap() {
        start();
        place.failing = Kind.RATE_LIMITED;
        show("high", false, SampleAlerts.shortage());
        away();
        show("critical", false, SampleAlerts.outOfStock());
        assertThat(ask(courier::stranded)).isEmpty();
        clock.advance(Courier.LONG_GAP);
        stranded("critical");
        Await.until(BOUND, () -> !place.gaps.isEmpty());
        clock.advance(Duration.ofMinutes(55));
        place.failing = null;
        Await.until(BOUND, () -> place.arrived.size() == 2 && ask(courier::waiting) == 0);
        assertThat(place.gapArrived.from()).isEqualTo(SampleAlerts.NOW);
        assertThat(place.gapsArrived.get()).as("one summary").isEqualTo(1);
        assertThat(place.beforeGap).as("the summary comes first").isEmpty();
        assertThat(place.arrived).containsExactly("critical", "high");
        assertThat(ask(courier::stranded)).isEmpty();
    }

    @Test
    void whoIsToldToWaitForAnHourDoesNotWaitToSayWhatIsStranded() {
        start();
        place.failing = Kind.RATE_LIMITED;
        place.retryAfter = Duration.ofHours(1);
        show("critical", false, SampleAlerts.outOfStock());
        away();
        stranded("critical");
        show("later", false, SampleAlerts.outOfStock());
        stranded("critical", "later");
        assertThat(place.tried).as("the hour is kept").hasSize(1);
    }

    @Test
    void aGapAfterARefusalIsToldAgain() {
        start();
        place.refusingBehindGaps = true;
        gap("one");
        Await.until(BOUND, () -> place.gapsArrived.get() == 1 && ask(courier::waiting) == 0);
        assertThat(place.arrived).isEmpty();
        place.refusingBehindGaps = false;
        place.refusing = false;
        gap("two");
        Await.until(BOUND, () -> place.arrived.contains("two"));
        assertThat(place.gapsArrived.get()).isEqualTo(2);
    }

    /** Nothing arrives for so long that it has to be told; then all does. */
    private void gap(String waiting) {
        place.failing = Kind.TRANSIENT;
        show(waiting, false, SampleAlerts.shortage());
        away();
        int told = place.gaps.size();
        clock.advance(Courier.LONG_GAP);
        Await.until(BOUND, () -> place.gaps.size() > told);
        place.failing = null;
    }

    @Test
    void whatIsOpenIsToldAgainWhereThatIsWantedAndWhatIsOverIsNot() {
        place.refresh = Duration.ofMillis(20);
        start();
        show("one", false, SampleAlerts.shortage());
        Await.until(BOUND, () -> place.arrived.size() >= 4);
        show("one", true, SampleAlerts.resolved(SampleAlerts.shortage()));
        Await.until(BOUND, () -> place.kinds.contains(Notice.Kind.RESOLVED));
        int told = place.arrived.size();
        int[] rounds = {0};
        long timer = VERTX.setPeriodic(place.refresh.toMillis(), t -> rounds[0]++);
        Await.until(BOUND, () -> rounds[0] >= 5);
        VERTX.cancelTimer(timer);
        assertThat(place.arrived).hasSize(told);
        assertThat(place.kinds.subList(1, told - 1)).containsOnly(Notice.Kind.UPDATE);
    }

    @Test
    void aLongMessageIsToldOnceAndShownStepByStepBehindAllNews() {
        start();
        place.parts = 4;
        on(() -> {
            room.views.put("long", view("long", false, SampleAlerts.shortage()));
            room.views.put("news", view("news", false, SampleAlerts.outOfStock()));
            courier.wake("long");
            courier.wake("news");
        });
        Await.until(BOUND, () -> place.arrived.size() == 8 && ask(courier::waiting) == 0);
        assertThat(place.kinds).filteredOn(kind -> kind == Notice.Kind.NEW).hasSize(2);
        assertThat(place.arrived)
                .as("news do not wait for the rest of what is told")
                .startsWith("long", "news");
        assertThat(room.stored.values())
                .allMatch(delivery -> delivery.state() == Delivery.State.SENT)
                .allMatch(delivery -> "4".equals(delivery.receipt().get("part")));
        assertThat(ask(() -> board.newest(10)))
                .extracting(NoticeBoard.Posted::deliveryId)
                .containsExactly("news", "long");
    }

    @Test
    void aRestartGoesOnWithWhatIsLeftOfALongMessageAndTellsOfNoGap() {
        place.parts = 4;
        Alert alert = SampleAlerts.outOfStock();
        MessageView view = view("long", false, alert);
        room.views.put("long", view);
        Instant longAgo = clock.instant().minus(Duration.ofHours(1));
        Delivery left = Delivery.none("place", "g", "long", longAgo)
                .sending(view.notice(null), longAgo, longAgo)
                .partly(new Destination.Receipt(Map.of("ts", "long", "part", "2"), true), longAgo);
        on(() -> courier.start(List.of(left), Set.of("long")));
        Await.until(BOUND, () -> place.arrived.size() == 2 && ask(courier::waiting) == 0);
        assertThat(place.kinds).containsOnly(Notice.Kind.UPDATE);
        assertThat(place.gaps).isEmpty();
        assertThat(ask(courier::stranded)).isEmpty();
    }

    @Test
    void whatIsRefusedAndHowLongTheOldestWaitsCanBeSeen() {
        start();
        assertThat(ask(courier::oldestWait)).isEqualTo(Duration.ZERO);
        place.refusing = true;
        show("refused", false, SampleAlerts.shortage());
        Await.until(BOUND, () -> ask(courier::refused) == 1 && ask(courier::waiting) == 0);
        assertThat(ask(courier::oldestWait)).as("what is refused does not wait").isEqualTo(Duration.ZERO);
        place.refusing = false;
        place.failing = Kind.TRANSIENT;
        show("old", false, SampleAlerts.shortage());
        clock.advance(Duration.ofMinutes(2));
        show("young", false, SampleAlerts.shortage());
        clock.advance(Duration.ofMinutes(1));
        assertThat(ask(courier::oldestWait)).isEqualTo(Duration.ofMinutes(3));
        place.failing = null;
        Await.until(BOUND, () -> place.arrived.size() == 2 && ask(courier::waiting) == 0);
        assertThat(ask(courier::oldestWait)).isEqualTo(Duration.ZERO);
        show("refused", false, SampleAlerts.shortage());
        Await.until(BOUND, () -> place.arrived.size() == 3 && ask(courier::refused) == 0);
    }

    @Test
    void whatIsNotWorthAMessageDoesNotWait() {
        start();
        show("passed", true, SampleAlerts.resolved(SampleAlerts.shortage()));
        Await.until(BOUND, () -> ask(courier::waiting) == 0);
        clock.advance(Duration.ofMinutes(1));
        assertThat(ask(courier::oldestWait)).isEqualTo(Duration.ZERO);
    }

    @Test
    void operationsHearOnceThatItIsDownAndOnceThatItIsNot() {
        List<String> told = new CopyOnWriteArrayList<>();
        int[] busy = {2};
        courier.tellBy(watch((id, text) -> {
            if (busy[0]-- > 0) {
                return Future.failedFuture("away as well");
            }
            told.add(id + " " + text);
            return Future.succeededFuture(true);
        }));
        start();
        place.failing = Kind.DOWN;
        show("one", false, SampleAlerts.shortage());
        Await.until(BOUND, () -> told.size() == 1);
        int tried = place.tried.size();
        Await.until(BOUND, () -> place.tried.size() > tried + 2);
        assertThat(told).containsExactly("ops-place-2026-11-22 down: scripted");
        place.failing = null;
        Await.until(BOUND, () -> told.size() == 2);
        show("one", false, SampleAlerts.shortage());
        Await.until(BOUND, () -> place.arrived.size() == 2 && ask(courier::waiting) == 0);
        assertThat(told).last().isEqualTo("ops-place-2026-11-22-over over");
        assertThat(told).hasSize(2);
    }

    @Test
    void operationsHearOnceADayThatSomethingIsRefused() {
        List<String> told = new CopyOnWriteArrayList<>();
        courier.tellBy(watch((id, text) -> {
            told.add(id + " " + text);
            return Future.succeededFuture(false);
        }));
        start();
        place.refusing = true;
        show("one", false, SampleAlerts.shortage());
        show("two", false, SampleAlerts.shortage());
        Await.until(BOUND, () -> ask(courier::refused) == 2);
        assertThat(told).containsExactly("ops-place-refused-2026-11-22 refused: scripted");
        clock.advance(Duration.ofDays(1));
        show("two", false, SampleAlerts.shortage());
        Await.until(BOUND, () -> told.size() == 2);
        assertThat(told).last().isEqualTo("ops-place-refused-2026-11-23 refused: scripted");
    }

    private static OpsWatch watch(OpsLine line) {
        return new OpsWatch("place", line, new OpsWatch.Words() {
            @Override
            public String down(String destination, String reason) {
                return "down: " + reason;
            }

            @Override
            public String refused(String destination, String reason) {
                return "refused: " + reason;
            }

            @Override
            public String over(String destination) {
                return "over";
            }
        });
    }

    private static Alert opened(Alert alert, String sku) {
        return SampleAlerts.named(alert, sku, sku);
    }

    private void start() {
        on(() -> courier.start(List.of(), Set.of()));
    }

    private void show(String id, boolean over, Alert alert) {
        Alert at = over
                ? alert
                : SampleAlerts.with(alert, Map.of("openedAt", clock.instant().toString(), "id", "alert-" + id));
        Alert named = SampleAlerts.with(at, Map.of("id", "alert-" + id));
        on(() -> {
            room.views.put(id, view(id, over, named));
            courier.wake(id);
        });
    }

    private MessageView view(String id, boolean over, Alert alert) {
        long rev = room.views.containsKey(id) ? room.views.get(id).rev() + 1 : 1;
        return new MessageView(id, "g", rev, 1, List.of(alert), over);
    }

    /** Waits until the courier knows that nothing arrives. */
    private void away() {
        Await.until(BOUND, () -> ask(courier::awaySince).isPresent());
    }

    /** Waits until these are; one that is just being tried is not for a moment. */
    private void stranded(String... messages) {
        Await.until(BOUND, () -> ask(courier::stranded).equals(Set.of(messages)));
    }

    private void on(Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.runOnContext(v -> {
            work.run();
            done.complete(null);
        });
        done.join();
    }

    private <T> T ask(java.util.function.Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        context.runOnContext(v -> answer.complete(question.get()));
        return answer.join();
    }

    /** Records what it is asked to do. */
    private static final class Place implements Destination {
        private final List<String> tried = new CopyOnWriteArrayList<>();
        private final List<String> arrived = new CopyOnWriteArrayList<>();
        private final List<Notice.Kind> kinds = new CopyOnWriteArrayList<>();
        private final List<Gap> gaps = new CopyOnWriteArrayList<>();
        private volatile List<String> beforeGap = List.of();
        private volatile Gap gapArrived;
        private final AtomicInteger gapsArrived = new AtomicInteger();
        private volatile Kind failing;
        private volatile Duration retryAfter;
        /** Takes no message after the summary of a gap. */
        private volatile boolean refusingBehindGaps;

        private volatile boolean refusing;
        private volatile Duration refresh;
        private volatile int parts = 1;

        @Override
        public String name() {
            return "place";
        }

        @Override
        public Optional<Duration> refresh() {
            return Optional.ofNullable(refresh);
        }

        @Override
        public CompletionStage<Receipt> deliver(Notice notice, Receipt previous, Instant firstTriedAt) {
            tried.add(notice.deliveryId());
            Kind fault = refusing ? Kind.PERMANENT : failing;
            if (fault != null) {
                return CompletableFuture.failedFuture(new DeliveryException(fault, "scripted", retryAfter));
            }
            arrived.add(notice.deliveryId());
            kinds.add(notice.kind());
            int part = previous == null ? 1 : Integer.parseInt(previous.fields().getOrDefault("part", "0")) + 1;
            return CompletableFuture.completedFuture(
                    new Receipt(Map.of("ts", notice.deliveryId(), "part", Integer.toString(part)), part < parts));
        }

        @Override
        public CompletionStage<Optional<Receipt>> find(String deliveryId) {
            return CompletableFuture.completedFuture(Optional.empty());
        }

        @Override
        public CompletionStage<Void> returned(Gap gap) {
            gaps.add(gap);
            if (failing != null) {
                return CompletableFuture.failedFuture(new DeliveryException(failing, "scripted", null));
            }
            beforeGap = new ArrayList<>(arrived);
            gapArrived = gap;
            gapsArrived.incrementAndGet();
            refusing = refusingBehindGaps;
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Stores at once. */
    private static final class Room implements Mailroom {
        private final Map<String, MessageView> views = new ConcurrentHashMap<>();
        private final Map<String, Delivery> stored = new LinkedHashMap<>();

        @Override
        public Optional<MessageView> message(String deliveryId) {
            return Optional.ofNullable(views.get(deliveryId));
        }

        @Override
        public Future<Void> settled() {
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> record(Delivery delivery) {
            stored.put(delivery.key(), delivery);
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> onDuty() {
            return Future.succeededFuture();
        }

        @Override
        public void forget(Delivery delivery) {
            stored.remove(delivery.key());
        }
    }
}
