package io.zapas.stocksync.redis;

import io.zapas.stocksync.api.StockLevel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rules of stock for SKUs with one location, written the other way round: where the script applies differences, this looks at the whole
 * history each time. Quantities are what {@link RedisStock} must show after the same history. Times are seconds.
 */
final class StockModel {
    static final long HOLD_SECONDS = 1_800;

    record Level(long quantity, StockLevel.Basis basis, long time) {}

    /** Units that moved at a time, known to belong to no order. */
    private record Move(long time, long units) {}

    /** Units of one parcel that left or came back. */
    private record Parcel(String sku, long time, long units) {}

    /** Units of components that were held for a while. */
    private record PastHold(Map<String, Long> units, long from, long until) {}

    enum State {
        HELD,
        CONFIRMED,
        FULFILLED,
        RELEASED,
        EXPIRED
    }

    /** Everything known of one sale. Channel parcels by view and time, documents of the ERP by event. */
    static final class Sale {
        final Map<String, Long> lines = new TreeMap<>();
        Map<String, Long> hold;
        /** When the hold began, and when it ended without having become an order. */
        Long holdFrom;

        Long holdUntil;
        /** Holds that a later one replaced. */
        final List<PastHold> pastHolds = new ArrayList<>();

        String reservationId;
        /** A channel placed, paid, shipped or cancelled it. */
        boolean told;
        /** A channel said anything at all, a return included. */
        boolean seen;

        Long placed;
        Long paid;
        Long cancelled;
        Long confirmed;
        Long released;
        Long expired;
        Long ordered;
        Long expires;
        final Map<String, SortedMap<Long, Map<String, Long>>> shipped = new TreeMap<>();
        final Map<String, SortedMap<Long, Map<String, Long>>> returned = new TreeMap<>();
        final List<Parcel> issued = new ArrayList<>();

        long issuedOf(String sku) {
            return issued.stream()
                    .filter(parcel -> parcel.sku().equals(sku))
                    .mapToLong(Parcel::units)
                    .sum();
        }
    }

    final Map<String, Map<String, Long>> kits = new HashMap<>();
    final Map<String, Level> levels = new HashMap<>();
    final Map<String, Sale> sales = new TreeMap<>();
    private final Map<String, List<Move>> moves = new HashMap<>();
    private final Map<String, Long> issuedDemand = new HashMap<>();
    long now;

    Sale sale(String order) {
        return sales.computeIfAbsent(order, none -> new Sale());
    }

    /** Answers false when it is older than the level in force. */
    boolean level(String sku, Level level) {
        Level newest = levels.get(sku);
        if (newest != null && level.time() < newest.time()) {
            return false;
        }
        levels.put(sku, level);
        return true;
    }

    void move(String sku, long time, long units, boolean sold) {
        moves.computeIfAbsent(sku, none -> new ArrayList<>()).add(new Move(time, units));
        if (sold) {
            issuedDemand.merge(sku, -units, Long::sum);
        }
    }

    void issue(String order, String sku, long time, long units) {
        sale(order).issued.add(new Parcel(sku, time, units));
    }

    void expireDue() {
        for (Sale sale : sales.values()) {
            if (state(sale) == State.HELD && sale.expires <= now) {
                sale.expired = sale.expires;
            }
        }
    }

    private Map<String, Long> explode(Map<String, Long> lines) {
        Map<String, Long> units = new TreeMap<>();
        lines.forEach((sku, quantity) -> kits.getOrDefault(sku, Map.of(sku, 1L))
                .forEach((part, each) -> units.merge(part, each * quantity, Long::sum)));
        return units;
    }

    Map<String, Long> needed(Sale sale) {
        if (sale.placed != null || sale.paid != null) {
            return explode(sale.lines);
        }
        if (sale.hold != null) {
            return explode(sale.hold);
        }
        Map<String, Long> told = new TreeMap<>();
        sale.shipped.values().forEach(parcels -> parcels.values()
                .forEach(parcel -> parcel.forEach((sku, units) -> told.merge(sku, units, Math::max))));
        if (!told.isEmpty()) {
            return explode(told);
        }
        Map<String, Long> documents = new TreeMap<>();
        sale.issued.forEach(parcel -> documents.merge(parcel.sku(), parcel.units(), Long::sum));
        return documents;
    }

