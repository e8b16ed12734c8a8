package io.zapas.forecast.domain;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What to order when there is not money for everything: what spares most lost sales per money spent first, as long as it fits (the greedy rule of
 * Dantzig 1957 for the knapsack). An order that no longer fits is passed over, a smaller one behind it may still fit.
 */
public final class OrderBudget {
    private OrderBudget() {}

    /**
     * An order somebody may afford.
     *
     * @param cost more than 0
     * @param avoidedLoss sales it spares, 0 or more, in the same currency
     */
    public record Candidate(String sku, BigDecimal cost, BigDecimal avoidedLoss) {}

    /** The SKUs to order, the most worthwhile first. Their costs together never exceed the budget. */
    public static List<String> spend(List<Candidate> candidates, BigDecimal budget) {
        List<Candidate> ranked = new ArrayList<>(candidates);
        ranked.sort(Comparator.comparingDouble(OrderBudget::perMoney)
                .reversed()
                .thenComparing(Candidate::avoidedLoss, Comparator.reverseOrder())
                .thenComparing(Candidate::sku));
        List<String> chosen = new ArrayList<>();
        BigDecimal left = budget;
        for (Candidate candidate : ranked) {
            if (candidate.cost().compareTo(left) <= 0) {
                left = left.subtract(candidate.cost());
                chosen.add(candidate.sku());
            }
        }
        return chosen;
    }

    private static double perMoney(Candidate candidate) {
        return candidate.avoidedLoss().doubleValue() / candidate.cost().doubleValue();
    }
}
