package io.zapas.alerting.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.zapas.alerting.GivenConfig;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.condition.Samples;
import io.zapas.alerting.domain.Destination;
import io.zapas.alerting.domain.Notice;
import io.zapas.alerting.render.Shown;
import io.zapas.forecast.api.ForecastTopics;
import io.zapas.runtime.ServiceContext;
import io.zapas.runtime.config.Config;
import io.zapas.runtime.http.HotPath;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.testkit.Await;
import io.zapas.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole service on topics in memory: what people see in the end, whatever broke on the way. */
class AlertingFlowSim {
    private static Vertx vertx;
    private static final Duration BOUND = Duration.ofSeconds(90);
    private static final int QUIET_TICKS = 4;
    private static final int READER_TURNS = 50;
    private static final int PARALLEL = 8;
    private static final int FAULTS = 5;
    private static final List<FakePlace.Fault> PASSING = List.of(
            FakePlace.Fault.NONE,
            FakePlace.Fault.RATE_LIMITED,
            FakePlace.Fault.LOST_BEFORE,
            FakePlace.Fault.LOST_AFTER,
            FakePlace.Fault.TRANSIENT);

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() {
        Await.result(vertx.close());
    }

    @Test
    void killedAtAnyPointPeopleAreToldEverythingOnce() throws Exception {
        Map<String, String> seen = killAtEveryPoint(0);
        StringBuilder table = new StringBuilder("| killed at | right before it | right after it |\n|---|---|---|\n");
        for (String effect : EFFECTS) {
            table.append("| ").append(effect);
            for (String side : List.of("before", "after")) {
                table.append(" | ").append(seen.getOrDefault(side + " " + effect, ONCE));
            }
            table.append(" |\n");
        }
        Shown.check("killed", table.toString());
    }

    private static final String ONCE = "Slack 1 message, 1 ping; mail 1, 1";

    /** Which of them a kill hits, how many there are, and which are stored together is a matter of timing: one that was not hit contradicts nothing. */
    private static final List<String> EFFECTS = List.of(
            "store alert",
            "store slack SENDING",
            "store mail SENDING",
            "call slack: NEW",
            "call mail: NEW",
            "store slack SENT",
            "store mail SENT",
            "call slack: WORSE",
            "call mail: WORSE",
            "call slack: RESOLVED",
            "call mail: RESOLVED");

