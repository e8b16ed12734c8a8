package io.zapas.alerting.render;

import com.fasterxml.jackson.core.type.TypeReference;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Condition;
import io.zapas.alerting.api.Alert.Handling;
import io.zapas.alerting.api.Alert.Severity;
import io.zapas.alerting.domain.Notice;
import io.zapas.runtime.json.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Alerts of every type for tests of what is told about them. */
public final class SampleAlerts {
    public static final Instant NOW = Instant.parse("2026-11-22T07:30:00Z");
    public static final String SKU = "LED-E27-9W-4000K";
    public static final String NAME = "Żarówka LED E27 9 W";

    private SampleAlerts() {}

    public static Alert shortage() {
        Map<String, Object> facts = stockFacts();
        facts.putAll(Map.of(
                "available",
                240L,
                "onHand",
                310L,
                "reserved",
                70L,
                "daysOfCover",
                7.1,
                "stockoutP50",
                LocalDate.of(2026, 11, 29),
                "stockoutP90",
                LocalDate.of(2026, 11, 27),
                "tooLateToOrder",
                true,
                "gapDays",
                3,
                "pStockout",
                0.72,
                "cause",
                List.of("DEMAND_ABOVE_FORECAST", "DELIVERY_TOO_LATE")));
        facts.put("causeConfidence", Map.of("DEMAND_ABOVE_FORECAST", "LIKELY", "DELIVERY_TOO_LATE", "LIKELY"));
        facts.put("lost", Map.of("units", 100, "value", 1990, "margin", 697, "currency", "PLN"));
        facts.put(
                "signals",
                List.of(
                        Map.of("kind", "SPIKE", "since", "2026-11-20", "expected", 33.4, "actual", 121),
                        Map.of("kind", "DRIFT_UP", "since", "2026-10-25", "expected", 610.2, "actual", 952)));
        facts.put(
                "locations",
                List.of(Map.of("location", "MAIN", "available", 200), Map.of("location", "SKLEP", "available", 40)));
        return alert(Alert.Type.SHORTAGE, Severity.HIGH, facts, 100.0, "1990.00");
    }

    public static Alert outOfStock() {
        Map<String, Object> facts = stockFacts();
        facts.putAll(Map.of("available", 0, "onHand", 5, "reserved", 5, "gapDays", 10));
        facts.putAll(sellingNothing());
        facts.put("absorbs", List.of("SHORTAGE"));
        facts.put("confidence", "LOW");
        facts.put("doubtfulSource", "erp-lumex");
        return alert(Alert.Type.OUT_OF_STOCK, Severity.CRITICAL, facts, 340.0, "6766");
    }

    public static Alert oversold() {
        Map<String, Object> facts = stockFacts();
        facts.putAll(Map.of(
                "available", 0,
                "onHand", 3,
                "reserved", 5,
                "shortfall", 2,
                "cause", List.of("LEVEL_BELOW_RESERVED"),
                "shortOrders",
                        List.of(
                                Map.of("orderId", "AL-7781", "channel", "allegro", "quantity", 1),
                                Map.of("orderId", "WWW-104", "channel", "shop", "quantity", 1))));
        facts.put("causeConfidence", Map.of("LEVEL_BELOW_RESERVED", "CERTAIN"));
        facts.putAll(sellingNothing());
        return alert(Alert.Type.OVERSOLD, Severity.CRITICAL, facts, 2.0, "39.80");
    }

    private static Map<String, Object> sellingNothing() {
        return Map.of(
                "channels",
                Map.of("allegro", 0, "shop", 0),
                "suggestedQuantity",
                550,
                "suggestedCost",
                8_250,
                "suggestedWhy",
                "34*(12+7)+90-0-200=536");
    }

    public static Alert desync() {
        Map<String, Object> facts = new TreeMap<>(Map.of(
                "available",
                120,
                "kind",
                "OFFER",
                "channel",
                "allegro",
                "offerId",
                "12345678",
                "expected",
                120,
                "actual",
                180,
                "delta",
                60,
                "since",
                "2026-11-22T06:12:00Z",
                "cause",
                List.of("STUCK_CHANNEL"),
                "evidence",
                Map.of(
                        "settleSeconds",
                        3,
                        "shownSince",
                        "2026-11-22T05:55:00Z",
                        "pushed",
                        120,
                        "version",
                        8_817,
                        "ackedVersion",
                        8_809,
                        "ackedQuantity",
                        180,
                        "lastAcked",
                        "2026-11-22T05:55:00Z",
                        "inFlight",
                        1,
                        "missed",
                        2)));
        facts.put("causeConfidence", Map.of("STUCK_CHANNEL", "LIKELY"));
        facts.put("heal", Map.of("tries", 2, "next", "2026-11-22T07:40:00Z"));
        facts.put("openOrders", Map.of("orders", 3, "units", 7));
        return alert(Alert.Type.DESYNC, Severity.CRITICAL, facts, 60.0, "1194.00");
    }

