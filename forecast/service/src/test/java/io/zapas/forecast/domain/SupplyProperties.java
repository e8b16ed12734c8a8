package io.zapas.forecast.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.forecast.api.Campaign;
import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.domain.SkuFacts.Receipt;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Invariant 21 for everything an uncertain supply enters. */
class SupplyProperties {
    private static final ZoneId ZONE = ZoneId.of("Europe/Warsaw");
    /** Figures are rounded to four decimals. */
    private static final double EPSILON = 1e-4;

    private static final class Shop {
        final Random random;
        final DemandHistory history;
        final FittedDemand fit;
        final Deliveries deliveries;
        final double leadTimeDays;
        final Double leadTimeSdDays;
        final long stock;
        final List<Receipt> receipts = new ArrayList<>();
        final LocalDate today;

        Shop(long seed) {
            random = new Random(seed);
            double mean = Math.exp(random.nextDouble() * 5 - 1);
            history = Demand.history(Demand.series(seed, 120, mean, 1 + random.nextDouble() * 5));
            fit = new SmoothingEnsemble().fit(history, WeekdayProfile.UNIFORM).orElse(null);
            today = Demand.after(history);
            leadTimeDays = random.nextInt(40);
            leadTimeSdDays = random.nextBoolean() ? (Double) (random.nextDouble() * 8) : null;
            stock = Math.round(random.nextDouble() * 30 * mean);
            List<Delivery> seen = new ArrayList<>();
            for (int i = random.nextInt(12); i > 0; i--) {
                Double stated = random.nextInt(4) > 0 ? (Double) (double) random.nextInt(40) : null;
                seen.add(new Delivery(
                        Instant.EPOCH, random.nextInt(60), stated, random.nextInt(20) - 5, random.nextBoolean()));
            }
            deliveries = new Deliveries(seen);
            for (int i = random.nextInt(4); i > 0; i--) {
                receipts.add(new Receipt(
                        today.plusDays(random.nextInt(50) - 8), 1 + Math.round(mean * 10), random.nextBoolean()));
            }
        }

        DemandForecast with(long units, double days, double uplift) {
            Instant now = today.atStartOfDay(ZONE).toInstant();
            SkuFacts facts = new SkuFacts(
                    "A",
                    null,
                    null,
                    "S",
                    units,
                    receipts,
                    days,
                    leadTimeSdDays,
                    BigDecimal.ONE,
                    BigDecimal.TEN,
                    "PLN",
                    null,
                    null,
                    false,
                    List.of());
            Campaign campaign = new Campaign(
                    "c",
                    null,
                    null,
                    List.of("A"),
                    now.plus(Duration.ofDays(1)),
                    now.plus(Duration.ofDays(15)),
                    null,
                    null,
                    null,
                    null,
                    uplift,
                    null);
            List<CampaignPlan> plans = List.of(new CampaignPlan(campaign, new Uplift(uplift, 0), 1));
            return Rotation.of(new RotationQuestion(
                    facts, Demand.state(history), 0, "m", plans, "A", now, ZONE, deliveries, OrderPolicy.DEFAULT));
        }

        DemandForecast asIs() {
            return with(stock, leadTimeDays, 1);
        }
    }

    private static long ordered(DemandForecast forecast) {
        return forecast.suggestedOrder() == null ? 0 : forecast.suggestedOrder().need();
    }

    private static LocalDate orNever(LocalDate date) {
        return date == null ? LocalDate.MAX : date;
    }

    private static LocalDate median(DemandForecast forecast) {
        return forecast.stockoutDate() == null
                ? LocalDate.MAX
                : orNever(forecast.stockoutDate().p50());
    }

    @Property(tries = 25)
    void moreStockIsNeverMoreRisk(
            @ForAll @LongRange(min = 1, max = 1_000_000) long seed, @ForAll @IntRange(min = 1, max = 200) int more) {
        Shop shop = new Shop(seed);
        if (shop.fit == null) {
            return;
        }
        DemandForecast less = shop.asIs();
        DemandForecast full = shop.with(shop.stock + more, shop.leadTimeDays, 1);
        assertThat(full.risk().stockoutBeforeReceipt())
                .isLessThanOrEqualTo(less.risk().stockoutBeforeReceipt() + EPSILON);
        assertThat(full.risk().stockoutBeforeOrder())
                .isLessThanOrEqualTo(less.risk().stockoutBeforeOrder() + EPSILON);
        assertThat(full.risk().lostUnits()).isLessThanOrEqualTo(less.risk().lostUnits() + 0.1);
        assertThat(ordered(full)).isLessThanOrEqualTo(ordered(less) + 1);
        assertThat(median(full)).isAfterOrEqualTo(median(less));
        assertThat(full.reorderPoint()).isEqualTo(less.reorderPoint());
    }

