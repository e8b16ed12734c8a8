package io.zapas.stocksync.push.plan;

import io.zapas.stocksync.api.Push;
import io.zapas.stocksync.api.Push.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * What the listings of one channel are to be told. A listing waits to be told while what it was told differs from what it may show, the newest only; those that come to show less
 * go first, each kind in the order in which it began to wait.
 *
 * <p>It is told its SKU's exposure less what the channel took off by itself since it was told last: those are sales whose orders we have not heard of, and a raise that ignored them
 * would sell them a second time. They count until they are recorded, or for {@code settle} at most. A channel that lowers nothing by itself is never told less.
 *
 * <p>When too many listings would go to 0 at once, a person is asked: {@link ZeroGuard}. A listing that refuses waits by itself, 30 s at first, an hour at most. What it states of itself
 * makes nobody tell it anything, but {@link Healing}. All times are milliseconds of one clock. Confined to one thread.
 */
public final class ChannelPlan {
    private static final long FIRST_RETRY_MILLIS = 30_000;
    private static final long LONGEST_RETRY_MILLIS = 3_600_000;
    private static final int MAX_DOUBLINGS = 10;
    /** Refusals in a row after which a listing is set whatever it shows. */
    private static final int COMPARING_TRIES = 3;

    private static final String MASS_ZERO = "MASS_ZERO";

    /**
     * One listing that is being told now.
     *
     * @param shown what it shows as far as we know; null: unknown, or it is to be set whatever it shows
     */
    public record Telling(String offerId, String sku, long quantity, Long shown) {}

    private record Wake(long millis, Listing listing) {}

    private final String channel;
    private final long settleMillis;
    private final Healing healing;
    private final ZeroGuard zeros;
    private final Map<String, Listing> listings = new HashMap<>();
    private final Map<String, List<Listing>> bySku = new HashMap<>();
    private final Set<String> unknown = new LinkedHashSet<>();
    private final Set<Listing> lowering = new LinkedHashSet<>();
    private final Set<Listing> others = new LinkedHashSet<>();
    private final Set<Listing> quarantined = new HashSet<>();
    private final Set<Listing> held = new LinkedHashSet<>();
    private final Set<String> news = new LinkedHashSet<>();
    private final PriorityQueue<Wake> wakes =
            new PriorityQueue<>((one, other) -> Long.compare(one.millis(), other.millis()));

    /**
     * @param settleMillis within which a channel shows what it took, and we hear of its sales
     * @param zeroPercent of its listings that may be told 0 within an hour unless a person approves; 100: all
     */
    public ChannelPlan(String channel, long settleMillis, int zeroPercent) {
        this.zeros = new ZeroGuard(zeroPercent);
        this.channel = channel;
        this.settleMillis = settleMillis;
        this.healing = new Healing(settleMillis);
    }

    /** The channel stated what it shows. Older statements than the one known are ignored. */
    public void stated(String offerId, String sku, long quantity, long atMillis, long nowMillis) {
        Listing listing = listing(offerId, sku);
        if (atMillis < listing.statedMillis) {
            return;
        }
        move(listing, sku);
        if (listing.failures > 0 && !Long.valueOf(quantity).equals(listing.shown)) {
            // What it refused may have been compared with what it showed before.
            listing.nextTryMillis = nowMillis;
        }
        listing.stated(quantity, atMillis, nowMillis, settleMillis);
        consider(listing, nowMillis);
    }

    /** What {@code sku} may show now. Older versions than the one known are ignored. */
    public void target(String sku, long quantity, long version, long nowMillis) {
        unknown.remove(sku);
        for (Listing listing : bySku.getOrDefault(sku, List.of())) {
            if (version >= listing.version) {
                listing.version = version;
                listing.target = quantity;
                consider(listing, nowMillis);
            }
        }
    }

    /** The channel's own sale of {@code units}, as it was recorded. */
    public void sold(String sku, long units, long nowMillis) {
        for (Listing listing : bySku.getOrDefault(sku, List.of())) {
            listing.sold(units);
            consider(listing, nowMillis);
        }
    }

    /**
     * What was told in an earlier reign. Once, when what it shows and may show is known.
     *
     * @param approvedMillis what was held then a person approved
     */
    public void restore(Push push, long approvedMillis, long nowMillis) {
        Listing listing = listing(push.offerId(), push.sku());
        listing.restored(
                push.quantity(), push.state() == State.TAKEN, push.at().toEpochMilli(), nowMillis, settleMillis);
        listing.sentVersion = push.version();
        listing.failures = push.failures();
        listing.problem = push.problem();
        if (push.nextTryAt() != null) {
            listing.nextTryMillis = push.nextTryAt().toEpochMilli();
        }
        push.healed().forEach(at -> listing.healedMillis.add(at.toEpochMilli()));
        if (MASS_ZERO.equals(push.quarantine())) {
            listing.approved = push.at().toEpochMilli() <= approvedMillis;
            if (!listing.approved) {
                listing.heldMillis = push.at().toEpochMilli();
                zeros.close();
            }
        } else {
            listing.quarantine = push.quarantine();
        }
        consider(listing, nowMillis);
    }

