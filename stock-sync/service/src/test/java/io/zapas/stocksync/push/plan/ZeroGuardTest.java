package io.zapas.stocksync.push.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.api.Push;
import io.zapas.stocksync.push.plan.ChannelPlan.Telling;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ZeroGuardTest {
    private static final long SETTLE = 60_000;
    private static final int LISTINGS = 100;

    private ChannelPlan plan = plan();
    private long now = 1_000_000_000L;
    private long version = 1;

    @Test
    void aBrokenFeedDoesNotEmptyAChannel() {
        shows(10);
        targets(0);
        assertThat(told()).hasSize(30).allSatisfy(telling -> assertThat(telling.quantity())
                .isZero());
        assertThat(plan.held()).isEqualTo(70);
        assertThat(plan.takeNews()).hasSize(70);
        assertThat(plan.push("o99", now)).satisfies(push -> {
            assertThat(push.quarantine()).isEqualTo("MASS_ZERO");
            assertThat(push.quantity()).as("what it shows").isEqualTo(10);
        });
        now += 24 * 3_600_000L;
        assertThat(told()).as("time does not approve").isEmpty();
    }

    @Test
    void aFeedThatIsMendedLeavesNoTrace() {
        shows(10);
        targets(0);
        told();
        plan.takeNews();
        targets(10);
        assertThat(told()).as("only those that were told 0").hasSize(30);
        assertThat(plan.held()).isZero();
        assertThat(plan.takeNews()).hasSize(70);
        assertThat(plan.push("o99", now)).as("it was never told anything").isNull();
        targets(0);
        assertThat(told()).as("it is open again").hasSize(30);
    }

    @Test
    void aPersonMayApproveWhatWasLookedAt() {
        shows(10);
        targets(0, 0, 60);
        assertThat(told()).hasSize(30);
        long lookedAt = now;
        now += 1_000;
        targets(0, 60, LISTINGS);
        assertThat(told()).isEmpty();
        plan.approve(lookedAt, now);
        assertThat(told()).extracting(Telling::offerId).containsExactlyElementsOf(ids(30, 60));
        assertThat(plan.held()).isEqualTo(40);
        plan.approve(now, now);
        assertThat(told()).hasSize(40);
        assertThat(plan.held()).isZero();
    }

    @Test
    void anApprovalIsOfWhatWasHeldThenAndNotOfWhatIsHeldAgain() {
        shows(10);
        targets(0);
        told();
        long lookedAt = now;
        now += 1_000;
        targets(10);
        told();
        now += 3_600_000;
        targets(0);
        told();
        assertThat(plan.held()).isEqualTo(70);
        plan.approve(lookedAt, now);
        assertThat(plan.held()).isEqualTo(70);
    }

    @Test
    void whatSellsOutAnyDayPasses() {
        shows(10);
        targets(2);
        assertThat(told()).hasSize(LISTINGS);
        targets(0);
        assertThat(told()).hasSize(LISTINGS);
    }

    @Test
    void inASmallShopEverythingMaySellOut() {
        plan = new ChannelPlan("allegro", SETTLE, 1);
        shows(10);
        targets(0, 0, 20);
        assertThat(told()).hasSize(20);
        targets(0, 20, 21);
        assertThat(told()).isEmpty();
    }

    @Test
    void afterAnHourOthersMayGo() {
        shows(10);
        targets(0, 0, 30);
        assertThat(told()).hasSize(30);
        now += 3_600_000;
        targets(0, 30, 60);
        assertThat(told()).hasSize(30);
        assertThat(plan.held()).isZero();
    }

    @Test
    void whoIsNotTakenCountsOnce() {
        shows(10);
        targets(0, 0, 20);
        for (int i = 0; i < 5; i++) {
            List<Telling> told = plan.next(1_000, now);
            assertThat(told).as("try %d", i).hasSize(20);
            told.forEach(telling -> plan.refused(telling.offerId(), "no", false, now));
            now += 600_000;
        }
        targets(0, 20, 30);
        assertThat(told()).hasSize(30);
    }

    @Test
    void healingWaitsForThePersonToo() {
        shows(10);
        targets(0);
        told();
        plan.wrong(ids(30, LISTINGS), now);
        assertThat(told()).isEmpty();
        now += SETTLE;
        // One that is wrong beside them is healed all the same.
        plan.stated("o1", "SKU-1", 7, now, now);
        plan.wrong(List.of("o1", "o50"), now);
        assertThat(told()).extracting(Telling::offerId).containsExactly("o1");
    }

    @Test
    void aRestartAsksNobodyTwiceAndForgetsNoAnswer() {
        shows(10);
        targets(0);
        told();
        List<Push> written =
                ids(0, LISTINGS).stream().map(offer -> plan.push(offer, now)).toList();
        long lookedAt = now;
        restart(written, Long.MIN_VALUE);
        assertThat(told()).isEmpty();
        assertThat(plan.held()).isEqualTo(70);
        plan.approve(lookedAt, now);
        assertThat(told()).as("they were held before they were looked at").hasSize(70);

        restart(written, lookedAt);
        assertThat(told()).hasSize(70);
    }

    private void restart(List<Push> written, long approved) {
        now += 5_000;
        plan = plan();
        for (int i = 0; i < LISTINGS; i++) {
            plan.stated("o" + i, "SKU-" + i, i < 30 ? 0 : 10, now - 6_000, now);
        }
        targets(0);
        written.forEach(push -> plan.restore(push, approved, now));
    }

    private static ChannelPlan plan() {
        return new ChannelPlan("allegro", SETTLE, 30);
    }

    private void shows(long quantity) {
        for (int i = 0; i < LISTINGS; i++) {
            plan.stated("o" + i, "SKU-" + i, quantity, now, now);
        }
        targets(quantity);
        assertThat(told()).isEmpty();
    }

    private void targets(long quantity) {
        targets(quantity, 0, LISTINGS);
    }

    private void targets(long quantity, int from, int to) {
        version++;
        for (int i = from; i < to; i++) {
            plan.target("SKU-" + i, quantity, version, now);
        }
    }

    private static List<String> ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "o" + i).toList();
    }

    private List<Telling> told() {
        List<Telling> told = plan.next(1_000, now);
        told.forEach(telling -> plan.taken(telling.offerId(), now));
        return told;
    }
}
