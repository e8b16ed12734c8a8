package io.zapas.forecast.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zapas.forecast.api.Campaign;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpliftEstimateTest {
    private static final Instant START = Instant.parse("2026-11-24T00:00:00Z");

    @Test
    void aPlannersFactorIsTakenWithItsDoubt() {
        Uplift uplift = UpliftEstimate.of(campaign(1.9, 10_000L), 100).orElseThrow();
        assertThat(uplift.basis()).isEqualTo(Uplift.Basis.PLANNER);
        assertThat(uplift.mean()).isEqualTo(1.9);
        TwoMomentGamma effect = new TwoMomentGamma(0.9, Math.pow(0.3 * 0.9, 2));
        assertThat(effect.above(uplift.p90() - 1)).isCloseTo(0.1, within(1e-6));
        assertThat(uplift.p90()).isBetween(2.2, 2.3);
    }

    @Test
    void clicksAreLessCertain() {
        // 10,000 clicks at 2 % over four days: 50 units a day more than 100.
        Uplift uplift = UpliftEstimate.of(campaign(null, 10_000L), 100).orElseThrow();
        assertThat(uplift.basis()).isEqualTo(Uplift.Basis.CLICKS);
        assertThat(uplift.mean()).isCloseTo(1.5, within(1e-9));
        assertThat(uplift.p90()).isBetween(1.8, 1.9);
    }

    @Test
    void withoutAFactorAndWithoutClicksNothingIsClaimed() {
        assertThat(UpliftEstimate.of(campaign(null, null), 100)).isEmpty();
        assertThat(UpliftEstimate.of(campaign(null, 10_000L), 0)).isEmpty();
    }

    @Test
    void noUpliftIsCertain() {
        assertThat(UpliftEstimate.of(campaign(1.0, null), 100).orElseThrow().p90())
                .isEqualTo(1);
    }

    @Test
    void aShareOfTheTrafficHasTheSameBasis() {
        Uplift half = UpliftEstimate.of(campaign(1.9, null), 100).orElseThrow().capped(0.5);
        assertThat(half.basis()).isEqualTo(Uplift.Basis.PLANNER);
        assertThat(half.mean()).isCloseTo(1.45, within(1e-9));
    }

    private static Campaign campaign(Double uplift, Long clicks) {
        return new Campaign(
                "c",
                null,
                "google",
                List.of("A"),
                START,
                START.plus(Duration.ofDays(4)),
                BigDecimal.valueOf(2_000),
                "PLN",
                clicks,
                clicks == null ? null : 0.02,
                uplift,
                null);
    }
}
