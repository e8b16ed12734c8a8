package io.zapas.forecast.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.forecast.api.Campaign;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Invariants 21 and 22 of the house, over random demand. */
class ForecastProperties {
    private static final ZoneId ZONE = ZoneId.of("Europe/Warsaw");
    private static final double[] LEVELS = {0.025, 0.1, 0.5, 0.9, 0.95, 0.99};
    /** A series of which 30 % of the days are out of stock forecasts at least this share of what the whole series forecasts. */
    /** Of the level without censoring; 0.79 has been seen (seed 27, mean 5.06, share 0.1). */
    private static final double CENSORING_BOUND = 0.75;

    private static DemandPath path(long seed, int days, double mean, double dispersion, double left) {
        DemandHistory history = Demand.history(Demand.series(seed, days, mean, dispersion));
        return new SmoothingEnsemble()
                .fit(history, WeekdayProfile.UNIFORM)
                .map(fit -> fit.forecast(Demand.after(history), left, 120))
                .orElse(null);
    }

    private static DemandPath advertised(DemandPath path, double uplift, int from, int length) {
        Uplift factor = new Uplift(uplift, 0.3 * (uplift - 1));
        return path.with(List.of(CampaignEffect.of(factor, from, from + length, path.periods())));
    }

    @Property(tries = 150)
    void quantilesNeverCrossAndNeverShrinkWithTheHorizon(
            @ForAll @LongRange(min = 1, max = 1_000_000) long seed,
            @ForAll @IntRange(min = 14, max = 400) int days,
            @ForAll @DoubleRange(min = 0.02, max = 300) double mean,
            @ForAll @DoubleRange(min = 1, max = 12) double dispersion,
            @ForAll @DoubleRange(min = 0.01, max = 1) double left,
            @ForAll @DoubleRange(min = 1, max = 6) double uplift,
            @ForAll @IntRange(min = 0, max = 60) int from) {
        DemandPath plain = path(seed, days, mean, dispersion, left);
        if (plain == null) {
            return;
        }
        DemandPath path = advertised(plain, uplift, from, 14);
        double[] before = new double[LEVELS.length];
        double reachedBefore = 0;
        for (int h = 1; h <= path.periods(); h += 3) {
            double lower = 0;
            for (int i = 0; i < LEVELS.length; i++) {
                double quantile = path.quantile(LEVELS[i], h);
                assertThat(quantile).as("q%s of %s days", LEVELS[i], h).isGreaterThanOrEqualTo(lower * (1 - 1e-6));
                assertThat(quantile).as("q%s of %s days", LEVELS[i], h).isGreaterThanOrEqualTo(before[i] * (1 - 1e-6));
                lower = quantile;
                before[i] = quantile;
            }
            double reached = path.reaches(mean * 20, h);
            assertThat(reached).isGreaterThanOrEqualTo(reachedBefore - 1e-9);
            reachedBefore = reached;
        }
    }

    @Property(tries = 150)
    void riskFallsWithStockAndRisesWithLeadTime(
            @ForAll @LongRange(min = 1, max = 1_000_000) long seed,
            @ForAll @DoubleRange(min = 0.05, max = 100) double mean,
            @ForAll @DoubleRange(min = 0, max = 6) double sdDays,
            @ForAll @IntRange(min = 0, max = 2_000) int stock) {
        DemandPath path = path(seed, 200, mean, 3, 1);
        if (path == null) {
            return;
        }
        double lessStock = new LeadTime(14, sdDays).mixed(days -> path.reaches(stock, days));
        double moreStock = new LeadTime(14, sdDays).mixed(days -> path.reaches(stock + 5, days));
        double longer = new LeadTime(17, sdDays).mixed(days -> path.reaches(stock, days));
        assertThat(moreStock).isLessThanOrEqualTo(lessStock + 1e-9);
        assertThat(longer).isGreaterThanOrEqualTo(lessStock - 1e-9);
        assertThat(new LeadTime(17, sdDays).quantile(path, 0.95))
                .isGreaterThanOrEqualTo(new LeadTime(14, sdDays).quantile(path, 0.95) * (1 - 1e-3));
    }