    /** The same while Slack and mail answer 429 and 5xx, time out, and lose answers to what they accepted. */
    @Test
    void killedAtAnyPointWhileNothingWorksWellPeopleAreToldEverythingOnce() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        killAtEveryPoint(seed);
    }

    /** What people saw, by effect and whether it was before or after it. */
    private static Map<String, String> killAtEveryPoint(long faultSeed) throws Exception {
        Scene rehearsal = new Scene(CrashPlan.never(), faultSeed);
        rehearsal.play();
        int effects = rehearsal.effects();
        assertThat(effects).isGreaterThan(10);
        ExecutorService threads = Executors.newFixedThreadPool(PARALLEL);
        Map<String, String> table = new ConcurrentSkipListMap<>();
        Map<String, String> seen = new ConcurrentSkipListMap<>();
        try {
            List<Future<?>> runs = new ArrayList<>();
            for (int at = 1; at <= effects; at++) {
                for (boolean before : List.of(true, false)) {
                    CrashPlan plan = new CrashPlan(at, before);
                    String name = (before ? "before" : "after") + " effect " + at + " of " + effects;
                    String point = "%3d %-6s".formatted(at, before ? "before" : "after");
                    runs.add(threads.submit(() -> {
                        try {
                            Scene scene = new Scene(plan, faultSeed);
                            scene.play();
                            table.put(point, scene.outcome());
                            for (String effect : effects(plan.what())) {
                                seen.merge(
                                        (before ? "before " : "after ") + effect,
                                        scene.seen(),
                                        (one, other) -> one.equals(other) ? one : one + "; " + other);
                            }
                        } catch (AssertionError e) {
                            throw new AssertionError(
                                    "seed " + faultSeed + ", killed " + name + ": " + e.getMessage(), e);
                        }
                    }));
                }
            }
            for (Future<?> run : runs) {
                run.get();
            }
        } finally {
            threads.shutdownNow();
        }
        System.out.println("killed at   effect                          people saw");
        table.forEach((point, outcome) -> System.out.println(point + "  " + outcome));
        return seen;
    }

    /** One for each kind of document that is stored together. */
    private static List<String> effects(String what) {
        return what.startsWith("store {")
                ? Arrays.stream(what.substring("store {".length(), what.length() - 1)
                                .split(", ", -1))
                        .map(kind -> "store " + kind.replaceFirst("=.*", ""))
                        .toList()
                : List.of(what);
    }

    @Test
    void aRestartWithTheSameFactsSaysNothing() {
        Scene scene = new Scene(CrashPlan.never());
        scene.start();
        scene.stock("LED", 0);
        scene.eventually(() -> scene.slack.heads().size() == 1
                && scene.mail.heads().size() == 1
                && scene.settled()
                && scene.stored("\"kind\":\"ads\""));
        int calls = scene.slack.calls();
        List<String> records = scene.broker.records("alerts");
        scene.restart();
        scene.quiet();
        assertThat(scene.slack.calls()).isEqualTo(calls);
        assertThat(scene.broker.records("alerts")).isEqualTo(records);
        scene.stop();
    }

    @Test
    void retryAfterIsHonouredAndNothingIsLost() {
        Scene scene = new Scene(CrashPlan.never());
        scene.slack.fail(FakePlace.Fault.RATE_LIMITED);
        scene.start();
        scene.stock("LED", 0);
        scene.eventually(() -> scene.slack.heads().size() == 1);
        List<Long> calls = scene.slack.callTimes();
        assertThat(calls).hasSizeGreaterThanOrEqualTo(2);
        assertThat(calls.get(1) - calls.get(0)).isGreaterThanOrEqualTo(FakePlace.RETRY_AFTER.toNanos() * 9 / 10);
        scene.stop();
    }

    @Test
    void aLostAnswerIsLookedUpBeforeItIsSentAgain() {
        Scene scene = new Scene(CrashPlan.never());
        scene.slack.fail(FakePlace.Fault.LOST_AFTER);
        scene.start();
        scene.stock("LED", 0);
        scene.eventually(() -> scene.stored("\"state\":\"SENT\""));
        assertThat(scene.slack.heads()).hasSize(1);
        scene.slack.fail(FakePlace.Fault.LOST_BEFORE, FakePlace.Fault.TRANSIENT, FakePlace.Fault.LOST_AFTER);
        scene.stock("LED-2", 0);
        scene.eventually(() -> scene.slack.pings().size() == 1 && scene.settled());
        scene.quiet();
        assertThat(scene.slack.heads()).hasSize(1);
        assertThat(scene.slack.pings()).hasSize(1);
        scene.stop();
    }

    @Test
    void whatIsRefusedForGoodIsTriedAgainOnlyWhenItChanges() {
        Scene scene = new Scene(CrashPlan.never());
        scene.slack.fail(FakePlace.Fault.PERMANENT);
        scene.start();
        scene.stock("LED", 0);
        scene.eventually(() -> scene.stored("\"state\":\"FAILED\""));
        scene.quiet();
        assertThat(scene.slack.calls()).isEqualTo(1);
        scene.stock("LED-2", 0);
        scene.eventually(() -> scene.slack.heads().size() == 1);
        assertThat(scene.slack.skus()).containsExactly("LED", "LED-2");
        scene.stop();
    }

    @Test
    void oneDestinationDownDoesNotHoldUpTheOther() {
        Scene scene = new Scene(CrashPlan.never());
        scene.slack.down(true);
        scene.start();
        scene.stock("LED", 0);
        scene.eventually(() -> scene.mail.heads().size() == 1);
        scene.stock("LED-2", 0);
        scene.eventually(() -> scene.mail.pings().size() == 1);
        assertThat(scene.slack.heads()).isEmpty();
        scene.slack.down(false);
        scene.eventually(() -> scene.slack.heads().size() == 1);
        assertThat(scene.slack.skus()).containsExactly("LED", "LED-2");
        assertThat(scene.slack.pings()).isEmpty();
        scene.stop();
    }

    /** Invariant 23: a full feed that lost its quantities. */
    @Test
    void tenThousandSkusOfOneSourceToZeroAreOneMessageThatListsThemAll() {
        int skus = 10_000;
        Scene scene = new Scene(CrashPlan.never(), "1s");
        for (int i = 0; i < skus; i++) {
            scene.level("S" + i, 0, 10);
        }
        scene.start();
        int steps = 12;
        for (int step = 0; step < steps; step++) {
            for (int i = step * skus / steps; i < (step + 1) * skus / steps; i++) {
                scene.level("S" + i, 10, 0);
            }
            scene.advance(Duration.ofSeconds(60 / steps));
        }
        scene.eventually(() -> scene.slack.heads().size() == 1);
        Notice first = scene.slack.message();
        assertThat(first.group()).isEqualTo("MASS_DROP/erp");
        assertThat(first.alerts().get(0).type()).as("the cause comes first").isEqualTo(Alert.Type.MASS_DROP);
        scene.eventually(() -> {
            scene.advance(Duration.ofMinutes(1));
            return scene.slack.skus().size() == skus;
        });
        assertThat(scene.slack.heads()).hasSize(1);
        assertThat(scene.slack.pings()).isEmpty();
        assertThat(scene.mail.heads()).hasSize(1);
        scene.eventually(() -> scene.stored("\"suppressed\":10000"));

        scene.restart();
        scene.quiet();
        assertThat(scene.slack.heads()).as("a restart holds what was held").hasSize(1);
        assertThat(scene.slack.pings()).isEmpty();

        scene.level("S7", 0, 10);
        scene.level("S7", 10, 0, "shop");
        scene.eventually(() -> {
            scene.advance(Duration.ofSeconds(2));
            return scene.slack.heads().size() == 2;
        });
        scene.stop();
    }

    /** A shop with two SKUs, its services and the places its people read. */
    private static final class Scene {
        private final FakeBroker broker = new FakeBroker();
        private final FakePlace slack = new FakePlace("slack");
        private final FakePlace mail = new FakePlace("mail");
        private final VirtualClock clock = new VirtualClock(Samples.NOW);
        private final CrashPlan first;
        private final String settle;
        private CrashPlan plan;
        private AlertingService service;
        private long version;

        Scene(CrashPlan first) {
            this(first, "0s", 0);
        }

        /** @param faultSeed which faults the places have, by turns; 0: none */
        Scene(CrashPlan first, long faultSeed) {
            this(first, "0s", faultSeed);
        }

        /** @param settle how long a stockout waits for others of its source */
        Scene(CrashPlan first, String settle) {
            this(first, settle, 0);
        }

        private Scene(CrashPlan first, String settle, long faultSeed) {
            this.first = first;
            this.plan = first;
            this.settle = settle;
            if (faultSeed != 0) {
                Random random = new Random(faultSeed);
                for (FakePlace place : List.of(slack, mail)) {
                    for (int i = 0; i < FAULTS; i++) {
                        place.fail(PASSING.get(random.nextInt(PASSING.size())));
                    }
                }
            }
        }

        String outcome() {
            return "%-30s %s".formatted(first.what(), seen());
        }

        String seen() {
            return "Slack %d message, %d ping; mail %d, %d"
                    .formatted(
                            slack.heads().size(),
                            slack.pings().size(),
                            mail.heads().size(),
                            mail.pings().size());
        }

        int effects() {
            return first.effects();
        }

        /** Two SKUs run out one after the other, and come back. */
        void play() {
            start();
            stock("LED", 0);
            eventually(() -> slack.heads().size() == 1 && mail.heads().size() == 1);
            clock.advance(Duration.ofMinutes(3));
            stock("LED-2", 0);
            eventually(() -> slack.pings().size() == 1 && mail.pings().size() == 1);
            stock("LED", 500);
            stock("LED-2", 500);
            eventually(() -> stored("\"condition\":\"RECOVERING\"") || resolved());
            eventually(() -> {
                clock.advance(Duration.ofMinutes(1));
                return resolved();
            });
            eventually(this::settled);
            quiet();
            for (FakePlace place : List.of(slack, mail)) {
                assertThat(place.heads()).hasSize(1);
                assertThat(place.pings()).hasSize(1);
                assertThat(place.skus()).containsExactly("LED", "LED-2");
            }
            int calls = slack.calls() + mail.calls();
            restart();
            quiet();
            assertThat(slack.calls() + mail.calls()).isEqualTo(calls);
            stop();
        }

        private boolean resolved() {
            return slack.message().kind() == Notice.Kind.RESOLVED
                    && mail.message().kind() == Notice.Kind.RESOLVED;
        }

        void stock(String sku, long available) {
            version++;
            broker.write(ForecastTopics.DEMAND_FORECAST, sku, Json.bytes(Samples.forecast(sku, "A", 10, null)));
            broker.write(StockTopics.STOCK_AVAILABILITY, sku, Json.bytes(Samples.available(sku, available, version)));
        }

        /** A source states another level: the ledger tells it, and what is available with it. */
        void level(String sku, long before, long after) {
            level(sku, before, after, "erp");
        }

        void level(String sku, long before, long after, String source) {
            version++;
            LedgerEntry.Reason reason = source.equals("erp") ? LedgerEntry.Reason.LEVEL : LedgerEntry.Reason.ISSUE;
            Instant at = clock.instant();
            broker.write(
                    StockTopics.STOCK_LEDGER,
                    sku,
                    Json.bytes(new LedgerEntry(
                            version, sku, "MAIN", version, reason, at, at, before, after, 0, 0, after, 0, null, source,
                            null, null, null, null, 0)));
            if (before == 0) {
                broker.write(ForecastTopics.DEMAND_FORECAST, sku, Json.bytes(Samples.forecast(sku, "A", 10, 0.0)));
            }
            broker.write(StockTopics.STOCK_AVAILABILITY, sku, Json.bytes(Samples.available(sku, after, version)));
        }

        /** Time passes once what was written is judged. */
        void advance(Duration time) {
            broker.read(READER_TURNS);
            quiet();
            clock.advance(time);
        }

        boolean stored(String text) {
            return broker.anyNewest("alerts", text);
        }

        boolean settled() {
            return !stored("\"state\":\"SENDING\"");
        }

        /** Waits; a process that died on the way is replaced by one that lives. */
        void eventually(Await.Condition condition) {
            Await.until(
                    BOUND,
                    () -> "heads " + slack.heads() + mail.heads() + " pings " + slack.pings() + mail.pings(),
                    () -> {
                        if (plan.dead()) {
                            plan = CrashPlan.never();
                            service.stop();
                            start();
                        }
                        return condition.holds();
                    });
        }

        void start() {
            AlertingService starting = new AlertingService(
                    (context, texts) -> List.<Destination>of(slack.seenBy(plan), mail.seenBy(plan)));
            service = starting;
            CrashPlan mine = plan;
            ServiceContext context = new ServiceContext(
                    vertx,
                    settings(settle),
                    clock,
                    new SimpleMeterRegistry(),
                    (name, check) -> {},
                    Router.router(vertx),
                    HotPath.open(),
                    broker.access(vertx, mine),
                    null);
            io.vertx.core.Promise<Void> started = io.vertx.core.Promise.promise();
            vertx.runOnContext(v -> starting.start(context).onComplete(started));
            Await.until(BOUND, () -> mine.dead() || started.future().isComplete());
        }

        void restart() {
            stop();
            plan = CrashPlan.never();
            start();
        }

        void stop() {
            Await.result(service.stop());
        }

        /** Long enough for whatever would still come. */
        void quiet() {
            int[] ticks = {0};
            long timer = vertx.setPeriodic(Engine.TICK_MILLIS, t -> ticks[0]++);
            Await.until(BOUND, () -> ticks[0] >= QUIET_TICKS);
            vertx.cancelTimer(timer);
        }
    }

    private static Config settings(String settle) {
        return new GivenConfig(Map.of(
                "alert.group-interval",
                "0s",
                "alert.send-interval",
                "10ms",
                "alert.close-hold",
                "2m",
                AlertingKeys.MASS_DROP_SETTLE.name(),
                settle));
    }
}
