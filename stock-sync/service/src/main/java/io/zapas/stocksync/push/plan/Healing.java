package io.zapas.stocksync.push.plan;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells listings once more what they took and do not show, the largest oversell first: a few at first, and no further ones before each of them was read back; all that the caps
 * leave once those follow. A listing that still shows something else after {@value #MAX_TRIES} tries within a day is put in quarantine: no longer corrected, and told 0 if it shows
 * more than it may.
 *
 * <p>Caps of a channel: {@value #PER_MINUTE} listings a minute, and a fiftieth of its listings an hour, but {@value #FIRST}. What is told is what a listing may show at that moment,
 * never what it was told before. Confined to its {@link ChannelPlan}.
 */
final class Healing {
    static final int FIRST = 5;
    static final int PER_MINUTE = 50;
    static final int MAX_TRIES = 3;
    static final String NOT_SHOWN = "NOT_SHOWN";
    private static final int LISTINGS_PER_HOURLY = 50;
    private static final long MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
    private static final int SETTLE_TIMES_PATIENCE = 2;

    /** A listing that is being healed. */
    private static final class Try {
        final long wrong;
        final int failures;
        boolean sent;

        Try(Listing listing) {
            this.wrong = listing.shown;
            this.failures = listing.failures;
        }
    }

    private enum Outcome {
        OPEN,
        FOLLOWED,
        FAILED
    }

    private final long settleMillis;
    private final Map<Listing, Try> tries = new LinkedHashMap<>();
    /** When a listing was chosen, within the last hour. */
    private final Deque<Long> chosenMillis = new ArrayDeque<>();

    private boolean trusted;
    private long restUntilMillis = Long.MIN_VALUE;

    Healing(long settleMillis) {
        this.settleMillis = settleMillis;
    }

    /**
     * One look at the channel.
     *
     * @param wrong the listings that show something they may not
     * @param listings how many the channel has
     * @return those of which something has changed
     */
    Set<Listing> look(Collection<Listing> wrong, Collection<Listing> quarantined, int listings, long nowMillis) {
        Set<Listing> changed = new LinkedHashSet<>();
        Set<Listing> still = new HashSet<>(wrong);
        readBack(still, nowMillis, changed);
        for (Listing listing : quarantined) {
            prune(listing, nowMillis);
            if (!still.contains(listing) || listing.healedMillis.size() < MAX_TRIES) {
                listing.release(nowMillis);
                changed.add(listing);
            }
        }
        if (wrong.isEmpty()) {
            trusted = false;
        }
        if (tries.isEmpty() && nowMillis >= restUntilMillis) {
            choose(wrong, listings, nowMillis, changed);
        }
        return changed;
    }

    private void readBack(Set<Listing> still, long nowMillis, Set<Listing> changed) {
        for (Iterator<Map.Entry<Listing, Try>> open = tries.entrySet().iterator(); open.hasNext(); ) {
            Map.Entry<Listing, Try> entry = open.next();
            Listing listing = entry.getKey();
            Outcome outcome =
                    still.contains(listing) ? outcome(listing, entry.getValue(), nowMillis) : Outcome.FOLLOWED;
            if (outcome == Outcome.OPEN) {
                continue;
            }
            open.remove();
            listing.again = false;
            changed.add(listing);
            if (outcome == Outcome.FOLLOWED) {
                trusted = true;
                continue;
            }
            restUntilMillis = nowMillis + settleMillis;
            prune(listing, nowMillis);
            if (listing.healedMillis.size() >= MAX_TRIES) {
                listing.quarantine(NOT_SHOWN, nowMillis);
            }
        }
        if (nowMillis < restUntilMillis) {
            trusted = false;
        }
    }

    private Outcome outcome(Listing listing, Try open, long nowMillis) {
        if (listing.failures > open.failures) {
            return Outcome.FAILED;
        }
        if (!open.sent || listing.taken == null || listing.again) {
            return Outcome.OPEN;
        }
        if (listing.statedMillis > listing.takenMillis) {
            return follows(open.wrong, listing.taken, listing.shown) ? Outcome.FOLLOWED : Outcome.FAILED;
        }
        return nowMillis - listing.takenMillis > SETTLE_TIMES_PATIENCE * settleMillis ? Outcome.FAILED : Outcome.OPEN;
    }

    /** Whether a channel that showed {@code wrong} took {@code told}: it shows that, or what is left of it after sales. */
    private static boolean follows(long wrong, long told, long shown) {
        return shown == told || (shown < told && (wrong > told || shown > wrong));
    }

    private void choose(Collection<Listing> wrong, int listings, long nowMillis, Set<Listing> changed) {
        List<Listing> healable =
                wrong.stream().filter(listing -> healable(listing, nowMillis)).toList();
        for (Listing listing : healable) {
            // It followed each time, and is put up again each time.
            if (listing.healedMillis.size() >= MAX_TRIES) {
                listing.quarantine(NOT_SHOWN, nowMillis);
                changed.add(listing);
            }
        }
        while (!chosenMillis.isEmpty() && chosenMillis.peekFirst() <= nowMillis - HOUR_MILLIS) {
            chosenMillis.removeFirst();
        }
        long lastMinute = chosenMillis.stream()
                .filter(at -> at > nowMillis - MINUTE_MILLIS)
                .count();
        long left = Math.min(
                Math.min(trusted ? PER_MINUTE : FIRST, PER_MINUTE - lastMinute),
                Math.max(FIRST, listings / LISTINGS_PER_HOURLY) - chosenMillis.size());
        if (left <= 0) {
            return;
        }
        List<Listing> chosen = healable.stream()
                .filter(listing -> listing.quarantine == null)
                .sorted(Comparator.comparingLong((Listing listing) -> listing.desired(nowMillis) - listing.shown)
                        .thenComparing(listing -> listing.offerId))
                .limit(left)
                .toList();
        for (Listing listing : chosen) {
            listing.again = true;
            tries.put(listing, new Try(listing));
            chosenMillis.addLast(nowMillis);
            changed.add(listing);
        }
    }

    private static boolean healable(Listing listing, long nowMillis) {
        prune(listing, nowMillis);
        return listing.quarantine == null
                && listing.nextTryMillis <= nowMillis
                && listing.shown != null
                && !listing.sending
                && !listing.held
                && !listing.wanting(nowMillis)
                && listing.shown != listing.desired(nowMillis);
    }

    private static void prune(Listing listing, long nowMillis) {
        listing.healedMillis.removeIf(at -> at <= nowMillis - DAY_MILLIS);
    }

    /** A listing that was chosen is being told. Repeated when no answer came: that is one try. */
    void sent(Listing listing, long nowMillis) {
        Try open = tries.get(listing);
        if (open != null && !open.sent) {
            open.sent = true;
            listing.healedMillis.add(nowMillis);
        }
    }

    /** When a listing that is wrong may be told again; null: it is being told, or not known. */
    Long nextMillis(Listing listing, long nowMillis) {
        return tries.containsKey(listing) || restUntilMillis <= nowMillis ? null : Long.valueOf(restUntilMillis);
    }
}
