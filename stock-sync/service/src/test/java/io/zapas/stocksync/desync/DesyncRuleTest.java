package io.zapas.stocksync.desync;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Desync.Confidence;
import io.zapas.stocksync.desync.Finding.Cause;
import io.zapas.stocksync.domain.Stock.OfferState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DesyncRuleTest {
    private static final long SETTLE = 60_000;
    private static final long PASS = 15_000;
    private final DesyncRule rule = new DesyncRule(SETTLE, 0, Pushes.NONE);
    private long now;
    private long version;

    @Test
    void aQuantityRaisedByHandIsFoundInTheSecondPass() {
        offer("a", 10, 10L);
        target(10);
        settle();
        assertThat(pass()).isEmpty();

        offer("a", 14, 10L);
        assertThat(pass()).isEmpty();
        List<Finding> found = pass();

        assertThat(found).hasSize(1);
        assertThat(found.get(0).expected()).isEqualTo(10);
        assertThat(found.get(0).actual()).isEqualTo(14);
        assertThat(found.get(0).codes()).startsWith("MANUAL_EDIT");
        assertThat(found.get(0).sinceMillis()).isEqualTo(now - PASS);
    }

    @Test
    void nothingIsJudgedBeforeTargetsHaveBeenWatchedForTheSettleTime() {
        offer("a", 99, null);
        target(10);
        for (int i = 0; i < 3; i++) {
            assertThat(pass()).isEmpty();
        }
        settle();
        pass();
        assertThat(pass()).hasSize(1);
    }

    @Test
    void aPushThatDidNotComeThroughIsCalledSo() {
        offer("a", 10, 10L);
        target(10);
        settle();
        target(7);
        restate("a", 10, 7L);
        settle();
        pass();
        assertThat(pass()).singleElement().satisfies(finding -> assertThat(finding.codes())
                .containsExactly("PUSH_FAILED"));
        assertThat(pass()).singleElement().satisfies(finding -> assertThat(finding.cause())
                .as("it was pushed, and what was shown before still is")
                .containsExactly(new Cause("PUSH_FAILED", Confidence.CERTAIN)));
    }

    @Test
    void severalSilentListingsMakeAStuckChannel() {
        offer("a", 10, null);
        offer("b", 10, null);
        target(10);
        settle();
        target(3);
        settle();
        pass();
        assertThat(pass()).hasSize(2).allSatisfy(finding -> assertThat(finding.cause())
                .containsExactly(
                        new Cause("STUCK_CHANNEL", Confidence.LIKELY), new Cause("PUSH_MISSING", Confidence.POSSIBLE)));
    }

    @Test
    void aSaleTheChannelAlreadyTookOffIsNoDesyncUntilItShouldHaveBeenHeardOf() {
        offer("a", 10, null);
        target(10);
        settle();
        offer("a", 8, null);
        for (long waited = 0; waited + PASS <= SETTLE; waited += PASS) {
            assertThat(pass()).isEmpty();
        }
        pass();
        assertThat(pass()).singleElement().satisfies(finding -> assertThat(finding.actual() - finding.expected())
                .isEqualTo(-2));
    }

    @Test
    void anOpenOneClosesAfterTwoGoodPasses() {
        offer("a", 10, null);
        target(10);
        settle();
        offer("a", 14, null);
        pass();
        assertThat(pass()).hasSize(1);
        offer("a", 10, null);
        pass();
        assertThat(rule.open("allegro", "a")).isTrue();
        pass();
        assertThat(rule.open("allegro", "a")).isFalse();
    }

    @Test
    void whatAnEarlierReignOpenedKeepsItsBeginning() {
        offer("a", 14, null);
        target(10);
        settle();
        rule.restore("allegro", "a", -5_000);
        assertThat(pass()).singleElement().satisfies(finding -> assertThat(finding.sinceMillis())
                .isEqualTo(-5_000));
    }

    @Test
    void aSlowChannelIsGivenTheTimeItNeeds() {
        offer("a", 0, null);
        target(0);
        for (int i = 1; i <= 20; i++) {
            target(i);
            now += 50_000;
            offer("a", i, null);
        }
        assertThat(settleMillisAfterPass()).isEqualTo(SETTLE);
        for (int i = 21; i <= 40; i++) {
            target(i);
            now += 120_000;
            offer("a", i, null);
        }
        assertThat(settleMillisAfterPass()).isEqualTo(120_000);
    }

    @Test
    void whatAStuckChannelTookOverLastAndWhatItDidNotIsTold() {
        offer("a", 10, null);
        target(10);
        settle();
        target(10);
        target(7);
        now += 1;
        target(5);
        settle();
        pass();
        target(4);
        assertThat(pass()).singleElement().satisfies(finding -> {
            assertThat(finding.push().acked().value()).isEqualTo(10);
            assertThat(finding.push().acked().version())
                    .as("the newest version with this target")
                    .isEqualTo(2);
            assertThat(finding.push().ackedMillis()).isZero();
            assertThat(finding.push().version()).isEqualTo(5);
            assertThat(finding.push().missed()).isEqualTo(2);
            assertThat(finding.push().inFlight()).isEqualTo(1);
        });
    }

    @Test
    void beforeItWasChangedByHandItHadTakenOverWhatItShould() {
        offer("a", 10, 10L);
        target(10);
        settle();
        restate("a", 14, 10L);
        pass();
        assertThat(pass()).singleElement().satisfies(finding -> {
            assertThat(finding.push().acked().value()).isEqualTo(10);
            assertThat(finding.push().acked().version()).isEqualTo(1);
            assertThat(finding.push().missed()).isZero();
            assertThat(finding.push().inFlight()).isZero();
        });
        target(9);
        assertThat(pass()).singleElement().satisfies(finding -> {
            assertThat(finding.push().acked().version()).isEqualTo(1);
            assertThat(finding.push().inFlight()).isEqualTo(1);
        });
    }

    @Test
    void aListingThatNeverShowedATargetHasAcknowledgedNothing() {
        offer("a", 99, null);
        target(10);
        settle();
        pass();
        assertThat(pass()).singleElement().satisfies(finding -> {
            assertThat(finding.push().acked()).isNull();
            assertThat(finding.push().version()).isEqualTo(1);
        });
    }

    private long settleMillisAfterPass() {
        pass();
        return rule.settleMillis("allegro");
    }

    private void offer(String offerId, long quantity, Long pushed) {
        rule.offer(new OfferState("allegro", offerId, "LED-1", quantity, pushed, Instant.ofEpochMilli(now)), now);
    }

    private void restate(String offerId, long quantity, Long pushed) {
        now += 1;
        offer(offerId, quantity, pushed);
    }

    private void target(long quantity) {
        version++;
        rule.availability(
                new Availability(
                        "LED-1",
                        quantity,
                        0,
                        null,
                        Map.of("allegro", quantity),
                        null,
                        null,
                        null,
                        version,
                        null,
                        false),
                now);
    }

    private void settle() {
        now += SETTLE + 1;
    }

    private List<Finding> pass() {
        now += PASS;
        DesyncRule.Pass pass = rule.pass();
        while (pass.step(1, now)) {}
        return pass.findings(now);
    }
}
