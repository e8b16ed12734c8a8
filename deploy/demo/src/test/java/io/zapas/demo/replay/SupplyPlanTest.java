package io.zapas.demo.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.demo.replay.SupplyPlan.Action;
import io.zapas.demo.replay.SupplyPolicy.Terms;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SupplyPlanTest {
    private static final LocalDate START = LocalDate.of(2011, 1, 3);
    private static final Terms TERMS = new Terms(10, 2.5, 12, 24, DayOfWeek.MONDAY, 1.0, 0.5, "Supplier", "Buyer");

    @Test
    void ordersUpToLeadTimeReviewAndCoverWhenThePositionFallsToTheReorderPoint() {
        assertThat(SupplyPolicy.order(TERMS, 10, 171)).isZero();
        assertThat(SupplyPolicy.order(TERMS, 10, 170)).isEqualTo(288);
        assertThat(SupplyPolicy.order(TERMS, 10, -5)).isEqualTo(456);
    }

    @Test
    void neverOrdersLessThanTheSupplierAcceptsNorWithoutSales() {
        assertThat(SupplyPolicy.order(TERMS, 0.1, 0)).isEqualTo(24);
        assertThat(SupplyPolicy.order(TERMS, 0, -100)).isZero();
    }

    @Test
    void openingStockIsTheMisjudgedFirstWeeks() {
        assertThat(SupplyPolicy.opening(TERMS, 100)).isEqualTo(60);
        assertThat(SupplyPolicy.opening(TERMS, 0)).isEqualTo(24);
    }

    @Test
    void theBestDayDoesNotCountForTheRate() {
        TrailingSales sales = new TrailingSales(START);
        for (int day = 0; day < 28; day++) {
            sales.add(START.plusDays(day), day == 5 ? 9_000 : 7);
        }
        assertThat(sales.ratePerDay(START.plusDays(28))).isEqualTo(27 * 7 / 28.0);
        assertThat(sales.ratePerDay(START.plusDays(28 + 200))).isZero();
    }

    @Test
    void everyDeliveryThatIsOrderedArrivesOnItsDayAndLateOnesAreAnnounced() {
        List<Action> actions = run(200);
        List<Action.Ordered> ordered = of(actions, Action.Ordered.class);
        List<Action.Received> received = of(actions, Action.Received.class);
        assertThat(ordered).hasSizeGreaterThan(3);
        assertThat(received.size()).isBetween(ordered.size() - 2, ordered.size());
        assertThat(of(actions, Action.Late.class))
                .allSatisfy(late -> assertThat(late.delivery().arrives())
                        .isAfter(late.delivery().agreed()));
        assertThat(received.stream().map(one -> one.delivery().purchaseOrder())).doesNotHaveDuplicates();
    }

    @Test
    void theSameHistoryMakesTheSamePlan() {
        assertThat(run(120)).isEqualTo(run(120));
    }

    private static List<Action> run(int days) {
        SupplyPlan plan = new SupplyPlan(Map.of("22139", new FileProfile.Goods("22139", START, 1_000, 2.5, 200)));
        List<Action> actions = new ArrayList<>();
        for (int i = 0; i < days; i++) {
            LocalDate day = START.plusDays(i);
            actions.addAll(plan.morning(day));
            plan.sold("22139", 8, day);
        }
        return actions;
    }

    private static <T> List<T> of(List<Action> actions, Class<T> type) {
        return actions.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