    private List<Parcel> cut(SortedMap<Long, Map<String, Long>> parcels, String part, long limit) {
        List<Parcel> kept = new ArrayList<>();
        long rest = limit;
        for (Map.Entry<Long, Map<String, Long>> parcel : parcels.entrySet()) {
            long units = Math.min(rest, explode(parcel.getValue()).getOrDefault(part, 0L));
            if (units > 0) {
                kept.add(new Parcel(part, parcel.getKey(), units));
                rest -= units;
            }
        }
        return kept;
    }

    private static long sum(List<Parcel> parcels) {
        return parcels.stream().mapToLong(Parcel::units).sum();
    }

    /** What left, each unit once: the documents of the ERP, and of the channels' parcels what exceeds them. */
    private List<Parcel> shipments(Sale sale, String part) {
        long need = needed(sale).getOrDefault(part, 0L);
        List<Parcel> documents = sale.issued.stream()
                .filter(parcel -> parcel.sku().equals(part))
                .sorted(Comparator.comparingLong(Parcel::time))
                .toList();
        List<Parcel> told = sale.shipped.values().stream()
                .map(parcels -> cut(parcels, part, need))
                .max(Comparator.comparingLong(StockModel::sum))
                .orElse(List.of());
        List<Parcel> all = new ArrayList<>(documents);
        long skip = sum(documents);
        for (Parcel parcel : told) {
            long units = Math.max(0, parcel.units() - skip);
            skip = Math.max(0, skip - parcel.units());
            if (units > 0) {
                all.add(new Parcel(part, parcel.time(), units));
            }
        }
        return all;
    }

    private List<Parcel> returns(Sale sale, String part) {
        long limit = sum(shipments(sale, part));
        return sale.returned.values().stream()
                .map(parcels -> cut(parcels, part, limit))
                .max(Comparator.comparingLong(StockModel::sum))
                .orElse(List.of());
    }

    State state(Sale sale) {
        Map<String, Long> need = needed(sale);
        boolean any = parts().stream().anyMatch(part -> sum(shipments(sale, part)) > 0);
        boolean all =
                need.entrySet().stream().allMatch(entry -> sum(shipments(sale, entry.getKey())) >= entry.getValue());
        if (any && all) {
            return State.FULFILLED;
        }
        if (sale.cancelled != null) {
            return any ? State.FULFILLED : State.RELEASED;
        }
        if (sale.released != null) {
            return State.RELEASED;
        }
        if (sale.paid != null || sale.confirmed != null || any) {
            return State.CONFIRMED;
        }
        if (sale.expired != null) {
            return State.EXPIRED;
        }
        return sale.placed != null || sale.hold != null ? State.HELD : State.RELEASED;
    }

    private List<String> parts() {
        return List.of("A", "B");
    }

    private boolean open(Sale sale) {
        return state(sale) == State.HELD || state(sale) == State.CONFIRMED;
    }

    /** Of the sale's units, how many are not shipped. */
    private long left(Sale sale, String part) {
        return Math.max(0, needed(sale).getOrDefault(part, 0L) - sum(shipments(sale, part)));
    }

    long reserved(String sku) {
        return sales.values().stream()
                .filter(this::open)
                .mapToLong(sale -> left(sale, sku))
                .sum();
    }

    long onHand(String sku) {
        Level level = levels.get(sku);
        long since = level == null ? Long.MIN_VALUE : level.time();
        long units = level == null ? 0 : level.quantity();
        units += moves.getOrDefault(sku, List.of()).stream()
                .filter(move -> move.time() > since)
                .mapToLong(Move::units)
                .sum();
        for (Sale sale : sales.values()) {
            for (Parcel parcel : shipments(sale, sku)) {
                units -= parcel.time() > since ? parcel.units() : 0;
            }
            for (Parcel parcel : returns(sale, sku)) {
                units += parcel.time() > since ? parcel.units() : 0;
            }
            if (level != null && level.basis() != StockLevel.Basis.PHYSICAL) {
                units += subtractedBySource(sale, sku, since);
            }
            if (level != null && level.basis() == StockLevel.Basis.AVAILABLE) {
                units += heldAt(sale, sku, since);
            }
        }
        return units;
    }

