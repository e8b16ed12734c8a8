package io.zapas.forecast.history;

import io.zapas.forecast.domain.DemandHistory;
import io.zapas.forecast.domain.SkuState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was read of one SKU: its state and the days since, or its whole history. Immutable.
 *
 * @param days the fields of these days, or of all
 * @param late how often a day that a state counts already was changed afterwards
 * @param state as it was kept; null: none, or one that a day was changed of since
 * @param replaced the whole histories of SKUs whose demand it takes over; empty: none, or they were not read
 */
public record StoredSku(SkuHistory days, long late, SkuState state, List<SkuHistory> replaced) {
    /** Days that are read beside a state: today and those before it. */
    static final int RECENT_DAYS = 4;

    public StoredSku {
        replaced = List.copyOf(replaced);
    }

    /** The complete days until yesterday, with those of SKUs it replaces. */
    public DemandHistory daily(HistoryCalendar calendar, Instant now) {
        DemandHistory all = days.daily(calendar, now);
        for (SkuHistory other : replaced) {
            all = all.joined(other.daily(calendar, now));
        }
        return all;
    }

    /** The state until yesterday; empty when only a fit can say it: there is none, it is too old, or its model asks for one. */
    public Optional<SkuState> carried(HistoryCalendar calendar, Instant now) {
        if (state == null) {
            return Optional.empty();
        }
        long today = calendar.day(now);
        long next = state.nextDay().toEpochDay();
        if (next > today || next < today - (RECENT_DAYS - 1) || (next < today && !state.isCarried())) {
            return Optional.empty();
        }
        SkuState carried = state;
        for (long day = next; day < today; day++) {
            SkuHistory.Day one = days.day(day, calendar, now);
            if (carried.demand() == null && one.units() > 0) {
                return Optional.empty();
            }
            carried = carried.next(one.units(), one.inStock());
        }
        return Optional.of(carried);
    }
}
