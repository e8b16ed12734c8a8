package io.zapas.alerting.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.render.SampleAlerts;
import io.zapas.alerting.report.WeekReport.DesyncFigures;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A week computed by hand. Warsaw is an hour ahead: the week begins on Sunday at 23:00 UTC. */
public class ReporterTest {
    private static final ZoneId WARSAW = ZoneId.of("Europe/Warsaw");
    private static final LocalDate MONDAY = LocalDate.of(2026, 11, 16);
    private static final Instant START = Instant.parse("2026-11-15T23:00:00Z");
    private static final Instant LONG_AGO = Instant.parse("2026-10-01T00:00:00Z");
    private static final Instant NEXT_MONDAY = Instant.parse("2026-11-23T06:30:00Z");

    private final Observations seen = new Observations();

    @Test
    void aWeekByHand() {
        WeekReport report = sample();
        assertThat(report.week()).isEqualTo("2026-W47");
        assertThat(report.from()).isEqualTo(START);
        assertThat(report.to()).isEqualTo(Instant.parse("2026-11-22T23:00:00Z"));
        assertThat(report.observedFrom()).isNull();
        // LAMP (A) 24 h and KOC (A) 60 h of 2 x 168 h.
        assertThat(report.stockouts().topSkus()).isEqualTo(2);
        assertThat(report.stockouts().outOfStockRate()).isCloseTo(84.0 / 336, within(1e-9));
        assertThat(report.stockouts().begun()).isEqualTo(3);
        assertThat(report.stockouts().warned()).isEqualTo(1);
        assertThat(report.stockouts().unalerted()).isEqualTo(1);
        assertThat(report.stockouts().unalertedSkus()).containsExactly("CUP");
        // LAMP 1 day x 10, KOC 2.5 days x 4, CUP half a day x 6.
        assertThat(report.lostSales().units()).isEqualTo(23.0);
        assertThat(report.lostSales().value())
                .isEqualTo(Map.of("PLN", new BigDecimal("199.00"), "EUR", new BigDecimal("50.00")));
        assertThat(report.lostSales().skus()).isEqualTo(3);
        assertThat(report.lostSales().unpricedSkus()).isEqualTo(1);
        assertThat(report.lostSales().unknownSkus()).isEqualTo(1);
        // (10 x 0.2 + 4 x 0.5) / 14
        assertThat(report.forecast().error()).isCloseTo(4.0 / 14, within(1e-9));
        assertThat(report.forecast().skus()).isEqualTo(2);
        assertThat(report.desyncs())
                .containsExactly(
                        new DesyncFigures("STUCK_CHANNEL", 2, 3, 30.0, 120.0, 0),
                        new DesyncFigures(null, 1, 0, null, null, 1));
        assertThat(report.alerts().opened()).isEqualTo(4);
        assertThat(report.alerts().falseAlarms()).isEqualTo(1);
        assertThat(report.alerts().precision()).isCloseTo(0.75, within(1e-9));
        assertThat(report.alerts().byType()).isEqualTo(Map.of(Alert.Type.OUT_OF_STOCK, 4));
        assertThat(report.acknowledgement()).isEqualTo(new WeekReport.Acknowledgement(2, 1, 1, 10.0, 50.0));
    }

    @Test
    void anAlertThatIsKeptNoLongerCountsAsOneThatIs() {
        seen.learn(sku("LAMP", "A", 10.0, null, null, null));
        episode("LAMP", 24, 48);
        Alert warning = alert("a", "LAMP", 20, 60, Map.of("what", "FALSE_ALARM", "by", "anna", "at", at(21)));
        Reporter reporter = new Reporter(WARSAW);
        WeekReport kept = reporter.report(MONDAY, seen, List.of(warning), LONG_AGO, NEXT_MONDAY);
        seen.past(PastAlert.of(warning));
        assertThat(reporter.report(MONDAY, seen, List.of(), LONG_AGO, NEXT_MONDAY))
                .isEqualTo(kept);
        assertThat(reporter.report(MONDAY, seen, List.of(warning), LONG_AGO, NEXT_MONDAY))
                .as("found in both it is one")
                .isEqualTo(kept);
        assertThat(kept.stockouts().warned()).isEqualTo(1);
        assertThat(kept.stockouts().unalerted()).isZero();
        assertThat(kept.alerts().opened()).isEqualTo(1);
        assertThat(kept.alerts().falseAlarms()).isEqualTo(1);
        assertThat(kept.acknowledgement().medianMinutes()).isEqualTo(60.0);
    }

