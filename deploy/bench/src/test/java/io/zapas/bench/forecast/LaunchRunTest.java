package io.zapas.bench.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zapas.forecast.domain.engine.DemandSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaunchRunTest {
    private static DemandSeries series(String id, int first, int days, double start) {
        double[] units = new double[days];
        Arrays.fill(units, 4);
        Arrays.fill(units, 0, Math.min(days, 3), start);
        return new DemandSeries(id, first, units, null, null);
    }

    /** By hand: 8 a day for three days, then 4 a day: after three days the own mean is twice what follows, so wrong by all of it. */
    @Test
    void onlyWhatBeginsLaterIsALaunchAndIsScoredOnWhatFollows() {
        List<DemandSeries> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(series("old" + i, 19_000, 300, 4));
        }
        all.add(series("early", 19_111, 189, 8));
        all.add(series("launch", 19_112, 188, 8));
        all.add(series("young", 19_269, 31, 8));
        all.add(series("tooYoung", 19_270, 30, 8));
        LaunchRun.Score three = new LaunchRun(all).after(3);
        assertThat(three.launches()).isEqualTo(2);
        assertThat(three.ownError()).isCloseTo(1, within(1e-12));
        assertThat(three.error()).isCloseTo(three.bias(), within(1e-12)).isBetween(0.3, 1.2);
        assertThat(three.within95()).isEqualTo(1);
        LaunchRun.Score fourteen = new LaunchRun(all).after(14);
        assertThat(fourteen.launches()).isEqualTo(1);
        assertThat(fourteen.ownError()).isCloseTo((3 * 8 + 11 * 4) / 14.0 / 4 - 1, within(1e-12));
    }
}
