package io.zapas.alerting.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The names that maps of facts have in common, kept once: rules write the same names again and again, so a packed map says which names it has in one number. At most {@value #MAX}
 * sets of names; none is ever forgotten, so a number stays good for the life of the process. Immutable; safe on every thread.
 */
final class Shape {
    private static final int MAX = 16_384;
    private static final Map<List<String>, Shape> BY_NAMES = new ConcurrentHashMap<>();
    private static final AtomicReferenceArray<Shape> SHAPES = new AtomicReferenceArray<>(MAX);
    private static final Map<Order, Order> ORDERS = new ConcurrentHashMap<>();

    private final int number;
    private final String[] names;

    private Shape(int number, String[] names) {
        this.number = number;
        this.names = names;
    }

    int number() {
        return number;
    }

    int size() {
        return names.length;
    }

    /** In their order. */
    String name(int index) {
        return names[index];
    }

    /** Where the name stands among those of the shape; negative: it has none such. */
    int index(String name) {
        return Arrays.binarySearch(names, name);
    }

    static Shape numbered(int number) {
        return SHAPES.get(number);
    }

    /** The shape of sorted names that differ; null: there are too many shapes. */
    private static Shape of(List<String> sorted) {
        Shape known = BY_NAMES.get(sorted);
        if (known != null) {
            return known;
        }
        synchronized (BY_NAMES) {
            int next = BY_NAMES.size();
            if (next == MAX || BY_NAMES.containsKey(sorted)) {
                return BY_NAMES.get(sorted);
            }
            Shape shape = new Shape(next, sorted.toArray(String[]::new));
            SHAPES.set(next, shape);
            BY_NAMES.put(sorted, shape);
            return shape;
        }
    }

    /**
     * How names stand in which somebody wrote them; of a name that stands there twice the last one counts.
     *
     * @param count how many of the names there are; what is behind them is nothing
     * @return {@link Order#shape} is null: there are too many shapes
     */
    static Order order(String[] names, int count) {
        Order wanted = new Order(names, count);
        Order known = ORDERS.get(wanted);
        if (known != null) {
            return known;
        }
        Order order = new Order(Arrays.copyOf(names, count), count);
        order.sort();
        if (order.shape != null && ORDERS.size() < MAX) {
            ORDERS.put(order, order);
        }
        return order;
    }

    /** Names in the order in which they were written, and where the values of the shape's names stand among them. */
    static final class Order {
        private final String[] written;
        private final int count;
        private final int hash;
        /** Of the sorted names, where each was written last. */
        private int[] places;

        private String[] sorted;
        private Shape shape;

        private Order(String[] written, int count) {
            this.written = written;
            this.count = count;
            int mixed = count;
            for (int i = 0; i < count; i++) {
                mixed = 31 * mixed + written[i].hashCode();
            }
            this.hash = mixed;
        }

        private void sort() {
            List<Integer> byName = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                if (!Arrays.asList(written).subList(i + 1, count).contains(written[i])) {
                    byName.add(i);
                }
            }
            byName.sort((one, other) -> written[one].compareTo(written[other]));
            places = byName.stream().mapToInt(Integer::intValue).toArray();
            sorted = byName.stream().map(i -> written[i]).toArray(String[]::new);
            shape = of(List.of(sorted));
        }

        /** Null: there are too many. */
        Shape shape() {
            return shape;
        }

        int size() {
            return places.length;
        }

        String name(int index) {
            return sorted[index];
        }

        /** Where the value of the name at this index was written. */
        int place(int index) {
            return places[index];
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Order order
                    && hash == order.hash
                    && Arrays.equals(written, 0, count, order.written, 0, order.count);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
