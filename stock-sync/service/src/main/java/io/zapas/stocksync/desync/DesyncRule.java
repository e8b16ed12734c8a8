package io.zapas.stocksync.desync;

import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.desync.TargetHistory.Target;
import io.zapas.stocksync.domain.Stock.OfferState;
import io.zapas.stocksync.listing.Sales;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides which listings show what they may not: legal history, confirmed by a second pass.
 *
 * <p>A channel follows its target with a delay, and takes sales off its own listing before we hear of them. So a listing is fine while what it
 * shows equals any target that held within the last L (the channel's settle time), or lies below one by no more units than the channel can have
 * sold without the target showing it yet: what its listing fell by, plus what it was recorded to sell, within L. Anything else is suspicious, and a
 * listing that is suspicious in two passes in a row is open until two passes in a row find it fine.
 *
 * <p>Guarantee: while every new target is shown and heard within L, and every sale is recorded within L of being made, nothing is ever opened.
 * A listing that stays off by more than its own recent sales is opened within L and two passes. Nothing is judged before targets have been
 * watched for L; an offer nobody stated is never judged.
 *
 * <p>Times are milliseconds of one clock; a clock set back counts as standing still. Confined to one thread.
 */
final class DesyncRule {
    private static final int CONFIRMING_PASSES = 2;
    private static final int STUCK_LISTINGS_MIN = 2;
    private static final int EVIDENCE_TARGETS = 5;

    private record Offer(String channel, String offerId) {}

    private static final class Channel {
        final SettleTime settle;
        long lastChangeMillis = Long.MIN_VALUE;
        int wrong;

        Channel(SettleTime settle) {
            this.settle = settle;
        }
    }

    /** One SKU on one channel. */
    private static final class Exposure {
        final TargetHistory targets;
        RecentUnits sold;

        Exposure(TargetHistory targets) {
            this.targets = targets;
        }

        long soldSince(long sinceMillis) {
            return sold == null ? 0 : sold.since(sinceMillis);
        }
    }

    private static final class Sku {
        /** Null until it is known. */
        Availability availability;

        final Map<String, Exposure> channels = new HashMap<>(4);
    }

    /** A SKU on a channel. */
    record Place(String sku, String channel) {}

    private final long settleFloorMillis;
    private final long windowMillis;
    private final long startedMillis;
    private final Pushes pushes;
    private final Map<Offer, Listing> listings = new HashMap<>();
    private final Map<String, Channel> channels = new HashMap<>();
    private final Map<String, Sku> skus = new HashMap<>();
    private final Set<String> unknown = new LinkedHashSet<>();
    private long newestMillis;

    /** @param pushes what it says of a listing goes before what offers say */
    DesyncRule(long settleFloorMillis, long startedMillis, Pushes pushes) {
        this.pushes = pushes;
        this.settleFloorMillis = settleFloorMillis;
        this.windowMillis = SettleTime.ceilingMillis(settleFloorMillis);
        this.startedMillis = startedMillis;
        this.newestMillis = startedMillis;
    }

    /** A channel stated what it shows. Older statements than the one known are ignored. */
    void offer(OfferState offer, long atMillis) {
        long nowMillis = now(atMillis);
        Listing listing = listings.get(new Offer(offer.channel(), offer.offerId()));
        boolean first = listing == null || !listing.sku.equals(offer.sku());
        long statedMillis = offer.at() == null ? nowMillis : offer.at().toEpochMilli();
        if (!first && statedMillis < listing.statedMillis) {
            return;
        }
        Channel channel = channel(offer.channel());
        Exposure exposure = watch(offer.sku(), offer.channel(), nowMillis);
        if (listing == null) {
            listing = new Listing(offer.channel(), offer.offerId(), offer.sku(), windowMillis);
            listings.put(new Offer(offer.channel(), offer.offerId()), listing);
        }
        if (first || listing.shown != offer.quantity()) {
            changed(listing, channel, exposure, first, offer, nowMillis);
        }
        listing.sku = offer.sku();
        listing.shown = offer.quantity();
        listing.pushed = offer.pushed();
        boolean told = offer.retries() != null || offer.nextRetryAt() != null || offer.quarantine() != null;
        listing.healing = told ? offer : null;
        listing.statedMillis = statedMillis;
    }

    private void changed(
            Listing listing, Channel channel, Exposure exposure, boolean first, OfferState offer, long nowMillis) {
        channel.lastChangeMillis = nowMillis;
        if (first) {
            listing.acked = null;
        } else if (exposure != null) {
            acknowledge(listing, exposure.targets);
        }
        listing.shownSinceMillis = nowMillis;
        if (exposure == null) {
            if (!first && offer.quantity() < listing.shown) {
                listing.fell(listing.shown - offer.quantity(), nowMillis);
            }
        } else {
            long hidden = hiddenUnits(listing, channel, exposure, first, offer.quantity(), nowMillis);
            if (hidden > 0) {
                listing.fell(hidden, nowMillis);
            }
            if (!first) {
                learn(listing, channel, exposure.targets, offer.quantity(), nowMillis);
            }
        }
        if (first) {
            listing.suspiciousPasses = 0;
        }
    }

    /** Remembers that what it shows was a target, before it shows something else. */
    private static void acknowledge(Listing listing, TargetHistory targets) {
        Target shown = targets.find(listing.shown);
        if (shown != null) {
            listing.acked = shown;
            listing.ackedMillis = listing.shownSinceMillis;
        }
    }

    /**
     * Units the channel can have sold since its last statement: what the listing fell by; or, when it rose (a push came through) or is new, what it
     * lacks to the nearest target.
     */
    private static long hiddenUnits(
            Listing listing, Channel channel, Exposure exposure, boolean first, long shown, long nowMillis) {
        if (!first && shown < listing.shown) {
            return listing.shown - shown;
        }
        return exposure.targets.nearestAbove(shown, nowMillis - channel.settle.millis()) - shown;
    }

    /** A listing that went from an earlier target to the current one tells how long that took. One that comes back with a stuck channel does not. */
    private static void learn(Listing listing, Channel channel, TargetHistory targets, long shown, long nowMillis) {
        Target before = targets.find(listing.shown);
        Target current = targets.current();
        if (current.value() == shown && before != null && before.value() != shown && !listing.stuck) {
            channel.settle.observe(nowMillis - current.fromMillis());
        }
    }

    /** A SKU's newest availability: its channels' new targets. An older version than the one known is ignored. */
    void availability(Availability availability, long atMillis) {
        long nowMillis = now(atMillis);
        Sku sku = skus.get(availability.sku());
        if (sku == null || (sku.availability != null && availability.version() < sku.availability.version())) {
            return;
        }
        sku.availability = availability;
        unknown.remove(availability.sku());
        for (Map.Entry<String, Exposure> channel : sku.channels.entrySet()) {
            long target = availability.exposure(channel.getKey());
            if (channel.getValue() == null) {
                channel.setValue(
                        new Exposure(new TargetHistory(target, availability.version(), windowMillis, nowMillis)));
            } else {
                channel.getValue().targets.set(target, availability.version(), nowMillis);
            }
        }
    }

    /** Whether anything of this SKU is listed. */
    boolean watches(String sku) {
        return skus.containsKey(sku);
    }

    /** One recorded change: what a channel sold of the SKUs it touched. */
    void entries(List<LedgerEntry> entries, List<String> touched, long atMillis) {
        long nowMillis = now(atMillis);
        Sales.of(entries, touched).forEach((name, channels) -> {
            Sku sku = skus.get(name);
            if (sku != null) {
                channels.forEach((channel, units) -> sold(sku, channel, units, nowMillis));
            }
        });
    }

    private void sold(Sku sku, String channel, long units, long nowMillis) {
        Exposure exposure = sku.channels.get(channel);
        if (exposure != null) {
            if (exposure.sold == null) {
                exposure.sold = new RecentUnits(windowMillis);
            }
            exposure.sold.add(units, nowMillis);
        }
    }

    /** Takes up to {@code limit} SKUs that have listings but no known availability; each is handed out once. */
    List<String> takeUnknown(int limit) {
        List<String> taken = new ArrayList<>();
        for (Iterator<String> names = unknown.iterator(); names.hasNext() && taken.size() < limit; ) {
            taken.add(names.next());
            names.remove();
        }
        return taken;
    }

    /** Gives back what {@link #takeUnknown} handed out: asking failed. */
    void putBackUnknown(List<String> names) {
        names.stream().filter(name -> skus.get(name).availability == null).forEach(unknown::add);
    }

    /** Takes up a desync that an earlier reign opened, if its listing is known. */
    void restore(String channel, String offerId, long sinceMillis) {
        Listing listing = listings.get(new Offer(channel, offerId));
        if (listing != null && !listing.open) {
            listing.open = true;
            listing.openSinceMillis = sinceMillis;
            listing.legalPasses = 0;
        }
    }

    /** Whether anything can be judged yet. */
    boolean settled(long atMillis) {
        return now(atMillis) - startedMillis >= settleFloorMillis;
    }

    /** Null: the listing is not known; otherwise whether it is open. */
    Boolean open(String channel, String offerId) {
        Listing listing = listings.get(new Offer(channel, offerId));
        return listing == null ? null : listing.open;
    }

    int size() {
        return listings.size();
    }

    /** L of a channel. */
    long settleMillis(String channel) {
        Channel known = channels.get(channel);
        return known == null ? settleFloorMillis : known.settle.millis();
    }

    /** Begins a pass over all listings known now. One pass at a time. */
    Pass pass() {
        channels.values().forEach(channel -> {
            channel.settle.update();
            channel.wrong = 0;
        });
        return new Pass(new ArrayList<>(listings.values()));
    }

    /** One check of every listing, in slices, so that a large catalogue does not hold up the thread. */
    final class Pass {
        private final List<Listing> remaining;

        private Pass(List<Listing> remaining) {
            this.remaining = remaining;
        }

        /** Checks up to {@code limit} more; false when all are checked. */
        boolean step(int limit, long atMillis) {
            long nowMillis = now(atMillis);
            for (int i = 0; i < limit && !remaining.isEmpty(); i++) {
                check(remaining.remove(remaining.size() - 1), nowMillis);
            }
            return !remaining.isEmpty();
        }

        /** After the last step: where a listing was wrong in this pass, whether it is open yet or not. No kits: orders hold units of their components. */
        Set<Place> wrong() {
            Set<Place> wrong = new LinkedHashSet<>();
            for (Listing listing : listings.values()) {
                if (listing.suspiciousPasses > 0 && !isKit(listing.sku)) {
                    wrong.add(new Place(listing.sku, listing.channel));
                }
            }
            return wrong;
        }

        /** After the last step: every listing that is open and was wrong in this pass; one about to close has nothing new to say. */
        List<Finding> findings(long atMillis) {
            long nowMillis = now(atMillis);
            List<Finding> findings = new ArrayList<>();
            for (Listing listing : listings.values()) {
                if (listing.open && listing.legalPasses == 0) {
                    Finding finding = describe(listing, nowMillis);
                    if (finding != null) {
                        findings.add(finding);
                    }
                }
            }
            return findings;
        }
    }

    private void check(Listing listing, long nowMillis) {
        Channel channel = channel(listing.channel);
        Exposure exposure = exposure(listing);
        long sinceMillis = nowMillis - channel.settle.millis();
        if (exposure == null || startedMillis > sinceMillis || exposure.targets.knownSinceMillis() > sinceMillis) {
            return;
        }
        if (exposure.targets.explains(listing.shown, unheard(listing, exposure, sinceMillis), sinceMillis)) {
            listing.suspiciousPasses = 0;
            listing.legalPasses++;
            if (listing.open && listing.legalPasses >= CONFIRMING_PASSES) {
                listing.open = false;
                listing.stuck = false;
            }
            return;
        }
        channel.wrong++;
        listing.legalPasses = 0;
        if (listing.suspiciousPasses++ == 0) {
            listing.suspiciousSinceMillis = nowMillis;
        }
        if (!listing.open && listing.suspiciousPasses >= CONFIRMING_PASSES) {
            listing.open = true;
            listing.openSinceMillis = listing.suspiciousSinceMillis;
        }
    }

    /** Units the channel may have sold that no target that held since then shows yet. */
    private static long unheard(Listing listing, Exposure exposure, long sinceMillis) {
        return RecentUnits.saturatedSum(listing.fallenSince(sinceMillis), exposure.soldSince(sinceMillis));
    }

    private Finding describe(Listing listing, long nowMillis) {
        Channel channel = channel(listing.channel);
        Exposure exposure = exposure(listing);
        if (exposure == null) {
            return null;
        }
        OfferState told = pushes.told(listing.channel, listing.offerId);
        if (told != null) {
            listing.pushed = told.pushed();
            listing.healing = told;
        }
        long sinceMillis = nowMillis - channel.settle.millis();
        listing.stuck = channel.wrong >= STUCK_LISTINGS_MIN && channel.lastChangeMillis < sinceMillis;
        return new Finding(
                listing.channel,
                listing.offerId,
                listing.sku,
                exposure.targets.current().value(),
                listing.shown,
                listing.pushed,
                listing.openSinceMillis,
                listing.shownSinceMillis,
                channel.settle.millis(),
                unheard(listing, exposure, sinceMillis),
                channel.wrong,
                channel.lastChangeMillis == Long.MIN_VALUE ? null : channel.lastChangeMillis,
                exposure.targets.newest(EVIDENCE_TARGETS),
                Diagnosis.push(listing, exposure.targets, sinceMillis, nowMillis),
                listing.healing,
                Diagnosis.causes(listing, exposure.targets));
    }

    private boolean isKit(String name) {
        Availability known = skus.get(name).availability;
        return known != null
                && known.product() != null
                && !known.product().kit().isEmpty();
    }

    private Exposure exposure(Listing listing) {
        Sku sku = skus.get(listing.sku);
        return sku == null ? null : sku.channels.get(listing.channel);
    }

    /** Watches a SKU on a channel from now on; null while its availability is unknown. */
    private Exposure watch(String name, String channel, long nowMillis) {
        Sku sku = skus.computeIfAbsent(name, created -> {
            unknown.add(name);
            return new Sku();
        });
        if (!sku.channels.containsKey(channel)) {
            sku.channels.put(
                    channel,
                    sku.availability == null
                            ? null
                            : new Exposure(new TargetHistory(
                                    sku.availability.exposure(channel),
                                    sku.availability.version(),
                                    windowMillis,
                                    nowMillis)));
        }
        return sku.channels.get(channel);
    }

    private Channel channel(String name) {
        return channels.computeIfAbsent(name, created -> new Channel(new SettleTime(settleFloorMillis)));
    }

    private long now(long atMillis) {
        newestMillis = Math.max(newestMillis, atMillis);
        return newestMillis;
    }
}
