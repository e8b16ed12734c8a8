package io.zapas.forecast.domain;

import io.zapas.forecast.domain.SkuFacts.Receipt;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Units that can be sold from now on, by 24-hour period: what is available and what arrives. A receipt is there from the period of its
 * day on. One that is overdue is expected tomorrow; after {@value #GIVEN_UP_DAYS} days it no longer counts.
 */
final class StockPlan {
    private static final int GIVEN_UP_DAYS = 14;

    private final double[] units;
    private final List<Arrival> arrivals;

    /** @param period index of the period with whose start it arrives */
    record Arrival(int period, LocalDate date, double etaSdDays) {}

    StockPlan(SkuFacts facts, LocalDate today) {
        double[] arriving = new double[DemandPath.MAX_PERIODS + 1];
        List<Arrival> found = new ArrayList<>();
        for (Receipt receipt : facts.receipts()) {
            long days = ChronoUnit.DAYS.between(today, receipt.eta());
            if (days < -GIVEN_UP_DAYS || days >= DemandPath.MAX_PERIODS) {
                continue;
            }
            int period = days < 0 ? 1 : (int) days;
            arriving[period + 1] += receipt.quantity();
            double sd = receipt.confirmed() || facts.leadTimeSdDays() == null ? 0 : facts.leadTimeSdDays();
            found.add(new Arrival(period, today.plusDays(period), sd));
        }
        this.units = arriving;
        units[0] += facts.available();
        for (int i = 1; i < units.length; i++) {
            units[i] += units[i - 1];
        }
        found.sort(Comparator.comparingInt(Arrival::period));
        this.arrivals = List.copyOf(found);
    }

    /** Units that could be sold in the first {@code periods} together. */
    double by(int periods) {
        return units[Math.min(periods, units.length - 1)];
    }

    double now() {
        return units[0];
    }

    /** In order of arrival. */
    List<Arrival> arrivals() {
        return arrivals;
    }

    /** Units arriving within {@code periods}. */
    double incoming(int periods) {
        return by(periods) - now();
    }
}
