package io.zapas.forecast.domain.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class YearIndexTest {
    private static final int YEAR = 364;
    private static final int FIRST = YEAR * 52;

    /** Fifty SKUs of one to thirty units a day times {@code swing} of the day since {@link #FIRST}. */
    private static List<DemandSeries> shop(int days, IntToDoubleFunction swing) {
        Random random = new Random(8);
        List<DemandSeries> shop = new ArrayList<>();
        for (int sku = 0; sku < 50; sku++) {
            double usual = 1 + random.nextInt(30);
            double[] units = new double[days];
            for (int t = 0; t < days; t++) {
                double mean = usual * swing.applyAsDouble(t);
                units[t] = Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
            }
            shop.add(new DemandSeries("sku" + sku, FIRST, units, null, null));
        }
        return shop;
    }

    private static YearIndex index(int days, IntToDoubleFunction swing) {
        return YearIndex.of(shop(days, swing), PeriodCalendar.DAYS);
    }

    /** 2.5 times as much four weeks before the end of the year as in its first half, mean 1 + 1.5 x 3/16. */
    private static double christmas(int day) {
        return 1 + 1.5 * Math.pow(Math.max(0, Math.cos(2 * Math.PI * (day - 336) / YEAR)), 4);
    }

    private static double cumulated(DemandPool.Fitted fitted) {
        return fitted.forecasts().stream().mapToDouble(one -> one.cumulated(28)).sum();
    }

    /** Computed by hand: 2.5 / 1.28 = 1.95 at the height, less what four weeks smooth it by, and 1 / 1.28 = 0.78 in summer. */
    @Test
    void twoYearsThatAgreeGiveTheIndex() {
        YearIndex index = index(2 * YEAR, YearIndexTest::christmas);
        assertThat(index.isKnown()).isTrue();
        assertThat(index.at(FIRST + 336)).isBetween(1.6, 1.95);
        assertThat(index.at(FIRST + 3 * YEAR + 336)).isEqualTo(index.at(FIRST + 336));
        assertThat(index.at(FIRST + 150)).isCloseTo(0.79, within(0.04));
        double mean = 0;
        for (int day = 0; day < YEAR; day++) {
            mean += index.at(FIRST + day) / YEAR;
        }
        assertThat(mean).isCloseTo(1, within(1e-9));
    }

    /** On the eve of the second season levels know nothing of it; the year does, and is believed in the larger part although it was seen once. */
    @Test
    void theSecondYearIsForecastToRiseLikeTheFirst() {
        int eve = YEAR + 294;
        List<DemandSeries> known = shop(eve, YearIndexTest::christmas);
        double expected = cumulated(DemandPool.fit(known, PeriodCalendar.DAYS, 7, 28));
        double sold = 0;
        for (DemandSeries series : shop(eve + 28, YearIndexTest::christmas)) {
            for (int t = eve; t < eve + 28; t++) {
                sold += series.units(t);
            }
        }
        List<DemandSeries> young =
                known.stream().map(series -> series.last(300)).toList();
        double blind = cumulated(DemandPool.fit(young, PeriodCalendar.DAYS, 7, 28));
        assertThat(blind / sold).isLessThan(0.65);
        assertThat(expected / sold).isBetween(0.7, 1.05);
    }

    @Test
    void growthIsNoSeason() {
        YearIndex index = index(2 * YEAR, day -> Math.pow(2, (double) day / YEAR));
        for (int day = 0; day < YEAR; day++) {
            assertThat(index.at(FIRST + day)).isCloseTo(1, within(0.03));
        }
    }

    @Test
    void yearsThatDoNotAgreeHaveNone() {
        YearIndex index = index(2 * YEAR, day -> day >= 100 && day < 156 ? 3 : 1);
        for (int day = 0; day < YEAR; day++) {
            assertThat(index.at(FIRST + day)).isCloseTo(1, within(0.05));
        }
    }

    @Test
    void aShopOfLessThanAYearAndFourPartsHasNone() {
        assertThat(index(YEAR + 4 * 28 - 1, YearIndexTest::christmas).isKnown()).isFalse();
        assertThat(YearIndex.of(List.of(), PeriodCalendar.DAYS).isKnown()).isFalse();
        assertThat(YearIndex.NONE.at(12_345)).isEqualTo(1);
    }

    @Test
    void monthsHaveTwelveParts() {
        double[] units = new double[48];
        for (int t = 0; t < units.length; t++) {
            units[t] = t % 12 == 10 ? 40 : 10;
        }
        YearIndex index = YearIndex.of(List.of(new DemandSeries("a", 360, units, null, null)), PeriodCalendar.MONTHS);
        assertThat(index.at(370)).isBetween(2.5, 3.3);
        assertThat(index.at(365)).isBetween(0.75, 0.9);
    }
}
