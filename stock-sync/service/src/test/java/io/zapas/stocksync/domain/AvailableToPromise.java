package io.zapas.stocksync.domain;

import io.zapas.stocksync.api.Availability.LocationLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What may still be promised of a SKU:
 *
 * <pre>ATP = max(0, Σ max(0, on-hand) - Σ reserved - buffer)</pre>
 *
 * over its locations. A negative on-hand (ERPs allow it) counts as 0. More reserved at a location than it has lowers the total: those
 * units must come from elsewhere. The buffer belongs to the SKU and is taken off once. The script computes the same (30-available.lua).
 */
public final class AvailableToPromise {

    private AvailableToPromise() {}

    /** Units at one location: on-hand may be negative. */
    public record Level(long onHand, long reserved) {}

    public static long of(Iterable<Level> levels, long buffer) {
        long units = -buffer;
        for (Level level : levels) {
            units += Math.max(0, level.onHand()) - level.reserved();
        }
        return Math.max(0, units);
    }

    /** Units promised beyond on-hand; 0 when healthy. */
    public static long shortfall(Iterable<Level> levels) {
        long units = 0;
        for (Level level : levels) {
            units += level.reserved() - Math.max(0, level.onHand());
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
            long free = Math.max(0, Math.max(0, level.onHand()) - level.reserved());
            long kept = Math.min(rest, free);
            rest -= kept;
            shown.add(new LocationLevel(entry.getKey(), level.onHand(), level.reserved(), kept, free - kept));
        }
        return List.copyOf(shown);
    }
}
