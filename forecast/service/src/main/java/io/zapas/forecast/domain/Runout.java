package io.zapas.forecast.domain;

import io.zapas.forecast.domain.StockPlan.Scenario;
import java.util.List;

/**
 * When stock runs out under a demand: P(out by h) = P(at the end of one of the first h periods demand had reached what could be sold until then),
 * taken as the largest of these probabilities, the mean over the scenarios. Between two arrivals the stock is one number and the probability rises with the
 * horizon, so only the ends of such segments are looked at, and dates are found by bisection.
 */
final class Runout {
    private final List<Scenario> scenarios;
    private final DemandPath demand;
    /** By scenario and arrival: the largest probability up to the end of the segment before it. */
    private final double[][] before;

    Runout(List<Scenario> scenarios, DemandPath demand) {
        this.scenarios = scenarios;
        this.demand = demand;
        this.before = new double[scenarios.size()][];
        for (int k = 0; k < before.length; k++) {
            int[] arrivals = scenarios.get(k).arrivals();
            before[k] = new double[arrivals.length];
            double worst = 0;
            for (int i = 0; i < arrivals.length; i++) {
                if (arrivals[i] <= demand.periods()) {
                    worst = Math.max(worst, demand.reaches(scenarios.get(k).by(arrivals[i]), arrivals[i]));
                }
                before[k][i] = worst;
            }
        }
    }

    /** P(out by the end of the first {@code periods}); never falls with them. */
    double by(int periods) {
        double sum = 0;
        for (int k = 0; k < before.length; k++) {
            Scenario scenario = scenarios.get(k);
            double worst = demand.reaches(scenario.by(periods), periods);
            int[] arrivals = scenario.arrivals();
            for (int i = arrivals.length - 1; i >= 0; i--) {
                if (arrivals[i] < periods) {
                    worst = Math.max(worst, before[k][i]);
                    break;
                }
            }
            sum += worst;
        }
        return sum / before.length;
    }

    /** The fewest periods, 1 or more, by whose end it is out with this probability; 0: not within the forecast. */
    int reaches(double probability) {
        int high = demand.periods();
        if (by(high) < probability) {
            return 0;
        }
        int low = 0;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (by(middle) >= probability) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }
}
