package io.zapas.alerting.condition;

import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;

/**
 * When a source usually speaks, learned by the hour of the week from the last {@value #WEEKS} weeks: time is cut into slots of {@value #SLOT_MINUTES}
 * minutes, and of the slots of the same hour of the week a share was busy. How unlikely a silence is follows from the quiet slots since it was last heard:
 * phi = sum of -log10(1 - share), the idea of the phi accrual failure detector (Hayashibara et al., 2004) on the empirical distribution, slots taken as
 * independent. Hours in which it never speaks add nothing: a quiet night is no silence. Half a KiB per source. Safe on every thread.
 */
public final class Cadence {
    static final int SLOT_MINUTES = 10;
    static final int WEEKS = 4;
    /** How far back it reaches. */
    public static final Duration MEMORY = Duration.ofDays(7L * WEEKS);

    /** A silence this unlikely is late, ... */
    static final double LATE = 3;

    /** ...late still above this, ... */
    static final double LATE_CLOSE = 2;

    /** ...and dead from this on. */
    static final double DEAD = 8;

    private static final int SLOTS_PER_HOUR = 60 / SLOT_MINUTES;
    private static final int HOURS_PER_WEEK = 7 * 24;
    private static final int SLOTS = SLOTS_PER_HOUR * HOURS_PER_WEEK * WEEKS;
    private static final long SLOT_SECONDS = SLOT_MINUTES * 60L;

    /** Before that nothing is known of its weeks. */
    private static final Duration MIN_HISTORY = Duration.ofDays(14);

    private final BitSet busy = new BitSet(SLOTS);
    private long firstSlot = Long.MAX_VALUE;
    private long newestSlot = Long.MIN_VALUE;
    private Instant lastHeard;

    /**
     * A silence.
     *
     * @param since when it became late
     * @param usualGapMinutes between two signs of life at this hour of the week
     */
    record Silence(Instant lastHeard, Instant since, double phi, long usualGapMinutes) {}

    synchronized void heard(Instant at) {
        long slot = slot(at);
        if (newestSlot != Long.MIN_VALUE && slot <= newestSlot - SLOTS) {
            return;
        }
        if (newestSlot == Long.MIN_VALUE) {
            newestSlot = slot;
        }
        for (long next = Math.max(newestSlot + 1, slot - SLOTS + 1); next <= slot; next++) {
            busy.clear(index(next));
        }
        busy.set(index(slot));
        newestSlot = Math.max(newestSlot, slot);
        firstSlot = Math.min(firstSlot, slot);
        lastHeard = lastHeard == null || at.isAfter(lastHeard) ? at : lastHeard;
    }

    synchronized Instant lastHeard() {
        return lastHeard;
    }

    /** The silence at {@code now}; null when it is not unusual, or too little is known. */
    synchronized Silence silence(Instant now) {
        if (lastHeard == null
                || now.isBefore(Instant.ofEpochSecond(firstSlot * SLOT_SECONDS).plus(MIN_HISTORY))) {
            return null;
        }
        double phi = 0;
        Instant since = null;
        long end = Math.min(slot(now), newestSlot + SLOTS / WEEKS);
        for (long quiet = newestSlot + 1; quiet < end; quiet++) {
            phi -= Math.log10(1 - share(quiet));
            if (since == null && phi >= LATE) {
                since = Instant.ofEpochSecond((quiet + 1) * SLOT_SECONDS);
            }
        }
        if (phi < LATE_CLOSE) {
            return null;
        }
        double share = share(newestSlot + 1);
        return new Silence(
                lastHeard,
                since == null ? now : since,
                phi,
                share <= 0 ? SLOT_MINUTES * SLOTS_PER_HOUR : Math.round(SLOT_MINUTES / share));
    }

    /** Share of busy slots in the hour of the week of this one, over the weeks before it that are known; never 1. */
    private double share(long slot) {
        int seen = 0;
        int spoke = 0;
        long hour = Math.floorDiv(slot, SLOTS_PER_HOUR);
        for (int week = 1; week <= WEEKS; week++) {
            long start = (hour - (long) week * HOURS_PER_WEEK) * SLOTS_PER_HOUR;
            for (long same = start; same < start + SLOTS_PER_HOUR; same++) {
                if (same >= firstSlot && same > newestSlot - SLOTS && same <= newestSlot) {
                    seen++;
                    spoke += busy.get(index(same)) ? 1 : 0;
                }
            }
        }
        return spoke / (seen + 1.0);
    }

    private static long slot(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), SLOT_SECONDS);
    }

    private static int index(long slot) {
        return (int) Math.floorMod(slot, (long) SLOTS);
    }
}
