package io.zapas.bench.alerting;

import io.zapas.alerting.condition.SkuFacts;
import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.api.DemandForecast.Day;
import io.zapas.forecast.api.DemandForecast.LastOrder;
import io.zapas.forecast.api.DemandForecast.Risk;
import io.zapas.forecast.api.DemandForecast.StockoutDate;
import io.zapas.forecast.api.DemandForecast.SuggestedOrder;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Availability.Incoming;
import io.zapas.stocksync.api.Availability.LocationLevel;
import io.zapas.stocksync.api.Product;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** Facts about SKUs as stock-sync and forecast tell them: a product with a delivery on its way, a hundred buyers and suppliers. */
final class SampleFacts {
    private static final int BUYERS = 10;
    private static final int SUPPLIERS = 10;
    private static final int DELIVERY_DAYS = 10;
    private static final int ORDERED_DAYS = 2;

    private SampleFacts() {}

    static String sku(int number) {
        return "LED-E27-" + number;
    }

    static Availability availability(String sku, int number, long available, long version, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        Product product = new Product(
                sku,
                "Żarówka LED " + sku,
                "5901234123457",
                "Supplier " + number % SUPPLIERS,
                12.0,
                2.0,
                new BigDecimal("9.90"),
                new BigDecimal("19.90"),
                "PLN",
                200L,
                50L,
                "buyer." + number / SUPPLIERS % BUYERS,
                0L,
                Map.of(),
                List.of(),
                false);
        return new Availability(
                sku,
                available,
                0,
                List.of(),
                Map.of("allegro", available),
                List.of(new LocationLevel("MAIN", available, 0, 0, available)),
                List.of(new Incoming(200, today.plusDays(DELIVERY_DAYS), "ZD/2026/" + number, "MAIN", true)),
                product,
                version,
                now,
                false);
    }

    static DemandForecast forecast(String sku, int number, double risk, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        return new DemandForecast(
                sku,
                now,
                null,
                "buyer." + number / SUPPLIERS % BUYERS,
                "Supplier " + number % SUPPLIERS,
                "A",
                "X",
                200,
                2,
                10.0,
                13.0,
                List.of(new Day(today.minusDays(1), 3, 1)),
                List.of(),
                List.of(),
                240,
                7.1,
                new StockoutDate(today.plusDays(7), today.plusDays(5), today.plusDays(10)),
                new Risk(risk, today.plusDays(DELIVERY_DAYS), true, 3, 100, new BigDecimal("1990.00"), risk),
                12.0,
                100L,
                new SuggestedOrder(
                        300,
                        200L,
                        50L,
                        "34*(12+7)+90-240-200=296",
                        null,
                        296L,
                        new BigDecimal("34"),
                        12,
                        7,
                        new BigDecimal("90"),
                        240L,
                        200L,
                        new BigDecimal("1990.00")),
                new BigDecimal("100"),
                "PLN",
                List.of(),
                "test",
                0.2,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                new LastOrder(
                        "ZD/2026/" + number,
                        now.minus(ORDERED_DAYS, ChronoUnit.DAYS),
                        200,
                        today.plusDays(DELIVERY_DAYS),
                        0,
                        false));
    }

    static SkuFacts facts(int number, long available, long version, Instant now) {
        String sku = sku(number);
        return SkuFacts.none(sku)
                .with(availability(sku, number, available, version, now), now)
                .with(forecast(sku, number, 0, now));
    }
}
