package io.zapas.forecast.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.forecast.api.DemandForecast.PastUplift;
import io.zapas.forecast.domain.PastCampaigns.Run;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PastCampaignsTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Warsaw");
    /** A Monday; eight weeks that sell 10 a day, 30 on Saturdays. */
    private static final LocalDate FIRST = LocalDate.of(2026, 9, 28);

    private final double[] units = new double[56];
    private final double[] inStock = new double[56];

    PastCampaignsTest() {
        Arrays.fill(inStock, 1);
        for (int day = 0; day < units.length; day++) {
            units[day] = day % 7 == 5 ? 30 : 10;
        }
    }

    @Test
    void isMeasuredAgainstTheSameWeekdays() {
        // Friday to Sunday of the second week and of the fourth, at twice the demand.
        sell(2, 11, 12, 13, 25, 26, 27);
        assertThat(uplift(run("a", 11, 14), run("b", 25, 28))).isEqualTo(new PastUplift(2, 6, 2.0));
    }

    @Test
    void daysOutOfStockAndDaysCoveredInPartCountOnNeitherSide() {
        sell(2, 14, 15, 16, 17);
        inStock[15] = 0.5;
        units[15] = 1;
        inStock[30] = 0;
        units[30] = 0;
        Run halfOfTheLastDay = new Run("a", start(14), start(17).plusSeconds(12 * 3_600));
        assertThat(uplift(halfOfTheLastDay)).isEqualTo(new PastUplift(1, 2, 2.0));
    }

    @Test
    void theCampaignThatIsAskedAboutIsNoEvidence() {
        sell(3, 52, 53, 54, 55);
        assertThat(uplift(run("now", 52, 60))).isEqualTo(new PastUplift(0, 0, null));
        sell(2, 11);
        assertThat(uplift(run("now", 52, 60), run("a", 11, 12))).isEqualTo(new PastUplift(1, 1, 2.0));
    }

    @Test
    void withoutDemandToCompareWithThereIsNoFactor() {
        Arrays.fill(units, 0);
        units[11] = 5;
        assertThat(uplift(run("a", 11, 12))).isEqualTo(new PastUplift(1, 1, null));
        assertThat(uplift(run("a", 0, 56))).as("nothing but campaigns").isEqualTo(new PastUplift(1, 56, null));
    }

    @Test
    void aWeekdayThatAlwaysHadOneIsComparedWithAllDays() {
        Arrays.fill(units, 10);
        Run[] saturdays = new Run[8];
        for (int week = 0; week < 8; week++) {
            saturdays[week] = run("s" + week, week * 7 + 5, week * 7 + 6);
            units[week * 7 + 5] = 15;
        }
        assertThat(uplift(saturdays)).isEqualTo(new PastUplift(8, 8, 1.5));
    }

    private void sell(double factor, int... days) {
        for (int day : days) {
            units[day] *= factor;
        }
    }

    private PastUplift uplift(Run... runs) {
        return PastCampaigns.uplift(new DemandHistory(FIRST, units, inStock), List.of(runs), "now", ZONE);
    }

    private static Run run(String id, int fromDay, int untilDay) {
        return new Run(id, start(fromDay), start(untilDay));
    }

    private static Instant start(int day) {
        return FIRST.plusDays(day).atStartOfDay(ZONE).toInstant();
    }
}