    public static Alert campaignRisk() {
        Map<String, Object> facts = new TreeMap<>(Map.of(
                "campaignId",
                "bw-2026",
                "campaign",
                "Black Week",
                "platform",
                "google",
                "startsAt",
                "2026-11-23T23:00:00Z",
                "endsAt",
                "2026-11-30T23:00:00Z",
                "uplift",
                1.9,
                "baseDemandPerDay",
                18,
                "campaignDemandPerDay",
                34.2,
                "available",
                300,
                "incoming",
                List.of(Map.of(
                        "quantity", 200, "eta", "2026-12-02", "purchaseOrder", "ZD/2026/1190", "confirmed", true))));
        facts.putAll(Map.of("upliftP90", 2.26, "upliftBasis", "PLANNER", "budget", 5_000));
        facts.put("pastUplift", Map.of("campaigns", 2, "days", 9, "factor", 1.6));
        facts.put("eligibility", Map.of("state", "THROTTLE", "share", 0.5, "until", "2026-11-30T23:00:00Z"));
        facts.putAll(Map.of(
                "pStockout",
                0.33,
                "pWithoutAds",
                0.002,
                "medianSellOut",
                "2026-11-30",
                "spendAtRisk",
                new BigDecimal("1300"),
                "currency",
                "PLN",
                "decideBy",
                "2026-11-23T11:00:00Z",
                "options",
                List.of(
                        Map.of("action", "CAP", "share", 0.5, "pStockout", 0.09),
                        Map.of("action", "START", "date", "2026-11-30", "pStockout", 0.10),
                        Map.of("action", "END", "date", "2026-11-26", "pStockout", 0.07))));
        return alert(Alert.Type.CAMPAIGN_RISK, Severity.HIGH, facts, 23.0, "1150.00");
    }

    public static Alert staleSource() {
        Map<String, Object> facts = new TreeMap<>(Map.of(
                "source", "erp-lumex",
                "since", "2026-11-22T05:50:00Z",
                "state", "DEAD",
                "lastContact", "2026-11-22T03:50:00Z",
                "lastChange", "2026-11-22T03:40:00Z",
                "slaSeconds", 7_200,
                "usualGapMinutes", 30,
                "skus", 412,
                "articlesA", 12,
                "serving", "LAST_KNOWN"));
        facts.putAll(Map.of(
                "channels", List.of("allegro", "shop"),
                "phi", 9.4,
                "cause", List.of("STALE_SOURCE"),
                "causeConfidence", Map.of("STALE_SOURCE", "CERTAIN"),
                "suppressed", 37,
                "suppressedTypes", Map.of("SHORTAGE", 36, "DESYNC", 1),
                "suppressedAlerts", held()));
        return alert(Alert.Type.STALE_SOURCE, Severity.CRITICAL, facts, 1_240.0, "24676.00");
    }

    public static Alert massDrop() {
        return alert(
                Alert.Type.MASS_DROP,
                Severity.CRITICAL,
                new TreeMap<>(Map.of(
                        "source",
                        "erp-lumex",
                        "since",
                        "2026-11-22T03:50:00Z",
                        "skus",
                        412,
                        "share",
                        0.83,
                        "channels",
                        List.of("allegro", "shop"),
                        "cause",
                        List.of("FEED_BROKEN"),
                        "causeConfidence",
                        Map.of("FEED_BROKEN", "LIKELY"),
                        "suppressed",
                        398,
                        "suppressedTypes",
                        Map.of("OUT_OF_STOCK", 362, "SHORTAGE", 36),
                        "suppressedAlerts",
                        held())),
                5_310.0,
                "105669.00");
    }

    private static List<Map<String, Object>> held() {
        return List.of(
                Map.of("type", "SHORTAGE", "sku", SKU, "name", NAME, "money", 1_990, "currency", "PLN"),
                Map.of("type", "SHORTAGE", "sku", "KOC-150", "units", 7));
    }

