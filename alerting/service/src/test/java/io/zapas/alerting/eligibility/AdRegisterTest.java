package io.zapas.alerting.eligibility;

import static io.zapas.alerting.eligibility.Given.NOW;
import static io.zapas.alerting.eligibility.Given.POLICY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zapas.alerting.condition.Samples;
import io.zapas.forecast.api.DemandForecast.CampaignRisk;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdRegisterTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofHours(24);

    private final Map<String, AdFacts> facts = new HashMap<>();
    private final AdRegister register = new AdRegister(POLICY, this::facts);
    private Instant now = NOW;

    @Test
    void getsWorseAtOnceAndBetterOnlyWhenItHasRested() {
        learn("A", 300, 0.02);
        assertThat(row("A").state()).isEqualTo(AdState.ELIGIBLE);
        now = now.plus(HOUR);
        learn("A", 300, 0.9);
        assertThat(row("A").state()).isEqualTo(AdState.THROTTLE);
        double share = row("A").share();
        now = now.plus(HOUR);
        learn("A", 0, 0.9);
        assertThat(row("A").state()).isEqualTo(AdState.PAUSE);
        assertThat(row("A").rev()).isEqualTo(3);
        Instant paused = now;
        now = paused.plus(DAY).minusMillis(1);
        learn("A", 300, 0.01);
        assertThat(row("A").state()).isEqualTo(AdState.PAUSE);
        assertThat(row("A").hold()).isEqualTo(Hold.REST);
        assertThat(row("A").until()).isEqualTo(paused.plus(DAY));
        now = paused.plus(DAY);
        learn("A", 300, 0.01);
        assertThat(row("A").state()).isEqualTo(AdState.ELIGIBLE);
        assertThat(row("A").hold()).isNull();
        assertThat(share).isBetween(0.05, 0.15);
    }

    /** A shop's first products come before their levels. */
    @Test
    void theFirstStateDoesNotRestAndWhatFollowsDoes() {
        learn("A", 0, 0.01);
        assertThat(row("A").state()).isEqualTo(AdState.PAUSE);
        now = now.plusSeconds(5);
        learn("A", 300, 0.01);
        assertThat(row("A").state()).isEqualTo(AdState.ELIGIBLE);
        Instant paused = now.plus(HOUR);
        now = paused;
        learn("A", 0, 0.01);
        assertThat(row("A").state()).isEqualTo(AdState.PAUSE);
        now = paused.plus(HOUR);
        learn("A", 300, 0.01);
        assertThat(row("A").state()).isEqualTo(AdState.PAUSE);
        assertThat(row("A").until()).isEqualTo(paused.plus(DAY));
    }

    @Test
    void aRiskBetweenTheThresholdsChangesNothing() {
        learn("A", 300, 0.09);
        assertThat(row("A").state()).isEqualTo(AdState.ELIGIBLE);
        learn("A", 300, 0.11);
        assertThat(row("A").state()).isEqualTo(AdState.THROTTLE);
        now = now.plus(DAY).plus(HOUR);
        learn("A", 300, 0.08);
        assertThat(row("A").state()).isEqualTo(AdState.THROTTLE);
        assertThat(row("A").share()).isEqualTo(0.9);
        assertThat(row("A").hold()).isEqualTo(Hold.MARGIN);
        learn("A", 300, 0.04);
        assertThat(row("A").state()).isEqualTo(AdState.THROTTLE);
        now = now.plus(DAY);
        learn("A", 300, 0.039);
        assertThat(row("A").state()).isEqualTo(AdState.ELIGIBLE);
    }

    @Test
    void aPauseOfThirteenDaysBecomesAnExclusionAndEndsWithAds() {
        learn("A", 300, 0.0);
        learn("A", 0, 0.0);
        Instant paused = now;
        now = paused.plus(Duration.ofDays(13)).minusMillis(1);
        learn("A", 0, 0.0);
        assertThat(row("A").state()).isEqualTo(AdState.PAUSE);
        now = paused.plus(Duration.ofDays(13));
        learn("A", 0, 0.0);
        assertThat(row("A").state()).isEqualTo(AdState.EXCLUDE);
        assertThat(row("A").reason()).isEqualTo(Reason.PAUSED_TOO_LONG);
        long rev = row("A").rev();
        now = now.plus(Duration.ofDays(5));
        learn("A", 0, 0.0);
        assertThat(row("A").rev()).as("no way back to a pause").isEqualTo(rev);
        learn("A", 10, 0.0);
        assertThat(row("A").state()).isEqualTo(AdState.ELIGIBLE);
    }

    @Test
    void figuresInDoubtFreezeEverythingAndSayWhy() {
        learn("A", 300, 0.0);
        facts.put("A", new AdFacts("A", Samples.silent("A", 300), facts("A").forecast(), false));
        assertFrozen(Doubt.STOCK_STALE);
        AdFacts empty = Given.facts("A", 0, now);
        facts.put("A", new AdFacts("A", empty.availability(), empty.forecast(), true));
        assertFrozen(Doubt.SOURCE_IN_ALERT);
        facts.put("A", new AdFacts("A", null, Given.forecast("A", now, campaign(0.9)), false));
        assertFrozen(Doubt.STOCK_UNKNOWN);
        CampaignRisk risky = campaign(0.9);
        facts.put("A", Given.facts("A", 300, now.minus(Duration.ofHours(36)).minusMillis(1), risky));
        assertFrozen(Doubt.FORECAST_OLD);
        facts.put("A", Given.facts("A", 300, now.minus(Duration.ofHours(36)), risky));
        judge("A");
        assertThat(row("A").state()).as("36 hours old is not too old").isEqualTo(AdState.THROTTLE);
    }

    private void assertFrozen(Doubt doubt) {
        judge("A");
        assertThat(row("A").state()).isEqualTo(AdState.ELIGIBLE);
        assertThat(row("A").rev()).isEqualTo(1);
        assertThat(row("A").hold()).isEqualTo(Hold.STALE);
        assertThat(row("A").doubt()).isEqualTo(doubt);
    }

    @Test
    void whatWasInDoubtFromTheBeginningIsShownAndDecidedLater() {
        facts.put("A", new AdFacts("A", Samples.silent("A", 300), null, false));
        judge("A");
        assertThat(row("A").rev()).isZero();
        assertThat(row("A").hold()).isEqualTo(Hold.STALE);
        learn("A", 0, 0.0);
        assertThat(row("A").state()).isEqualTo(AdState.PAUSE);
        assertThat(row("A").rev()).isEqualTo(1);
    }

    @Test
    void aCampaignOnOnePlatformPausesNothingOnAnother() {
        facts.put("A", Given.facts("A", 300, now));
        judge("A");
        facts.put("A", Given.facts("A", 300, now, Given.campaign("m", "Meta", 0.9, now)));
        judge("A");
        assertThat(register.view("A", now).row("google").state()).isEqualTo(AdState.ELIGIBLE);
        assertThat(register.view("A", now).row("meta").state()).isEqualTo(AdState.THROTTLE);
        assertThat(register.view("A", now).row(null).state())
                .as("whoever does not tell platforms apart")
                .isEqualTo(AdState.THROTTLE);
        assertThat(register.view("A", now).row("meta").rev()).isEqualTo(2);
    }

    @Test
    void whoeverDoesNotTellPlatformsApartSeesWhatWaitsOnAny() {
        List<String> skus = IntStream.range(0, 12).mapToObj(i -> "S-" + i).toList();
        skus.forEach(sku -> facts.put(sku, both(sku, 0.0, 0.0)));
        register.judge(skus, now);
        skus.forEach(sku -> facts.put(sku, both(sku, 0.0, 0.12)));
        register.judge(skus, now);
        skus.forEach(sku -> facts.put(sku, both(sku, 0.9, 0.12)));
        register.judge(skus, now);
        assertThat(skus.stream().filter(sku -> register.view(sku, now).waits()))
                .isNotEmpty()
                .allMatch(sku -> {
                    AdRow row = register.view(sku, now).row(null);
                    return row.state() == AdState.THROTTLE && row.waits();
                });
    }

    private AdFacts both(String sku, double google, double meta) {
        return Given.facts(
                sku, 300, now, Given.campaign("g", "google", google, now), Given.campaign("m", "meta", meta, now));
    }

    @Test
    void aSkuThatIsNotKnownAnyMoreBeginsAnew() {
        learn("A", 0, 0.0);
        facts.remove("A");
        assertThat(register.judge(List.of("A"), now)).containsEntry("A", null);
        assertThat(register.view("A", now)).isNull();
        learn("A", 10, 0.0);
        assertThat(row("A").state()).as("it inherits no rest").isEqualTo(AdState.ELIGIBLE);
    }

    @Test
    void aChangeTellsTheNumbersBehindIt() {
        learn("A", 300, 0.0);
        learn("A", 300, 0.9);
        Change change = register.view("A", now).ads().on("google").history().get(1);
        assertThat(change.from()).isEqualTo(AdState.ELIGIBLE);
        assertThat(change.state()).isEqualTo(AdState.THROTTLE);
        assertThat(change.figures()).isEqualTo(new Figures(300L, 0.9, 0.002, "bw", 1L, NOW, now));
    }

    @Test
    void moreThanTheCapWaitsForAPerson() {
        List<String> skus = IntStream.range(0, 100).mapToObj(i -> "S-" + i).toList();
        skus.forEach(sku -> facts.put(sku, Given.facts(sku, 10, now)));
        register.judge(skus, now);
        skus.subList(0, 60).forEach(sku -> facts.put(sku, Given.facts(sku, 0, now)));
        skus.forEach(sku -> register.judge(List.of(sku), now));
        assertThat(in(skus, AdState.PAUSE))
                .as("30 % of 100, however runs are cut")
                .isEqualTo(30);
        assertThat(waiting(skus)).isEqualTo(30);
        AdRow row =
                rows(skus).stream().filter(r -> r.waiting() != null).findFirst().orElseThrow();
        assertThat(row.hold()).isEqualTo(Hold.APPROVAL);
        assertThat(row.waiting().to().state()).isEqualTo(AdState.PAUSE);

        now = now.plus(Duration.ofDays(3));
        skus.forEach(
                sku -> facts.put(sku, Given.facts(sku, facts(sku).availability().available(), now)));
        register.judge(skus, now);
        assertThat(waiting(skus)).as("time alone approves nothing").isEqualTo(30);

        String waits = row.sku();
        assertThat(register.approve(waits, null, row.waiting().since().minusMillis(1), "anna", now))
                .as("not what began to wait after what was seen")
                .isNull();
        SkuAds approved = register.approve(waits, null, now, "anna", now);
        assertThat(approved.elsewhere().state()).isEqualTo(AdState.PAUSE);
        assertThat(approved.elsewhere().history().get(1).approvedBy()).isEqualTo("anna");
        assertThat(register.approve(waits, null, now, "anna", now)).isNull();
        assertThat(waiting(skus)).isEqualTo(29);
        skus.forEach(sku -> register.approve(sku, null, now, "anna", now));
        assertThat(waiting(skus)).isZero();
        register.judge(skus, now);
        facts.put("S-99", Given.facts("S-99", 0, now));
        judge("S-99");
        assertThat(row("S-99").state()).as("what was approved counts no more").isEqualTo(AdState.PAUSE);
    }

    @Test
    void whoGoesOnFromWhatWasStoredForgetsNoCap() {
        List<String> skus = IntStream.range(0, 100).mapToObj(i -> "S-" + i).toList();
        skus.forEach(sku -> facts.put(sku, Given.facts(sku, 10, now)));
        Map<String, SkuAds> stored = new HashMap<>(register.judge(skus, now));
        skus.subList(0, 60).forEach(sku -> facts.put(sku, Given.facts(sku, 0, now)));
        stored.putAll(register.judge(skus, now));
        String waits = skus.stream().filter(sku -> row(sku).waits()).findFirst().orElseThrow();

        AdRegister next = new AdRegister(POLICY, this::facts);
        stored.values().forEach(next::load);
        next.count(skus, now);
        next.judge(List.of(waits), now);
        assertThat(next.view(waits, now).waits()).isTrue();
    }

    @Test
    void aCampaignWhoseSkusComeOneByOneWaitsForNobodyInTheEnd() {
        List<String> skus = IntStream.range(0, 100).mapToObj(i -> "S-" + i).toList();
        skus.forEach(sku -> facts.put(sku, Given.facts(sku, 300, now)));
        register.judge(skus, now);
        for (int i = 0; i < 100; i++) {
            String sku = skus.get(i);
            CampaignRisk campaign = Given.campaign("bw", "google", i < 25 ? 0.9 : 0.0, 0.5, now.minusSeconds(60), null);
            facts.put(sku, Given.facts(sku, 300, now, campaign));
            register.judge(List.of(sku), now);
        }
        assertThat(waiting(skus)).as("of 24 SKUs of a campaign seven may go").isEqualTo(18);
        now = now.plus(HOUR);
        register.judge(skus, now);
        assertThat(in(skus, AdState.PAUSE)).as("of 100 all of them").isEqualTo(25);
        assertThat(waiting(skus)).isZero();
    }

    @Test
    void whatWaitsGoesNoFurtherWhenItIsNotNeededAnyMore() {
        List<String> skus = IntStream.range(0, 10).mapToObj(i -> "S-" + i).toList();
        skus.forEach(sku -> facts.put(sku, Given.facts(sku, 10, now)));
        register.judge(skus, now);
        skus.forEach(sku -> facts.put(sku, Given.facts(sku, 0, now)));
        register.judge(skus, now);
        assertThat(in(skus, AdState.PAUSE)).as("a handful in any case").isEqualTo(5);
        skus.forEach(sku -> facts.put(sku, Given.facts(sku, 10, now)));
        register.judge(skus, now);
        assertThat(waiting(skus)).isZero();
        assertThat(in(skus, AdState.ELIGIBLE)).isEqualTo(5);
    }

    @Test
    void anApprovalWhileFiguresAreInDoubtIsKeptAndGoesNoFurtherThanWhatWasSeen() {
        List<String> skus = IntStream.range(0, 20).mapToObj(i -> "S-" + i).toList();
        skus.forEach(sku -> facts.put(sku, risky(sku, 0.0)));
        register.judge(skus, now);
        skus.forEach(sku -> facts.put(sku, risky(sku, 0.2)));
        register.judge(skus, now);
        String waits = rows(skus).stream()
                .filter(row -> row.waiting() != null)
                .map(AdRow::sku)
                .findFirst()
                .orElseThrow();
        AdFacts fresh = facts(waits);
        facts.put(waits, new AdFacts(waits, fresh.availability(), fresh.forecast(), true));
        register.approve(waits, "google", now, "anna", now);
        assertThat(row(waits).state()).isEqualTo(AdState.ELIGIBLE);
        assertThat(row(waits).waiting().approvedBy()).isEqualTo("anna");
        facts.put(waits, Given.facts(waits, 0, now, Given.campaign("bw", "google", 0.2, NOW)));
        judge(waits);
        assertThat(row(waits).state())
                .as("a throttle was approved, not a pause")
                .isEqualTo(AdState.ELIGIBLE);
        assertThat(row(waits).waiting().approvedBy()).isNull();
    }

    @Test
    void budgetsCountAsWellAsSkus() {
        for (int i = 0; i < 100; i++) {
            String sku = "S-" + i;
            facts.put(sku, Given.facts(sku, 300, now, Given.campaign(i < 10 ? "small" : "large", "google", 0, now)));
        }
        register.judge(List.copyOf(facts.keySet()), now);
        // "small" and "large" have 1,000 each: ten SKUs of one are half of all that is spent.
        for (int i = 0; i < 10; i++) {
            String sku = "S-" + i;
            CampaignRisk out = Given.campaign("small", "google", 0.9, 0.5, now.minusSeconds(60), null);
            facts.put(sku, Given.facts(sku, 300, now, out));
        }
        register.judge(List.copyOf(facts.keySet()), now);
        List<AdRow> paused = facts.keySet().stream()
                .map(this::row)
                .filter(row -> row.state() == AdState.PAUSE)
                .toList();
        assertThat(paused).hasSize(6);
    }

    @Test
    void aClockThatWasAheadHoldsNothingForEver() {
        learn("A", 300, 0.0);
        now = NOW.plus(Duration.ofDays(365));
        learn("A", 0, 0.0);
        now = NOW.plus(HOUR);
        learn("A", 300, 0.0);
        assertThat(row("A").state()).isEqualTo(AdState.PAUSE);
        now = NOW.plus(HOUR).plus(DAY);
        learn("A", 300, 0.0);
        assertThat(row("A").state()).isEqualTo(AdState.ELIGIBLE);
    }

    @Test
    void whatBeganToWaitByAClockThatWasAheadCanBeApproved() {
        List<String> skus = IntStream.range(0, 10).mapToObj(i -> "S-" + i).toList();
        skus.forEach(sku -> facts.put(sku, Given.facts(sku, 10, now)));
        register.judge(skus, now);
        now = NOW.plus(Duration.ofDays(365));
        skus.forEach(sku -> facts.put(sku, Given.facts(sku, 0, now)));
        register.judge(skus, now);
        now = NOW.plus(HOUR);
        register.judge(skus, now);
        assertThat(waiting(skus)).isEqualTo(5);
        skus.forEach(sku -> register.approve(sku, null, now, "anna", now));
        assertThat(in(skus, AdState.PAUSE)).isEqualTo(10);
    }

    @Test
    void thresholdsThatMeetAreRefusedByName() {
        ZoneId zone = ZoneId.of("UTC");
        assertThatThrownBy(() -> new AdPolicy(0.1, 0.1, HOUR, 0.3, 5, zone))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ads.better-below");
    }

    private static AdFacts risky(String sku, double risk) {
        return Given.facts(sku, 300, NOW, Given.campaign("bw", "google", risk, NOW));
    }

    private CampaignRisk campaign(double risk) {
        return Given.campaign("bw", "google", risk, 0.002, NOW.minus(HOUR), null);
    }

    private void learn(String sku, long available, double risk) {
        facts.put(sku, Given.facts(sku, available, now, campaign(risk)));
        judge(sku);
    }

    private void judge(String sku) {
        register.judge(List.of(sku), now);
    }

    private AdRow row(String sku) {
        return register.view(sku, now).row("google");
    }

    private List<AdRow> rows(List<String> skus) {
        return skus.stream().map(this::row).toList();
    }

    private long in(List<String> skus, AdState state) {
        return rows(skus).stream().filter(row -> row.state() == state).count();
    }

    private long waiting(List<String> skus) {
        return rows(skus).stream().filter(row -> row.waiting() != null).count();
    }

    private AdFacts facts(String sku) {
        return facts.getOrDefault(sku, new AdFacts(sku, null, null, false));
    }
}
