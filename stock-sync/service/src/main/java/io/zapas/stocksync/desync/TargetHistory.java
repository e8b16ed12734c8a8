package io.zapas.stocksync.desync;

import java.util.ArrayList;
import java.util.List;

/**
 * Which quantities a channel was told to show for a SKU, and when: each distinct value with the last span in which it held. At most {@value
 * #MAX_TARGETS} values; when a hot SKU has more within the time looked at, the oldest merge into a range that counts as legal as a whole, so
 * that the bound may delay an alarm but never raises a false one.
 */
final class TargetHistory {
    static final int MAX_TARGETS = 64;

    /**
     * A value that was the target.
     *
     * @param untilMillis when another took its place; {@link Long#MAX_VALUE} while it holds
     * @param version newest version of the SKU's availability with which it held
     */
    record Target(long value, long fromMillis, long untilMillis, long version) {
        boolean heldSince(long millis) {
            return untilMillis >= millis;
        }
    }

    private final long windowMillis;
    private final long knownSinceMillis;
    private final List<Target> targets = new ArrayList<>(2);
    private long mergedMin;
    private long mergedMax;
    private long mergedUntilMillis = Long.MIN_VALUE;

    /**
     * @param version of the SKU's availability that makes it the target
     * @param windowMillis the longest time it will be asked about
     */
    TargetHistory(long value, long version, long windowMillis, long nowMillis) {
        this.windowMillis = windowMillis;
        this.knownSinceMillis = nowMillis;
        targets.add(new Target(value, nowMillis, Long.MAX_VALUE, version));
    }

    void set(long value, long version, long nowMillis) {
        Target current = current();
        if (current.value() == value) {
            targets.set(targets.size() - 1, new Target(value, current.fromMillis(), Long.MAX_VALUE, version));
            return;
        }
        targets.set(
                targets.size() - 1, new Target(current.value(), current.fromMillis(), nowMillis, current.version()));
        targets.removeIf(target -> target.value() == value);
        targets.add(new Target(value, nowMillis, Long.MAX_VALUE, version));
        if (targets.size() > MAX_TARGETS) {
            merge(targets.remove(0), nowMillis);
        }
    }

    private void merge(Target oldest, long nowMillis) {
        boolean fresh = mergedUntilMillis < nowMillis - windowMillis;
        mergedMin = fresh ? oldest.value() : Math.min(mergedMin, oldest.value());
        mergedMax = fresh ? oldest.value() : Math.max(mergedMax, oldest.value());
        mergedUntilMillis = oldest.untilMillis();
    }

    Target current() {
        return targets.get(targets.size() - 1);
    }

    long knownSinceMillis() {
        return knownSinceMillis;
    }

    /** Whether {@code shown} equals a target that held at some time since {@code sinceMillis}, or lies at most {@code units} below one. */
    boolean explains(long shown, long units, long sinceMillis) {
        for (int i = targets.size() - 1; i >= 0 && targets.get(i).heldSince(sinceMillis); i--) {
            long value = targets.get(i).value();
            if (shown <= value && value - shown <= units) {
                return true;
            }
        }
        return mergedUntilMillis >= sinceMillis && shown <= mergedMax && mergedMin - shown <= units;
    }

    /** The newest span in which {@code value} was the target, or null. */
    Target find(long value) {
        for (int i = targets.size() - 1; i >= 0; i--) {
            if (targets.get(i).value() == value) {
                return targets.get(i);
            }
        }
        return null;
    }

    /** The smallest target that held since {@code sinceMillis} and is not below {@code shown}; -1: none. */
    long nearestAbove(long shown, long sinceMillis) {
        long nearest = mergedUntilMillis >= sinceMillis && shown <= mergedMax ? Math.max(shown, mergedMin) : -1;
        for (int i = targets.size() - 1; i >= 0 && targets.get(i).heldSince(sinceMillis); i--) {
            long value = targets.get(i).value();
            if (value >= shown && (nearest < 0 || value < nearest)) {
                nearest = value;
            }
        }
        return nearest;
    }

    /** How many targets took the place of another after {@code afterMillis}, up to and including {@code untilMillis}; at most {@value #MAX_TARGETS}. */
    int changes(long afterMillis, long untilMillis) {
        int changes = 0;
        for (Target target : targets) {
            changes += target.fromMillis() > afterMillis && target.fromMillis() <= untilMillis ? 1 : 0;
        }
        return changes;
    }

    /** The newest targets, newest first. */
    List<Target> newest(int limit) {
        List<Target> newest = new ArrayList<>(limit);
        for (int i = targets.size() - 1; i >= 0 && newest.size() < limit; i--) {
            newest.add(targets.get(i));
        }
        return newest;
    }
}
