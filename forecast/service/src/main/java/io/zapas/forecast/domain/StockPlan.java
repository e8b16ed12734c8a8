package io.zapas.forecast.domain;

import io.zapas.forecast.domain.SkuFacts.Receipt;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Units that can be sold from now on, by 24-hour period: what is available and what arrives. When receipts arrive is uncertain: equally
 * likely {@link Scenario}s, from all early to all late, because what delays one delivery of a supplier delays the others too. A receipt is there from
 * the period of its day on. What is overdue is expected tomorrow at the earliest; after {@value #GIVEN_UP_DAYS} days it no longer counts.
 */
final class StockPlan {
    private static final int GIVEN_UP_DAYS = 14;
    private static final int SCENARIOS = 7;

    private final LocalDate today;
    private final long available;
    private final List<Arrival> arrivals;
    private final List<Scenario> scenarios;

    /**
     * A receipt, most likely.
     *
     * @param period index of the period with whose start it arrives
     */
    record Arrival(int period, LocalDate date, long quantity) {}

    /** One way in which receipts may come. */
    static final class Scenario {
        private final double[] units = new double[DemandPath.MAX_PERIODS + 1];
        private final int[] arrivals;

        private Scenario(long available, List<Receipt> receipts, int[] periods) {
            units[0] = available;
            for (int i = 0; i < periods.length; i++) {
                if (periods[i] < DemandPath.MAX_PERIODS) {
                    units[periods[i] + 1] += receipts.get(i).quantity();
                }
            }
            for (int i = 1; i < units.length; i++) {
                units[i] += units[i - 1];
            }
            this.arrivals = Arrays.stream(periods)
                    .filter(period -> period < DemandPath.MAX_PERIODS)
                    .sorted()
                    .distinct()
                    .toArray();
        }

        /** Units that could be sold in the first {@code periods} together. */
        double by(int periods) {
            return units[Math.min(periods, units.length - 1)];
        }

        /** Periods with whose start something arrives, rising. */
        int[] arrivals() {
            return arrivals;
        }
    }

    StockPlan(SkuFacts facts, LocalDate today, Deliveries deliveries, LeadTime leadTime) {
        this.today = today;
        this.available = facts.available();
        List<Receipt> receipts = new ArrayList<>();
        for (Receipt receipt : facts.receipts()) {
            long days = ChronoUnit.DAYS.between(today, receipt.eta());
            if (days >= -GIVEN_UP_DAYS && days < DemandPath.MAX_PERIODS) {
                receipts.add(receipt);
            }
        }
        Double sd = leadTime == null ? null : leadTime.sdDays();
        double[][] delays = new double[receipts.size()][];
        boolean certain = true;
        for (int i = 0; i < delays.length; i++) {
            delays[i] = deliveries.delays(receipts.get(i).confirmed(), sd, SCENARIOS);
            certain &= delays[i][0] == delays[i][delays[i].length - 1];
        }
        int count = certain ? 1 : SCENARIOS;
        List<Scenario> found = new ArrayList<>(count);
        double[] meanPeriod = new double[receipts.size()];
        for (int k = 0; k < count; k++) {
            int[] periods = new int[receipts.size()];
            for (int i = 0; i < periods.length; i++) {
                periods[i] = period(receipts.get(i), delays[i][Math.min(k, delays[i].length - 1)]);
                meanPeriod[i] += (double) periods[i] / count;
            }
            found.add(new Scenario(available, receipts, periods));
        }
        this.scenarios = List.copyOf(found);
        List<Arrival> likely = new ArrayList<>();
        for (int i = 0; i < meanPeriod.length; i++) {
            int period = (int) Math.round(meanPeriod[i]);
            likely.add(
                    new Arrival(period, today.plusDays(period), receipts.get(i).quantity()));
        }
        likely.sort(Comparator.comparingInt(Arrival::period));
        this.arrivals = List.copyOf(likely);
    }

    private int period(Receipt receipt, double delay) {
        long stated = ChronoUnit.DAYS.between(today, receipt.eta());
        long period = stated + Math.round(delay);
        int earliest = stated < 0 ? 1 : 0;
        return (int) Math.min(DemandPath.MAX_PERIODS, Math.max(earliest, period));
    }

    double now() {
        return available;
    }

    /** In order of arrival. */
    List<Arrival> arrivals() {
        return arrivals;
    }

    List<Scenario> scenarios() {
        return scenarios;
    }

    /** Mean of a figure over the scenarios. */
    double mixed(ToDoubleFunction<Scenario> figure) {
        double sum = 0;
        for (Scenario scenario : scenarios) {
            sum += figure.applyAsDouble(scenario);
        }
        return sum / scenarios.size();
    }

    /** Units most likely arriving within {@code periods}. */
    long incoming(int periods) {
        return arrivals.stream()
                .filter(arrival -> arrival.period() < periods)
                .mapToLong(Arrival::quantity)
                .sum();
    }

    /** What becomes of this stock under a demand. */
    Runout runout(DemandPath demand) {
        return new Runout(scenarios, demand);
    }
}
