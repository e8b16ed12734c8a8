package io.zapas.alerting.condition;

import com.fasterxml.jackson.core.type.TypeReference;
import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.api.DemandForecast.CampaignRisk;
import io.zapas.forecast.api.DemandForecast.Day;
import io.zapas.forecast.api.DemandForecast.Eligibility;
import io.zapas.forecast.api.DemandForecast.Option;
import io.zapas.forecast.api.DemandForecast.PastUplift;
import io.zapas.forecast.api.DemandForecast.Risk;
import io.zapas.forecast.api.DemandForecast.StockoutDate;
import io.zapas.forecast.api.DemandForecast.SuggestedOrder;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Availability.Incoming;
import io.zapas.stocksync.api.Availability.LocationLevel;
import io.zapas.stocksync.api.Desync;
import io.zapas.stocksync.api.Product;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Facts for tests, as the other services publish them. */
public final class Samples {
    public static final Instant NOW = Instant.parse("2026-11-22T07:30:00Z");
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);

    private Samples() {}

    public static Product product(String sku, boolean discontinued) {
        return new Product(
                sku,
                "Żarówka LED " + sku,
                "5901234123457",
                "Lumex",
                12.0,
                2.0,
                new BigDecimal("9.90"),
                new BigDecimal("19.90"),
                "PLN",
                200L,
                50L,
                "anna.k",
                0L,
                Map.of(),
                List.of(),
                discontinued);
    }

    public static Availability available(String sku, long available, long version) {
        return available(sku, available, version, false);
    }

    public static Availability available(String sku, long available, long version, boolean discontinued) {
        return new Availability(
                sku,
                available,
                0,
                List.of(),
                Map.of("allegro", available),
                List.of(new LocationLevel("MAIN", available, 0, 0, available)),
                List.of(new Incoming(200, TODAY.plusDays(10), "ZD/2026/1187", "MAIN", true)),
                product(sku, discontinued),
                version,
                NOW,
                false);
    }

    /** All units on the shelf are kept back: their source is silent. */
    public static Availability silent(String sku, long onHand) {
        return new Availability(
                sku,
                0,
                0,
                List.of(),
                Map.of(),
                List.of(new LocationLevel("MAIN", onHand, 0, onHand, 0)),
                List.of(),
                product(sku, false),
                7,
                NOW,
                true);
    }

    public static Availability oversold(String sku, long shortfall) {
        return new Availability(
                sku,
                0,
                shortfall,
                List.of("A-1", "A-2"),
                Map.of(),
                List.of(new LocationLevel("MAIN", 3, 3 + shortfall, 0, 0)),
                List.of(),
                product(sku, false),
                7,
                NOW,
                false);
    }

    public static DemandForecast forecast(String sku, String abc, double velocity, Double risk) {
        return forecast(sku, abc, velocity, risk, List.of());
    }

    public static DemandForecast forecast(
            String sku, String abc, double velocity, Double risk, List<CampaignRisk> campaigns) {
        Risk of =
                risk == null ? null : new Risk(risk, TODAY.plusDays(10), true, 3, 100, new BigDecimal("1990.00"), null);
        return new DemandForecast(
                sku,
                NOW,
                null,
                "anna.k",
                "Lumex",
                abc,
                "X",
                200,
                2,
                velocity,
                velocity * 1.3,
                List.of(new Day(TODAY.minusDays(1), velocity > 0 ? 3 : 0, 1)),
                List.of(),
                List.of(),
                240,
                7.1,
                new StockoutDate(TODAY.plusDays(7), TODAY.plusDays(5), null),
                of,
                12.0,
                100L,
                new SuggestedOrder(
                        300,
                        200L,
                        50L,
                        "34*(12+7)+90-240-200=296",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null),
                new BigDecimal("100"),
                "PLN",
                campaigns,
                "test",
                0.2,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null);
    }

    /** A copy with some components replaced, by way of JSON. */
    static DemandForecast with(DemandForecast forecast, Map<String, Object> changes) {
        Map<String, Object> json = Json.read(Json.text(forecast), new TypeReference<TreeMap<String, Object>>() {});
        json.putAll(changes);
        return Json.read(Json.text(json), DemandForecast.class);
    }

    public static CampaignRisk campaign(String id, double risk, Instant startsAt) {
        return new CampaignRisk(
                id,
                "Black Week",
                "google",
                startsAt,
                startsAt.plusSeconds(7 * 86_400),
                1.9,
                18,
                34,
                risk,
                0.002,
                TODAY.plusDays(8),
                23,
                new BigDecimal("1300"),
                "PLN",
                List.of(new Option("CAP", 0.5, null, 0.09)),
                startsAt.minusSeconds(6 * 3_600),
                2.26,
                "PLANNER",
                new BigDecimal("5000"),
                new PastUplift(2, 9, 1.6),
                new Eligibility("THROTTLE", 0.5, startsAt.plusSeconds(7 * 86_400)));
    }

    public static Desync desync(Desync.Kind kind, Desync.State state, Long delta) {
        return new Desync(
                "offer:allegro:12345678",
                kind,
                state,
                "LED",
                "allegro",
                "12345678",
                120L,
                delta == null ? null : 120 + delta,
                delta,
                NOW.minusSeconds(600),
                NOW,
                state == Desync.State.CLOSED ? NOW : null,
                List.of("STUCK_CHANNEL"),
                Map.of(
                        "lastPush",
                        "06:55",
                        "confidence",
                        Map.of("STUCK_CHANNEL", "LIKELY"),
                        "retries",
                        2,
                        "nextRetryAt",
                        "2026-11-22T07:40:00Z",
                        "openOrders",
                        3,
                        "openUnits",
                        7L));
    }

    /** A channel that shows 60 units more than there are. */
    public static Desync desync(String channel, String sku) {
        return new Desync(
                "offer:" + channel + ":1",
                Desync.Kind.OFFER,
                Desync.State.OPEN,
                sku,
                channel,
                "1",
                120L,
                180L,
                60L,
                NOW.minusSeconds(600),
                NOW,
                null,
                List.of("STUCK_CHANNEL"),
                Map.of("lastPush", "06:55"));
    }
}
