package io.zapas.forecast.domain;

import java.util.ArrayList;
import java.util.List;

/**
 * What a supplier has delivered, the newest last, and what follows for what it will deliver: the distribution that is stated counts like
 * {@value #STATED_WEIGHT} deliveries, each delivery seen like one, older ones {@value #FADING} times the next (posterior mean of a Dirichlet process,
 * Ferguson 1973). No shape is assumed of what was seen: one delivery in ten that comes a month late stays one in ten.
 */
public record Deliveries(List<Delivery> seen) {
    public static final Deliveries NONE = new Deliveries(List.of());

    private static final double STATED_WEIGHT = 4;
    private static final double FADING = 0.97;
    /** Standard deviation of a lead time of which only the mean is stated, as a share of it. */
    private static final double TYPICAL_VARIATION = 0.25;
    /** Standard deviation of an unconfirmed day when no lead time is known. */
    private static final double TYPICAL_DELAY_DAYS = 2;

    public Deliveries {
        seen = List.copyOf(seen);
    }

    /**
     * Lead time of a product of this supplier. Deliveries of products that stated another lead time tell by how many days they missed it; where
     * nothing is stated they tell the lead time itself.
     *
     * @param meanDays stated; null: not stated
     * @param sdDays stated; null: not stated, 0: certain as far as is stated
     * @return null when nothing is stated and nothing was seen
     */
    LeadTime leadTime(Double meanDays, Double sdDays) {
        Mixture mixture = new Mixture();
        for (Delivery delivery : seen) {
            mixture.fade();
            if (meanDays == null) {
                mixture.add(delivery.leadDays(), 1);
            } else if (delivery.statedDays() != null) {
                mixture.add(meanDays + delivery.leadDays() - delivery.statedDays(), 1);
            }
        }
        if (meanDays == null && mixture.isEmpty()) {
            return null;
        }
        int learnt = mixture.size();
        double mean = meanDays == null ? mixture.mean() : meanDays;
        double sd = sdDays == null ? TYPICAL_VARIATION * mean : sdDays;
        if (learnt == 0) {
            return new LeadTime(mean, sd);
        }
        mixture.addSpread(new Spread(mean, sd), STATED_WEIGHT);
        return new LeadTime(mixture.mean(), mixture.nodes(LeadTime.NODES), learnt);
    }

    /**
     * Equally likely delays of a receipt against its expected day.
     *
     * @param confirmed whether the supplier confirmed the day; unconfirmed days are as vague as the lead time, confirmed ones are believed until
     *     deliveries tell otherwise
     * @param leadSdDays of the lead time; null: unknown
     */
    double[] delays(boolean confirmed, Double leadSdDays, int count) {
        Mixture mixture = new Mixture();
        for (Delivery delivery : seen) {
            if (delivery.confirmed() == confirmed) {
                mixture.fade();
                mixture.add(delivery.delayDays(), 1);
            }
        }
        double sd = confirmed ? 0 : leadSdDays == null ? TYPICAL_DELAY_DAYS : leadSdDays;
        mixture.addSpread(new Spread(0, sd), STATED_WEIGHT);
        return mixture.nodes(count);
    }

    /** Weighted values. Confined to one thread. */
    private static final class Mixture {
        private record Part(double value, double weight) {}

        private final List<Part> parts = new ArrayList<>();

        void add(double value, double weight) {
            parts.add(new Part(Math.max(value, -LeadTime.MAX_DAYS), weight));
        }

        void addSpread(Spread spread, double weight) {
            double[] nodes = spread.nodes(LeadTime.NODES);
            for (double node : nodes) {
                add(node, weight / nodes.length);
            }
        }

        void fade() {
            parts.replaceAll(part -> new Part(part.value(), part.weight() * FADING));
        }

        boolean isEmpty() {
            return parts.isEmpty();
        }

        int size() {
            return parts.size();
        }

        double mean() {
            double sum = 0;
            double weight = 0;
            for (Part part : parts) {
                sum += part.value() * part.weight();
                weight += part.weight();
            }
            return Math.max(0, sum / weight);
        }

        /** Quantiles at the middles of {@code count} equal shares. */
        double[] nodes(int count) {
            List<Part> sorted = new ArrayList<>(parts);
            sorted.sort((a, b) -> Double.compare(a.value(), b.value()));
            double total = 0;
            for (Part part : sorted) {
                total += part.weight();
            }
            double[] nodes = new double[count];
            int at = 0;
            double below = sorted.get(0).weight();
            for (int i = 0; i < count; i++) {
                double share = total * (i + 0.5) / count;
                while (at < sorted.size() - 1 && below < share) {
                    at++;
                    below += sorted.get(at).weight();
                }
                nodes[i] = sorted.get(at).value();
            }
            return nodes;
        }
    }
}
