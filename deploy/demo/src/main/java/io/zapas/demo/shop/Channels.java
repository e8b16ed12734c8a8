package io.zapas.demo.shop;

import io.zapas.demo.door.Events;
import io.zapas.demo.door.OutEvent;
import io.zapas.stocksync.api.Availability;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The channels' adapters: each listing follows the availability that the suite publishes after a short lag, takes its own sales off at once,
 * and tells what it shows. A stuck one goes on showing what it showed. One thread; memory: one object per listing.
 */
final class Channels {
    static final int MAX_OFFERS_A_TURN = 60;
    private static final Duration STUCK_REPEATS = Duration.ofSeconds(10);
    private static final int MIN_LAG_MILLIS = 300;
    private static final int LAG_SPREAD_MILLIS = 1_200;
    private static final int OWN_SALE_LAG_MILLIS = 200;

    private final Events events;
    private final Random random;
    private final String run;
    private final Map<String, Listing> listings = new LinkedHashMap<>();
    private final Map<String, List<Listing>> bySku = new LinkedHashMap<>();
    private long told;

    /** @param run names this start of the shop, so that ids never repeat */
    Channels(Catalogue catalogue, Events events, Random random, String run) {
        this.events = events;
        this.random = random;
        this.run = run;
        for (Article article : catalogue.articles()) {
            article.offers().keySet().stream().sorted().forEach(channel -> {
                Listing listing = new Listing(channel, article.offers().get(channel), article.sku());
                listings.put(key(channel, article.sku()), listing);
                bySku.computeIfAbsent(article.sku(), sku -> new ArrayList<>()).add(listing);
            });
        }
    }

    /** The suite has published what may be shown. */
    void availability(Availability availability, Instant now) {
        for (Listing listing : bySku.getOrDefault(availability.sku(), List.of())) {
            listing.target = availability.exposure(listing.channel);
            if (listing.target != listing.shown && listing.dueAt == null && !listing.stuck) {
                listing.dueAt = now.plusMillis(MIN_LAG_MILLIS + random.nextInt(LAG_SPREAD_MILLIS));
            }
        }
    }

    /** Whether a customer of the channel can put that many in the basket. */
    boolean canBuy(String channel, String sku, long units) {
        Listing listing = listings.get(key(channel, sku));
        return listing != null && listing.shown >= units;
    }

    /** The channel takes its own sale off what it shows. */
    void sold(String channel, String sku, long units, Instant now) {
        Listing listing = listings.get(key(channel, sku));
        if (listing != null) {
            listing.shown = Math.max(0, listing.shown - units);
            Instant due = now.plusMillis(OWN_SALE_LAG_MILLIS);
            listing.dueAt = listing.dueAt == null || due.isBefore(listing.dueAt) ? due : listing.dueAt;
        }
    }

    /** From now on the listing does not take new figures; answers what it shows, or {@link Listing#UNSEEN}. */
    long stick(String channel, String sku, Instant now) {
        Listing listing = listings.get(key(channel, sku));
        if (listing == null) {
            return Listing.UNSEEN;
        }
        listing.stuck = true;
        listing.dueAt = now;
        return listing.shown;
    }

    void release(String channel, String sku, Instant now) {
        Listing listing = listings.get(key(channel, sku));
        if (listing != null) {
            listing.stuck = false;
            listing.dueAt = now;
        }
    }

    /** What the channels tell now; the rest waits for the next turn. */
    List<OutEvent> turn(Instant now) {
        List<OutEvent> offers = new ArrayList<>();
        for (Listing listing : listings.values()) {
            if (offers.size() >= MAX_OFFERS_A_TURN) {
                break;
            }
            if (listing.dueAt != null && !listing.dueAt.isAfter(now)) {
                offers.add(tell(listing, now));
            }
        }
        return offers;
    }

    long told() {
        return told;
    }

    private OutEvent tell(Listing listing, Instant now) {
        if (!listing.stuck && listing.target != Listing.UNSEEN) {
            listing.shown = listing.target;
        }
        listing.dueAt = listing.stuck ? now.plus(STUCK_REPEATS) : null;
        told++;
        return events.offer(
                "offer-" + run + "-" + told,
                now,
                listing.channel,
                listing.offerId,
                listing.sku,
                Math.max(0, listing.shown),
                listing.target == Listing.UNSEEN ? null : listing.target);
    }

    private static String key(String channel, String sku) {
        return channel + " " + sku;
    }
}
