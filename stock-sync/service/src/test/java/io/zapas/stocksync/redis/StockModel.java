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
    static final long HOLD_MAX_SECONDS = 7_200;
    static final long PENDING_SECONDS = 3_600;

    record Level(long quantity, StockLevel.Basis basis, long time) {}

    /** Units that moved at a time, known to belong to no order. */
    private record Move(long time, long units) {}

    /** A payment under way since a time in milliseconds, and until when it keeps the units. */
    record Attempt(long sinceMillis, long until) {}

    /** What was given back of a line. */
    record GivenBack(long time, Map<String, Long> lines) {}

    /** Units of one parcel that left or came back. */
    private record Parcel(String sku, long time, long units) {}

    /** When a hold held, until it ended. */
    private record Period(long from, long until) {}

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
        /** When the hold held before it ended and was taken again. */
        final List<Period> pastPeriods = new ArrayList<>();

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
        Long ordered;
        Long expires;
        Long since;
        /** Per view the newest time it stated the lines at. */
        final Map<String, Long> stated = new TreeMap<>();

        final List<GivenBack> givenBack = new ArrayList<>();
        final List<Attempt> attempts = new ArrayList<>();
        Long failed;
        Long givenUp;
        final Map<String, SortedMap<Long, Map<String, Long>>> shipped = new TreeMap<>();
        final Map<String, SortedMap<Long, Map<String, Long>>> returned = new TreeMap<>();
        final List<Parcel> issued = new ArrayList<>();

        void hold(Map<String, Long> lines, long since) {
            hold = lines;
            holdFrom = since;
            holdUntil = null;
        }

        /** The other's hold, and what was asked about it, become this one's. */
        private void takeHold(Sale other) {
            hold = other.hold;
            holdFrom = other.holdFrom;
            holdUntil = other.holdUntil;
            expires = other.expires;
            since = other.since;
            pastPeriods.addAll(other.pastPeriods);
            givenBack.addAll(other.givenBack);
            other.hold = null;
            other.pastPeriods.clear();
            other.givenBack.clear();
        }

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

    private Map<String, Long> explode(Map<String, Long> lines) {
        Map<String, Long> units = new TreeMap<>();
        lines.forEach((sku, quantity) -> kits.getOrDefault(sku, Map.of(sku, 1L))
                .forEach((part, each) -> units.merge(part, each * quantity, Long::sum)));
        return units;
    }

    /** Lines ordered, whatever was given back of them. */
    Map<String, Long> lines(Sale sale) {
        if (!sale.stated.isEmpty()) {
            return sale.lines;
        }
        return sale.hold == null ? Map.of() : sale.hold;
    }

    /** Lines less what was given back of them: who states lines later knows of it. */
    Map<String, Long> kept(Sale sale) {
        long since = sale.stated.values().stream().max(Long::compareTo).orElse(Long.MIN_VALUE);
        Map<String, Long> kept = new TreeMap<>(lines(sale));
        sale.givenBack.stream().filter(part -> part.time() >= since).forEach(part -> part.lines()
                .forEach((sku, units) -> kept.computeIfPresent(sku, (same, had) -> Math.max(0, had - units))));
        return kept;
    }

    /** Components the sale needs. Units that were given back and left all the same were needed. */
    Map<String, Long> needed(Sale sale) {
        Map<String, Long> whole = ordered(sale);
        Map<String, Long> kept = explode(kept(sale));
        Map<String, Long> needed = new TreeMap<>(whole);
        needed.replaceAll((part, units) -> lines(sale).isEmpty()
                ? units
                : Math.max(kept.getOrDefault(part, 0L), Math.min(units, sum(shipments(sale, part)))));
        return needed;
    }

    private Map<String, Long> ordered(Sale sale) {
        if (!lines(sale).isEmpty()) {
            return explode(lines(sale));
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
        long need = ordered(sale).getOrDefault(part, 0L);
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

    /** Sets of the line that left, whoever told of it. */
    long fulfilled(Sale sale, String line) {
        return kits.getOrDefault(line, Map.of(line, 1L)).entrySet().stream()
                .mapToLong(part -> sum(shipments(sale, part.getKey())) / part.getValue())
                .reduce(lines(sale).getOrDefault(line, 0L), Math::min);
    }

    /** Units of the line that HTTP said were shipped. */
    long toldShipped(Sale sale, String line) {
        return sale.shipped.getOrDefault("api", new TreeMap<>()).values().stream()
                .mapToLong(parcel -> parcel.getOrDefault(line, 0L))
                .sum();
    }

    long givenBack(Sale sale, String line) {
        return Math.min(
                lines(sale).getOrDefault(line, 0L) - kept(sale).getOrDefault(line, 0L),
                lines(sale).getOrDefault(line, 0L) - fulfilled(sale, line));
    }

    long remaining(Sale sale, String line) {
        return open(sale) ? lines(sale).getOrDefault(line, 0L) - fulfilled(sale, line) - givenBack(sale, line) : 0;
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
        if (sale.released != null || need.values().stream().allMatch(units -> units == 0)) {
            return State.RELEASED;
        }
        if (sale.paid != null || sale.confirmed != null || any) {
            return State.CONFIRMED;
        }
        if (lines(sale).isEmpty() || givenUp(sale)) {
            return State.RELEASED;
        }
        return limit(sale) <= now ? State.EXPIRED : State.HELD;
    }

    /** Released only because its payment was given up. */
    boolean unpaid(Sale sale) {
        if (!givenUp(sale) || state(sale) != State.RELEASED) {
            return false;
        }
        Long given = sale.givenUp;
        sale.givenUp = null;
        boolean otherwise = state(sale) != State.RELEASED;
        sale.givenUp = given;
        return otherwise;
    }

    private static boolean givenUp(Sale sale) {
        return sale.givenUp != null
                && (sale.failed == null || sale.failed <= sale.givenUp)
                && underWay(sale).isEmpty();
    }

    /** Attempts to pay that are newer than every end of one. */
    private static List<Attempt> underWay(Sale sale) {
        long ended = Math.max(sale.failed == null ? -1 : sale.failed, sale.givenUp == null ? -1 : sale.givenUp);
        return sale.attempts.stream()
                .filter(attempt -> attempt.sinceMillis() > ended * 1_000)
                .toList();
    }

    /** When a hold ends. */
    long limit(Sale sale) {
        return underWay(sale).stream().mapToLong(Attempt::until).reduce(sale.expires, Math::max);
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
        Long known = known(sale);
        if (known == null || known > time) {
            return 0;
        }
        long need = needed(sale).getOrDefault(sku, 0L);
        long units = ordered(sale).getOrDefault(sku, 0L);
        long back = units - need;
        List<GivenBack> newestFirst = new ArrayList<>(sale.givenBack);
        newestFirst.sort(Comparator.comparingLong(GivenBack::time).reversed());
        for (GivenBack part : newestFirst) {
            long given = Math.min(back, explode(part.lines()).getOrDefault(sku, 0L));
            back -= given;
            units -= part.time() <= time ? given : 0;
        }
        long rest = need;
        for (Parcel parcel : shipments(sale, sku)) {
            long taken = Math.min(rest, parcel.units());
            rest -= taken;
            units -= parcel.time() <= time ? taken : 0;
        }
        if (!open(sale) && rest > 0) {
            units -= ended(sale) <= time ? rest : 0;
        }
        return units;
    }

    private static Long known(Sale sale) {
        return sale.ordered != null ? sale.ordered : sale.confirmed;
    }

    private long ended(Sale sale) {
        if (sale.cancelled != null) {
            return sale.cancelled;
        }
        if (sale.released != null) {
            return sale.released;
        }
        if (state(sale) == State.EXPIRED) {
            return limit(sale);
        }
        // All of it was given back, just now, or its payment was given up.
        return sale.givenUp == null ? now : sale.givenUp;
    }

    /** To be called whenever time or facts have moved: when a hold ends is decided once, what is taken again is held anew. */
    void followHolds() {
        for (Sale sale : sales.values()) {
            if (sale.hold == null) {
                continue;
            }
            boolean over = state(sale) == State.RELEASED || state(sale) == State.EXPIRED;
            if (sale.holdUntil != null && open(sale)) {
                sale.pastPeriods.add(new Period(sale.holdFrom, sale.holdUntil));
                sale.holdFrom = now;
                sale.holdUntil = null;
            } else if (sale.holdUntil == null && known(sale) == null && over) {
                sale.holdUntil = ended(sale);
            }
        }
    }

    /** A new attempt takes the place of the order's hold: that one goes on as a sale of its own. Answers it; null: there is none. */
    Sale replaceHold(String order) {
        Sale sale = sale(order);
        if (sale.hold == null) {
            return null;
        }
        Sale old = new Sale();
        boolean held = state(sale) == State.HELD;
        old.takeHold(sale);
        old.released = held ? Long.valueOf(now) : sale.released;
        old.confirmed = sale.confirmed;
        sale.confirmed = null;
        sale.released = null;
        sales.put(order + " before " + sales.size(), old);
        followHolds();
        return old;
    }

    /** The new attempt failed: nothing of it has happened. */
    void restoreHold(String order, Sale old, Long released) {
        Sale sale = sale(order);
        sales.values().remove(old);
        sale.takeHold(old);
        sale.released = released;
        sale.confirmed = old.confirmed;
    }

    /** Units of the sale held at that time and not yet known as an order. */
    private long heldAt(Sale sale, String sku, long time) {
        if (sale.hold == null || (known(sale) != null && known(sale) <= time)) {
            return 0;
        }
        boolean held = sale.pastPeriods.stream().anyMatch(period -> period.from() <= time && time < period.until())
                || (sale.holdFrom <= time && (sale.holdUntil == null || time < sale.holdUntil));
        if (!held) {
            return 0;
        }
        long units = explode(sale.hold).getOrDefault(sku, 0L);
        long rest = units;
        for (GivenBack part : sale.givenBack) {
            long given = explode(part.lines()).getOrDefault(sku, 0L);
            rest -= given;
            units -= part.time() <= time ? given : 0;
        }
        for (Parcel parcel : shipments(sale, sku)) {
            rest -= parcel.units();
            units -= parcel.time() <= time ? parcel.units() : 0;
        }
        // Cancelled when a part had left: the others were held until then.
        if (state(sale) == State.FULFILLED
                && sale.cancelled != null
                && sale.holdUntil == null
                && sale.cancelled <= time) {
            units -= Math.max(0, rest);
        }
        return Math.max(0, units);
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
