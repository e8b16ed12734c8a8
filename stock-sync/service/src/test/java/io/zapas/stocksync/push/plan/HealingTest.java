package io.zapas.stocksync.push.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.api.Push;
import io.zapas.stocksync.push.plan.ChannelPlan.Telling;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HealingTest {
    private static final long SETTLE = 60_000;

    private final ChannelPlan plan = new ChannelPlan("allegro", SETTLE, 100);
    private final Set<String> wrong = new HashSet<>();
    private long now = 1_000_000_000L;

    @Test
    void aFewFirstAndTheRestOnceThoseWereReadBack() {
        listings(1_000);
        for (int i = 0; i < 30; i++) {
            edited(i, 50 + i);
        }
        List<String> first = heal();
        assertThat(first).as("the largest oversell first").containsExactly("o29", "o28", "o27", "o26", "o25");
        now += 15_000;
        assertThat(heal()).as("not read back yet").isEmpty();
        first.subList(0, 3).forEach(offer -> shows(offer, 10));
        now += 1;
        // It took the 10, and sold 2 of them.
        plan.stated(first.get(3), sku(first.get(3)), 8, now, now);
        now += 15_000;
        assertThat(heal()).as("one is not read back yet").isEmpty();
        shows(first.get(4), 10);
        now += 15_000;
        assertThat(heal()).as("a fiftieth of the listings an hour").hasSize(15);
        now += 3_600_000;
        wrong.forEach(offer -> plan.stated(offer, sku(offer), 40, ++now, now));
        assertThat(heal()).as("nobody heard of the others in time: a few again").isEmpty();
        now += SETTLE;
        assertThat(heal()).hasSize(5);
    }

    @Test
    void fiftyAMinute() {
        listings(5_000);
        for (int i = 0; i < 80; i++) {
            edited(i, 50);
        }
        List<String> told = heal();
        assertThat(told).hasSize(5);
        told.forEach(offer -> shows(offer, 10));
        told = heal();
        assertThat(told).hasSize(45);
        told.forEach(offer -> shows(offer, 10));
        assertThat(heal()).isEmpty();
        now += 60_000;
        assertThat(heal()).hasSize(30);
    }

    @Test
    void anotherIncidentBeginsWithAFewAgain() {
        listings(1_000);
        for (int i = 0; i < 10; i++) {
            edited(i, 50);
        }
        heal().forEach(offer -> shows(offer, 10));
        heal().forEach(offer -> shows(offer, 10));
        assertThat(heal()).isEmpty();
        for (int i = 10; i < 20; i++) {
            edited(i, 50);
        }
        assertThat(heal()).hasSize(5);
    }

    @Test
    void whatIsToBeToldAnywayIsNoHealing() {
        listings(10);
        edited(0, 99);
        plan.target("SKU-0", 4, 2, now);
        assertThat(heal()).containsExactly("o0");
        assertThat(plan.push("o0", now).healed()).isEmpty();
    }

    @Test
    void aRefusalIsAFailedTryAndAnotherFollowsInItsTime() {
        listings(100);
        edited(0, 99);
        look();
        assertThat(plan.next(100, now)).hasSize(1);
        plan.refused("o0", "no", false, now);
        edited(1, 50);
        assertThat(heal()).as("the channel rests").isEmpty();
        now += SETTLE;
        assertThat(heal()).containsExactly("o0", "o1");
        assertThat(plan.push("o0", now).healed()).hasSize(2);
    }

    @Test
    void oneThatWaitsAfterRefusalsHoldsUpNobody() {
        listings(100);
        edited(0, 99);
        plan.target("SKU-0", 5, 2, now);
        for (int i = 0; i < 8; i++) {
            now += 3_600_000;
            assertThat(plan.next(100, now)).hasSize(1);
            plan.refused("o0", "no", false, now);
        }
        plan.target("SKU-0", 10, 3, now);
        edited(1, 50);
        assertThat(heal()).containsExactly("o1");
        shows("o1", 10);
        edited(2, 50);
        assertThat(heal()).containsExactly("o2");
    }

    @Test
    void quarantinesThatEndTogetherAreHealedWithinTheCaps() {
        listings(100);
        for (int i = 0; i < 12; i++) {
            edited(i, 50);
        }
        for (int i = 0; i < 24 * 40 && quarantined() < 12; i++) {
            heal();
            now += 90_000;
        }
        assertThat(quarantined()).isEqualTo(12);
        heal();
        now += 2 * 86_400_000L;
        assertThat(heal()).hasSizeLessThanOrEqualTo(Healing.FIRST).isNotEmpty();
    }

    private long quarantined() {
        return wrong.stream()
                .map(offer -> plan.push(offer, now))
                .filter(push -> push.quarantine() != null)
                .count();
    }

    @Test
    void whatItMayShowNowIsTold() {
        listings(10);
        edited(0, 99);
        look();
        plan.target("SKU-0", 4, 2, now);
        assertThat(plan.next(100, now)).containsExactly(new Telling("o0", "SKU-0", 4, 99L));
    }

    @Test
    void theWholeChannelRestsAfterOneThatDidNotFollow() {
        listings(100);
        for (int i = 0; i < 20; i++) {
            edited(i, 0);
        }
        now += SETTLE;
        List<String> first = heal();
        assertThat(first).hasSize(5);
        first.subList(1, 5).forEach(offer -> shows(offer, 10));
        now += 1;
        plan.stated(first.get(0), sku(first.get(0)), 0, now, now);
        assertThat(heal()).isEmpty();
        now += SETTLE - 1;
        assertThat(heal()).isEmpty();
        now += 3_600_000;
        assertThat(heal()).as("a few again").hasSize(5);
    }

    @Test
    void threeTriesADayAndThenItIsLeftAloneShowingNothingIfItShowsTooMuch() {
        listings(100);
        edited(0, 99);
        edited(1, 3);
        now += SETTLE;
        for (int i = 0; i < Healing.MAX_TRIES; i++) {
            assertThat(heal()).as("try %d", i).containsExactly("o0", "o1");
            now += 2 * SETTLE + 1;
            assertThat(heal()).hasSize(i < Healing.MAX_TRIES - 1 ? 0 : 1);
            now += 3_600_000;
        }
        assertThat(plan.push("o0", now)).satisfies(push -> {
            assertThat(push.quarantine()).isNotNull();
            assertThat(push.healed()).hasSize(3);
        });
        assertThat(told)
                .as("what shows too much is told 0, once; the other nothing")
                .containsExactly(new Telling("o0", "SKU-0", 0, 10L));
        assertThat(plan.nextTryMillis("o0", now)).isNull();

        plan.target("SKU-1", 12, 2, now);
        assertThat(heal()).as("it is not raised").isEmpty();
        plan.target("SKU-1", 2, 3, now);
        assertThat(heal()).as("but lowered").containsExactly("o1");

        now += 86_400_000;
        assertThat(heal()).as("another day").contains("o0");
        assertThat(plan.push("o0", now).quarantine()).isNull();
    }

    @Test
    void oneThatIsPutUpAgainEachTimeIsLeftAloneAfterThreeTimes() {
        listings(100);
        for (int i = 0; i < Healing.MAX_TRIES; i++) {
            edited(0, 99);
            assertThat(heal()).as("time %d", i).containsExactly("o0");
            shows("o0", 10);
            assertThat(heal()).isEmpty();
        }
        edited(0, 99);
        assertThat(heal()).containsExactly("o0");
        assertThat(told).extracting(Telling::quantity).containsExactly(0L);
        assertThat(plan.push("o0", now).quarantine()).isEqualTo("NOT_SHOWN");
    }

    @Test
    void anOlderStatementDoesNotHideThatItIsWrong() {
        listings(10);
        edited(0, 99);
        plan.stated("o0", "SKU-0", 10, now - 1, now);
        assertThat(heal()).containsExactly("o0");
    }

    @Test
    void aQuarantineEndsWhenItShowsWhatItMay() {
        listings(100);
        edited(0, 99);
        for (int i = 0; i < Healing.MAX_TRIES; i++) {
            heal();
            now += 2 * SETTLE + 1;
            look();
            now += 3_600_000;
        }
        assertThat(plan.push("o0", now).quarantine()).isNotNull();
        shows("o0", 10);
        assertThat(look()).as("told to whoever reads of it").containsExactly("o0");
        assertThat(plan.push("o0", now).quarantine()).isNull();
    }

    @Test
    void aRestartForgetsNoTry() {
        listings(100);
        edited(0, 99);
        for (int i = 0; i < Healing.MAX_TRIES; i++) {
            heal();
            now += 2 * SETTLE + 1;
            look();
            now += 3_600_000;
        }
        Push before = plan.push("o0", now);
        ChannelPlan after = new ChannelPlan("allegro", SETTLE, 100);
        after.stated("o0", "SKU-0", 99, now, now);
        after.target("SKU-0", 10, 1, now);
        after.restore(before, Long.MIN_VALUE, now);
        after.next(100, now).forEach(telling -> after.taken(telling.offerId(), now));
        assertThat(after.push("o0", now).quarantine()).isEqualTo(before.quarantine());
        after.wrong(List.of("o0"), now);
        assertThat(after.next(100, now)).isEmpty();
    }

    @Test
    void aSaleNobodyToldOfYetIsNotHealed() {
        listings(10);
        edited(0, 7);
        wrong.add("o0");
        assertThat(heal()).as("7 is what it is to show while 3 may be sold").isEmpty();
        now += SETTLE;
        assertThat(heal()).containsExactly("o0");
    }

    private void listings(int count) {
        for (int i = 0; i < count; i++) {
            plan.stated("o" + i, "SKU-" + i, 9, now, now);
            plan.target("SKU-" + i, 10, 1, now);
        }
        plan.next(count, now).forEach(telling -> plan.taken(telling.offerId(), now));
    }

    private static String sku(String offer) {
        return "SKU-" + offer.substring(1);
    }

    private void edited(int number, long shown) {
        shows("o" + number, shown);
    }

    private void shows(String offer, long shown) {
        now += 1;
        plan.stated(offer, sku(offer), shown, now, now);
        if (shown == 10) {
            wrong.remove(offer);
        } else {
            wrong.add(offer);
        }
    }

    private final List<Telling> told = new ArrayList<>();

    private List<String> look() {
        plan.wrong(wrong, now);
        return plan.takeNews();
    }

    /** One look, and what is told because of it; taken at once. */
    private List<String> heal() {
        look();
        told.clear();
        told.addAll(plan.next(1_000, now));
        told.forEach(telling -> plan.taken(telling.offerId(), now));
        return told.stream().map(Telling::offerId).toList();
    }
}
