package io.zapas.demo.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a first pass over the file learns: which SKUs there are, since when, at what price. Nothing of it depends on what the suite answers.
 *
 * @param first time of the first row, and of the last
 * @param goods that take part, by SKU in alphabetical order
 */
record FileProfile(long rows, LocalDateTime first, LocalDateTime last, Map<String, Goods> goods) {
    /** The opening stock looks at this many days of a SKU. */
    static final int EARLY_DAYS = 42;

    /** Rows larger than this are wholesale spikes that nobody stocks up for. */
    static final long MAX_EARLY_ROW_UNITS = 1_000;

    /**
     * @param firstDay day of its first row of any kind
     * @param price mean price of the units sold; 0 when none was sold for money
     * @param earlyUnits sold within {@link #EARLY_DAYS} days, each row counted with at most {@link #MAX_EARLY_ROW_UNITS}
     */
    record Goods(String sku, LocalDate firstDay, double turnover, double price, long earlyUnits) {}

    /** @param top SKUs with the highest turnover; 0: all */
    static FileProfile read(Path file, int top) throws IOException {
        Map<String, Tally> tallies = new HashMap<>();
        long rows = 0;
        LocalDateTime first = null;
        LocalDateTime last = null;
        try (OrderFile orders = OrderFile.open(file)) {
            while (orders.hasNext()) {
                OrderRow row = orders.next();
                rows++;
                first = first == null ? row.at() : first;
                last = row.at();
                if (row.goods() && row.quantity() != 0) {
                    tallies.computeIfAbsent(row.sku(), sku -> new Tally(row.at().toLocalDate()))
                            .add(row);
                }
            }
        }
        if (first == null) {
            throw new IllegalArgumentException(file + ": has no rows");
        }
        return new FileProfile(rows, first, last, best(tallies, top));
    }

    long days() {
        return last.toLocalDate().toEpochDay() - first.toLocalDate().toEpochDay() + 1;
    }

    private static Map<String, Goods> best(Map<String, Tally> tallies, int top) {
        List<Goods> sorted = tallies.entrySet().stream()
                .map(entry -> entry.getValue().goods(entry.getKey()))
                .sorted(Comparator.comparingDouble(Goods::turnover).reversed().thenComparing(Goods::sku))
                .limit(top == 0 ? Long.MAX_VALUE : top)
                .toList();
        return new LinkedHashMap<>(
                sorted.stream().collect(Collectors.toMap(Goods::sku, goods -> goods, (a, b) -> a, TreeMap::new)));
    }

    private static final class Tally {
        private final LocalDate firstDay;
        private double turnover;
        private double paid;
        private long paidUnits;
        private long earlyUnits;

        Tally(LocalDate firstDay) {
            this.firstDay = firstDay;
        }

        void add(OrderRow row) {
            turnover += row.quantity() * row.price();
            if (row.quantity() < 0) {
                return;
            }
            if (row.price() > 0) {
                paid += row.quantity() * row.price();
                paidUnits += row.quantity();
            }
            if (row.at().toLocalDate().isBefore(firstDay.plusDays(EARLY_DAYS))) {
                earlyUnits += Math.min(row.quantity(), MAX_EARLY_ROW_UNITS);
            }
        }

        Goods goods(String sku) {
            return new Goods(sku, firstDay, turnover, paidUnits == 0 ? 0 : paid / paidUnits, earlyUnits);
        }
    }
}
