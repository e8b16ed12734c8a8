package io.zapas.stocksync.domain;

import io.zapas.stocksync.api.Availability.LocationLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What may still be promised of a SKU:
 *
 * <pre>ATP = max(0, Σ (max(0, on-hand) - reserved - buffer of the location) - buffer of the SKU)</pre>
 *
 * over its locations. A negative on-hand (ERPs allow it) counts as 0, as does what is on hand where nothing is sold. More reserved at a location
 * than it has lowers the total: those units must come from elsewhere. A location's buffer keeps back what it has and nothing of others. The
 * script computes the same (30-available.lua).
 */
public final class AvailableToPromise {

    private AvailableToPromise() {}

    /** Units at one location: on-hand may be negative, the buffer is kept back as far as there are free units. */
    public record Level(long onHand, long reserved, long buffer, boolean sellable) {

        public Level(long onHand, long reserved) {
            this(onHand, reserved, 0, true);
        }

        private long countable() {
            return sellable ? Math.max(0, onHand) : 0;
        }

        private long kept() {
            return Math.min(buffer, Math.max(0, countable() - reserved));
        }

        /** Below 0 when more is reserved than there is. */
        private long free() {
            return countable() - reserved - kept();
        }
    }

    /** What of the ATP a channel gets at that sells from these locations only, and takes a line from one location if it must not split. */
    public static long reach(long available, Iterable<Level> places, boolean split) {
        long sum = 0;
        long largest = 0;
        for (Level level : places) {
            sum += level.free();
            largest = Math.max(largest, level.free());
        }
        return Math.max(0, Math.min(available, split ? sum : largest));
    }

    public static long of(Iterable<Level> levels, long buffer) {
        long units = -buffer;
        for (Level level : levels) {
            units += level.free();
        }
        return Math.max(0, units);
    }

    /** Units promised beyond on-hand; 0 when healthy. */
    public static long shortfall(Iterable<Level> levels) {
        long units = 0;
        for (Level level : levels) {
            units += level.reserved() - level.countable();
        }
        return Math.max(0, units);
    }

    /** @param parts ATP of each component and how many of it one kit holds; never empty */
    public static long ofKit(Iterable<Part> parts) {
        long least = Long.MAX_VALUE;
        for (Part part : parts) {
            least = Math.min(least, part.available() / part.quantity());
        }
        return least;
    }

    /** One component: its ATP and its quantity in the kit. */
    public record Part(long available, long quantity) {}

    /**
     * Levels as shown, by name. The SKU's buffer is laid on the locations in the order of their names, as far as they have free units, so that
     * the locations' available units sum up to the ATP unless one of them has more reserved than on hand.
     */
    public static List<LocationLevel> locations(Map<String, Level> levels, long buffer) {
        List<LocationLevel> shown = new ArrayList<>(levels.size());
        long rest = buffer;
        for (Map.Entry<String, Level> entry : new TreeMap<>(levels).entrySet()) {
            Level level = entry.getValue();
            long free = Math.max(0, level.free());
            long more = Math.min(rest, free);
            rest -= more;
            shown.add(new LocationLevel(
                    entry.getKey(),
                    level.onHand(),
                    level.reserved(),
                    level.kept() + more,
                    free - more,
                    level.sellable() ? null : Boolean.FALSE,
                    null));
        }
        return List.copyOf(shown);
    }
}
