package io.zapas.forecast.domain.engine;

import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * A method of the text book, beside which the engine is measured: a mean per period, and quantiles of a normal distribution whose deviation grows with the root of the
 * horizon, as such methods are used. Immutable.
 *
 * <p>Sizes, intervals and levels start with the first value that is seen, as R's package forecast has it.
 */
public final class Baseline {
    /** Smoothing of TSB's probability, half of that of the sizes (Teunter, Syntetos and Babai 2011 search 0.01 to 0.3). */
    private static final double PROBABILITY_SHARE = 0.5;

    private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

    /** What is smoothed. */
    public enum Method {
        /** Simple exponential smoothing (Brown 1959). */
        SES,
        /** Smoothing with half the slope of the least squares line (Assimakopoulos and Nikolopoulos 2000, as Hyndman and Billah 2003 write it). */
        THETA,
        /** Size / interval, both smoothed at sales only (Croston 1972). */
        CROSTON,
        /** The same times 1 - smoothing / 2 (Syntetos and Boylan 2005). */
        SBA,
        /** Size x probability, the latter smoothed every period, so that it falls in a silence (Teunter, Syntetos and Babai 2011). */
        TSB
    }

    private final double level;
    private final double drift;
    private final double offset;
    private final double deviation;

    private Baseline(double level, double drift, double offset, double deviation) {
        this.level = level;
        this.drift = drift;
        this.offset = offset;
        this.deviation = deviation;
    }

    /**
     * On at most the newest {@value SkuTrack#MAX_PERIODS} periods, returns netted.
     *
     * @param series at least one period
     * @param smoothing above 0, at most 1
     */
    public static Baseline fit(Method method, DemandSeries series, double smoothing) {
        return fit(method, series.last(SkuTrack.MAX_PERIODS).netted(), smoothing);
    }

    static Baseline fit(Method method, double[] units, double smoothing) {
        if (units.length == 0) {
            throw new IllegalArgumentException("units: at least one period");
        }
        if (!(smoothing > 0 && smoothing <= 1)) {
            throw new IllegalArgumentException("smoothing " + smoothing + " must be above 0, at most 1");
        }
        Smoother smoother =
                switch (method) {
                    case SES, THETA -> new Level(smoothing);
                    case CROSTON -> new Croston(smoothing, 1);
                    case SBA -> new Croston(smoothing, 1 - smoothing / 2);
                    case TSB -> new Tsb(smoothing);
                };
        double squares = 0;
        int judged = 0;
        for (double unit : units) {
            if (smoother.hasBegun()) {
                squares += (unit - smoother.mean()) * (unit - smoother.mean());
                judged++;
            }
            smoother.add(unit);
        }
        int n = units.length;
        return new Baseline(
                smoother.mean(),
                method == Method.THETA ? slope(units) / 2 : 0,
                (1 - Math.pow(1 - smoothing, n)) / smoothing,
                judged == 0 ? 0 : Math.sqrt(squares / judged));
    }

    /** Of the least squares line through all periods. */
    private static double slope(double[] units) {
        double middle = (units.length - 1) / 2.0;
        double products = 0;
        double squares = 0;
        for (int t = 0; t < units.length; t++) {
            products += (t - middle) * units[t];
            squares += (t - middle) * (t - middle);
        }
        return squares > 0 ? products / squares : 0;
    }

    /** Mean demand of the period {@code step} from now, from 1; at least 0. */
    public double mean(int step) {
        return Math.max(0, level + drift * (step - 1 + offset));
    }

    /** Mean demand of the first {@code horizon} periods together. */
    public double cumulated(int horizon) {
        double sum = 0;
        for (int step = 1; step <= horizon; step++) {
            sum += mean(step);
        }
        return sum;
    }

    /** Root of the mean squared error of one-step forecasts. */
    public double deviation() {
        return deviation;
    }

    /** Demand of the first {@code horizon} periods together that is not exceeded with probability {@code p}; at least 0. */
    public double quantile(double p, int horizon) {
        return Math.max(
                0, cumulated(horizon) + NORMAL.inverseCumulativeProbability(p) * deviation * Math.sqrt(horizon));
    }

    /** What is known after some periods. */
    private interface Smoother {
        boolean hasBegun();

        double mean();

        void add(double units);
    }

    private static final class Level implements Smoother {
        private final double smoothing;
        private double level = Double.NaN;

        Level(double smoothing) {
            this.smoothing = smoothing;
        }

        @Override
        public boolean hasBegun() {
            return !Double.isNaN(level);
        }

        @Override
        public double mean() {
            return hasBegun() ? level : 0;
        }

        @Override
        public void add(double units) {
            level = hasBegun() ? level + smoothing * (units - level) : units;
        }
    }

    private static final class Croston implements Smoother {
        private final Level size;
        private final Level interval;
        private final double correction;
        private int silent;

        Croston(double smoothing, double correction) {
            this.size = new Level(smoothing);
            this.interval = new Level(smoothing);
            this.correction = correction;
        }

        @Override
        public boolean hasBegun() {
            return size.hasBegun();
        }

        @Override
        public double mean() {
            return hasBegun() ? correction * size.mean() / interval.mean() : 0;
        }

        @Override
        public void add(double units) {
            silent++;
            if (units > 0) {
                size.add(units);
                interval.add(silent);
                silent = 0;
            }
        }
    }

    private static final class Tsb implements Smoother {
        private final Level size;
        private final Level probability;
        private int before;

        Tsb(double smoothing) {
            this.size = new Level(smoothing);
            this.probability = new Level(PROBABILITY_SHARE * smoothing);
        }

        @Override
        public boolean hasBegun() {
            return size.hasBegun();
        }

        @Override
        public double mean() {
            return size.mean() * probability.mean();
        }

        @Override
        public void add(double units) {
            before++;
            if (units > 0) {
                size.add(units);
            }
            if (probability.hasBegun()) {
                probability.add(units > 0 ? 1 : 0);
            } else if (units > 0) {
                probability.add(1.0 / before);
            }
        }
    }
}