    @Property(tries = 60)
    void campaignRiskRisesWithUpliftAndNeverFallsBelowTheRiskWithoutAds(
            @ForAll @LongRange(min = 1, max = 1_000_000) long seed,
            @ForAll @DoubleRange(min = 1, max = 60) double mean,
            @ForAll @DoubleRange(min = 1, max = 4) double uplift,
            @ForAll @DoubleRange(min = 0.5, max = 3) double cover) {
        DemandHistory history = Demand.history(Demand.series(seed, 200, mean, 3));
        FittedDemand fit = Demand.fit(history);
        long stock = Math.round(cover * fit.level() * 12);
        double smaller = campaignRisk(history, fit, stock, uplift).pStockout();
        var larger = campaignRisk(history, fit, stock, uplift + 0.5);
        assertThat(larger.pStockout()).isGreaterThanOrEqualTo(smaller - 0.005);
        assertThat(larger.pStockout()).isGreaterThanOrEqualTo(larger.pWithoutAds());
        larger.options().forEach(option -> assertThat(option.pStockout()).isLessThanOrEqualTo(0.2001));
        assertThat(larger.budget()).isEqualByComparingTo("500");
        double cap = larger.options().stream()
                .filter(option -> option.action().equals("CAP"))
                .mapToDouble(io.zapas.forecast.api.DemandForecast.Option::share)
                .findFirst()
                .orElse(0);
        switch (larger.eligibility().state()) {
            case "ELIGIBLE" -> {
                assertThat(larger.pStockout()).isLessThanOrEqualTo(0.2001);
                assertThat(larger.eligibility().share()).isEqualTo(1);
            }
            case "THROTTLE" -> {
                assertThat(larger.pStockout()).isGreaterThanOrEqualTo(0.1999);
                assertThat(larger.eligibility().share()).isEqualTo(cap).isGreaterThan(0);
            }
            default -> {
                assertThat(larger.eligibility().state()).isEqualTo("PAUSE");
                assertThat(larger.pStockout()).isGreaterThanOrEqualTo(0.1999);
                assertThat(cap).isZero();
                assertThat(larger.eligibility().share()).isZero();
            }
        }
    }

    private static io.zapas.forecast.api.DemandForecast.CampaignRisk campaignRisk(
            DemandHistory history, FittedDemand fit, long stock, double uplift) {
        Instant now = Demand.after(history).atStartOfDay(ZONE).toInstant();
        SkuFacts facts = new SkuFacts(
                "A",
                null,
                null,
                null,
                stock,
                List.of(),
                10.0,
                2.0,
                null,
                BigDecimal.TEN,
                "PLN",
                null,
                null,
                false,
                List.of());
        Campaign campaign = new Campaign(
                "c",
                null,
                "google",
                List.of("A"),
                now.plus(Duration.ofDays(3)),
                now.plus(Duration.ofDays(12)),
                BigDecimal.valueOf(500),
                "PLN",
                null,
                null,
                uplift,
                null);
        CampaignPlan plan = new CampaignPlan(
                campaign, UpliftEstimate.of(campaign, fit.level()).orElseThrow(), 1);
        return Rotation.of(Demand.question(facts, Demand.state(history), List.of(plan), "B", now, ZONE))
                .campaigns()
                .get(0);
    }

    @Property(tries = 150)
    void daysOutOfStockAreNotDaysWithoutDemand(
            @ForAll @LongRange(min = 1, max = 1_000_000) long seed,
            @ForAll @DoubleRange(min = 5, max = 200) double mean,
            @ForAll @DoubleRange(min = 0, max = 0.3) double share) {
        double[] units = Demand.series(seed, 240, mean, 2);
        double whole = Demand.fit(Demand.history(units)).level();
        double censored = Demand.fit(Demand.censored(units, share, seed)).level();
        assertThat(censored / whole).isGreaterThanOrEqualTo(CENSORING_BOUND);
    }
}
