package io.zapas.forecast.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class DemandHistoryTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 27);

    private static DemandHistory until(LocalDate today, double[] units, double[] inStock, double[] prices) {
        return new DemandHistory(today.minusDays(units.length), units, inStock, prices);
    }

    private static double[] units(DemandHistory history) {
        double[] units = new double[history.days()];
        for (int i = 0; i < units.length; i++) {
            units[i] = history.units(i);
        }
        return units;
    }

    private static double[] inStock(DemandHistory history) {
        double[] inStock = new double[history.days()];
        for (int i = 0; i < inStock.length; i++) {
            inStock[i] = history.inStock(i);
        }
        return inStock;
    }

    /** The old name sold until two days ago, ran out yesterday, and the new one has been there for two days. */
    @Test
    void aRenamedSkuGoesOnFromItsOldName() {
        DemandHistory old = until(TODAY, new double[] {5, 6, 7, 0}, new double[] {1, 0.5, 1, 0}, null);
        DemandHistory renamed = until(TODAY, new double[] {1, 8}, new double[] {1, 1}, null);
        DemandHistory joined = renamed.joined(old);
        assertThat(joined.firstDay()).isEqualTo(TODAY.minusDays(4));
        assertThat(units(joined)).containsExactly(5, 6, 8, 8);
        assertThat(inStock(joined)).containsExactly(1, 0.5, 1, 1);
        assertThat(joined.prices()).isNull();
    }

    @Test
    void ofMergedOnesBothCountHoweverLongEachIsKnown() {
        DemandHistory shorter = until(TODAY, new double[] {3}, new double[] {0.2}, new double[] {10, 11});
        DemandHistory own = until(TODAY, new double[] {1, 2, 3}, new double[] {1, 1, 0.9}, new double[] {7, 8, 9, 9});
        assertThat(units(own.joined(shorter))).containsExactly(1, 2, 6);
        assertThat(inStock(own.joined(shorter))).containsExactly(1, 1, 0.9);
        assertThat(own.joined(shorter).prices()).containsExactly(7, 8, 9, 9);
        assertThat(shorter.joined(own).prices()).containsExactly(7, 8, 10, 11);
        assertThat(shorter.joined(own).firstDay()).isEqualTo(own.firstDay());
    }

    @Test
    void aNameThatWasNeverSeenAddsNothing() {
        DemandHistory own = until(TODAY, new double[] {1, 2}, new double[] {1, 1}, null);
        DemandHistory nothing = new DemandHistory(TODAY, new double[0], new double[0]);
        assertThat(own.joined(nothing)).isSameAs(own);
        assertThat(units(nothing.joined(own))).containsExactly(1, 2);
    }

    @Test
    void bothEndOnTheSameDay() {
        DemandHistory own = until(TODAY, new double[] {1}, new double[] {1}, null);
        assertThatThrownBy(() -> own.joined(until(TODAY.minusDays(1), new double[] {1}, new double[] {1}, null)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
