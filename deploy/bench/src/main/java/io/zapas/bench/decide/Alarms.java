package io.zapas.bench.decide;

import io.zapas.bench.decide.Shop.Setting;
import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.api.DemandForecast.StockoutDate;
import io.zapas.forecast.domain.SkuState;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Who tells of stockouts in time. A shop is run by a buyer's minimum stock, whatever alarms say; every morning each watcher gives every SKU a figure, the
 * higher the nearer to a stockout. An alarm opens on the first day the figure is at or above a threshold and closes when it is not, when the stockout comes, or after
 * {@value #LIFE_LEAD_TIMES} lead times, when it opens anew if there is still reason. A stockout is the first day whose demand finds too little, after
 * {@value #CALM_DAYS} days without one; it is announced by an alarm that opened one to {@value #LIFE_LEAD_TIMES} lead times before. An alarm is false if no stockout begins
 * within {@value #LIFE_LEAD_TIMES} lead times of its opening. Every stockout is certain a moment before it comes, so there are hardly fewer alarms than stockouts. Watchers are compared with thresholds at which they open the same number of alarms.
 */
final class Alarms {
    private static final int CALM_DAYS = 7;
    private static final int STEPS = 200;
    private static final int LIFE_LEAD_TIMES = 3;
    private static final double NOT_IN_SIGHT_DAYS = 400;
    private static final double LEVEL = 0.95;
    private static final int FIT_EVERY_DAYS = 7;

    private final List<Track> tracks = new ArrayList<>();
    private final List<List<Outcome>> curves = new ArrayList<>();
    private final Setting setting;
    private int stockouts;

    /** Names of the watchers, in the order of the figures. */
    static final List<String> WATCHERS = List.of(
            "careful stockout date",
            "risk before an order arrives",
            "minimum stock, on hand",
            "minimum stock, on hand and ordered");

    /** What one threshold brings. */
    record Outcome(double threshold, int alarms, int announced, int falseAlarms) {}

    /** One SKU: figures by watcher and day, and the days stockouts begin on. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Track(double[][] figures, boolean[] out, List<Integer> stockouts) {}

    /** @param buyerTimes minimum stock of the buyer in lead times */
    Alarms(List<Series> all, Setting setting, Rules rules, double buyerTimes) {
        this.setting = setting;
        for (Series one : all) {
            Track track = watched(one, rules, buyerTimes);
            tracks.add(track);
            stockouts += track.stockouts().size();
        }
        for (int watcher = 0; watcher < WATCHERS.size(); watcher++) {
            curves.add(curve(watcher));
        }
    }

    private Track watched(Series series, Rules rules, double buyerTimes) {
        Shop shop = new Shop(series, setting);
        int from = series.days() - setting.days();
        double[][] figures = new double[WATCHERS.size()][setting.days()];
        boolean[] out = new boolean[setting.days()];
        SkuState[] state = new SkuState[1];
        shop.run(Rules.minimum(buyerTimes, false), (today, lost) -> out[today - from] = lost > 0, today -> {
            int day = today - from;
            state[0] = day % FIT_EVERY_DAYS == 0
                    ? rules.fit(shop, today)
                    : state[0].next(shop.sold(today - 1), shop.inStock(today - 1));
            DemandForecast document = rules.document(shop, state[0], today, LEVEL);
            figures[0][day] = -daysUntilStockout(document, shop.series().first().plusDays(today));
            figures[1][day] = document.risk() == null ? 0 : document.risk().stockoutBeforeOrder();
            double lead = Math.max(0.01, Rules.mean(shop, today, true)) * setting.leadDays();
            figures[2][day] = -shop.stock() / lead;
            figures[3][day] = -shop.position() / lead;
        });
        int leadDays = (int) Math.round(setting.leadDays());
        List<Integer> begins = new ArrayList<>();
        for (int day = leadDays; day < out.length; day++) {
            boolean calm = out[day];
            for (int before = day - 1; before >= Math.max(0, day - CALM_DAYS); before--) {
                calm &= !out[before];
            }
            if (calm) {
                begins.add(day);
            }
        }
        return new Track(figures, out, begins);
    }

    /** The careful date; those of the same date in the order of the median one. */
    private static double daysUntilStockout(DemandForecast document, LocalDate today) {
        StockoutDate date = document.stockoutDate();
        if (date == null) {
            return NOT_IN_SIGHT_DAYS;
        }
        double median = date.p50() == null ? NOT_IN_SIGHT_DAYS : ChronoUnit.DAYS.between(today, date.p50());
        return ChronoUnit.DAYS.between(today, date.p90()) + median / 1_000;
    }

    int stockouts() {
        return stockouts;
    }

    private Outcome at(int watcher, double threshold) {
        int leadDays = (int) Math.round(setting.leadDays());
        int lifeDays = LIFE_LEAD_TIMES * leadDays;
        int alarms = 0;
        int announced = 0;
        int falseAlarms = 0;
        for (Track track : tracks) {
            double[] figures = track.figures()[watcher];
            List<Integer> opened = new ArrayList<>();
            int since = -1;
            for (int day = 0; day < figures.length; day++) {
                boolean old = since >= 0 && day - since >= lifeDays;
                since = old || figures[day] < threshold ? -1 : since;
                if (since < 0 && figures[day] >= threshold && (day == 0 || !track.out()[day - 1])) {
                    since = day;
                    opened.add(day);
                    boolean judged = day + lifeDays < figures.length;
                    alarms += judged ? 1 : 0;
                    falseAlarms += judged && !within(track.stockouts(), day, day + lifeDays) ? 1 : 0;
                }
                since = track.out()[day] ? -1 : since;
            }
            for (int stockout : track.stockouts()) {
                announced += within(opened, stockout - lifeDays, stockout - leadDays) ? 1 : 0;
            }
        }
        return new Outcome(threshold, alarms, announced, falseAlarms);
    }

    private static boolean within(List<Integer> days, int from, int until) {
        return days.stream().anyMatch(day -> day >= from && day <= until);
    }

    /** The best a watcher does with at most so many alarms. */
    Outcome with(int watcher, int mostAlarms) {
        Outcome best = new Outcome(Double.POSITIVE_INFINITY, 0, 0, 0);
        for (Outcome outcome : curves.get(watcher)) {
            if (outcome.alarms() <= mostAlarms
                    && (outcome.announced() > best.announced()
                            || (outcome.announced() == best.announced()
                                    && outcome.falseAlarms() < best.falseAlarms()))) {
                best = outcome;
            }
        }
        return best;
    }

    /** Over thresholds, from few alarms to many. */
    private List<Outcome> curve(int watcher) {
        double[] all = tracks.stream()
                .flatMapToDouble(track -> Arrays.stream(track.figures()[watcher]))
                .sorted()
                .distinct()
                .toArray();
        int steps = Math.min(STEPS, all.length);
        List<Outcome> curve = new ArrayList<>();
        for (int i = steps; i >= 1; i--) {
            curve.add(at(watcher, all[(int) ((long) (all.length - 1) * i / steps)]));
        }
        return curve;
    }
}
