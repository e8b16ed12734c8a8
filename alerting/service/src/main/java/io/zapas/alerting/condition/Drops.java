package io.zapas.alerting.condition;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The levels of one source that it took to zero and that are still there, over the last {@link #MEMORY}. Bounded by the source's levels. Not safe for
 * concurrent use.
 */
final class Drops {
    /** A drop that nobody undid for so long is how things are. */
    static final Duration MEMORY = Duration.ofHours(24);

    private record Dropped(Instant at, String sku, String location) {}

    /**
     * Many levels that went to zero together.
     *
     * @param level of the threshold it meets: open, or only not yet close
     * @param share of the source's levels that had stock, 0 to 1
     */
    record Episode(boolean opens, Instant since, Instant until, Set<String> skus, double share) {
        boolean covers(Instant droppedAt) {
            return droppedAt != null && !droppedAt.isBefore(since) && !droppedAt.isAfter(until);
        }
    }

    private final TreeSet<Dropped> dropped = new TreeSet<>(
            Comparator.comparing(Dropped::at).thenComparing(Dropped::sku).thenComparing(Dropped::location));
    private long stocked;

    void add(String sku, String location, SkuSources.Level level) {
        count(sku, location, level, 1);
    }

    void remove(String sku, String location, SkuSources.Level level) {
        count(sku, location, level, -1);
    }

    private void count(String sku, String location, SkuSources.Level level, int sign) {
        if (level.onHand() > 0) {
            stocked += sign;
        } else if (level.droppedAt() != null) {
            Dropped item = new Dropped(level.droppedAt(), sku, location);
            if (sign > 0) {
                dropped.add(item);
            } else {
                dropped.remove(item);
            }
        }
    }

    /** Whether so many SKUs have dropped within the given time before {@code now}. */
    boolean crowded(int skus, Duration within, Instant now) {
        Set<String> seen = new HashSet<>();
        Instant start = now.minus(within);
        for (Dropped item : dropped.descendingSet()) {
            if (item.at().isBefore(start)) {
                return false;
            }
            seen.add(item.sku());
            if (seen.size() >= skus) {
                return true;
            }
        }
        return false;
    }

    /**
     * The drop of unusual size, null: none. All windows that hold enough of the source belong to it. O(drops of a day).
     */
    Episode episode(SourceThresholds thresholds, Instant now) {
        Instant oldest = now.minus(MEMORY);
        while (!dropped.isEmpty() && dropped.first().at().isBefore(oldest)) {
            dropped.pollFirst();
        }
        List<Dropped> items = new ArrayList<>(dropped);
        boolean opens = false;
        int first = -1;
        int last = -1;
        int most = 0;
        int from = 0;
        for (int to = 0; to < items.size(); to++) {
            Instant start = items.get(to).at().minus(thresholds.dropWindow());
            while (items.get(from).at().isBefore(start)) {
                from++;
            }
            int size = to - from + 1;
            if (size >= thresholds.dropMinSkus() && share(size) >= thresholds.dropCloseShare()) {
                first = first < 0 ? from : first;
                last = to;
                most = Math.max(most, size);
                opens |= share(size) >= thresholds.dropOpenShare();
            }
        }
        if (first < 0) {
            return null;
        }
        Set<String> skus = new HashSet<>();
        items.subList(first, last + 1).forEach(item -> skus.add(item.sku()));
        return new Episode(
                opens,
                items.get(first).at(),
                items.get(last).at(),
                Set.copyOf(skus),
                share(Math.max(most, last - first + 1)));
    }

    private double share(int size) {
        return size / (double) (size + stocked);
    }
}
