package io.zapas.stocksync.erp.rows;

import io.zapas.stocksync.erp.rows.Entry.Shelf;
import io.zapas.stocksync.erp.rows.Entry.StockRow;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the rows of a shelf make up its units: those of the database's newest life count and no others, as {@link Mode} says. Whole units only: half a unit cannot be sold,
 * and half a unit owed is owed whole.
 */
final class Shelves {
    /** Past days that are kept: when the newest row is deleted, the one before it counts. */
    static final int DAYS_KEPT = 3;

    private final Mode mode;
    private final Basis basis;
    private final ZoneId zone;

    Shelves(Mode mode, Basis basis, ZoneId zone) {
        this.mode = mode;
        this.basis = basis;
        this.zone = zone;
    }

    /** Units at a time. */
    record Units(BigDecimal units, long atMillis) {}

    /**
     * Null: the rows do not tell.
     *
     * @param shelf as {@link #trimmed}
     */
    Units units(Shelf shelf, LocalDate today) {
        List<StockRow> due =
                shelf.rows().values().stream().filter(row -> isDue(row, today)).toList();
        if (due.isEmpty()) {
            return null;
        }
        List<StockRow> live = due.stream().filter(row -> !row.gone()).toList();
        if (mode == Mode.LEVEL_BY_DAY && !live.isEmpty()) {
            live = List.of(live.stream().max(BY_DAY).orElseThrow());
        } else if (live.isEmpty() && shelf.cut()) {
            return null;
        }
        BigDecimal sum = BigDecimal.ZERO;
        for (StockRow row : live) {
            if (basis.lessReserved() && row.reserved() == null) {
                return null;
            }
            sum = sum.add(basis.quantity(row.onHand(), row.reserved()));
        }
        return new Units(
                sum.setScale(0, RoundingMode.FLOOR),
                due.stream().mapToLong(this::since).max().orElseThrow());
    }

    /** Without rows that can count no more. */
    Shelf trimmed(Shelf shelf, LocalDate today) {
        int generation = generation(shelf.rows().values());
        Map<String, StockRow> rows = new TreeMap<>(shelf.rows());
        rows.values().removeIf(row -> row.position().generation() < generation);
        boolean cut = shelf.cut();
        if (mode == Mode.LEVEL_BY_DAY) {
            List<LocalDate> past = rows.values().stream()
                    .filter(row -> !row.gone() && isDue(row, today))
                    .map(StockRow::day)
                    .sorted(Comparator.reverseOrder())
                    .toList();
            if (past.size() > DAYS_KEPT) {
                LocalDate oldest = past.get(DAYS_KEPT - 1);
                cut = true;
                rows.values().removeIf(row -> !row.gone() && row.day().isBefore(oldest));
            }
        }
        return rows.size() == shelf.rows().size()
                ? shelf
                : new Shelf(shelf.table(), shelf.product(), shelf.warehouse(), rows, cut, shelf.counted());
    }

    /** Whether some row counts from a day after the first up to the second. */
    static boolean changesBetween(Shelf shelf, LocalDate before, LocalDate today) {
        return shelf.rows().values().stream()
                .anyMatch(row -> row.day() != null
                        && row.day().isAfter(before)
                        && !row.day().isAfter(today));
    }

    /** Whether rows of an earlier life of the database are still there: those of the present one may not be complete. */
    static boolean isOfSeveralLives(Shelf shelf) {
        int generation = generation(shelf.rows().values());
        return shelf.rows().values().stream().anyMatch(row -> row.position().generation() < generation);
    }

    /** The newest life of the database that any row is of; 0: there are none. */
    static int generation(Collection<StockRow> rows) {
        return rows.stream().mapToInt(row -> row.position().generation()).max().orElse(0);
    }

    private static final Comparator<StockRow> BY_DAY =
            Comparator.comparing(StockRow::day).thenComparing(StockRow::position);

    private boolean isDue(StockRow row, LocalDate today) {
        return mode != Mode.LEVEL_BY_DAY || !row.day().isAfter(today);
    }

    /** From when on a row counts: since it was written, but not before its day. */
    private long since(StockRow row) {
        return mode == Mode.LEVEL_BY_DAY
                ? Math.max(
                        row.atMillis(), row.day().atStartOfDay(zone).toInstant().toEpochMilli())
                : row.atMillis();
    }
}
