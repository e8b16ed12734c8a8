package io.zapas.demo.replay;

import java.time.LocalDate;

/** Units sold per day over the last {@link SupplyPolicy#TRAILING_DAYS} days of one SKU, in a ring. One thread. */
final class TrailingSales {
    private static final int SIZE = SupplyPolicy.TRAILING_DAYS;

    private final long[] units = new long[SIZE];
    private final long sinceDay;
    private long newestDay;

    TrailingSales(LocalDate since) {
        sinceDay = since.toEpochDay();
        newestDay = sinceDay;
    }

    void add(LocalDate day, long sold) {
        advance(day.toEpochDay());
        units[slot(day.toEpochDay())] += sold;
    }

    /** Mean units per full day before {@code today}, the best day left out. */
    double ratePerDay(LocalDate today) {
        long todayDay = today.toEpochDay();
        advance(todayDay);
        long sum = 0;
        long best = 0;
        int selling = 0;
        for (long day = Math.max(sinceDay, todayDay - SIZE + 1); day < todayDay; day++) {
            long sold = units[slot(day)];
            sum += sold;
            best = Math.max(best, sold);
            selling += sold > 0 ? 1 : 0;
        }
        long days = Math.max(SupplyPolicy.MIN_TRAILING_DAYS, Math.min(SIZE - 1, todayDay - sinceDay));
        return (double) (selling > 1 ? sum - best : sum) / days;
    }

    private void advance(long day) {
        if (day - newestDay > SIZE) {
            newestDay = day - SIZE;
        }
        while (newestDay < day) {
            newestDay++;
            units[slot(newestDay)] = 0;
        }
    }

    private static int slot(long day) {
        return (int) Math.floorMod(day, (long) SIZE);
    }
}