    @Test
    void whatARootCauseListedWasTold() {
        seen.learn(sku("LAMP", "A", 10.0, null, null, null));
        seen.learn(sku("KOC", "A", 10.0, null, null, null));
        episode("LAMP", 24, 48);
        episode("KOC", 24, 48);
        assertThat(seen.held("LAMP", true, at(25))).isPresent();
        assertThat(seen.held("LAMP", true, at(26))).as("nothing new").isEmpty();
        assertThat(seen.held("LAMP", false, at(27))).isPresent();
        seen.held("KOC", true, at(49));
        WeekReport.Stockouts stockouts = new Reporter(WARSAW)
                .report(MONDAY, seen, List.of(), LONG_AGO, NEXT_MONDAY)
                .stockouts();
        assertThat(stockouts.begun()).isEqualTo(2);
        assertThat(stockouts.unalertedSkus())
                .as("listed only after it was over")
                .containsExactly("KOC");
        assertThat(stockouts.warned()).as("a list is no warning").isZero();
    }

    @Test
    void pastAlertsAreBoundedAndAReportSaysWhatItMayMiss() {
        Reporter reporter = new Reporter(WARSAW);
        for (int i = 0; i <= Observations.MAX_PAST; i++) {
            seen.past(new PastAlert("a" + i, Alert.Type.SHORTAGE, "S" + i, START, at(1 + i / 1000.0), null, false));
        }
        assertThat(seen.forgetPast(START)).containsExactly("a0");
        WeekReport report = reporter.report(MONDAY, seen, List.of(), LONG_AGO, NEXT_MONDAY);
        assertThat(report.alertsFrom()).isEqualTo(at(1.001));
        assertThat(seen.forgetPast(at(2))).hasSize(999);
        assertThat(reporter.report(MONDAY, seen, List.of(), LONG_AGO, NEXT_MONDAY)
                        .alertsFrom())
                .isNull();
    }

    @Test
    void foldingEverythingTwiceChangesNothing() {
        WeekReport once = sample();
        WeekReport twice = sample();
        assertThat(twice).isEqualTo(once);
    }

    @Test
    void whatIsNotKnownIsNotZero() {
        WeekReport report = new Reporter(WARSAW).report(MONDAY, seen, List.of(), LONG_AGO, NEXT_MONDAY);
        assertThat(report.stockouts()).isNull();
        assertThat(report.lostSales()).isNull();
        assertThat(report.forecast()).isNull();
        assertThat(report.alerts().precision()).isNull();
        assertThat(report.acknowledgement().medianMinutes()).isNull();

        seen.stock("NEW", true, START.plusSeconds(60));
        report = new Reporter(WARSAW).report(MONDAY, seen, List.of(), LONG_AGO, NEXT_MONDAY);
        assertThat(report.stockouts().outOfStockRate()).as("no SKU has a class").isNull();
        assertThat(report.lostSales()).as("nobody knows what it sells").isNull();

        seen.stock("NEW", false, START.plusSeconds(60));
        seen.learn(sku("OK", "A", 1.0, null, null, null));
        report = new Reporter(WARSAW).report(MONDAY, seen, List.of(), LONG_AGO, NEXT_MONDAY);
        assertThat(report.stockouts().outOfStockRate()).isZero();
        assertThat(report.lostSales().units()).isZero();
    }

    @Test
    void ofAWeekSeenInPartOnlyThatPartCounts() {
        seen.learn(sku("LAMP", "A", 10.0, null, null, null));
        seen.stock("LAMP", true, LONG_AGO);
        Instant begun = START.plusSeconds(6 * 86_400);
        seen.stock("LAMP", false, begun.plusSeconds(43_200));
        WeekReport report = new Reporter(WARSAW).report(MONDAY, seen, List.of(), begun, NEXT_MONDAY);
        assertThat(report.observedFrom()).isEqualTo(begun);
        assertThat(report.stockouts().outOfStockRate()).isEqualTo(0.5);
        assertThat(report.lostSales().units()).isEqualTo(5.0);
    }

