package io.zapas.demo.shop;

import io.zapas.demo.door.OutEvent;
import io.zapas.demo.shop.Article.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What goes wrong in the sample shop: every few minutes a pallet is damaged while Allegro's listing of it does not take new figures; later it recovers.
 * One thread.
 */
final class Mishaps {
    private static final String CHANNEL = "allegro";
    private static final Duration FIRST_AFTER = Duration.ofSeconds(15);
    private static final Duration LASTS = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMinutes(10);
    private static final double DAMAGED_SHARE = 0.6;

    private final List<Article> victims;
    private final Channels channels;
    private final Erp erp;
    private Instant next;
    private Article current;
    private int count;

    Mishaps(Catalogue catalogue, Channels channels, Erp erp, Instant now) {
        victims = catalogue.withRole(Role.STUCK);
        this.channels = channels;
        this.erp = erp;
        next = now.plus(FIRST_AFTER);
    }

    List<OutEvent> turn(Instant now) {
        if (now.isBefore(next)) {
            return List.of();
        }
        if (current != null) {
            channels.release(CHANNEL, current.sku(), now);
            current = null;
            next = now.plus(PAUSE);
            return List.of();
        }
        Article victim = victims.get(count % victims.size());
        if (channels.stick(CHANNEL, victim.sku(), now) == Listing.UNSEEN) {
            channels.release(CHANNEL, victim.sku(), now);
            next = now.plusSeconds(1);
            return List.of();
        }
        count++;
        current = victim;
        next = now.plus(LASTS);
        long damaged = Math.round(erp.onHand(victim.sku()) * DAMAGED_SHARE);
        return damaged > 0 ? List.of(erp.damage(victim.sku(), damaged, now)) : List.of();
    }
}
