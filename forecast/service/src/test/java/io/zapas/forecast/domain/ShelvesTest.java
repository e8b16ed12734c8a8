package io.zapas.forecast.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zapas.forecast.api.DemandForecast;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShelvesTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Warsaw");

    private static DemandForecast rotation(double[] units, long available) {
        DemandHistory history = Demand.history(units);
        SkuFacts facts = new SkuFacts(
                "A",
                null,
                null,
                null,
                available,
                List.of(),
                7.0,
                1.0,
                new BigDecimal("2.50"),
                null,
                "PLN",
                null,
                null,
                false,
                List.of());
        return Rotation.of(Demand.question(
                facts,
                Demand.state(history),
                List.of(),
                "C",
                Demand.after(history).atStartOfDay(ZONE).toInstant(),
                ZONE));
    }

    private static double[] constant(int days, double units, int silentDays) {
        double[] series = new double[days];
        java.util.Arrays.fill(series, 0, days - silentDays, units);
        return series;
    }

    @Test
    void stockBeyondTheDemandOfHalfAYearIsTooMuch() {
        DemandForecast.Shelf shelf = rotation(constant(200, 2, 0), 1_000).shelf();
        assertThat(shelf.excessUnits()).isBetween(300L, 640L);
        assertThat(shelf.excessValue()).isEqualByComparingTo(BigDecimal.valueOf(shelf.excessUnits() * 2.5));
        assertThat(shelf.dead()).isFalse();
        assertThat(shelf.turnsPerYear()).isCloseTo(0.73, within(0.02));
        assertThat(shelf.sellThrough()).isCloseTo(56.0 / 1_056, within(0.001));
        assertThat(rotation(constant(200, 2, 0), 100).shelf().excessUnits()).isZero();
    }

    @Test
    void stockThatNobodyWantedForAQuarterIsDead() {
        DemandForecast.Shelf shelf = rotation(constant(200, 2, 90), 40).shelf();
        assertThat(shelf.dead()).isTrue();
        assertThat(shelf.excessUnits()).isEqualTo(40);
        assertThat(shelf.lastSale()).isEqualTo(Demand.FIRST.plusDays(109));
        assertThat(rotation(constant(200, 2, 89), 40).shelf().dead()).isFalse();
        assertThat(rotation(constant(200, 2, 90), 0).shelf().dead()).isFalse();
    }

    @Test
    void stockThatNeverSoldIsDeadAlthoughNothingCanBeForecast() {
        DemandForecast forecast = rotation(new double[120], 15);
        assertThat(forecast.velocity()).isNull();
        assertThat(forecast.shelf().dead()).isTrue();
        assertThat(forecast.shelf().excessUnits()).isEqualTo(15);
        assertThat(forecast.shelf().lastSale()).isNull();
        assertThat(forecast.pattern()).isNull();
    }

    @Test
    void demandIsClassedByHowOftenAndHowMuch() {
        assertThat(rotation(constant(200, 2, 0), 1).pattern().category()).isEqualTo("SMOOTH");
        double[] rare = new double[200];
        double[] wild = new double[200];
        double[] both = new double[200];
        for (int t = 0; t < 200; t++) {
            rare[t] = t % 4 == 0 ? 3 : 0;
            wild[t] = t % 5 == 0 ? 50 : 1;
            both[t] = t % 20 == 0 ? 50 : t % 4 == 0 ? 1 : 0;
        }
        DemandForecast.Pattern intermittent = rotation(rare, 1).pattern();
        assertThat(intermittent.category()).isEqualTo("INTERMITTENT");
        assertThat(intermittent.adi()).isEqualTo(4);
        assertThat(intermittent.cv2()).isZero();
        assertThat(rotation(wild, 1).pattern().category()).isEqualTo("ERRATIC");
        assertThat(rotation(both, 1).pattern().category()).isEqualTo("LUMPY");
    }

    @Test
    void aBudgetGoesWhereItSparesMost() {
        List<OrderBudget.Candidate> candidates = List.of(
                new OrderBudget.Candidate("dear", new BigDecimal("900"), new BigDecimal("1000")),
                new OrderBudget.Candidate("good", new BigDecimal("100"), new BigDecimal("400")),
                new OrderBudget.Candidate("fair", new BigDecimal("300"), new BigDecimal("600")),
                new OrderBudget.Candidate("poor", new BigDecimal("50"), new BigDecimal("10")));
        assertThat(OrderBudget.spend(candidates, new BigDecimal("450"))).containsExactly("good", "fair", "poor");
        assertThat(OrderBudget.spend(candidates, new BigDecimal("1400")))
                .containsExactly("good", "fair", "dear", "poor");
        assertThat(OrderBudget.spend(candidates, BigDecimal.ZERO)).isEmpty();
    }
}