    @Property(tries = 25)
    void aLongerLeadTimeIsNeverLessRiskAndNeverALowerReorderPoint(
            @ForAll @LongRange(min = 1, max = 1_000_000) long seed,
            @ForAll @DoubleRange(min = 0, max = 20) double longer) {
        Shop shop = new Shop(seed);
        if (shop.fit == null) {
            return;
        }
        DemandForecast soon = shop.asIs();
        DemandForecast late = shop.with(shop.stock, shop.leadTimeDays + longer, 1);
        assertThat(late.reorderPoint()).isGreaterThanOrEqualTo((long) (soon.reorderPoint() * (1 - 2e-3)) - 1);
        assertThat(late.risk().stockoutBeforeOrder())
                .isGreaterThanOrEqualTo(soon.risk().stockoutBeforeOrder() - EPSILON);
        if (shop.receipts.isEmpty()) {
            assertThat(late.risk().stockoutBeforeReceipt())
                    .isGreaterThanOrEqualTo(soon.risk().stockoutBeforeReceipt() - EPSILON);
        }
    }

    @Property(tries = 25)
    void moreUpliftIsNeverLessRisk(
            @ForAll @LongRange(min = 1, max = 1_000_000) long seed,
            @ForAll @DoubleRange(min = 0.1, max = 3) double more) {
        Shop shop = new Shop(seed);
        if (shop.fit == null) {
            return;
        }
        DemandForecast plain = shop.asIs();
        DemandForecast advertised = shop.with(shop.stock, shop.leadTimeDays, 1 + more);
        assertThat(advertised.risk().lostUnits())
                .isGreaterThanOrEqualTo(plain.risk().lostUnits() - 0.1);
        assertThat(advertised.reorderPoint()).isGreaterThanOrEqualTo(plain.reorderPoint() - 1);
        assertThat(median(advertised)).isBeforeOrEqualTo(median(plain));
    }

    @Property(tries = 25)
    void datesComeInOrderAndTheOrderReachesItsServiceLevel(@ForAll @LongRange(min = 1, max = 1_000_000) long seed) {
        Shop shop = new Shop(seed);
        if (shop.fit == null) {
            return;
        }
        DemandForecast forecast = shop.asIs();
        if (forecast.stockoutDate() != null) {
            LocalDate p90 = forecast.stockoutDate().p90();
            LocalDate p50 = orNever(forecast.stockoutDate().p50());
            assertThat(p90).isBeforeOrEqualTo(p50);
            assertThat(p50).isBeforeOrEqualTo(orNever(forecast.stockoutDate().p10()));
        }
        long need = ordered(forecast);
        if (need > 0) {
            assertThat(ordered(shop.with(shop.stock + need, shop.leadTimeDays, 1)))
                    .as("what remains to order after the order")
                    .isLessThanOrEqualTo(1 + need / 500);
            assertThat(forecast.suggestedOrder().avoidedLoss().signum()).isNotNegative();
        }
    }

    @Property(tries = 25)
    void aLaterReceiptIsNeverLessRisk(
            @ForAll @LongRange(min = 1, max = 1_000_000) long seed, @ForAll @IntRange(min = 1, max = 15) int later) {
        Shop shop = new Shop(seed);
        if (shop.fit == null) {
            return;
        }
        shop.receipts.clear();
        boolean confirmed = seed % 2 == 0;
        shop.receipts.add(new Receipt(shop.today.plusDays(10), 50, confirmed));
        DemandForecast soon = shop.asIs();
        shop.receipts.set(0, new Receipt(shop.today.plusDays(10 + later), 50, confirmed));
        DemandForecast late = shop.asIs();
        assertThat(late.risk().stockoutBeforeReceipt())
                .isGreaterThanOrEqualTo(soon.risk().stockoutBeforeReceipt() - EPSILON);
        assertThat(median(late)).isBeforeOrEqualTo(median(soon));
        assertThat(ordered(late)).isGreaterThanOrEqualTo(ordered(soon) - 1);
    }

    @Property(tries = 200)
    void theNewsvendorRisesWithTheMarginAndFallsWithTheHoldingCost(
            @ForAll @DoubleRange(min = 1.01, max = 10) double price,
            @ForAll @DoubleRange(min = 0.01, max = 10) double holding,
            @ForAll @DoubleRange(min = 1, max = 300) double days) {
        OrderPolicy policy = new OrderPolicy(Map.of("B", 0.95), true, holding, 7, 180);
        OrderPolicy dearer = new OrderPolicy(Map.of("B", 0.95), true, holding * 2, 7, 180);
        BigDecimal cost = BigDecimal.ONE;
        double level = policy.level("B", BigDecimal.valueOf(price), cost, days).value();
        assertThat(level).isBetween(0.5, 0.999);
        assertThat(policy.level("B", BigDecimal.valueOf(price + 1), cost, days).value())
                .isGreaterThanOrEqualTo(level);
        assertThat(dearer.level("B", BigDecimal.valueOf(price), cost, days).value())
                .isLessThanOrEqualTo(level);
    }
}
