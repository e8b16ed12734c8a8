package io.zapas.bench.decide;

import io.zapas.bench.decide.Shop.Setting;
import io.zapas.forecast.domain.SkuState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Who tells of stockouts in time. A shop is run by a buyer's minimum stock, whatever alarms say; every morning each watcher gives every SKU a figure, the
 * higher the nearer to a stockout, and an alarm opens on the first day it is at or above a threshold. A stockout is the first day whose demand finds too little, after
 * {@code calm} days without one. It is announced if an alarm has been open since a lead time before at least; an alarm behind which no stockout begins within
 * twice the lead time is false. Thresholds are set so that watchers open the same number of alarms.
 */
final class Alarms {
    private static final int CALM_DAYS = 7;
    private static final double BUYER_TIMES = 1.5;
    private static final double LEVEL = 0.95;
    private static final int FIT_EVERY_DAYS = 7;

    private final List<Track> tracks = new ArrayList<>();
    private final Setting setting;
    private int stockouts;

    /** Names of the watchers, in the order of the figures. */
    static final List<String> WATCHERS =
            List.of("risk before an order arrives", "minimum stock, on hand", "minimum stock, on hand and ordered");

    /** What one threshold brings. */
    record Outcome(double threshold, int alarms, int announced, int falseAlarms) {}

    /** One SKU: figures by watcher and day, and the days stockouts begin on. */
    private record Track(double[][] figures, boolean[] out, List<Integer> stockouts) {}

    Alarms(List<Series> all, Setting setting, Rules rules) {
        this.setting = setting;
        for (Series one : all) {
            Track track = watched(one, rules);
            tracks.add(track);
            stockouts += track.stockouts().size();
        }
    }

    private Track watched(Series series, Rules rules) {
        Shop shop = new Shop(series, setting);
        int from = series.days() - setting.days();
        double[][] figures = new double[WATCHERS.size()][setting.days()];
        boolean[] out = new boolean[setting.days()];
        SkuState[] state = new SkuState[1];
        shop.run(Rules.minimum(BUYER_TIMES, false), (today, lost) -> out[today - from] = lost > 0, today -> {
            int day = today - from;
            state[0] = day % FIT_EVERY_DAYS == 0
                    ? rules.fit(shop, today)
                    : state[0].next(shop.sold(today - 1), shop.inStock(today - 1));
            var risk = rules.document(shop, state[0], today, LEVEL).risk();
            figures[0][day] = risk == null ? 0 : risk.stockoutBeforeOrder();
            double lead = Math.max(0.01, Rules.mean(shop, today, true)) * setting.leadDays();
            figures[1][day] = -shop.stock() / lead;
            figures[2][day] = -shop.position() / lead;
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

    int stockouts() {
        return stockouts;
    }

    private Outcome at(int watcher, double threshold) {
        int leadDays = (int) Math.round(setting.leadDays());
        int alarms = 0;
        int announced = 0;
        int falseAlarms = 0;
        for (Track track : tracks) {
            double[] figures = track.figures()[watcher];
            int since = -1;
            int[] openSince = new int[figures.length];
            for (int day = 0; day < figures.length; day++) {
                boolean open = figures[day] >= threshold;
                if (open && since < 0 && !track.out()[Math.max(0, day - 1)]) {
                    since = day;
                    boolean judged = day + 2 * leadDays < figures.length;
                    alarms += judged ? 1 : 0;
                    falseAlarms += judged && !follows(track.stockouts(), day, day + 2 * leadDays) ? 1 : 0;
                } else if (!open) {
                    since = -1;
                }
                openSince[day] = since;
            }
            for (int stockout : track.stockouts()) {
                int opened = openSince[stockout];
                announced += opened >= 0 && opened <= stockout - leadDays ? 1 : 0;
            }
        }
        return new Outcome(threshold, alarms, announced, falseAlarms);
    }

    private static boolean follows(List<Integer> stockouts, int from, int until) {
        return stockouts.stream().anyMatch(day -> day >= from && day <= until);
    }

    /** The best a watcher does with at most so many alarms. */
    Outcome with(int watcher, int mostAlarms) {
        Outcome best = new Outcome(Double.POSITIVE_INFINITY, 0, 0, 0);
        for (Outcome outcome : curve(watcher)) {
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
    List<Outcome> curve(int watcher) {
        double[] all = tracks.stream()
                .flatMapToDouble(track -> Arrays.stream(track.figures()[watcher]))
                .sorted()
                .distinct()
                .toArray();
        int steps = Math.min(100, all.length);
        List<Outcome> curve = new ArrayList<>();
        for (int i = steps; i >= 1; i--) {
            curve.add(at(watcher, all[(int) ((long) (all.length - 1) * i / steps)]));
        }
        return curve;
    }
}
