package io.zapas.forecast.domain.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceStepsTest {
    private static final PriceSteps STEPS = new PriceSteps(10);

    @ParameterizedTest
    @CsvSource({"50,10", "64.99,10", "65,11", "79,11", "80,12", "89,12", "90,13", "96,13", "111,14", "104,15"})
    void aPriceHasTheFlagOfItsStep(double price, int bit) {
        assertThat(STEPS.flags(price, 100)).isEqualTo(1L << bit);
    }

    @ParameterizedTest
    @CsvSource({"97,100", "100,100", "103,100", "0,100", "-5,100", "NaN,100", "50,0", "50,NaN", "Infinity,100"})
    void theUsualPriceAndAnUnknownOneHaveNone(double price, double usual) {
        assertThat(STEPS.flags(price, usual)).isZero();
    }

    @Test
    void aPriceThatStaysBecomesUsual() {
        double[] prices = new double[200];
        Arrays.fill(prices, 0, 100, 20);
        Arrays.fill(prices, 100, 200, 15);
        long[] flags = STEPS.flags(prices);
        assertThat(Arrays.copyOf(flags, 100)).containsOnly(0);
        assertThat(Arrays.copyOfRange(flags, 100, 128)).containsOnly(1L << 11);
        assertThat(Arrays.copyOfRange(flags, 128, 200)).containsOnly(0);
    }

    @Test
    void bitsMustFit() {
        assertThatThrownBy(() -> new PriceSteps(59)).hasMessageContaining("59");
        assertThatThrownBy(() -> new PriceSteps(-1)).hasMessageContaining("-1");
        assertThat(new PriceSteps(58).flags(1.04, 1)).isEqualTo(1L << 63);
    }

    private static double[] prices(int sku, int periods) {
        double[] prices = new double[periods];
        for (int t = 0; t < periods; t++) {
            prices[t] = (t + 11 * sku) % 60 < 7 ? 14 : 20;
        }
        return prices;
    }

    /** Thirty SKUs, each sold 30 % cheaper in one week of about nine, when it sells 2.5 times as much: the level is not raised by it, and a planned cut brings it back, of one SKU that had none, too. */
    @Test
    void aCutIsDividedOutOfTheLevelAndMultipliedInWherePlanned() {
        Random random = new Random(3);
        int periods = 395;
        List<DemandSeries> shop = new ArrayList<>();
        for (int sku = 0; sku < 30; sku++) {
            double[] prices = prices(sku, periods);
            double[] units = new double[periods];
            for (int t = 0; t < periods; t++) {
                double mean = prices[t] < 20 ? 50 : 20;
                units[t] = Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
            }
            shop.add(new DemandSeries("sku" + sku, 19_000, units, null, STEPS.flags(prices)));
        }
        DemandPool.Fitted fitted = DemandPool.fit(shop, PeriodCalendar.DAYS, 7, 28);
        for (SeriesForecast forecast : fitted.forecasts()) {
            assertThat(forecast.cumulated(28) / 28).as(forecast.id()).isBetween(18.0, 22.0);
            SeriesForecast planned = forecast.with(period -> STEPS.flags(14, 20));
            assertThat(planned.cumulated(7) / forecast.cumulated(7))
                    .as(forecast.id())
                    .isBetween(2.2, 2.8);
            assertThat(planned.quantile(0.95, 7)).isGreaterThan(forecast.quantile(0.95, 7));
        }
        double[] units = new double[200];
        Arrays.fill(units, 3);
        SeriesForecast unknown = fitted.pool().fit(new DemandSeries("never", 19_200, units, null, null));
        assertThat(unknown.with(period -> STEPS.flags(14, 20)).cumulated(7) / unknown.cumulated(7))
                .isBetween(2.2, 2.8);
    }

    /** Only what follows a change is looked at; the others must be the same. */
    @Test
    void flagsOfAHistoryAreThoseOfItsDays() {
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            double[] prices = new double[400];
            double price = 20;
            for (int t = 0; t < prices.length; t++) {
                if (random.nextInt(30) == 0) {
                    price = random.nextInt(8) == 0 ? Double.NaN : 10 + random.nextInt(20);
                }
                prices[t] = price;
            }
            long[] flags = STEPS.flags(prices);
            for (int t = 0; t < prices.length; t++) {
                assertThat(flags[t])
                        .as("day %s, seed %s", t, seed)
                        .isEqualTo(STEPS.flags(prices[t], PriceSteps.usual(prices, t)));
            }
        }
    }
}