    private Listing listing(String offerId, String sku) {
        return listings.computeIfAbsent(offerId, id -> {
            Listing created = new Listing(id, sku);
            link(created);
            return created;
        });
    }

    private void link(Listing listing) {
        List<Listing> ofSku = bySku.computeIfAbsent(listing.sku, name -> new ArrayList<>(1));
        ofSku.add(listing);
        if (ofSku.size() == 1) {
            unknown.add(listing.sku);
        } else {
            listing.target = ofSku.get(0).target;
            listing.version = ofSku.get(0).version;
        }
    }

    /** It lists another SKU from now on, of which nothing is known yet. */
    private void move(Listing listing, String sku) {
        if (listing.sku.equals(sku)) {
            return;
        }
        List<Listing> left = bySku.get(listing.sku);
        left.remove(listing);
        if (left.isEmpty()) {
            bySku.remove(listing.sku);
            unknown.remove(listing.sku);
        }
        listing.sku = sku;
        listing.target = -1;
        listing.version = 0;
        link(listing);
    }

    /** Whether anything of this SKU is listed. */
    public boolean watches(String sku) {
        return bySku.containsKey(sku);
    }

    public int size() {
        return listings.size();
    }

    /** Takes up to {@code limit} SKUs whose exposure is not known; each is handed out once. */
    public List<String> takeUnknown(int limit) {
        List<String> taken = new ArrayList<>();
        for (Iterator<String> names = unknown.iterator(); names.hasNext() && taken.size() < limit; ) {
            taken.add(names.next());
            names.remove();
        }
        return taken;
    }

    /** Gives back what {@link #takeUnknown} handed out: asking failed. */
    public void putBackUnknown(Collection<String> names) {
        names.stream().filter(bySku::containsKey).forEach(unknown::add);
    }

    /** Puts it where it belongs after anything about it changed; one that waits already keeps its place. */
    private void consider(Listing listing, long nowMillis) {
        long wakeMillis = listing.changesMillis(nowMillis);
        if (listing.held && listing.desired(nowMillis) > 0) {
            release(listing);
        }
        Set<Listing> place = null;
        if (listing.wanting(nowMillis)) {
            if (listing.nextTryMillis > nowMillis) {
                wakeMillis = Math.min(wakeMillis, listing.nextTryMillis);
            } else {
                place = listing.lowers(nowMillis) ? lowering : others;
            }
        }
        if (place != lowering) {
            lowering.remove(listing);
        }
        if (place != others) {
            others.remove(listing);
        }
        if (place != null && place.add(listing) && listing.waitingSinceMillis < 0) {
            listing.waitingSinceMillis = nowMillis;
        } else if (place == null) {
            listing.waitingSinceMillis = -1;
        }
        if (listing.quarantine == null) {
            quarantined.remove(listing);
        } else {
            quarantined.add(listing);
        }
        if (wakeMillis < listing.wakeMillis) {
            listing.wakeMillis = wakeMillis;
            wakes.add(new Wake(wakeMillis, listing));
        }
    }

    /** What to tell now, at most {@code limit} listings; each is being told until one of the methods below is called for it. */
    public List<Telling> next(int limit, long nowMillis) {
        while (!wakes.isEmpty() && wakes.peek().millis() <= nowMillis) {
            Listing due = wakes.poll().listing();
            due.wakeMillis = Long.MAX_VALUE;
            consider(due, nowMillis);
        }
        List<Telling> tellings = new ArrayList<>();
        take(lowering, limit, nowMillis, tellings);
        take(others, limit, nowMillis, tellings);
        return tellings;
    }

    private void take(Set<Listing> from, int limit, long nowMillis, List<Telling> tellings) {
        for (Iterator<Listing> waiting = from.iterator(); waiting.hasNext() && tellings.size() < limit; ) {
            Listing listing = waiting.next();
            waiting.remove();
            listing.waitingSinceMillis = -1;
            if (listing.desired(nowMillis) == 0 && !zeros.admits(listing, listings.size(), nowMillis)) {
                hold(listing, nowMillis);
                continue;
            }
            Long shown = listing.failures < COMPARING_TRIES ? listing.believed() : null;
            listing.begin(nowMillis);
            if (listing.again) {
                healing.sent(listing, nowMillis);
            }
            tellings.add(new Telling(listing.offerId, listing.sku, listing.sent, shown));
        }
    }

