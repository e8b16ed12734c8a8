package io.zapas.alerting.eligibility;

import static io.zapas.alerting.eligibility.Given.NOW;
import static io.zapas.alerting.eligibility.Given.POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.condition.Samples;
import io.zapas.forecast.api.DemandForecast.CampaignRisk;
import io.zapas.forecast.api.DemandForecast.Option;
import io.zapas.stocksync.api.Availability;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class VerdictTest {

    @Test
    void withoutACampaignOnlyAnEmptyShelfSpeaksAgainstAds() {
        assertThat(verdict(Given.facts("A", 5, NOW), "google", 0.1)).isEqualTo(Verdict.ELIGIBLE);
        Verdict empty = verdict(Given.facts("A", 0, NOW), "google", 0.1);
        assertThat(empty.state()).isEqualTo(AdState.PAUSE);
        assertThat(empty.reason()).isEqualTo(Reason.OUT_OF_STOCK);
        assertThat(empty.until())
                .as("the delivery of 2 December, midnight in Warsaw")
                .isEqualTo(Instant.parse("2026-12-01T23:00:00Z"));
    }

    @Test
    void whatMayBePromisedBeforeItIsHereIsSomethingToSell() {
        Availability empty = Given.stock("A", 0);
        Availability preorder = new Availability(
                "A",
                0,
                0,
                empty.shortOrders(),
                empty.channels(),
                empty.locations(),
                empty.incoming(),
                empty.product(),
                1,
                NOW,
                false,
                new Availability.Preorder(20, null, 0));
        assertThat(verdict(new AdFacts("A", preorder, null, false), "google", 0.1)
                        .state())
                .isEqualTo(AdState.ELIGIBLE);
    }

    @Test
    void aDiscontinuedSkuIsExcludedUnlessSomebodyAdvertisesWhatIsLeft() {
        AdFacts left = new AdFacts("A", Samples.available("A", 5, 1, true), null, false);
        assertThat(verdict(left, "google", 0.1).state()).isEqualTo(AdState.EXCLUDE);
        CampaignRisk sale = Given.campaign("sale", "google", 0.01, NOW);
        AdFacts sold = new AdFacts("A", left.availability(), Given.forecast("A", NOW, sale), false);
        assertThat(verdict(sold, "google", 0.1).state()).isEqualTo(AdState.ELIGIBLE);
        assertThat(verdict(sold, "meta", 0.1).reason()).isEqualTo(Reason.DISCONTINUED);
        AdFacts gone = new AdFacts("A", Samples.available("A", 0, 2, true), sold.forecast(), false);
        assertThat(verdict(gone, "google", 0.1).state()).isEqualTo(AdState.EXCLUDE);
    }

    @Test
    void theForecastsOwnCapIsTakenWhereItKeepsTheLimit() {
        CampaignRisk risky = risky(0.33, 0.002, new Option("CAP", 0.5, null, 0.09));
        assertThat(verdict(Given.facts("A", 300, NOW, risky), "google", 0.1).share())
                .isEqualTo(0.5);
    }

    @Test
    void aCapForAMilderTargetIsTightened() {
        // Of a SKU of class B the forecast accepts 20 %: its cap does not keep 10 %.
        CampaignRisk risky = risky(0.5, 0.0, new Option("CAP", 0.6, null, 0.2));
        assertThat(verdict(Given.facts("A", 300, NOW, risky), "google", 0.1).share())
                .isEqualTo(0.3);
        CampaignRisk tolerated = risky(0.16, 0.04, null);
        Verdict verdict = verdict(Given.facts("A", 300, NOW, tolerated), "google", 0.1);
        assertThat(verdict.share()).isEqualTo(0.5);
        assertThat(verdict.state()).isEqualTo(AdState.THROTTLE);
        assertThat(verdict.until()).isEqualTo(tolerated.endsAt());
    }

    @Test
    void whatRunsOutWithoutAdsAsWellIsPaused() {
        assertThat(verdict(Given.facts("A", 30, NOW, risky(0.6, 0.2, null)), "google", 0.1)
                        .state())
                .isEqualTo(AdState.PAUSE);
        assertThat(verdict(Given.facts("A", 30, NOW, risky(0.9, 0.09, null)), "google", 0.1)
                        .state())
                .as("a share below the smallest step")
                .isEqualTo(AdState.PAUSE);
    }

    @Test
    void onlyCampaignsOfThePlatformCountAndTheWorstOfThem() {
        AdFacts facts = Given.facts(
                "A",
                300,
                NOW,
                Given.campaign("g", "Google Ads", 0.15, NOW),
                Given.campaign("m", "Meta", 0.9, NOW),
                Given.campaign("n", " ", 0.2, NOW));
        assertThat(verdict(facts, "google", 0.1).campaignId())
                .as("one without a platform may be anywhere")
                .isEqualTo("n");
        assertThat(verdict(facts, "meta", 0.1).campaignId()).isEqualTo("m");
        assertThat(verdict(facts, "allegro", 0.1).campaignId()).isEqualTo("n");
        assertThat(facts.platforms(NOW)).containsExactly("google", "meta");
    }

    @Test
    void aCampaignCountsFromTheLatestMomentForAChangeUntilItsEnd() {
        Instant start = NOW.plus(Duration.ofDays(2));
        AdFacts facts = Given.facts("A", 300, NOW, Given.campaign("g", "google", 0.9, 0.2, start, null));
        assertThat(facts.campaigns("google", start.minus(Duration.ofHours(7)))).isEmpty();
        assertThat(facts.campaigns("google", start.minus(Duration.ofHours(6)))).hasSize(1);
        Instant end = start.plus(Duration.ofDays(30));
        assertThat(facts.campaigns("google", end.minusSeconds(1))).hasSize(1);
        assertThat(facts.campaigns("google", end)).isEmpty();
    }

    @Test
    void platformsHaveOneNameEach() {
        assertThat(Platforms.named("GOOGLE")).contains("google");
        assertThat(Platforms.named("Google Ads / PMax")).contains("google");
        assertThat(Platforms.named("Facebook+Instagram")).contains("meta");
        assertThat(Platforms.named("Metalowiec")).contains("metalowiec");
        assertThat(Platforms.named("  ")).isEmpty();
        assertThat(Platforms.named(null)).isEmpty();
    }

    private static CampaignRisk risky(double risk, double without, Option cap) {
        return Given.campaign("g", "google", risk, without, NOW.minusSeconds(60), cap);
    }

    private static Verdict verdict(AdFacts facts, String platform, double limit) {
        return Verdict.of(facts, platform, limit, NOW, POLICY);
    }
}
