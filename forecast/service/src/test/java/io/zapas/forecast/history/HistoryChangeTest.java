package io.zapas.forecast.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zapas.forecast.domain.DemandHistory;
import io.zapas.forecast.history.HistoryChange.Cursor;
import io.zapas.stocksync.api.LedgerEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HistoryChangeTest {
    private static final HistoryCalendar CALENDAR = new HistoryCalendar(ZoneId.of("Europe/Warsaw"));
    private static final Instant NOON = Instant.parse("2026-03-10T11:00:00Z");
    private static final Instant LATER = Instant.parse("2026-04-10T11:00:00Z");

    static LedgerEntry entry(long seq, Instant recordedAt, long availableAfter, long demand, Instant demandAt) {
        return new LedgerEntry(
                seq,
                "A",
                "main",
                seq,
                LedgerEntry.Reason.CONFIRM,
                recordedAt,
                recordedAt,
                0,
                0,
                0,
                0,
                availableAfter,
                demand,
                demandAt,
                "test",
                null,
                null,
                null,
                null,
                0);
    }

    private static DemandHistory read(HistoryChange change, Instant now) {
        Cursor cursor = change.cursor();
        Map<String, String> fields = new HashMap<>(Map.of(
                "seq", Long.toString(cursor.seq()),
                "available", Long.toString(cursor.available()),
                "at", Long.toString(cursor.atMillis()),
                "first", Long.toString(cursor.firstDay())));
        change.demand().forEach((day, units) -> fields.put("d:" + day, Long.toString(units)));
        change.outMillis().forEach((day, millis) -> fields.put("o:" + day, Long.toString(millis)));
        return new SkuHistory(fields).daily(CALENDAR, now);
    }

    /** A channel that goes on selling shows what is demanded: those hours are not blind, the ones after the last order are. */
    @Test
    void hoursInWhichOrdersComeThroughWithoutStockAreNotCensored() {
        Instant midnight = Instant.parse("2026-03-08T23:00:00Z");
        HistoryChange change = new HistoryChange(Cursor.START, CALENDAR, LATER);
        change.fold(entry(1, midnight, 0, 0, null));
        change.fold(entry(2, midnight.plus(Duration.ofHours(6)), 0, 5, midnight.plus(Duration.ofHours(6))));
        change.fold(entry(3, midnight.plus(Duration.ofHours(12)), 0, 5, midnight.plus(Duration.ofHours(12))));
        change.fold(entry(4, midnight.plus(Duration.ofHours(18)), 50, 0, null));
        DemandHistory history = read(change, LATER);
        assertThat(history.units(0)).isEqualTo(10);
        assertThat(history.inStock(0)).isCloseTo(0.75, within(0.001));
    }

    @Test
    void demandBelongsToTheDayOfTheOrderInTheShopsZone() {
        HistoryChange change = new HistoryChange(Cursor.START, CALENDAR, NOON);
        Instant beforeMidnight = Instant.parse("2026-03-07T22:59:00Z");
        change.fold(entry(1, NOON, 10, 3, beforeMidnight));
        change.fold(entry(2, NOON, 8, 2, beforeMidnight.plusSeconds(120)));
        change.fold(entry(3, NOON, 9, -1, beforeMidnight));
        DemandHistory history = read(change, NOON);
        assertThat(history.firstDay()).isEqualTo(LocalDate.of(2026, 3, 7));
        assertThat(history.days()).isEqualTo(3);
        assertThat(history.units(0)).isEqualTo(2);
        assertThat(history.units(1)).isEqualTo(2);
        assertThat(history.inStock(0)).isEqualTo(1);
    }

    @Test
    void anEntryPublishedTwiceCountsOnce() {
        HistoryChange change = new HistoryChange(Cursor.START, CALENDAR, NOON);
        assertThat(change.fold(entry(5, NOON, 10, 3, NOON))).isTrue();
        assertThat(change.fold(entry(5, NOON, 10, 3, NOON))).isFalse();
        assertThat(change.fold(entry(4, NOON, 10, 3, NOON))).isFalse();
        assertThat(change.demand().values()).containsExactly(3L);
    }

    @Test
    void hoursWithoutStockAreCountedPerDayAlsoAcrossTheShortDayOfSummerTime() {
        HistoryChange change = new HistoryChange(Cursor.START, CALENDAR, LATER);
        Instant soldOut = Instant.parse("2026-03-28T11:00:00Z");
        change.fold(entry(1, soldOut, 0, 4, soldOut));
        change.fold(entry(2, Instant.parse("2026-03-30T04:00:00Z"), 50, 0, null));
        DemandHistory history = read(change, LATER);
        assertThat(history.firstDay()).isEqualTo(LocalDate.of(2026, 3, 28));
        assertThat(history.inStock(0)).isCloseTo(0.5, within(1e-9));
        assertThat(history.inStock(1)).isZero();
        assertThat(history.inStock(2)).isCloseTo(0.75, within(1e-9));
        assertThat(history.inStock(3)).isEqualTo(1);
        assertThat(history.outOfStockDays()).isEqualTo(1);
    }

    @Test
    void aSkuThatIsOutNowHasBeenOutSinceItsLastEntry() {
        HistoryChange change = new HistoryChange(Cursor.START, CALENDAR, NOON);
        change.fold(entry(1, NOON, 0, 1, NOON));
        DemandHistory history = read(change, NOON.plus(Duration.ofDays(3)));
        assertThat(history.days()).isEqualTo(3);
        assertThat(history.inStock(1)).isZero();
        assertThat(history.inStock(2)).isZero();
    }

    @Test
    void noMoreThanTwoYearsAreKept() {
        HistoryChange change = new HistoryChange(Cursor.START, CALENDAR, NOON);
        change.fold(entry(1, NOON, 5, 7, NOON.minus(Duration.ofDays(1_000))));
        change.fold(entry(2, NOON, 5, 2, NOON.minus(Duration.ofDays(700))));
        assertThat(change.demand().values()).containsExactly(2L);
        assertThat(read(change, NOON).days()).isEqualTo(HistoryCalendar.KEPT_DAYS);
    }

    @Test
    void theFirstDayItselfIsNoCompleteDay() {
        HistoryChange change = new HistoryChange(Cursor.START, CALENDAR, NOON);
        change.fold(entry(1, NOON, 5, 7, NOON));
        assertThat(read(change, NOON.plusSeconds(60)).days()).isZero();
    }
}
