package io.zapas.stocksync.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.AccountHttp.Answer;
import io.zapas.stocksync.account.Call;
import io.zapas.stocksync.account.KauflandCalls;
import io.zapas.stocksync.account.TimeLimit;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.statement.LineName;
import io.zapas.stocksync.statement.OrderStatement;
import io.zapas.stocksync.statement.Part;
import io.zapas.stocksync.statement.Statements;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kaufland's orders of one storefront: first those with units that are open, then those with units to be sent, then whatever had a unit updated, in {@linkplain Round rounds} by Kaufland's clock.
 * Lists name orders; each order is read with all its units, of which every one is one piece with its own status. Kaufland's own fulfilment does not send from our stock.
 *
 * <p>Cursors: {@code open:OFFSET:SECONDS} and {@code need_to_be_sent:OFFSET:SECONDS} while units of that status are gone through, where the seconds are those to read updates from, then those of
 * {@link Round}.
 */
final class KauflandOrders extends HttpFeed {
    private static final List<String> OPEN_STATUSES = List.of("open", "need_to_be_sent");
    private static final int PAGE = 100;
    /** Units that are sent while others are gone through move those behind them to the front. */
    private static final int OVERLAP = 50;
    /** Our clock may be wrong by this much. */
    private static final Duration CLOCKS = Duration.ofDays(1);

    private static final Pattern OPEN = Pattern.compile("(open|need_to_be_sent):(\\d{1,9}):(\\d{1,11})");

    private final KauflandCalls calls;
    private final String storefront;

    KauflandOrders(Account account, Duration every, KauflandCalls calls, String storefront) {
        super("kaufland", ORDERS, account, every);
        this.calls = calls;
        this.storefront = storefront;
    }

    @Override
    Future<FeedPage> page(String cursor, TimeLimit limit) {
        String known = cursor == null ? "" : cursor;
        Matcher open = OPEN.matcher(known);
        if (open.matches()) {
            return open(open.group(1), Integer.parseInt(open.group(2)), open.group(3), limit);
        }
        Round round = Round.of(known);
        String since = Long.toString(account.clock().instant().minus(CLOCKS).getEpochSecond());
        return round != null ? changed(round, limit) : open(OPEN_STATUSES.get(0), 0, since, limit);
    }

    private Future<FeedPage> open(String status, int offset, String since, TimeLimit limit) {
        String path = "/order-units?storefront=" + storefront + "&status=" + status + "&sort=ts_created:asc";
        return calls.page("order-units", path, "id_order", offset, PAGE, limit).compose(units -> {
            PageBuilder page = builder();
            String next;
            if (units.more()) {
                int step = Math.max(1, units.parts().size() - OVERLAP);
                next = status + ":" + (offset + step) + ":" + since;
            } else if (status.equals(OPEN_STATUSES.get(0))) {
                next = OPEN_STATUSES.get(1) + ":0:" + since;
            } else {
                next = Round.since(Instant.ofEpochSecond(Long.parseLong(since))).cursor();
            }
            return read(ids(units.parts()).iterator(), page, true, limit).map(done -> page.page(next, false));
        });
    }

    private Future<FeedPage> changed(Round round, TimeLimit limit) {
        String path = "/orders?storefront=" + storefront + "&ts_units_updated_from_iso="
                + round.from().truncatedTo(ChronoUnit.SECONDS);
        return calls.page("orders", path, "id_order", round.offset(), PAGE, limit)
                .compose(orders -> {
                    PageBuilder page = builder();
                    Instant newest = null;
                    for (JsonNode order : orders.parts()) {
                        Instant updated = updated(order);
                        newest = newest == null || (updated != null && updated.isAfter(newest)) ? updated : newest;
                    }
                    Round next = round.after(newest, orders.parts().size(), orders.more());
                    return read(ids(orders.parts()).iterator(), page, false, limit)
                            .map(done -> page.page(next.cursor(), !orders.more()));
                });
    }

    private static Instant updated(JsonNode order) {
        try {
            return OffsetDateTime.parse(order.path("ts_units_updated_iso").asText())
                    .toInstant();
        } catch (DateTimeException e) {
            // Read again in the next round.
            return null;
        }
    }

    private static Set<String> ids(JsonNode parts) {
        Set<String> ids = new LinkedHashSet<>();
        parts.forEach(part -> ids.add(part.path("id_order").asText()));
        return ids;
    }

    /** Reads orders one after the other. */
    private Future<Void> read(Iterator<String> ids, PageBuilder page, boolean openOnly, TimeLimit limit) {
        if (!ids.hasNext()) {
            return Future.succeededFuture();
        }
        String id = ids.next();
        return calls.get("orders", "/orders/" + Call.segment(id), limit, 404).compose(answer -> {
            add(page, id, answer, openOnly);
            return read(ids, page, openOnly, limit);
        });
    }

    private void add(PageBuilder page, String id, Answer answer, boolean openOnly) {
        if (answer.status() == 404) {
            page.add(id, Json.mapper().createObjectNode().put("id_order", id), (part, statements) -> {
                throw part.invalid("id_order", "is listed, but not there");
            });
            return;
        }
        JsonNode order = answer.json().path("data");
        if (!id.equals(order.path("id_order").asText())
                || !order.path("order_units").isArray()) {
            throw answer.unusable("an answer that is not the order that was asked for");
        }
        JsonNode kept = KeptFields.of(order, "id_order", "ts_created_iso", "order_units");
        ((ObjectNode) kept)
                .set(
                        "order_units",
                        KeptFields.ofEach(
                                order.path("order_units"),
                                "id_order_unit",
                                "id_offer",
                                "status",
                                "fulfillment_type",
                                "ts_updated_iso"));
        page.add(id, kept, (part, statements) -> state(part, statements, openOnly));
    }

    private void state(Part order, Statements statements, boolean openOnly) {
        OrderUnits units = new OrderUnits();
        Instant time = Instant.MIN;
        boolean waits = false;
        for (Part unit : order.requiredList("order_units")) {
            if ("fulfilled_by_kaufland".equals(unit.text("fulfillment_type"))) {
                continue;
            }
            Instant updated = unit.required("ts_updated_iso", unit.time("ts_updated_iso"));
            time = updated.isAfter(time) ? updated : time;
            String offer = unit.text("id_offer");
            LineName name = offer == null
                    ? LineName.listing("order-unit/" + unit.requiredText("id_order_unit"))
                    : LineName.sku(offer);
            switch (unit.requiredText("status")) {
                case "open" -> {
                    units.wanted(name, 1);
                    waits = true;
                }
                case "need_to_be_sent" -> units.wanted(name, 1);
                case "sent", "sent_and_autopaid", "received", "returned", "returned_paid" ->
                    units.left(name, 1, updated);
                case "cancelled" -> units.givenUp(name, 1);
                default -> throw unit.invalid("status", "must be a status of an order unit");
            }
        }
        if (!openOnly || units.isOpen()) {
            OrderStatement statement =
                    new OrderStatement(channel(), order.requiredText("id_order"), null, order.time("ts_created_iso"));
            units.state(statement, statements, time, waits ? Order.Payment.PENDING : null);
        }
    }
}
