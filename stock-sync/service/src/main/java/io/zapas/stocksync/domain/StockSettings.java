package io.zapas.stocksync.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a shop decides about its stock.
 *
 * @param hold how long a hold lasts on a channel without its own limit
 * @param holds limit per channel
 * @param holdMax how long a hold may last in all when it is extended
 * @param pending how long a hold lasts at least from the moment its payment was pending
 * @param pendings the same per channel
 * @param sellFrom per channel the locations it takes from first, in order; the others follow by name
 * @param eventRetention how long (source, id) of an event is remembered
 * @param idempotencyRetention how long an answer to a reservation is remembered under its key
 * @param finishedRetention how long a finished sale is remembered; a later return of it restocks nothing
 * @param maxAge per source the longest silence before its SKUs count as stale; a source without one never does
 * @param rules where channels sell from and who goes first
 */
public record StockSettings(
        Duration hold,
        Map<String, Duration> holds,
        Duration holdMax,
        Duration pending,
        Map<String, Duration> pendings,
        Map<String, List<String>> sellFrom,
        Duration eventRetention,
        Duration idempotencyRetention,
        Duration finishedRetention,
        Map<String, Duration> maxAge,
        SellingRules rules) {

    public StockSettings {
        holds = Map.copyOf(holds);
        pendings = Map.copyOf(pendings);
        sellFrom = Map.copyOf(sellFrom);
        maxAge = Map.copyOf(maxAge);
    }

    /** Half an hour to pay, three days for a payment that is under way, a week of duplicates, half a year of returns. */
    public static StockSettings defaults() {
        return new StockSettings(
                Duration.ofMinutes(30),
                Map.of(),
                Duration.ofDays(2),
                Duration.ofDays(3),
                Map.of(),
                Map.of(),
                Duration.ofDays(7),
                Duration.ofDays(7),
                Duration.ofDays(180),
                Map.of(),
                SellingRules.NONE);
    }

    public StockSettings withHold(Duration limit) {
        return with(limit, holdMax, pending, sellFrom, maxAge, rules);
    }

    public StockSettings withHoldMax(Duration limit) {
        return with(hold, limit, pending, sellFrom, maxAge, rules);
    }

    public StockSettings withPending(Duration limit) {
        return with(hold, holdMax, limit, sellFrom, maxAge, rules);
    }

    public StockSettings withSellFrom(Map<String, List<String>> order) {
        return with(hold, holdMax, pending, order, maxAge, rules);
    }

    public StockSettings withMaxAge(Map<String, Duration> ages) {
        return with(hold, holdMax, pending, sellFrom, ages, rules);
    }

    public StockSettings withRules(SellingRules selling) {
        return with(hold, holdMax, pending, sellFrom, maxAge, selling);
    }

    private StockSettings with(
            Duration hold,
            Duration holdMax,
            Duration pending,
            Map<String, List<String>> sellFrom,
            Map<String, Duration> maxAge,
            SellingRules rules) {
        return new StockSettings(
                hold,
                holds,
                holdMax,
                pending,
                pendings,
                sellFrom,
                eventRetention,
                idempotencyRetention,
                finishedRetention,
                maxAge,
                rules);
    }

    /** Whether a source that was heard last then has been silent for too long. */
    public boolean isStale(String source, Instant last, Instant now) {
        Duration longest = maxAge.get(source);
        return longest != null && last.plus(longest).isBefore(now);
    }
}
