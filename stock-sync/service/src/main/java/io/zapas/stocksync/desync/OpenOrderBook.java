package io.zapas.stocksync.desync;

import io.vertx.core.Future;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.desync.DesyncRule.Place;
import io.zapas.stocksync.domain.Evidence;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Open orders of the SKUs and channels where a listing is wrong. They are asked for when it first is, a pass before it opens, and again after an entry of the SKU
 * and channel; at most {@value #MAX_PER_PASS} a pass, so a channel that is wrong as a whole is filled in over several. What cannot be asked stays as it was and is
 * asked for again. Confined to one context.
 */
final class OpenOrderBook {
    static final int MAX_PER_PASS = 200;

    private final BiFunction<String, String, Future<Optional<Evidence>>> explain;
    private final Map<Place, OpenOrders> known = new HashMap<>();
    private final Set<Place> due = new LinkedHashSet<>();
    private final Set<Place> asked = new HashSet<>();
    private Set<Place> watched = Set.of();

    /** @param explain what stands behind a SKU on a channel; its answer comes on the same context */
    OpenOrderBook(BiFunction<String, String, Future<Optional<Evidence>>> explain) {
        this.explain = explain;
    }

    /** Null: unknown. */
    OpenOrders find(String sku, String channel) {
        return known.get(new Place(sku, channel));
    }

    void entries(List<LedgerEntry> entries) {
        for (LedgerEntry entry : entries) {
            if (entry.channel() != null) {
                Place place = new Place(entry.sku(), entry.channel());
                if (watched.contains(place)) {
                    due.add(place);
                }
            }
        }
    }

    /** From now on these are watched, and no others. */
    void watch(Set<Place> places) {
        known.keySet().retainAll(places);
        due.retainAll(places);
        for (Place place : places) {
            if (!watched.contains(place)) {
                due.add(place);
            }
        }
        watched = places;
        ask();
    }

    private void ask() {
        Iterator<Place> next = due.iterator();
        for (int asks = 0; asks < MAX_PER_PASS && next.hasNext(); ) {
            Place place = next.next();
            if (asked.contains(place)) {
                continue;
            }
            next.remove();
            asked.add(place);
            asks++;
            explain.apply(place.sku(), place.channel()).onComplete(answer -> {
                asked.remove(place);
                if (!watched.contains(place)) {
                    return;
                }
                if (answer.failed()) {
                    due.add(place);
                } else {
                    answer.result().ifPresent(evidence -> known.put(place, OpenOrders.of(place.channel(), evidence)));
                }
            });
        }
    }
}
