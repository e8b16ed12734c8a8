package io.zapas.stocksync.push.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.api.Push;
import io.zapas.stocksync.api.Push.State;
import io.zapas.stocksync.push.plan.ChannelPlan.Telling;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChannelPlanTest {
    private static final long SETTLE = 60_000;

    private ChannelPlan plan = new ChannelPlan("allegro", SETTLE, 100);
    private long now = 1_000_000_000L;
    private long version;

    @Test
    void tellsTheNewestOnlyAndNothingTwice() {
        listed("o1", "LED-1", 5);
        target("LED-1", 9);
        target("LED-1", 8);
        assertThat(next()).containsExactly(new Telling("o1", "LED-1", 8, 5L));
        target("LED-1", 7);
        assertThat(next()).as("one call at a time about a listing").isEmpty();
        plan.taken("o1", now);
        assertThat(next()).extracting(Telling::quantity).containsExactly(7L);
        plan.taken("o1", now);
        target("LED-1", 7);
        assertThat(next()).isEmpty();
    }

    @Test
    void anOlderVersionChangesNothing() {
        listed("o1", "LED-1", 5);
        plan.target("LED-1", 4, 9, now);
        plan.target("LED-1", 50, 8, now);
        assertThat(next()).extracting(Telling::quantity).containsExactly(4L);
    }

    @Test
    void anOlderStatementChangesNothing() {
        listed("o1", "LED-1", 5);
        target("LED-1", 5);
        assertThat(next()).isEmpty();
        plan.stated("o1", "LED-1", 50, now - 1, now);
        target("LED-1", 6);
        assertThat(next()).containsExactly(new Telling("o1", "LED-1", 6, 5L));
    }

    @Test
    void whatComesToShowLessGoesFirst() {
        listed("a", "UP", 1);
        listed("b", "DOWN", 9);
        listed("c", "UP-2", 1);
        target("UP", 5);
        target("UP-2", 5);
        target("DOWN", 0);
        assertThat(plan.next(2, now)).extracting(Telling::offerId).containsExactly("b", "a");
        assertThat(plan.next(2, now)).extracting(Telling::offerId).containsExactly("c");
    }

    @Test
    void aHotListingDoesNotLoseItsPlace() {
        listed("hot", "HOT", 1);
        listed("b", "B", 1);
        target("HOT", 5);
        target("B", 5);
        target("HOT", 6);
        assertThat(plan.next(1, now)).extracting(Telling::offerId).containsExactly("hot");
        assertThat(plan.waiting()).isEqualTo(1);
    }

    @Test
    void whatItShowsAlreadyIsNotTold() {
        listed("o1", "LED-1", 5);
        target("LED-1", 5);
        assertThat(next()).isEmpty();
        target("LED-1", 6);
        assertThat(next()).hasSize(1);
    }

    @Test
    void nothingIsToldOfASkuNobodyKnows() {
        listed("o1", "LED-1", 5);
        assertThat(next()).isEmpty();
        assertThat(plan.takeUnknown(10)).containsExactly("LED-1");
        assertThat(plan.takeUnknown(10)).isEmpty();
        plan.putBackUnknown(List.of("LED-1"));
        assertThat(plan.takeUnknown(10)).containsExactly("LED-1");
    }

    @Test
    void aListingThatMovesToAnotherSkuFollowsThatOne() {
        listed("o1", "OLD", 5);
        target("OLD", 9);
        now += 1_000;
        listed("o1", "NEW", 6);
        assertThat(next()).as("nothing is known of that one yet").isEmpty();
        target("OLD", 1);
        assertThat(next()).isEmpty();
        assertThat(plan.watches("OLD")).isFalse();
        target("NEW", 3);
        assertThat(next()).containsExactly(new Telling("o1", "NEW", 3, 6L));
    }

    @Test
    void aRefusedListingWaitsByItselfLongerEachTime() {
        listed("o1", "LED-1", 5);
        listed("o2", "LED-2", 5);
        target("LED-1", 4);
        assertThat(next()).hasSize(1);
        plan.refused("o1", "in a campaign", false, now);
        target("LED-1", 3);
        target("LED-2", 3);
        assertThat(next()).extracting(Telling::offerId).containsExactly("o2");
        now += 29_999;
        assertThat(next()).isEmpty();
        now += 1;
        assertThat(next()).containsExactly(new Telling("o1", "LED-1", 3, 5L));
        plan.refused("o1", "in a campaign", false, now);
        assertThat(plan.push("o1", now)).satisfies(push -> {
            assertThat(push.state()).isEqualTo(State.WAITING);
            assertThat(push.failures()).isEqualTo(2);
            assertThat(push.problem()).isEqualTo("in a campaign");
            assertThat(push.nextTryAt()).isEqualTo(Instant.ofEpochMilli(now + 60_000));
        });
        now += 60_000;
        assertThat(next()).hasSize(1);
        plan.refused("o1", "in a campaign", false, now);
        now += 120_000;
        assertThat(next()).as("set whatever it shows").containsExactly(new Telling("o1", "LED-1", 3, null));
        plan.taken("o1", now);
        assertThat(plan.push("o1", now).state()).isEqualTo(State.TAKEN);
    }

    @Test
    void aListingWithoutAnAnswerAmongOthersIsToldAgainWhateverItMayShowByNow() {
        listed("o1", "LED-1", 5);
        target("LED-1", 4);
        assertThat(next()).hasSize(1);
        plan.refused("o1", "not done in time", true, now);
        target("LED-1", 5);
        now += 30_000;
        assertThat(next()).as("it may show 4").containsExactly(new Telling("o1", "LED-1", 5, null));
    }

    @Test
    void aRefusedListingIsToldAgainOnceItShowsSomethingElse() {
        listed("o1", "LED-1", 5);
        target("LED-1", 4);
        assertThat(next()).hasSize(1);
        plan.refused("o1", "CHANGE_FROM_QUANTITY_STALE", false, now);
        now += 1_000;
        stated("o1", "LED-1", 5);
        assertThat(next()).isEmpty();
        now += 1_000;
        stated("o1", "LED-1", 9);
        assertThat(next()).containsExactly(new Telling("o1", "LED-1", 4, 9L));
    }

    @Test
    void refusalsEndInOneTryAnHour() {
        listed("o1", "LED-1", 5);
        target("LED-1", 4);
        for (int i = 0; i < 70; i++) {
            assertThat(next()).as("try %d", i).hasSize(1);
            plan.refused("o1", "no", false, now);
            if (i > 10) {
                now += 3_599_999;
                assertThat(next()).as("within the hour after try %d", i).isEmpty();
                now += 1;
            } else {
                now += 3_600_000;
            }
        }
    }

    @Test
    void withoutAnAnswerItIsToldAgainWhateverItMayShowByNow() {
        listed("o1", "LED-1", 5);
        target("LED-1", 4);
        assertThat(next()).hasSize(1);
        plan.unanswered("o1", now);
        target("LED-1", 5);
        assertThat(next()).as("it may show 4").containsExactly(new Telling("o1", "LED-1", 5, null));
    }

    @Test
    void aSaleWhoseOrderIsNotHereYetIsNotSoldASecondTime() {
        taken("o1", "LED-1", 10);
        now += 1_000;
        stated("o1", "LED-1", 7);
        target("LED-1", 15);
        assertThat(next())
                .as("5 came in, 3 of the 15 are sold")
                .extracting(Telling::quantity)
                .containsExactly(12L);
        plan.taken("o1", now);
        now += 1_000;
        stated("o1", "LED-1", 12);
        plan.sold("LED-1", 3, now);
        target("LED-1", 12);
        assertThat(next()).as("the order is here").isEmpty();
        now += 2 * SETTLE;
        assertThat(next()).isEmpty();
    }

    @Test
    void aSaleThatIsNeverRecordedCountsForATimeOnly() {
        taken("o1", "LED-1", 10);
        now += 1_000;
        stated("o1", "LED-1", 7);
        target("LED-1", 15);
        assertThat(next()).extracting(Telling::quantity).containsExactly(12L);
        plan.taken("o1", now);
        now += SETTLE - 1;
        assertThat(next()).isEmpty();
        now += 1;
        assertThat(next()).extracting(Telling::quantity).containsExactly(15L);
    }

    @Test
    void anOrderThatComesBeforeTheStatementCountsOnce() {
        taken("o1", "LED-1", 10);
        now += 1_000;
        plan.sold("LED-1", 3, now);
        target("LED-1", 7);
        stated("o1", "LED-1", 7);
        assertThat(next()).as("it shows by itself what it is to show").isEmpty();
        target("LED-1", 20);
        assertThat(next()).extracting(Telling::quantity).containsExactly(20L);
    }

    @Test
    void anOrderRecordedWhileTheChannelIsBeingToldCountsOnce() {
        taken("o1", "LED-1", 10);
        now += 1_000;
        stated("o1", "LED-1", 9);
        target("LED-1", 20);
        assertThat(next()).extracting(Telling::quantity).containsExactly(19L);
        plan.sold("LED-1", 1, now);
        target("LED-1", 19);
        plan.taken("o1", now);
        now += 1_000;
        stated("o1", "LED-1", 19);
        assertThat(next()).isEmpty();
        target("LED-1", 25);
        assertThat(next()).extracting(Telling::quantity).containsExactly(25L);
    }

    @Test
    void aStatementFromBeforeThePushSaysNothingOfSales() {
        listed("o1", "LED-1", 0);
        target("LED-1", 10);
        assertThat(next()).hasSize(1);
        now += 1_000;
        plan.taken("o1", now);
        plan.stated("o1", "LED-1", 2, now - 500, now);
        target("LED-1", 12);
        assertThat(next()).extracting(Telling::quantity).containsExactly(12L);
    }

    @Test
    void whatWasKeptFromItAndIsRecordedIsNotGivenBack() {
        taken("o1", "LED-1", 10);
        now += 1_000;
        stated("o1", "LED-1", 7);
        target("LED-1", 15);
        assertThat(next()).extracting(Telling::quantity).containsExactly(12L);
        plan.taken("o1", now);
        plan.sold("LED-1", 3, now);
        target("LED-1", 12);
        now += 1_000;
        stated("o1", "LED-1", 10);
        now += 2 * SETTLE;
        assertThat(next()).as("2 are gone, edited or sold: that is healing's").isEmpty();
    }

    @Test
    void anEditByHandIsLeftToHealing() {
        taken("o1", "LED-1", 10);
        now += 1_000;
        stated("o1", "LED-1", 4);
        assertThat(next()).isEmpty();
        now += 2 * SETTLE;
        assertThat(next()).isEmpty();
        stated("o1", "LED-1", 40);
        assertThat(next()).isEmpty();
    }

    @Test
    void aRestartTellsWhatNobodyAnswered() {
        restored(State.SENDING, 8, 8, 8);
        assertThat(next()).extracting(Telling::quantity).containsExactly(8L);
    }

    @Test
    void aRestartRepeatsNothingThatWasTaken() {
        restored(State.TAKEN, 8, 8, 8);
        assertThat(next()).isEmpty();
        target("LED-1", 9);
        assertThat(next()).extracting(Telling::quantity).containsExactly(9L);
    }

    @Test
    void aRestartBelievesAListingThatSoldAndShowsWhatItMay() {
        restored(State.TAKEN, 10, 7, 7);
        assertThat(next()).isEmpty();
        now += 1_000;
        stated("o1", "LED-1", 6);
        target("LED-1", 12);
        assertThat(next()).extracting(Telling::quantity).containsExactly(11L);
    }

    @Test
    void aRestartRaisesNothingThatMayHaveBeenSold() {
        restored(State.TAKEN, 10, 7, 15);
        assertThat(next()).as("3 of the 15 may be sold").isEmpty();
        target("LED-1", 5);
        assertThat(next()).extracting(Telling::quantity).containsExactly(5L);
        plan.taken("o1", now);
        target("LED-1", 15);
        now += SETTLE;
        assertThat(next()).extracting(Telling::quantity).containsExactly(15L);
    }

    @Test
    void aSaleAfterARestartCountsByItself() {
        restored(State.TAKEN, 10, 7, 15);
        now += 1_000;
        stated("o1", "LED-1", 6);
        assertThat(next()).isEmpty();
        now += SETTLE - 1_000;
        assertThat(next())
                .as("1 of the 15 is sold for sure")
                .extracting(Telling::quantity)
                .containsExactly(14L);
    }

    @Test
    void tellsHowLongTheFirstHasWaited() {
        listed("o1", "LED-1", 5);
        assertThat(plan.oldestMillis(now)).isZero();
        target("LED-1", 6);
        now += 5_000;
        target("LED-1", 4);
        now += 5_000;
        assertThat(plan.oldestMillis(now)).as("in whatever place").isEqualTo(10_000);
        next();
        assertThat(plan.oldestMillis(now)).isZero();
    }

    private void restored(State state, long quantity, long shown, long target) {
        plan = new ChannelPlan("allegro", SETTLE, 100);
        stated("o1", "LED-1", shown);
        target("LED-1", target);
        plan.restore(
                new Push(
                        "allegro",
                        "o1",
                        "LED-1",
                        quantity,
                        1,
                        state,
                        Instant.ofEpochMilli(now - 1_000),
                        0,
                        null,
                        null,
                        null,
                        null),
                Long.MIN_VALUE,
                now);
    }

    /** A listing that was told this and took it. */
    private void taken(String offerId, String sku, long quantity) {
        listed(offerId, sku, 0);
        target(sku, quantity);
        assertThat(next()).hasSize(1);
        plan.taken(offerId, now);
    }

    private void listed(String offerId, String sku, long shown) {
        stated(offerId, sku, shown);
    }

    private void stated(String offerId, String sku, long quantity) {
        plan.stated(offerId, sku, quantity, now, now);
    }

    private void target(String sku, long quantity) {
        plan.target(sku, quantity, ++version, now);
    }

    private List<Telling> next() {
        return plan.next(100, now);
    }
}
