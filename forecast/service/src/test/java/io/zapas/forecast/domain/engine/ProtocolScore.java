package io.zapas.forecast.domain.engine;

/**
 * The metrics of the evaluation protocol that bars are set on, for one horizon: as defined at the top of its scorer. {@code wrmsse} is weighted by turnover
 * of the last 91 periods, pinball losses by unit value and in percent of the turnover.
 */
final class ProtocolScore {
    private static final double[] LEVELS = {0.5, 0.9, 0.95, 0.99};
    private static final int TURNOVER_PERIODS = 91;

    private final int horizon;
    private final double[] pinball = new double[LEVELS.length];
    private double weighted;
    private double weights;
    private double sold;
    private double forecast;
    private double turnover;
    private int cases;
    private int below95;
    private int inside80;

    ProtocolScore(int horizon) {
        this.horizon = horizon;
    }

    /** @param truth the whole series, of which the first {@code known} periods were known */
    void add(SeriesForecast made, double[] truth, int known, double value) {
        double change = 0;
        for (int t = 1; t < known; t++) {
            change += (truth[t] - truth[t - 1]) * (truth[t] - truth[t - 1]) / (known - 1);
        }
        double recent = 0;
        for (int t = Math.max(0, known - TURNOVER_PERIODS); t < known; t++) {
            recent += value * truth[t];
        }
        double squares = 0;
        double actual = 0;
        for (int h = 1; h <= horizon; h++) {
            double y = truth[known + h - 1];
            squares += (y - made.mean(h)) * (y - made.mean(h)) / horizon;
            actual += y;
            forecast += made.mean(h);
        }
        if (change > 0) {
            weighted += recent * Math.sqrt(squares / change);
            weights += recent;
        }
        sold += actual;
        turnover += value * actual;
        for (int i = 0; i < LEVELS.length; i++) {
            double miss = actual - made.quantile(LEVELS[i], horizon);
            pinball[i] += value * Math.max(LEVELS[i] * miss, (LEVELS[i] - 1) * miss);
        }
        cases++;
        below95 += actual <= made.quantile(0.95, horizon) ? 1 : 0;
        inside80 += actual >= made.quantile(0.1, horizon) && actual <= made.quantile(0.9, horizon) ? 1 : 0;
    }

    int cases() {
        return cases;
    }

    double wrmsse() {
        return weighted / weights;
    }

    double biasPercent() {
        return 100 * (forecast - sold) / sold;
    }

    double pinball(double level) {
        for (int i = 0; i < LEVELS.length; i++) {
            if (LEVELS[i] == level) {
                return 200 * pinball[i] / turnover;
            }
        }
        throw new IllegalArgumentException("no level " + level);
    }

    double below95Percent() {
        return 100.0 * below95 / cases;
    }

    double inside80Percent() {
        return 100.0 * inside80 / cases;
    }
}
