package io.zapas.forecast.domain;

import io.zapas.forecast.api.DemandForecast.PastUplift;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What campaigns did to a SKU as far as its kept days tell: demand of the days that a campaign covered from morning to night, over the mean demand of the same
 * weekdays without any campaign (of all such days where a weekday has none). Days that were not in stock all day, and days a campaign covered in part,
 * count on neither side: the masked baseline of research/alerting.md 6.
 */
public final class PastCampaigns {
    private static final double ALL_DAY = 0.999;
    private static final int WEEKDAYS = 7;

    private PastCampaigns() {}

    /**
     * A campaign that ran, or was to run.
     *
     * @param until when it ended
     */
    public record Run(String campaignId, Instant from, Instant until) {
        boolean covers(Instant start, Instant end) {
            return !from.isAfter(start) && !until.isBefore(end);
        }

        boolean touches(Instant start, Instant end) {
            return from.isBefore(end) && until.isAfter(start);
        }
    }

    /** @param except the campaign that is asked about: its own days tell nothing, and are no days without a campaign either */
    static PastUplift uplift(DemandHistory history, List<Run> runs, String except, ZoneId zone) {
        double[] baseUnits = new double[WEEKDAYS];
        int[] baseDays = new int[WEEKDAYS];
        int[] ranDays = new int[WEEKDAYS];
        double ranUnits = 0;
        Set<String> campaigns = new HashSet<>();
        for (int i = 0; i < history.days(); i++) {
            if (history.inStock(i) < ALL_DAY) {
                continue;
            }
            LocalDate day = history.day(i);
            int weekday = day.getDayOfWeek().getValue() - 1;
            Instant start = day.atStartOfDay(zone).toInstant();
            Instant end = day.plusDays(1).atStartOfDay(zone).toInstant();
            List<Run> touching =
                    runs.stream().filter(run -> run.touches(start, end)).toList();
            if (touching.isEmpty()) {
                baseUnits[weekday] += history.units(i);
                baseDays[weekday]++;
            } else if (touching.stream().allMatch(run -> run.covers(start, end))
                    && touching.stream().noneMatch(run -> run.campaignId().equals(except))) {
                touching.forEach(run -> campaigns.add(run.campaignId()));
                ranUnits += history.units(i);
                ranDays[weekday]++;
            }
        }
        double expected = expected(baseUnits, baseDays, ranDays);
        return new PastUplift(
                campaigns.size(), sum(ranDays), expected > 0 ? Figures.round(ranUnits / expected, 2) : null);
    }

    /** Units without a campaign on as many of each weekday. */
    private static double expected(double[] baseUnits, int[] baseDays, int[] days) {
        double all = 0;
        for (double units : baseUnits) {
            all += units;
        }
        double perDay = all / Math.max(1, sum(baseDays));
        double expected = 0;
        for (int weekday = 0; weekday < WEEKDAYS; weekday++) {
            expected += days[weekday] * (baseDays[weekday] == 0 ? perDay : baseUnits[weekday] / baseDays[weekday]);
        }
        return expected;
    }

    private static int sum(int[] days) {
        int sum = 0;
        for (int n : days) {
            sum += n;
        }
        return sum;
    }
}