    /** Units of the sale that a net level of that time had subtracted: ordered by then, neither shipped nor given up by then. */
    private long subtractedBySource(Sale sale, String sku, long time) {
        Long known = sale.ordered != null ? sale.ordered : sale.confirmed;
        if (known == null) {
            return 0;
        }
        long need = needed(sale).getOrDefault(sku, 0L);
        long units = known <= time ? need : 0;
        long rest = need;
        for (Parcel parcel : shipments(sale, sku)) {
            long taken = Math.min(rest, parcel.units());
            rest -= taken;
            units -= parcel.time() <= time ? taken : 0;
        }
        if (!open(sale) && rest > 0) {
            Long ended = sale.cancelled != null ? sale.cancelled : sale.released != null ? sale.released : sale.expired;
            units -= ended <= time ? rest : 0;
        }
        return units;
    }

    private static Long known(Sale sale) {
        return sale.ordered != null ? sale.ordered : sale.confirmed;
    }

    private static Long ended(Sale sale) {
        if (sale.cancelled != null) {
            return sale.cancelled;
        }
        return sale.released != null ? sale.released : sale.expired;
    }

    /** To be called whenever time or facts have moved: when a hold ends is decided once. */
    void noteEndedHolds() {
        for (Sale sale : sales.values()) {
            boolean over = state(sale) == State.RELEASED || state(sale) == State.EXPIRED;
            if (sale.hold != null && sale.holdUntil == null && known(sale) == null && over) {
                sale.holdUntil = ended(sale);
            }
        }
    }

    /** A new attempt takes the place of the sale's hold, if there is one. */
    void replaceHold(Sale sale) {
        if (sale.hold != null) {
            sale.pastHolds.add(new PastHold(
                    explode(sale.hold), sale.holdFrom, sale.holdUntil == null ? Long.valueOf(now) : sale.holdUntil));
            sale.hold = null;
        }
    }

    /** The new attempt failed. */
    static void restoreHold(Sale sale, Map<String, Long> lines) {
        if (lines != null) {
            sale.pastHolds.remove(sale.pastHolds.size() - 1);
            sale.hold = lines;
        }
    }

    void hold(Sale sale, Map<String, Long> lines) {
        sale.hold = lines;
        sale.holdFrom = now;
        sale.holdUntil = null;
    }

    /** Units of the sale held at that time and not yet known as an order. */
    private long heldAt(Sale sale, String sku, long time) {
        long units = sale.pastHolds.stream()
                .filter(hold -> hold.from() <= time && time < hold.until())
                .mapToLong(hold -> hold.units().getOrDefault(sku, 0L))
                .sum();
        if (sale.hold == null || sale.holdFrom > time) {
            return units;
        }
        long held = explode(sale.hold).getOrDefault(sku, 0L);
        if (known(sale) != null || sale.holdUntil != null) {
            long until = known(sale) == null
                    ? sale.holdUntil
                    : sale.holdUntil == null ? known(sale) : Math.min(known(sale), sale.holdUntil);
            return units + (time < until ? held : 0);
        }
        long rest = held;
        for (Parcel parcel : shipments(sale, sku)) {
            long taken = Math.min(rest, parcel.units());
            rest -= taken;
            held -= parcel.time() <= time ? taken : 0;
        }
        return units + (open(sale) || ended(sale) == null || ended(sale) > time ? held : held - rest);
    }

    long demand(String sku) {
        long units = issuedDemand.getOrDefault(sku, 0L);
        for (Sale sale : sales.values()) {
            long shipped = sum(shipments(sale, sku));
            units += state(sale) == State.CONFIRMED
                    ? Math.max(shipped, needed(sale).getOrDefault(sku, 0L))
                    : shipped;
        }
        return units;
    }

    long available(String sku) {
        Map<String, Long> kit = kits.get(sku);
        if (kit != null) {
            return kit.entrySet().stream()
                    .mapToLong(part -> available(part.getKey()) / part.getValue())
                    .min()
                    .orElse(0);
        }
        return Math.max(0, Math.max(0, onHand(sku)) - reserved(sku));
    }

    long shortfall(String sku) {
        return Math.max(0, reserved(sku) - Math.max(0, onHand(sku)));
    }
}
