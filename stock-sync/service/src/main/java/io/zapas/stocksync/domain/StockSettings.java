package io.zapas.stocksync.domain;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a shop decides about its stock.
 *
 * @param hold how long a hold lasts on a channel without its own limit
 * @param holds limit per channel
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
        Map<String, List<String>> sellFrom,
        Duration eventRetention,
        Duration idempotencyRetention,
        Duration finishedRetention,
        Map<String, Duration> maxAge,
        SellingRules rules) {

    public StockSettings {
        holds = Map.copyOf(holds);
        sellFrom = Map.copyOf(sellFrom);
        maxAge = Map.copyOf(maxAge);
    }

    /** Half an hour to pay, a week of duplicates, half a year of returns. */
    public static StockSettings defaults() {
        return new StockSettings(
                Duration.ofMinutes(30),
                Map.of(),
                Map.of(),
                Duration.ofDays(7),
                Duration.ofDays(7),
                Duration.ofDays(180),
                Map.of(),
                SellingRules.NONE);
    }

    public StockSettings withHold(Duration limit) {
        return new StockSettings(
                limit, holds, sellFrom, eventRetention, idempotencyRetention, finishedRetention, maxAge, rules);
    }

    public StockSettings withSellFrom(Map<String, List<String>> order) {
        return new StockSettings(
                hold, holds, order, eventRetention, idempotencyRetention, finishedRetention, maxAge, rules);
    }

    public StockSettings withMaxAge(Map<String, Duration> ages) {
        return new StockSettings(
                hold, holds, sellFrom, eventRetention, idempotencyRetention, finishedRetention, ages, rules);
    }

    public StockSettings withRules(SellingRules selling) {
        return new StockSettings(
                hold, holds, sellFrom, eventRetention, idempotencyRetention, finishedRetention, maxAge, selling);
    }
}
