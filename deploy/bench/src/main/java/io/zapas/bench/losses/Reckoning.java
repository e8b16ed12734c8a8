package io.zapas.bench.losses;

import io.zapas.bench.losses.Customer.Sale;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must be there, by all that was acknowledged: to be held against what is. Immutable. */
final class Reckoning {
    private final List<Sale> sales;
    private final Map<Integer, Units> units;

    /** Of one SKU, at its only location. */
    record Units(long onHand, long reserved) {}

    private Reckoning(List<Sale> sales, Map<Integer, Units> units) {
        this.sales = sales;
        this.units = units;
    }

    /**
     * @param first quantity on hand of each SKU, by its number
     * @param sales of one unit each; throws {@link IllegalStateException} when two have one id
     * @param received units that came in since, by SKU
     */
    static Reckoning of(Map<Integer, Long> first, List<Sale> sales, Map<Integer, Long> received) {
        Set<String> ids = new HashSet<>();
        Map<Integer, Long> reserved = new HashMap<>();
        for (Sale sale : sales) {
            if (!ids.add(sale.id())) {
                throw new IllegalStateException("two orders were answered with " + sale.id());
            }
            reserved.merge(sale.sku(), sale.state().equals("RELEASED") ? 0L : 1L, Long::sum);
        }
        Map<Integer, Units> units = new HashMap<>();
        first.forEach((sku, quantity) ->
                units.put(sku, new Units(quantity + received.getOrDefault(sku, 0L), reserved.getOrDefault(sku, 0L))));
        return new Reckoning(List.copyOf(sales), units);
    }

    List<Sale> sales() {
        return sales;
    }

    Set<Integer> skus() {
        return units.keySet();
    }

    /** What is wrong about a reservation that was answered so; empty: nothing. */
    static Optional<String> wrong(Sale sale, int status, String state) {
        return status == 200 && state.equals(sale.state())
                ? Optional.empty()
                : Optional.of(sale + " was acknowledged, and is " + status + " " + state);
    }

    /** What is wrong about a SKU that has these units; empty: nothing. */
    Optional<String> wrong(int sku, Units found) {
        Units due = units.get(sku);
        return due.equals(found)
                ? Optional.empty()
                : Optional.of("SKU " + sku + " must have " + due.onHand() + " on hand and " + due.reserved()
                        + " reserved, and has " + found.onHand() + " and " + found.reserved());
    }
}