    @Test
    void whatEndedLongAgoIsForgotten() {
        seen.stock("LAMP", true, LONG_AGO);
        seen.stock("LAMP", false, LONG_AGO.plusSeconds(60));
        seen.stock("KOC", true, LONG_AGO);
        assertThat(seen.forget(START)).extracting(EpisodeLog::subject).containsExactly("sku/LAMP");
        assertThat(seen.stockouts()).containsOnlyKeys("KOC");
    }

    /** Used for texts as well. */
    public static WeekReport aReport() {
        return new ReporterTest().sample();
    }

    private WeekReport sample() {
        seen.learn(sku("LAMP", "A", 10.0, "19.90", "PLN", 0.2));
        seen.learn(sku("KOC", "A", 4.0, "5", "EUR", 0.5));
        seen.learn(sku("CUP", "B", 6.0, null, null, null));
        SkuOutlook gone = sku("OLD", "A", 5.0, "1", "PLN", 0.9);
        seen.learn(new SkuOutlook("OLD", "A", gone.velocity(), gone.price(), "PLN", 0.9, true));
        episode("LAMP", 24, 48);
        episode("KOC", -12, 12);
        episode("KOC", 120, 400);
        episode("CUP", 100, 112);
        episode("WHO", 0, 10);
        episode("OLD", 0, 100);
        desync("d1", -1.5, 0.5, "STUCK_CHANNEL");
        desync("d2", 10, 10.5, "STUCK_CHANNEL");
        desync("d3", 20, 20.25, "STUCK_CHANNEL");
        seen.desync("d4", at(50), null, null);
        seen.desync("old", at(-50), at(-40), "STUCK_CHANNEL");
        return new Reporter(WARSAW)
                .report(
                        MONDAY,
                        seen,
                        List.of(
                                alert(
                                        "a",
                                        "LAMP",
                                        20,
                                        60,
                                        Map.of("what", "ACKNOWLEDGED", "by", "anna", "at", at(20 + 10 / 60.0))),
                                alert(
                                        "b",
                                        "KOC",
                                        121,
                                        null,
                                        Map.of("what", "FALSE_ALARM", "by", "jan", "at", at(121 + 50 / 60.0))),
                                alert("c", "CUP", 50, 51, Map.of("what", "RESOLVED", "at", at(51))),
                                alert("d", "X", 60, null, Map.of("what", "OPENED", "at", at(60))),
                                alert("before", "LAMP", -20, -10, Map.of("what", "OPENED", "at", at(-20)))),
                        LONG_AGO,
                        NEXT_MONDAY);
    }

    private static SkuOutlook sku(
            String sku, String abc, Double velocity, String price, String currency, Double error) {
        return new SkuOutlook(sku, abc, velocity, price == null ? null : new BigDecimal(price), currency, error, false);
    }

    private void episode(String sku, double fromHour, double toHour) {
        seen.stock(sku, true, at(fromHour));
        if (at(toHour).isBefore(NEXT_MONDAY)) {
            seen.stock(sku, false, at(toHour));
        }
    }

    private void desync(String id, double fromHour, double toHour, String cause) {
        seen.desync(id, at(fromHour), null, cause);
        seen.desync(id, at(fromHour), at(toHour), cause);
    }

    private static Instant at(double hour) {
        return START.plusMillis(Math.round(hour * 3_600_000));
    }

    private static Alert alert(String id, String sku, double opened, Integer resolved, Map<String, Object> change) {
        Map<String, Object> fields = new TreeMap<>();
        fields.put("id", id);
        fields.put("sku", sku);
        fields.put("openedAt", at(opened));
        fields.put("resolvedAt", resolved == null ? null : at(resolved));
        fields.put("history", List.of(change));
        return SampleAlerts.with(SampleAlerts.outOfStock(), fields);
    }
}