    /** The channel took it. */
    public void taken(String offerId, long nowMillis) {
        Listing listing = listings.get(offerId);
        listing.taken(nowMillis);
        consider(listing, nowMillis);
    }

    /**
     * The channel refused this one.
     *
     * @param unknown whether it may have taken it all the same: no answer came for it, though one came for others
     */
    public void refused(String offerId, String reason, boolean unknown, long nowMillis) {
        Listing listing = listings.get(offerId);
        long waitMillis =
                Math.min(LONGEST_RETRY_MILLIS, FIRST_RETRY_MILLIS << Math.min(listing.failures, MAX_DOUBLINGS));
        listing.refused(reason, unknown, nowMillis + waitMillis);
        consider(listing, nowMillis);
    }

    /** No answer came: it shows what it was told or what it showed before. */
    public void unanswered(String offerId, long nowMillis) {
        Listing listing = listings.get(offerId);
        listing.unanswered();
        consider(listing, nowMillis);
    }

    /** It was not told after all. */
    public void dropped(String offerId, long nowMillis) {
        Listing listing = listings.get(offerId);
        listing.dropped();
        consider(listing, nowMillis);
    }

    private void hold(Listing listing, long nowMillis) {
        listing.held = true;
        // A restart holds it anew, and people may have looked before.
        listing.heldMillis = listing.heldMillis > 0 ? listing.heldMillis : nowMillis;
        held.add(listing);
        news.add(listing.offerId);
    }

    private void release(Listing listing) {
        listing.held = false;
        listing.heldMillis = -1;
        held.remove(listing);
        news.add(listing.offerId);
        if (held.isEmpty()) {
            zeros.open();
        }
    }

    /** A person says that those that were held at {@code asOfMillis} are to be told 0. Those held since wait for another word. */
    public void approve(long asOfMillis, long nowMillis) {
        for (Listing listing : List.copyOf(held)) {
            if (listing.heldMillis <= asOfMillis) {
                listing.approved = true;
                release(listing);
                consider(listing, nowMillis);
            }
        }
    }

    /** How many are held until a person approves. */
    public int held() {
        return held.size();
    }

    /** Takes the listings of which a reader of {@link #push} learns something new though they were not told anything. */
    public List<String> takeNews() {
        List<String> taken = List.copyOf(news);
        news.clear();
        return taken;
    }

    /** A look at all listings found these to show what they may not. */
    public void wrong(Collection<String> offerIds, long nowMillis) {
        List<Listing> wrong =
                offerIds.stream().map(listings::get).filter(Objects::nonNull).toList();
        for (Listing listing : healing.look(wrong, List.copyOf(quarantined), listings.size(), nowMillis)) {
            boolean known = quarantined.contains(listing);
            consider(listing, nowMillis);
            if (known != quarantined.contains(listing)) {
                news.add(listing.offerId);
            }
        }
    }

    /** What is known of a listing's newest push; null: it was never told anything, and is not held. */
    public Push push(String offerId, long nowMillis) {
        Listing listing = listings.get(offerId);
        if (listing == null || (listing.sentMillis < 0 && !listing.held)) {
            return null;
        }
        boolean waits = listing.failures > 0 || listing.uncertain || listing.sentMillis < 0;
        State state = listing.sending ? State.SENDING : waits ? State.WAITING : State.TAKEN;
        return new Push(
                channel,
                offerId,
                listing.sku,
                listing.sentMillis < 0 && listing.shown != null ? listing.shown : listing.sent,
                listing.sentVersion,
                state,
                Instant.ofEpochMilli(nowMillis),
                listing.failures,
                listing.failures > 0 ? Instant.ofEpochMilli(listing.nextTryMillis) : null,
                listing.problem,
                listing.healedMillis.stream().map(Instant::ofEpochMilli).toList(),
                listing.held ? MASS_ZERO : listing.quarantine);
    }

    /** When the listing is told again though it took what it was told, or refused it; null: not known, or not any more. */
    public Long nextTryMillis(String offerId, long nowMillis) {
        Listing listing = listings.get(offerId);
        if (listing == null || listing.quarantine != null) {
            return null;
        }
        return listing.failures > 0 ? Long.valueOf(listing.nextTryMillis) : healing.nextMillis(listing, nowMillis);
    }

    /** How many wait to be told and may be told now. */
    public int waiting() {
        return lowering.size() + others.size();
    }

    /** How long the first of them has waited, in milliseconds; 0: none waits. */
    public long oldestMillis(long nowMillis) {
        long oldest = nowMillis;
        for (Set<Listing> place : List.of(lowering, others)) {
            if (!place.isEmpty()) {
                oldest = Math.min(oldest, place.iterator().next().waitingSinceMillis);
            }
        }
        return nowMillis - oldest;
    }
}