    public static Alert unknownSku() {
        return alert(
                Alert.Type.UNKNOWN_SKU,
                Severity.MEDIUM,
                Map.of("channel", "allegro", "offerId", "99887766", "evidence", Map.of("waiting", 3)),
                null,
                null);
    }

    public static Alert unknownOrder() {
        Map<String, Object> facts = Map.of("channel", "shop", "evidence", Map.of("waiting", 1, "order", "PL1043"));
        return alert(Alert.Type.UNKNOWN_SKU, Severity.HIGH, facts, null, null);
    }

    public static List<Alert> ofEveryType() {
        return List.of(
                outOfStock(),
                shortage(),
                oversold(),
                campaignRisk(),
                desync(),
                staleSource(),
                massDrop(),
                unknownSku());
    }

    public static Alert alert(
            Alert.Type type, Severity severity, Map<String, Object> facts, Double units, String value) {
        boolean ofSource = type == Alert.Type.STALE_SOURCE || type == Alert.Type.MASS_DROP;
        return new Alert(
                "01JD9X7Q4M-" + type,
                "fp-" + type,
                3,
                type,
                severity,
                Condition.FIRING,
                Handling.NOTIFIED,
                ofSource ? null : SKU,
                ofSource || type == Alert.Type.UNKNOWN_SKU ? null : NAME,
                null,
                "title",
                "anna.k",
                "group",
                NOW.minusSeconds(3_600),
                NOW,
                null,
                facts,
                units,
                value == null ? null : new BigDecimal(value),
                value == null ? null : "PLN",
                null,
                null,
                null,
                List.of());
    }

    public static Alert named(Alert alert, String sku, String name) {
        return with(alert, Map.of("sku", sku, "name", name));
    }

    public static Alert resolved(Alert alert) {
        return with(
                alert,
                Map.of(
                        "handling",
                        Handling.RESOLVED,
                        "condition",
                        Condition.CLEAR,
                        "resolvedAt",
                        NOW.plusSeconds(600)));
    }

    /** A copy with some components replaced, by way of JSON: facts come back as they do from Kafka. */
    public static Alert with(Alert alert, Map<String, Object> changes) {
        Map<String, Object> json = Json.read(Json.text(alert), new TypeReference<TreeMap<String, Object>>() {});
        json.putAll(changes);
        return Json.read(Json.text(json), Alert.class);
    }

    public static Notice notice(Notice.Kind kind, long rev, Alert... alerts) {
        return new Notice("01JD9X7Q4M", "group", rev, kind, List.of(alerts));
    }

    private static Map<String, Object> stockFacts() {
        Map<String, Object> facts = new TreeMap<>();
        facts.putAll(Map.of(
                "supplier",
                "Lumex",
                "ean",
                "5901234123457",
                "abc",
                "A",
                "velocity",
                34.0,
                "leadTimeDays",
                12.0,
                "incoming",
                List.of(Map.of(
                        "quantity", 200, "eta", "2026-12-02", "purchaseOrder", "ZD/2026/1187", "confirmed", true)),
                "suggestedQuantity",
                300,
                "moq",
                200,
                "orderMultiple",
                50,
                "suggestedWhy",
                "34*(12+7)+90-240-200=296"));
        facts.put("channels", Map.of("allegro", 180, "shop", 60));
        facts.put("xyz", "Y");
        facts.put("leadTimeP90Days", 15.4);
        facts.put("lastSale", LocalDate.of(2026, 11, 21));
        facts.put("demandPerDay", Map.of("mean", 34.0, "p90", 44.2, "outOfStockDaysExcluded", 2));
        facts.put("turnoverPerDay", 676.60);
        facts.put(
                "lastOrder",
                Map.of(
                        "purchaseOrder",
                        "ZD/2026/1187",
                        "orderedAt",
                        "2026-11-18T09:20:00Z",
                        "quantity",
                        200,
                        "eta",
                        "2026-12-02",
                        "received",
                        0,
                        "cancelled",
                        false));
        facts.put("suggestedCost", 4_500);
        facts.put("earlierStockouts", Map.of("stockouts", 2, "days", 5, "windowDays", 30));
        facts.put(
                "campaigns",
                List.of(Map.of("campaignId", "bw-2026", "name", "Black Week", "startsAt", "2026-11-26T23:00:00Z")));
        return facts;
    }
}
