package io.zapas.forecast.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.domain.SkuFacts.Receipt;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RotationTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Warsaw");
    private static final DemandHistory HISTORY = Demand.history(Demand.series(7, 200, 10, 1.5));
    private static final LocalDate TODAY = Demand.after(HISTORY);
    private static final Instant NOW = TODAY.atStartOfDay(ZONE).toInstant();

    private static SkuFacts facts(long available, List<Receipt> receipts, Double leadTimeDays) {
        return new SkuFacts(
                "KUBEK-01",
                "Kubek",
                "Ola",
                "Huta",
                available,
                receipts,
                leadTimeDays,
                2.0,
                new BigDecimal("12.50"),
                new BigDecimal("20.00"),
                "PLN",
                50L,
                20L,
                false,
                List.of());
    }

    private static DemandForecast rotation(SkuFacts facts) {
        return Rotation.of(Demand.question(facts, Demand.state(HISTORY), List.of(), "A", NOW, ZONE));
    }

    @Test
    void coverAndStockoutDateFollowFromStock() {
        DemandForecast forecast = rotation(facts(100, List.of(), 12.0));
        assertThat(forecast.velocity()).isCloseTo(10, within(1.5));
        assertThat(forecast.daysOfCover()).isCloseTo(100 / forecast.velocity(), within(1.5));
        assertThat(forecast.stockoutDate().p50()).isEqualTo(TODAY.plusDays((long) Math.floor(forecast.daysOfCover())));
        assertThat(forecast.stockoutDate().p90())
                .isBeforeOrEqualTo(forecast.stockoutDate().p50());
        assertThat(forecast.risk().stockoutBeforeReceipt()).isGreaterThan(0.7);
        assertThat(forecast.risk().receiptDate()).isEqualTo(TODAY.plusDays(12));
        assertThat(forecast.risk().tooLateToOrder()).isTrue();
        assertThat(forecast.reorderPoint()).isGreaterThan(120);
    }

    @Test
    void theSuggestedOrderShowsItsArithmeticAndKeepsToTheSupplier() {
        DemandForecast forecast = rotation(facts(100, List.of(new Receipt(TODAY.plusDays(5), 30, true)), 12.0));
        DemandForecast.SuggestedOrder order = forecast.suggestedOrder();
        assertThat(order.why()).matches("[0-9.]+\\*\\(12\\+7\\)[+-][0-9.]+-100-30=[0-9]+");
        String[] sides = order.why().split("=");
        String[] terms = sides[0].replace("*(12+7)", "").replace("-", "+-").split("\\+");
        BigDecimal sum = new BigDecimal(terms[0]).multiply(BigDecimal.valueOf(19));
        for (int i = 1; i < terms.length; i++) {
            sum = sum.add(new BigDecimal(terms[i]));
        }
        assertThat(sum).isEqualByComparingTo(sides[1]);
        assertThat(order.quantity()).isGreaterThanOrEqualTo(Long.parseLong(sides[1]));
        assertThat(order.quantity() % 20).isZero();
        assertThat(order.cost())
                .isEqualByComparingTo(BigDecimal.valueOf(order.quantity()).multiply(new BigDecimal("12.5")));
        assertThat(rotation(facts(10_000, List.of(), 12.0)).suggestedOrder()).isNull();
    }

    @Test
    void aReceiptInTimeMovesTheStockoutAndLowersTheRisk() {
        DemandForecast without = rotation(facts(100, List.of(), 12.0));
        DemandForecast with = rotation(facts(100, List.of(new Receipt(TODAY.plusDays(4), 200, true)), 12.0));
        assertThat(with.risk().receiptDate()).isEqualTo(TODAY.plusDays(4));
        assertThat(with.risk().stockoutBeforeReceipt()).isLessThan(0.01);
        assertThat(with.stockoutDate().p50())
                .isAfter(without.stockoutDate().p50().plusDays(10));
        assertThat(with.daysOfCover()).isEqualTo(without.daysOfCover());
    }

    @Test
    void aReceiptThatComesTooLateLeavesAGap() {
        DemandForecast forecast = rotation(facts(100, List.of(new Receipt(TODAY.plusDays(20), 200, true)), 12.0));
        assertThat(forecast.risk().gapDays()).isBetween(8, 12);
        assertThat(forecast.risk().lostUnits()).isBetween(70.0, 140.0);
        assertThat(forecast.risk().lostValue().doubleValue())
                .isCloseTo(forecast.risk().lostUnits() * 20, within(2.0));
    }

    @Test
    void whatIsUnknownStaysUnknown() {
        DemandForecast forecast = rotation(facts(100, List.of(), null));
        assertThat(forecast.reorderPoint()).isNull();
        assertThat(forecast.suggestedOrder()).isNull();
        assertThat(forecast.risk()).isNull();
        assertThat(forecast.velocity()).isNotNull();
        DemandForecast young = Rotation.of(
                Demand.question(facts(5, List.of(), 3.0), Demand.state(HISTORY.last(10)), List.of(), null, NOW, ZONE));
        assertThat(young.historyDays()).isEqualTo(10);
        assertThat(young.velocity()).isNull();
        assertThat(young.daysOfCover()).isNull();
        assertThat(young.model()).isNull();
    }

    @Test
    void anEmptyShelfIsOutToday() {
        DemandForecast forecast = rotation(facts(0, List.of(), 12.0));
        assertThat(forecast.daysOfCover()).isZero();
        assertThat(forecast.stockoutDate().p50()).isEqualTo(TODAY);
        assertThat(forecast.risk().stockoutBeforeReceipt()).isEqualTo(1);
    }

    @Test
    void theFirstFourFifthsOfTurnoverAreClassA() {
        Map<String, String> classes = Turnover.classes(List.of(
                new Turnover.Item("a", new BigDecimal("700"), "PLN"),
                new Turnover.Item("b", new BigDecimal("200"), "PLN"),
                new Turnover.Item("c", new BigDecimal("60"), "PLN"),
                new Turnover.Item("d", new BigDecimal("40"), "PLN"),
                new Turnover.Item("e", new BigDecimal("1"), "EUR"),
                new Turnover.Item("f", BigDecimal.ZERO, "PLN")));
        assertThat(classes).containsEntry("a", "A").containsEntry("b", "A").containsEntry("c", "B");
        assertThat(classes).containsEntry("d", "C").containsEntry("e", "A").doesNotContainKey("f");
    }
}
