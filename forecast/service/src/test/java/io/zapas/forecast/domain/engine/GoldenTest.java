package io.zapas.forecast.domain.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against numbers that R has computed: {@code golden.R} beside {@code golden.csv} says how. */
class GoldenTest {
    private static final double EXACT = 1e-9;
    private static final double SMOOTHING = 0.1;
    private static final Map<String, double[]> GOLDEN = new HashMap<>();

    @BeforeAll
    static void read() throws IOException {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(GoldenTest.class.getResourceAsStream("golden.csv"), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] row = line.split(",", -1);
                GOLDEN.put(
                        row[0] + "/" + row[1],
                        Arrays.stream(row[2].split(" "))
                                .mapToDouble(Double::parseDouble)
                                .toArray());
            }
        }
    }

    private static double[] golden(String name, String what) {
        assertThat(GOLDEN).containsKey(name + "/" + what);
        return GOLDEN.get(name + "/" + what);
    }

    private static Baseline fit(Baseline.Method method, String name) {
        return Baseline.fit(method, golden(name, "units"), SMOOTHING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"smooth", "trend", "intermittent", "dying"})
    void methodsOfTheTextBook(String name) {
        Baseline ses = fit(Baseline.Method.SES, name);
        assertThat(ses.mean(1)).isCloseTo(golden(name, "ses")[0], within(EXACT));
        assertThat(ses.deviation()).isCloseTo(golden(name, "ses.deviation")[0], within(EXACT));
        assertThat(fit(Baseline.Method.CROSTON, name).mean(1)).isCloseTo(golden(name, "croston")[0], within(EXACT));
        assertThat(fit(Baseline.Method.SBA, name).mean(1)).isCloseTo(golden(name, "sba")[0], within(EXACT));
        assertThat(fit(Baseline.Method.TSB, name).mean(1)).isCloseTo(golden(name, "tsb")[0], within(EXACT));
        Baseline theta = fit(Baseline.Method.THETA, name);
        double[] steps = golden(name, "theta");
        for (int step = 1; step <= steps.length; step++) {
            assertThat(theta.mean(step)).isCloseTo(Math.max(0, steps[step - 1]), within(EXACT));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"smooth", "trend"})
    void theEngineOnASeriesThatNoPoolStandsBehind(String name) {
        SeriesForecast made = DemandPool.prior(PeriodCalendar.MONTHS, 3, 6)
                .fit(new DemandSeries(name, 0, golden(name, "units"), null, null));
        assertThat(made.level()).isCloseTo(golden(name, "engine.level")[0], within(EXACT));
        assertThat(made.smoothing().weights()).containsExactly(golden(name, "engine.weights"), within(EXACT));
        double[] steps = golden(name, "engine.steps");
        for (int step = 1; step <= steps.length; step++) {
            assertThat(made.mean(step)).isCloseTo(steps[step - 1], within(1e-6));
        }
        double[] levels = {0.1, 0.5, 0.9, 0.95, 0.99};
        for (int horizon : new int[] {3, 6}) {
            double[] expected = golden(name, "engine.quantiles" + horizon);
            for (int i = 0; i < levels.length; i++) {
                assertThat(made.quantile(levels[i], horizon)).isCloseTo(expected[i], within(1e-6));
            }
        }
    }

    @Test
    void quantilesOfASampleAreThoseOfTypeOne() {
        double[] values = golden("sample", "values");
        double[] p = {0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975, 0.99, 0.995};
        EmpiricalQuantiles sample = new EmpiricalQuantiles(values.length);
        for (double value : values) {
            sample.add((float) value, 1);
        }
        double[] quantiles = sample.at(p);
        double[] expected = golden("sample", "quantiles");
        for (int i = 0; i < p.length; i++) {
            assertThat(quantiles[i]).as("p %s", p[i]).isCloseTo(expected[i], within(1e-5));
        }
    }
}
