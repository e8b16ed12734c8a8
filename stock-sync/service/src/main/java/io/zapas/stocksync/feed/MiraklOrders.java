package io.zapas.stocksync.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.Call;
import io.zapas.stocksync.account.MiraklCalls;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Orders of a Mirakl operator (OR11): first those that are open, then whatever was updated, in {@linkplain Round rounds} by the operator's clock. Each line has its own state: an order is paid when none
 * of its lines waits for acceptance or payment any more.
 *
 * <p>Cursors: {@code open:OFFSET:SECONDS} while open orders are gone through, where the seconds are those to read updates from, then those of {@link Round}. Orders in fraud control are not the
 * seller's yet; those of a fulfilment centre are not sent from our stock.
 */
final class MiraklOrders extends HttpFeed {
    private static final String OPEN_STATES = "WAITING_ACCEPTANCE,WAITING_DEBIT,WAITING_DEBIT_PAYMENT,SHIPPING";
    private static final int PAGE = 100;
    /** Orders that are shipped while others are gone through move those behind them to the front. */
    private static final int OVERLAP = 50;
    /** Our clock may be wrong by this much. */
    private static final Duration CLOCKS = Duration.ofDays(1);

    private static final Pattern OPEN = Pattern.compile("open:(\\d{1,9}):(\\d{1,11})");

    private final MiraklCalls calls;

    MiraklOrders(Account account, Duration every, MiraklCalls calls) {
        super("mirakl", ORDERS, account, every);
        this.calls = calls;
    }

    @Override
    Future<FeedPage> page(String cursor, TimeLimit limit) {
        String known = cursor == null ? "" : cursor;
        Matcher open = OPEN.matcher(known);
        if (open.matches()) {
            return open(Integer.parseInt(open.group(1)), Instant.ofEpochSecond(Long.parseLong(open.group(2))), limit);
        }
        Round round = Round.of(known);
        return round != null
                ? changed(round, limit)
                : open(0, account.clock().instant().minus(CLOCKS), limit);
    }

    private Future<FeedPage> open(int offset, Instant since, TimeLimit limit) {
        return orders("order_state_codes=" + OPEN_STATES, offset, limit).map(orders -> {
            PageBuilder page = builder();
            orders.parts().forEach(order -> add(page, order, true));
            boolean more = !orders.parts().isEmpty() && offset + orders.parts().size() < orders.total();
            return page.page(
                    more
                            ? "open:" + (offset + Math.max(1, orders.parts().size() - OVERLAP)) + ":"
                                    + since.getEpochSecond()
                            : Round.since(since).cursor(),
                    false);
        });
    }

    private Future<FeedPage> changed(Round round, TimeLimit limit) {
        String filter = "start_update_date=" + Call.encoded(round.from().toString());
        return orders(filter, round.offset(), limit).map(orders -> {
            PageBuilder page = builder();
            Instant newest = null;
            for (JsonNode order : orders.parts()) {
                Instant updated = updated(order);
                newest = newest == null || (updated != null && updated.isAfter(newest)) ? updated : newest;
                add(page, order, false);
            }
            int size = orders.parts().size();
            boolean more = size > 0 && round.offset() + size < orders.total();
            return page.page(round.after(newest, size, more).cursor(), !more);
        });
    }

    private static Instant updated(JsonNode order) {
        try {
            return OffsetDateTime.parse(order.path("last_updated_date").asText())
                    .toInstant();
        } catch (DateTimeException e) {
            // Told as unusable.
            return null;
        }
    }

    private Future<MiraklCalls.Page> orders(String filter, int offset, TimeLimit limit) {
        return calls.page("OR11", "/api/orders?" + filter + "&max=" + PAGE + "&offset=" + offset, "orders", limit);
    }

    private void add(PageBuilder page, JsonNode order, boolean openOnly) {
        JsonNode kept = KeptFields.of(
                order, "order_id", "order_state", "created_date", "last_updated_date", "fulfillment", "order_lines");
        if (kept instanceof ObjectNode object) {
            object.set(
                    "order_lines",
                    KeptFields.ofEach(
                            object.path("order_lines"),
                            "order_line_id",
                            "order_line_state",
                            "offer_id",
                            "offer_sku",
                            "quantity",
                            "shipped_date",
                            "last_updated_date"));
        }
        page.add(order.path("order_id").asText(), kept, (part, statements) -> state(part, statements, openOnly));
    }

    private void state(Part order, Statements statements, boolean openOnly) {
        if ("STAGING".equals(order.text("order_state")) || isSentByOthers(order)) {
            return;
        }
        Instant time = order.required("last_updated_date", order.time("last_updated_date"));
        OrderUnits units = new OrderUnits();
        boolean waits = false;
        for (Part line : order.requiredList("order_lines")) {
            waits |= add(units, line, time);
        }
        if (!openOnly || units.isOpen()) {
            OrderStatement statement =
                    new OrderStatement(channel(), order.requiredText("order_id"), null, order.time("created_date"));
            units.state(statement, statements, time, waits ? Order.Payment.PENDING : null);
        }
    }

    /** Whether it is of a fulfilment centre, of which the seller's own is called DEFAULT. */
    static boolean isSentByOthers(Part part) {
        Part fulfilment = part.object("fulfillment");
        Part centre = fulfilment == null ? null : fulfilment.object("center");
        String code = centre == null ? null : centre.text("code");
        return code != null && !code.equals("DEFAULT");
    }

    /** Answers whether it waits for acceptance or payment. */
    private static boolean add(OrderUnits units, Part line, Instant time) {
        String state = line.requiredText("order_line_state");
        String sku = line.text("offer_sku");
        LineName name = sku == null ? LineName.listing(line.requiredText("offer_id")) : LineName.sku(sku);
        long quantity = line.requiredUnits("quantity");
        Instant shipped = line.time("shipped_date");
        Instant updated = line.time("last_updated_date");
        Instant left = shipped != null ? shipped : updated != null ? updated : time;
        switch (state) {
            case "STAGING", "WAITING_ACCEPTANCE", "WAITING_DEBIT", "WAITING_DEBIT_PAYMENT" -> {
                units.wanted(name, quantity);
                return quantity > 0;
            }
            case "SHIPPING" -> units.wanted(name, quantity);
            case "SHIPPED", "TO_COLLECT", "RECEIVED", "CLOSED" -> units.left(name, quantity, left);
            case "REFUSED", "CANCELED" -> units.givenUp(name, quantity);
            case "INCIDENT_OPEN", "INCIDENT_CLOSED", "REFUNDED" -> {
                // These say nothing of where the goods are.
                if (shipped != null) {
                    units.left(name, quantity, left);
                } else if (state.equals("REFUNDED")) {
                    units.givenUp(name, quantity);
                } else {
                    units.wanted(name, quantity);
                }
            }
            default -> throw line.invalid("order_line_state", "must be a state of an order line");
        }
        return false;
    }
}
