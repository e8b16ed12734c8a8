package io.zapas.bench.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zapas.bench.report.Plot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationTest {
    private static final LocalDate FIRST = LocalDate.of(2026, 3, 1);
    private static final int HORIZON = 7;

    @TempDir
    Path directory;

    /** Ten series that sell 1 to 10 a day for 20 days: 7 to 70 a week. */
    private Calibration demand() throws IOException {
        StringBuilder text = new StringBuilder("series_id,date,y\n");
        for (int rate = 1; rate <= 10; rate++) {
            for (int t = 0; t < 20; t++) {
                text.append("s" + rate + "," + FIRST.plusDays(t) + "," + rate + "\n");
            }
        }
        return new Calibration(DemandFile.read(Files.writeString(directory.resolve("demand.csv"), text)));
    }

    /** The same quantiles for every series; the last is as high as the highest demand. */
    private static List<ForecastRun.Row> rows(LocalDate origin) {
        double[] quantiles = {6.9, 7, 35, 62, 63, 69.9, 70};
        List<ForecastRun.Row> rows = new ArrayList<>();
        for (int rate = 1; rate <= 10; rate++) {
            rows.add(new ForecastRun.Row(
                    "s" + rate, origin, new double[HORIZON], new double[1], new double[][] {quantiles}));
        }
        return rows;
    }

    @Test
    void aQuantileHoldsWhatIsNotAboveIt() throws IOException {
        List<double[]> held = demand().held(rows(FIRST.plusDays(9)), 0, HORIZON);
        assertThat(held.stream().map(point -> point[0])).containsExactly(2.5, 10.0, 50.0, 90.0, 95.0, 97.5, 99.0);
        assertThat(held.stream().map(point -> point[1])).containsExactly(0.0, 10.0, 50.0, 80.0, 90.0, 90.0, 100.0);
    }

    @Test
    void whatIsNotKnownInFullIsLeftOut() throws IOException {
        List<ForecastRun.Row> rows = new ArrayList<>(rows(FIRST.plusDays(12)));
        rows.addAll(rows(FIRST.plusDays(13)));
        assertThat(demand().held(rows, 0, HORIZON).get(2)[1]).isEqualTo(50);
        assertThatThrownBy(() -> demand().panel("x", rows(FIRST.plusDays(13)), List.of(HORIZON)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--truth");
    }

    @Test
    void aCurveForEachHorizonBesideWhatIsRight() throws IOException {
        Plot.Panel panel = demand().panel("shop", rows(FIRST), List.of(HORIZON));
        assertThat(panel.curves().stream().map(Plot.Curve::name)).containsExactly("right", "7 days");
        assertThat(Plot.svg(List.of(panel))).contains("shop");
        assertThat(Arrays.asList(panel.x(), panel.y())).doesNotContainNull();
    }
}
