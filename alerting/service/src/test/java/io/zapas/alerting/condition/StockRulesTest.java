package io.zapas.alerting.condition;

import static io.zapas.alerting.condition.Samples.NOW;
import static io.zapas.alerting.condition.Samples.available;
import static io.zapas.alerting.condition.Samples.campaign;
import static io.zapas.alerting.condition.Samples.forecast;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Severity;
import io.zapas.alerting.domain.Facts;
import io.zapas.alerting.domain.Finding;
import io.zapas.alerting.domain.Finding.Level;
import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.api.DemandForecast.LastOrder;
import io.zapas.forecast.api.DemandForecast.LeadTime;
import io.zapas.forecast.api.DemandForecast.Shelf;
import io.zapas.forecast.api.DemandForecast.Signal;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Desync;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StockRulesTest {

    @Test
    void nothingLeftOfWhatSellsIsCritical() {
        Finding finding = find(Alert.Type.OUT_OF_STOCK, available("LED", 0, 1), forecast("LED", "A", 34, 0.9))
                .orElseThrow();
        assertThat(finding.level()).isEqualTo(Level.ENTER);
        assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(finding.group()).isEqualTo("OUT_OF_STOCK/anna.k/Lumex");
    }

    @Test
    void nothingLeftOfWhatNobodyWantsIsNoAlert() {
        assertThat(judge(available("LED", 0, 1), null)).isEmpty();
        assertThat(judge(available("LED", 0, 1), forecast("LED", "C", 0, null))).isEmpty();
    }

    @Test
    void whatWillNotBeBoughtAgainMayRunOut() {
        assertThat(judge(available("LED", 0, 1, true), forecast("LED", "A", 34, 0.9)))
                .isEmpty();
        assertThat(judge(available("LED", 5, 1, true), forecast("LED", "A", 34, 0.9)))
                .isEmpty();
    }

    @Test
    void whatASilentSourceKeepsBackIsNoStockoutAndALiveZeroIs() {
        DemandForecast fast = forecast("LED", "A", 34, 0.9);
        assertThat(find(Alert.Type.OUT_OF_STOCK, Samples.silent("LED", 12), fast))
                .hasValueSatisfying(finding -> assertThat(finding.level()).isEqualTo(Level.HOLD));
        assertThat(find(Alert.Type.OUT_OF_STOCK, Samples.silent("LED", 0), fast))
                .hasValueSatisfying(finding -> assertThat(finding.level()).isEqualTo(Level.ENTER));
    }

    @Test
    void aFewUnitsOfAFastSellerDoNotCloseOutOfStock() {
        DemandForecast fast = forecast("LED", "A", 34, 0.0);
        assertThat(find(Alert.Type.OUT_OF_STOCK, available("LED", 8, 1), fast))
                .hasValueSatisfying(finding -> assertThat(finding.level()).isEqualTo(Level.HOLD));
        assertThat(find(Alert.Type.OUT_OF_STOCK, available("LED", 9, 1), fast)).isEmpty();
        DemandForecast slow = forecast("LED", "A", 0.1, 0.0);
        assertThat(find(Alert.Type.OUT_OF_STOCK, available("LED", 1, 1), slow)).isEmpty();
    }

    @Test
    void shortageOpensEarlierForWhatMattersMoreAndClosesLower() {
        assertThat(shortage("A", 0.30)).contains(Level.ENTER);
        assertThat(shortage("A", 0.29)).contains(Level.HOLD);
        assertThat(shortage("A", 0.17)).isEmpty();
        assertThat(shortage("C", 0.30)).contains(Level.HOLD);
        assertThat(shortage("C", 0.50)).contains(Level.ENTER);
        assertThat(shortage(null, 0.29)).isEmpty();
    }

    @Test
    void oversoldNamesTheOrders() {
        Finding finding =
                find(Alert.Type.OVERSOLD, Samples.oversold("LED", 4), null).orElseThrow();
        assertThat(finding.facts()).containsEntry("shortfall", 4L).containsEntry("shortOrders", List.of("A-1", "A-2"));
        assertThat(finding.lostValue()).isEqualByComparingTo(new BigDecimal("79.60"));
        assertThat(find(Alert.Type.OVERSOLD, available("LED", 1, 1), null)).isEmpty();
    }

    @Test
    void aRunningCampaignThatBurnsStockIsCritical() {
        assertThat(campaignRisk(0.33, -60)).isEqualTo(Severity.CRITICAL);
        assertThat(campaignRisk(0.33, 3_600)).isEqualTo(Severity.HIGH);
        assertThat(campaignRisk(0.25, -60)).isEqualTo(Severity.HIGH);
    }

    @Test
    void aCampaignThatIsOverIsNoRisk() {
        DemandForecast past =
                forecast("LED", "B", 18, 0.0, List.of(campaign("bw-2026", 0.9, NOW.minusSeconds(8 * 86_400))));
        assertThat(find(Alert.Type.CAMPAIGN_RISK, available("LED", 300, 1), past))
                .isEmpty();
    }

    @Test
    void aChannelThatShowsTooMuchIsWorseThanOneThatShowsTooLittle() {
        assertThat(desync(Desync.Kind.OFFER, 60L).severity()).isEqualTo(Severity.CRITICAL);
        assertThat(desync(Desync.Kind.OFFER, -60L).severity()).isEqualTo(Severity.MEDIUM);
        assertThat(desync(Desync.Kind.UNKNOWN_SKU, null).type()).isEqualTo(Alert.Type.UNKNOWN_SKU);
        assertThat(desync(Desync.Kind.UNKNOWN_ORDER, null).severity()).isEqualTo(Severity.HIGH);
        assertThat(DesyncRules.judge(Samples.desync(Desync.Kind.OFFER, Desync.State.CLOSED, 60L), SkuFacts.none("LED")))
                .isEmpty();
    }

    @Test
    void whatDemandDidUnexpectedlyIsACauseAndShown() {
        Signal spike = new Signal("SPIKE", LocalDate.of(2026, 11, 20), 33.4, 121, 0.00001);
        Signal silence = new Signal("SILENCE", LocalDate.of(2026, 11, 18), 12, 0, 0.0001);
        DemandForecast calm = forecast("LED", "A", 34, 0.5);
        Finding finding = find(
                        Alert.Type.SHORTAGE,
                        available("LED", 240, 1),
                        Samples.with(calm, Map.of("signals", List.of(spike))))
                .orElseThrow();
        assertThat(finding.facts().get("cause")).asInstanceOf(LIST).contains("DEMAND_ABOVE_FORECAST");
        assertThat(finding.facts().get("signals"))
                .asInstanceOf(LIST)
                .singleElement()
                .asInstanceOf(MAP)
                .containsEntry("kind", "SPIKE")
                .containsEntry("since", "2026-11-20")
                .containsEntry("actual", 121L)
                .containsEntry("expected", new BigDecimal("33.4"));
        Finding other = find(
                        Alert.Type.SHORTAGE,
                        available("LED", 240, 1),
                        Samples.with(calm, Map.of("signals", List.of(silence))))
                .orElseThrow();
        assertThat(other.facts().get("cause")).asInstanceOf(LIST).doesNotContain("DEMAND_ABOVE_FORECAST");
        assertThat(find(Alert.Type.SHORTAGE, available("LED", 240, 1), calm)
                        .orElseThrow()
                        .facts())
                .doesNotContainKey("signals");
    }

    @Test
    void leadTimeAndLastSaleAreToldWhereTheForecastKnowsThem() {
        DemandForecast known = Samples.with(
                forecast("LED", "A", 34, 0.5),
                Map.of(
                        "leadTime", new LeadTime(12, 3, 15.4, 10.0, 8),
                        "shelf", new Shelf(0.8, 9.0, LocalDate.of(2026, 11, 21), false, 0, null)));
        assertThat(find(Alert.Type.SHORTAGE, available("LED", 240, 1), known)
                        .orElseThrow()
                        .facts())
                .containsEntry("leadTimeP90Days", new BigDecimal("15.4"))
                .containsEntry("lastSale", "2026-11-21");
    }

    @Test
    void aCampaignTellsHowFarItsUpliftMayGoAndWhatItStandsOn() {
        DemandForecast advertised = forecast("LED", "A", 18, 0.0, List.of(campaign("bw-2026", 0.33, NOW)));
        assertThat(find(Alert.Type.CAMPAIGN_RISK, available("LED", 300, 1), advertised)
                        .orElseThrow()
                        .facts())
                .containsEntry("uplift", new BigDecimal("1.9"))
                .containsEntry("upliftP90", new BigDecimal("2.26"))
                .containsEntry("upliftBasis", "PLANNER")
                .containsEntry("budget", 5_000L)
                .containsEntry("pastUplift", Map.of("campaigns", 2L, "days", 9L, "factor", new BigDecimal("1.6")))
                .containsEntry(
                        "eligibility",
                        Map.of(
                                "state",
                                "THROTTLE",
                                "share",
                                new BigDecimal("0.5"),
                                "until",
                                NOW.plusSeconds(7 * 86_400).toString()))
                .containsEntry("causeConfidence", Map.of("CAMPAIGN", "CERTAIN"));
    }

    @Test
    void theLastOrderIsTold() {
        LastOrder order =
                new LastOrder("ZD/2026/1187", NOW.minusSeconds(86_400), 200, LocalDate.of(2026, 12, 2), 50, false);
        DemandForecast known = forecast("LED", "A", 34, 0.5).withLastOrder(order);
        assertThat(find(Alert.Type.SHORTAGE, available("LED", 240, 1), known)
                        .orElseThrow()
                        .facts())
                .containsEntry(
                        "lastOrder",
                        Map.of(
                                "purchaseOrder",
                                "ZD/2026/1187",
                                "orderedAt",
                                "2026-11-21T07:30:00Z",
                                "quantity",
                                200L,
                                "eta",
                                "2026-12-02",
                                "received",
                                50L,
                                "cancelled",
                                false));
        assertThat(find(Alert.Type.SHORTAGE, available("LED", 240, 1), forecast("LED", "A", 34, 0.5))
                        .orElseThrow()
                        .facts())
                .doesNotContainKey("lastOrder");
    }

    @Test
    void everyCauseSaysHowSureItIs() {
        Signal spike = new Signal("SPIKE", LocalDate.of(2026, 11, 20), 33.4, 121, 0.00001);
        Map<String, Object> facts = find(
                        Alert.Type.SHORTAGE,
                        available("LED", 240, 1),
                        Samples.with(forecast("LED", "A", 34, 0.5), Map.of("signals", List.of(spike))))
                .orElseThrow()
                .facts();
        assertThat(facts.get("causeConfidence"))
                .asInstanceOf(MAP)
                .containsEntry("DEMAND_ABOVE_FORECAST", "LIKELY")
                .containsOnlyKeys(((List<?>) facts.get("cause")).toArray());
    }

    @Test
    void aDesyncTellsHowItIsHealedAndWhoWaits() {
        assertThat(desync(Desync.Kind.OFFER, 60L).facts())
                .containsEntry("heal", Map.of("tries", 2L, "next", "2026-11-22T07:40:00Z"))
                .containsEntry("openOrders", Map.of("orders", 3L, "units", 7L))
                .containsEntry("causeConfidence", Map.of("STUCK_CHANNEL", "LIKELY"))
                .containsEntry("evidence", Map.of("lastPush", "06:55"))
                .doesNotContainKey("quarantine");
        assertThat(DesyncRules.judge(Samples.desync("allegro", "LED"), SkuFacts.none("LED"))
                        .get(0)
                        .facts())
                .as("nobody told")
                .doesNotContainKeys("heal", "openOrders", "causeConfidence", "quarantine");
    }

    @Test
    void factsEqualThemselvesAfterStorage() {
        Finding finding = find(Alert.Type.SHORTAGE, available("LED", 240, 1), forecast("LED", "A", 34.25, 0.5))
                .orElseThrow();
        Map<?, ?> read = Json.read(Json.bytes(finding.facts()), Map.class);
        assertThat(Facts.canonicalMap(read)).isEqualTo(finding.facts());
        assertThat(finding.facts())
                .containsEntry("stockoutP50", "2026-11-29")
                .containsEntry("velocity", new BigDecimal("34.25"))
                .containsEntry("leadTimeDays", 12L)
                .containsEntry("suggestedQuantity", 300L);
    }

    private static Optional<Level> shortage(String abc, double risk) {
        return find(Alert.Type.SHORTAGE, available("LED", 240, 1), forecast("LED", abc, 34, risk))
                .map(Finding::level);
    }

    private static Severity campaignRisk(double risk, long startsInSeconds) {
        DemandForecast forecast =
                forecast("LED", "B", 18, 0.0, List.of(campaign("bw-2026", risk, NOW.plusSeconds(startsInSeconds))));
        return find(Alert.Type.CAMPAIGN_RISK, available("LED", 300, 1), forecast)
                .orElseThrow()
                .severity();
    }

    private static Finding desync(Desync.Kind kind, Long delta) {
        return DesyncRules.judge(Samples.desync(kind, Desync.State.OPEN, delta), SkuFacts.none("LED"))
                .get(0);
    }

    private static Optional<Finding> find(Alert.Type type, Availability availability, DemandForecast forecast) {
        return judge(availability, forecast).stream()
                .filter(finding -> finding.type() == type)
                .findFirst();
    }

    private static List<Finding> judge(Availability availability, DemandForecast forecast) {
        return StockRules.judge(new SkuFacts("LED", availability, forecast), NOW);
    }
}
