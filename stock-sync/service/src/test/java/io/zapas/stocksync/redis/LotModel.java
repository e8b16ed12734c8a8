package io.zapas.stocksync.redis;

import io.zapas.stocksync.api.Availability.Lot;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One location counted by lots, from everything that was ever said about it: each question replays the whole history. Times are instants. */
final class LotModel {
    private static final String NO_LOT = "";

    /** @param rank at one moment moves go before the level without a lot, that before those of lots, and what adds before what takes */
    private record Fact(Instant at, int rank, String lot, long units) {}

    private final Map<String, Fact> levels = new TreeMap<>();
    private final Map<String, LocalDate> expiry = new HashMap<>();
    private final List<Fact> moves = new ArrayList<>();

    /** Answers false when it is older than the level in force. */
    boolean level(String lot, long units, LocalDate expires, Instant at) {
        String name = lot == null ? NO_LOT : lot;
        Fact newest = levels.get(name);
        if (newest != null && at.isBefore(newest.at())) {
            return false;
        }
        levels.put(name, new Fact(at, lot == null ? 1 : 2, name, units));
        if (expires != null) {
            expiry.put(lot, expires);
        }
        return true;
    }

    void move(String lot, long units, Instant at) {
        moves.add(new Fact(at, 0, lot == null ? NO_LOT : lot, units));
    }

    private boolean expired(String lot, Instant at) {
        LocalDate day = expiry.get(lot);
        return day != null && !at.isBefore(day.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    private Comparator<String> firstExpired() {
        return Comparator.comparing((String lot) -> expiry.getOrDefault(lot, LocalDate.MAX))
                .thenComparing(Comparator.naturalOrder());
    }

    private Map<String, Long> replay() {
        List<Fact> facts = new ArrayList<>(moves);
        facts.addAll(levels.values());
        facts.sort(Comparator.comparing(Fact::at)
                .thenComparing(Fact::rank)
                .thenComparing(Comparator.comparing(Fact::units).reversed())
                .thenComparing(Fact::lot));
        Map<String, Long> units = new HashMap<>();
        for (Fact fact : facts) {
            if (fact.rank() == 2) {
                units.put(fact.lot(), fact.units());
                if (!levels.containsKey(NO_LOT)) {
                    units.remove(NO_LOT);
                }
            } else if (fact.rank() == 1) {
                units.put(NO_LOT, fact.units());
            } else if (!fact.lot().equals(NO_LOT) || fact.units() > 0) {
                units.merge(fact.lot(), fact.units(), Long::sum);
            } else {
                sell(units, fact);
            }
        }
        return units;
    }

    private void sell(Map<String, Long> units, Fact sale) {
        long rest = -sale.units();
        List<String> order = Stream.concat(levels.keySet().stream(), units.keySet().stream())
                .distinct()
                .filter(lot -> !lot.equals(NO_LOT) && !expired(lot, sale.at()))
                .sorted(firstExpired())
                .toList();
        for (String lot : order) {
            boolean contained = levels.containsKey(lot) && !levels.get(lot).at().isBefore(sale.at());
            long taken = contained ? rest : Math.min(rest, Math.max(0, units.getOrDefault(lot, 0L)));
            units.merge(lot, -taken, Long::sum);
            rest -= taken;
        }
        units.merge(NO_LOT, -rest, Long::sum);
    }

    long onHand(Instant now) {
        return replay().entrySet().stream()
                .filter(entry -> !expired(entry.getKey(), now))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    List<Lot> lots(Instant now) {
        Map<String, Long> units = replay();
        return units.keySet().stream()
                .filter(lot -> !lot.equals(NO_LOT) && !expired(lot, now) && units.get(lot) != 0)
                .sorted(firstExpired())
                .map(lot -> new Lot(lot, expiry.get(lot), units.get(lot)))
                .toList();
    }
}
