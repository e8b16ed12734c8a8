package io.zapas.stocksync.feed;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.AccountHttp.Answer;
import io.zapas.stocksync.account.TimeLimit;
import io.zapas.stocksync.statement.Part;
import io.zapas.stocksync.statement.Statements;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Orders of a shop that lists them in the order of their times: first those that are open, by when they were made, then those of the last {@value #FIRST_DAYS} days that are open by some
 * status we do not know, then whatever changed, by when it did. Only times the shop said are compared, with each other. An answer that is not in the order that was asked for is no answer: to
 * go on from it could leave orders out.
 *
 * <p>The cursor is a {@link Reach}.
 */
abstract class ChangesFeed extends HttpFeed {
    static final int PAGE = 100;

    private static final int FIRST_DAYS = 30;

    private final long overlapSeconds;
    private final Told told = new Told();

    /** @param overlap how much later than something of a later time something may come to light */
    ChangesFeed(String system, Account account, Duration every, Duration overlap) {
        super(system, ORDERS, account, every);
        overlapSeconds = overlap.toSeconds();
    }

    /** Orders as the shop wrote them. */
    record Orders(Answer answer, Iterable<JsonNode> rows) {}

    /** The newest order alone, or none. */
    abstract Future<Orders> newest(TimeLimit limit);

    /** {@value #PAGE} open orders made at a time or later, the oldest first. */
    abstract Future<Orders> open(long from, int skip, TimeLimit limit);

    /** {@value #PAGE} orders changed at a time or later, the one whose change is the oldest first. */
    abstract Future<Orders> changed(long from, int skip, TimeLimit limit);

    abstract String id(JsonNode order);

    /** Seconds; empty: there is no time that can be read. */
    abstract OptionalLong madeAt(JsonNode order);

    abstract OptionalLong changedAt(JsonNode order);

    /** What has left or was given up. If we never knew of it, it is in the levels by now. */
    abstract boolean isOver(JsonNode order);

    abstract void state(Part order, Statements statements);

    @Override
    final Future<FeedPage> page(String cursor, TimeLimit limit) {
        told.begin(cursor);
        Reach reach = Reach.of(cursor);
        if (reach == null) {
            return newest(limit).map(newest -> {
                long began = latest(newest, 0, this::changedAt) - overlapSeconds;
                return page(builder(), new Reach(Reach.Stage.OPEN, began, 0, 0, 0), false);
            });
        }
        if (reach.stage() == Reach.Stage.OPEN) {
            return open(reach.from(), reach.skip(), limit).map(orders -> {
                PageBuilder page = builder();
                Gone gone = go(orders, reach.from(), this::madeAt, page, order -> true);
                long began = reach.began();
                return page(
                        page,
                        gone.full()
                                ? reach.after(gone.newest, PAGE)
                                : reach.changesSince(
                                        began - Duration.ofDays(FIRST_DAYS).toSeconds()),
                        false);
            });
        }
        Reach reading = reach.begin(overlapSeconds);
        return changed(reading.from(), reading.skip(), limit).map(orders -> {
            PageBuilder page = builder();
            Gone gone = go(
                    orders,
                    reading.from(),
                    this::changedAt,
                    page,
                    order -> !isOver(order) || changedAt(order).orElse(Long.MAX_VALUE) >= reach.began());
            return gone.full()
                    ? page(page, reading.after(gone.newest, PAGE), false)
                    : page(page, reach.end(Math.max(reach.from(), gone.newest.orElse(reach.from()))), true);
        });
    }

    private FeedPage page(PageBuilder page, Reach next, boolean last) {
        String cursor = (told.hasNews() ? next.told() : next).cursor();
        told.end(cursor);
        return page.page(cursor, last);
    }

    /** Which time of an order a list is in the order of. */
    @FunctionalInterface
    private interface Time {
        OptionalLong of(JsonNode order);
    }

    @FunctionalInterface
    private interface Choice {
        boolean takes(JsonNode order);
    }

    private record Gone(int count, OptionalLong newest) {
        boolean full() {
            return count >= PAGE;
        }
    }

    private Gone go(Orders orders, long from, Time time, PageBuilder page, Choice choice) {
        int count = 0;
        OptionalLong newest = OptionalLong.empty();
        for (JsonNode order : orders.rows()) {
            count++;
            OptionalLong at = time.of(order);
            if (at.isPresent()) {
                // A second earlier: some take "after" as "at or after".
                if (at.getAsLong() < Math.max(from - 1, newest.orElse(from - 1))) {
                    throw orders.answer().unusable("orders that are not in the order that was asked for");
                }
                newest = at;
            }
            if (choice.takes(order) && told.isNews(id(order), order)) {
                page.add(id(order), order, this::state);
            }
        }
        return new Gone(count, newest);
    }

    private static long latest(Orders orders, long first, Time time) {
        long latest = first;
        for (JsonNode order : orders.rows()) {
            latest = Math.max(latest, time.of(order).orElse(first));
        }
        return latest;
    }
}
