package io.zapas.forecast.domain.engine;

/**
 * What is known of a period in advance. Implementations are immutable and cheap: they are asked once per SKU and period.
 */
public interface PeriodCalendar {
    /** Days of a week, no events. */
    PeriodCalendar DAYS = new PeriodCalendar() {
        @Override
        public int seasons() {
            return 7;
        }

        @Override
        public int season(int period) {
            return Math.floorMod(period + 3, 7);
        }

        @Override
        public long flags(int period) {
            return 0;
        }
    };

    /** Months without a season and without events. */
    PeriodCalendar MONTHS = new PeriodCalendar() {
        @Override
        public int seasons() {
            return 1;
        }

        @Override
        public int season(int period) {
            return 0;
        }

        @Override
        public long flags(int period) {
            return 0;
        }
    };

    /** Length of the short season: 7 for days of the week, 1 for none. */
    int seasons();

    /** 0 to {@link #seasons()} - 1; of days, Monday is 0. */
    int season(int period);

    /** Periods of a year: 364 days, whole weeks, or 12 months; 0: none is known of. */
    default int year() {
        return switch (seasons()) {
            case 7 -> 364;
            case 1 -> 12;
            default -> 0;
        };
    }

    /** Bit i is set when event i falls on the period: holidays, pay days, sales; at most 64 in all with the SKUs' own promotions. */
    long flags(int period);
}
