package io.zapas.demo.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.zapas.demo.door.FakeSuite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
    private static final long SEED = 20_101_201L;

    @TempDir
    private Path folder;

    private Vertx vertx;
    private FakeSuite suite;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        suite = FakeSuite.start(vertx);
    }

    @AfterEach
    void stop() {
        suite.close();
        await(vertx.close());
    }

    @Test
    void everyUnitOfTheHistoryIsAccountedFor() {
        Path file = Histories.write(folder.resolve("h_events.csv.gz"), Histories.random(SEED, 2_000, 40));
        Path report = folder.resolve("report.csv");
        ReplayOptions options = new ReplayOptions(file, Double.POSITIVE_INFINITY, 0, report, false);
        ReplaySummary summary = await(Replay.run(options, suite.doors(), Replay.clockFor(options)));
        assertThat(summary.mismatches()).as("seed %d", SEED).isEmpty();
        assertThat(summary.agrees()).isTrue();
        assertThat(summary.skus()).isEqualTo(40);
        assertThat(summary.skippedRows()).isPositive();
        assertThat(suite.events()).extracting(FakeSuite.Seen::id).doesNotHaveDuplicates();
        assertThat(summary.events()).isEqualTo(suite.events().size());
        assertThat(report).content().contains("sku,expected,actual,agrees").doesNotContain("false");
        assertThat(summary.text()).contains("40 of 40 SKUs");
    }

    @Test
    void eventsOfOneTopicComeInTheOrderOfTheirTimeAndTheClockIsThere() {
        Path file = Histories.write(folder.resolve("h.csv.gz"), Histories.random(SEED + 1, 500, 20));
        ReplayOptions options = new ReplayOptions(file, Double.POSITIVE_INFINITY, 0, null, false);
        ReplayClock clock = Replay.clockFor(options);
        assertThat(clock.instant()).isEqualTo(Instant.parse("2011-03-01T00:00:00Z"));
        await(Replay.run(options, suite.doors(), clock));
        List<Instant> times = suite.events().stream().map(FakeSuite.Seen::time).toList();
        assertThat(times).isSorted();
        assertThat(clock.instant()).isAfterOrEqualTo(times.get(times.size() - 1));
    }

    @Test
    void theSameFileMakesTheSameEvents() {
        Path file = Histories.write(folder.resolve("h.csv.gz"), Histories.random(SEED + 2, 300, 15));
        ReplayOptions options = new ReplayOptions(file, Double.POSITIVE_INFINITY, 0, null, false);
        await(Replay.run(options, suite.doors(), Replay.clockFor(options)));
        try (FakeSuite second = FakeSuite.start(vertx)) {
            await(Replay.run(options, second.doors(), Replay.clockFor(options)));
            assertThat(second.events()).isEqualTo(suite.events());
        }
    }

    @Test
    void aSuiteThatLosesUnitsIsFoundOut() {
        suite.shipping(units -> units == 7 ? 6 : units);
        Path file = Histories.write(
                folder.resolve("h.csv.gz"),
                List.of(
                        "2011-03-01T09:00,1,22139,7,4.25,United Kingdom",
                        "2011-03-01T09:01,2,71053,3,4.25,France",
                        "2011-03-02T09:01,C3,71053,-1,4.25,France"));
        ReplayOptions options = new ReplayOptions(file, Double.POSITIVE_INFINITY, 0, null, false);
        ReplaySummary summary = await(Replay.run(options, suite.doors(), Replay.clockFor(options)));
        assertThat(summary.agrees()).isFalse();
        assertThat(summary.mismatches()).singleElement().satisfies(one -> {
            assertThat(one.sku()).isEqualTo("22139");
            assertThat(one.actual()).isEqualTo(one.expected() + 1);
        });
        assertThat(summary.text()).contains("22139: expected");
    }

    @Test
    void ordersOfTheHomeCountryGoToTheShopAndOthersToExport() {
        Path file = Histories.write(
                folder.resolve("h.csv.gz"),
                List.of("2011-03-01T09:00,1,22139,7,4.25,United Kingdom", "2011-03-01T09:01,2,71053,3,4.25,France"));
        ReplayOptions options = new ReplayOptions(file, Double.POSITIVE_INFINITY, 0, null, false);
        await(Replay.run(options, suite.doors(), Replay.clockFor(options)));
        assertThat(suite.events().stream()
                        .filter(event -> event.type().equals("order"))
                        .map(event -> event.data().path("channel").asText() + " "
                                + event.data().path("status").asText()))
                .containsExactly("shop paid", "export paid", "shop shipped", "export shipped");
    }

    @Test
    void onlyTheBestSellersTakePartWithTop() {
        Path file = Histories.write(folder.resolve("h.csv.gz"), Histories.random(SEED + 3, 400, 30));
        ReplayOptions options = new ReplayOptions(file, Double.POSITIVE_INFINITY, 5, null, false);
        ReplaySummary summary = await(Replay.run(options, suite.doors(), Replay.clockFor(options)));
        assertThat(summary.skus()).isEqualTo(5);
        assertThat(summary.agrees()).isTrue();
    }

    @Test
    void stopsEarlyWhenAsked() {
        suite.silenceLedger();
        Path file = Histories.write(folder.resolve("h.csv.gz"), Histories.random(SEED + 4, 400, 30));
        ReplayOptions options = new ReplayOptions(file, Double.POSITIVE_INFINITY, 0, null, false);
        Replay replay = Replay.start(options, suite.doors(), Replay.clockFor(options));
        await(replay.stop());
        ReplaySummary summary = await(replay.summary());
        assertThat(summary.stopped()).isTrue();
        assertThat(summary.agrees()).isFalse();
    }

    @Test
    void theClockWaitsForWhatTheSuiteHasNotAbsorbed() throws InterruptedException {
        InFlight inFlight = new InFlight();
        Instant nine = Instant.parse("2011-03-01T09:00:00Z");
        inFlight.sending("a", nine, 1, true);
        inFlight.acknowledged();
        assertThat(inFlight.latest()).isEqualTo(nine.plus(InFlight.MAX_LEAD));
        vertx.setTimer(50, timer -> inFlight.absorbed("a"));
        assertThat(inFlight.awaitRoom(nine.plus(InFlight.MAX_LEAD).plusMillis(1)))
                .isTrue();
        assertThat(inFlight.size()).isZero();
    }

    @Test
    void aWrongSpeedIsRefusedWithItsName() {
        assertThat(ReplayOptions.parseSpeed("max")).isInfinite();
        assertThat(ReplayOptions.parseSpeed("3600")).isEqualTo(3_600);
        for (String wrong : List.of("fast", "0", "-1", "NaN")) {
            assertThatThrownBy(() -> ReplayOptions.parseSpeed(wrong)).hasMessageContaining("speed");
        }
    }

    @Test
    void noticesAreThoseTheMetricsCallSent() {
        String metrics = """
                # TYPE zapas_alerting_notices_total counter
                zapas_alerting_notices_total{destination="log",kind="NEW",outcome="sent"} 12.0
                zapas_alerting_notices_total{destination="log",kind="UPDATE",outcome="skipped"} 5.0
                zapas_alerting_notices_total{destination="mail",kind="NEW",outcome="sent"} 3.0
                """;
        assertThat(NoticeCount.in(metrics)).isEqualTo(15);
        assertThat(NoticeCount.in("# nothing")).isEqualTo(NoticeCount.UNKNOWN);
    }

    /** The real file, against the fake suite: parser, supply policy and count together. */
    @Test
    void theBestSellersOfTheRealHistoryAgree() {
        Path shared = Path.of(System.getenv().getOrDefault("ZAPAS_SHARED", "../../../shared"));
        Path file = shared.resolve("data/online_retail_events.csv.gz");
        assumeTrue(Files.exists(file), "no " + file + ": the real order history is not here");
        ReplayOptions options = new ReplayOptions(file, Double.POSITIVE_INFINITY, 200, null, false);
        ReplaySummary summary = await(Replay.run(options, suite.doors(), Replay.clockFor(options)));
        assertThat(summary.agrees()).isTrue();
        assertThat(summary.days()).isEqualTo(374);
        assertThat(suite.events().stream().map(FakeSuite.Seen::type).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        List.of("product", "stock.level", "order", "stock.movement", "supply.expected"));
        assertThat(Map.of("oversold", summary.oversoldUnits())).doesNotContainValue(0L);
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(120, TimeUnit.SECONDS)
                .join();
    }
}
