package io.zapas.stocksync.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.Call;
import io.zapas.stocksync.account.EbayCalls;
import io.zapas.stocksync.account.TimeLimit;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.statement.LineName;
import io.zapas.stocksync.statement.OrderStatement;
import io.zapas.stocksync.statement.Part;
import io.zapas.stocksync.statement.Statements;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * eBay's orders: first all that were not shipped, then whatever was modified since. eBay does not say in which order it lists them, so that a list of several pages is read as a whole, and
 * afterwards what was modified since its first page; a page begins half a page after the one before, since what leaves the list moves the others forward. Of what was shipped in part, its
 * parcels are asked for.
 *
 * <p>Cursors: {@code open:SINCE:SKIP:COUNT}, then {@code since:SINCE:SKIP:NEXT:COUNT}, times in milliseconds of eBay's clock, the first one of ours, a day earlier.
 */
final class EbayOrders extends HttpFeed {
    private static final String PATH = "/sell/fulfillment/v1/order";
    private static final int PAGE = 200;
    private static final int STEP = PAGE / 2;
    /** As far as its clock and ours may be apart. */
    private static final Duration CLOCKS = Duration.ofDays(1);

    private static final Duration OVERLAP = Duration.ofMinutes(2);
    private static final Pattern OPEN = Pattern.compile("open:(\\d{1,15}):(\\d{1,7}):(\\d{1,3})");
    private static final Pattern SINCE = Pattern.compile("since:(\\d{1,15}):(\\d{1,7}):(\\d{1,15}):(\\d{1,3})");
    private static final int COUNTS = 1_000;
    /** All that is used of an order: nothing of who bought it goes any further. */
    private static final List<String> FIELDS = List.of(
            "orderId",
            "creationDate",
            "lastModifiedDate",
            "orderFulfillmentStatus",
            "orderPaymentStatus",
            "cancelStatus",
            "lineItems");

    private static final List<String> LINE_FIELDS =
            List.of("lineItemId", "legacyItemId", "legacyVariationId", "sku", "quantity");
    private static final String TYPES = "fulfillmentInstructionsTypes";
    private static final String PARCELS = "fulfillments";

    private final EbayCalls calls;
    private final Told told = new Told();

    EbayOrders(Account account, Duration every, EbayCalls calls) {
        super("ebay", ORDERS, account, every);
        this.calls = calls;
    }

    @Override
    Future<FeedPage> page(String cursor, TimeLimit limit) {
        told.begin(cursor);
        return calls.with(limit, token -> page(token, cursor == null ? "" : cursor, limit));
    }

    private Future<FeedPage> page(String token, String cursor, TimeLimit limit) {
        Matcher since = SINCE.matcher(cursor);
        if (since.matches()) {
            return since(
                    token,
                    Long.parseLong(since.group(1)),
                    Integer.parseInt(since.group(2)),
                    Long.parseLong(since.group(3)),
                    Integer.parseInt(since.group(4)),
                    limit);
        }
        Matcher open = OPEN.matcher(cursor);
        return open.matches()
                ? open(
                        token,
                        Long.parseLong(open.group(1)),
                        Integer.parseInt(open.group(2)),
                        Integer.parseInt(open.group(3)),
                        limit)
                : open(token, account.clock().instant().minus(CLOCKS).toEpochMilli(), 0, 0, limit);
    }

    private Future<FeedPage> open(String token, long from, int skip, int count, TimeLimit limit) {
        return orders(token, "orderfulfillmentstatus:{NOT_STARTED|IN_PROGRESS}", skip, limit)
                .map(orders -> orders.size() < PAGE
                        ? end(orders, count, tells -> "since:" + from + ":0:" + from + ":" + tells, false)
                        : end(orders, count, tells -> "open:" + from + ":" + (skip + STEP) + ":" + tells, false));
    }

    private Future<FeedPage> since(String token, long from, int skip, long first, int count, TimeLimit limit) {
        Instant begin = Instant.ofEpochMilli(from).minus(OVERLAP);
        return orders(token, "lastmodifieddate:[" + begin + "..]", skip, limit).map(orders -> {
            // What is modified after the first page was read has a later time than all on it.
            long next = skip > 0 ? first : Math.max(from, newest(orders));
            return orders.size() < PAGE
                    ? end(orders, count, tells -> "since:" + next + ":0:" + next + ":" + tells, true)
                    : end(
                            orders,
                            count,
                            tells -> "since:" + from + ":" + (skip + STEP) + ":" + next + ":" + tells,
                            false);
        });
    }

    @FunctionalInterface
    private interface Cursor {
        String of(int count);
    }

    private FeedPage end(List<ObjectNode> orders, int count, Cursor cursor, boolean last) {
        PageBuilder page = builder();
        for (ObjectNode order : orders) {
            String id = order.path("orderId").asText();
            if (told.isNews(id, order)) {
                page.add(id, order, this::state);
            }
        }
        String next = cursor.of(told.hasNews() ? (count + 1) % COUNTS : count);
        told.end(next);
        return page.page(next, last);
    }

    private static long newest(List<ObjectNode> orders) {
        return orders.stream()
                .map(order -> millis(order.path("lastModifiedDate").asText()))
                .flatMapToLong(OptionalLong::stream)
                .max()
                .orElse(Long.MIN_VALUE);
    }

    private static OptionalLong millis(String time) {
        try {
            return OptionalLong.of(Instant.parse(time).toEpochMilli());
        } catch (DateTimeException e) {
            return OptionalLong.empty();
        }
    }

    private Future<List<ObjectNode>> orders(String token, String filter, int skip, TimeLimit limit) {
        Call call = calls.get(PATH + "?filter=" + Call.encoded(filter) + "&limit=" + PAGE + "&offset=" + skip, token);
        return account.http()
                .send("GET order", call, limit)
                .map(answer -> {
                    JsonNode json = answer.json();
                    JsonNode orders = json.path("orders");
                    boolean none = orders.isMissingNode() && json.path("total").asInt(-1) == 0;
                    if (!orders.isArray() && !none) {
                        throw answer.unusable("an answer without orders");
                    }
                    List<ObjectNode> used = new ArrayList<>();
                    orders.forEach(order -> used.add(used(order)));
                    return used;
                })
                .compose(orders -> parcels(token, orders.iterator(), limit).map(asked -> orders));
    }

    private static ObjectNode used(JsonNode order) {
        ObjectNode used = Statements.data();
        FIELDS.stream().filter(order::has).forEach(name -> used.set(name, order.get(name)));
        if (used.path("lineItems").isArray()) {
            ArrayNode lines = Statements.data().arrayNode();
            for (JsonNode line : used.path("lineItems")) {
                ObjectNode usedLine = lines.addObject();
                LINE_FIELDS.stream().filter(line::has).forEach(name -> usedLine.set(name, line.get(name)));
            }
            used.set("lineItems", lines);
        }
        ArrayNode types = used.putArray(TYPES);
        for (JsonNode start : order.path("fulfillmentStartInstructions")) {
            types.add(start.path("fulfillmentInstructionsType").asText());
        }
        return used;
    }

    /** Asks, one after the other, for the parcels of what was shipped in part. */
    private Future<Void> parcels(String token, Iterator<ObjectNode> orders, TimeLimit limit) {
        while (orders.hasNext()) {
            ObjectNode order = orders.next();
            String id = order.path("orderId").asText();
            if (order.path("orderFulfillmentStatus").asText().equals("IN_PROGRESS") && !id.isEmpty()) {
                Call call = calls.get(PATH + "/" + Call.segment(id) + "/shipping_fulfillment", token);
                return account.http()
                        .send("GET shipping_fulfillment", call, limit)
                        .compose(answer -> {
                            JsonNode parcels = answer.json().path(PARCELS);
                            if (!parcels.isArray()) {
                                throw answer.unusable("an answer without fulfillments");
                            }
                            ArrayNode used = order.putArray(PARCELS);
                            for (JsonNode parcel : parcels) {
                                ObjectNode one = used.addObject();
                                one.set("shippedDate", parcel.get("shippedDate"));
                                one.set("lineItems", parcel.get("lineItems"));
                            }
                            return parcels(token, orders, limit);
                        });
            }
        }
        return Future.succeededFuture();
    }

    private void state(Part order, Statements statements) {
        if (order.get(TYPES).toString().contains("\"FULFILLED_BY_EBAY\"")) {
            return;
        }
        Instant modified = order.required("lastModifiedDate", order.time("lastModifiedDate"));
        OrderStatement statement =
                new OrderStatement(channel(), order.requiredText("orderId"), null, order.time("creationDate"));
        String payment = order.requiredText("orderPaymentStatus");
        String shipment = order.requiredText("orderFulfillmentStatus");
        Map<String, LineName> names = new HashMap<>();
        Map<String, Long> units = new HashMap<>();
        Map<LineName, Long> lines = lines(order, names, units);
        if (lines.isEmpty()) {
            return;
        }
        Part cancel = order.object("cancelStatus");
        boolean cancelled = cancel != null && "CANCELED".equals(cancel.text("cancelState"));
        // What had left does not come back by being paid back.
        boolean paidBack = payment.equals("FULLY_REFUNDED") && shipment.equals("NOT_STARTED");
        if (cancelled || paidBack) {
            Instant time = cancel == null ? null : cancel.time("cancelledDate");
            statement.state(
                    statements, "cancelled", time == null ? modified : time, Order.Status.CANCELLED, lines, null, null);
        } else {
            switch (payment) {
                case "PAID", "PARTIALLY_REFUNDED", "FULLY_REFUNDED" ->
                    statement.state(statements, "paid", modified, Order.Status.PAID, lines, null, null);
                case "PENDING" ->
                    statement.state(
                            statements, "placed", modified, Order.Status.PLACED, lines, Order.Payment.PENDING, null);
                case "FAILED" ->
                    statement.state(
                            statements, "placed", modified, Order.Status.PLACED, lines, Order.Payment.FAILED, null);
                default -> throw order.invalid("orderPaymentStatus", "is none that is known");
            }
        }
        switch (shipment) {
            case "NOT_STARTED" -> {
                // Nothing has left.
            }
            case "FULFILLED" ->
                statement.state(statements, "shipped", modified, Order.Status.SHIPPED, lines, null, null);
            case "IN_PROGRESS" ->
                parcels(order, names, units)
                        .forEach((time, left) -> statement.state(
                                statements, "shipped/" + time, time, Order.Status.SHIPPED, left, null, null));
            default -> throw order.invalid("orderFulfillmentStatus", "is none that is known");
        }
    }

    /**
     * @param names filled with what each line is of
     * @param units filled with each line's
     */
    private static Map<LineName, Long> lines(Part order, Map<String, LineName> names, Map<String, Long> units) {
        Map<LineName, Long> lines = new LinkedHashMap<>();
        for (Part line : order.requiredList("lineItems")) {
            long quantity = line.requiredUnits("quantity");
            String id = line.requiredText("lineItemId");
            if (quantity > 0) {
                names.put(id, name(line));
                units.put(id, quantity);
                lines.merge(name(line), quantity, Long::sum);
            }
        }
        return lines;
    }

    private static LineName name(Part line) {
        String sku = line.text("sku");
        if (sku != null) {
            return LineName.sku(sku);
        }
        String variation = line.text("legacyVariationId");
        String item = line.requiredText("legacyItemId");
        return LineName.listing(variation == null || variation.equals("0") ? item : item + "/" + variation);
    }

    /** By the time they left; those of one moment are one. A line without a quantity left as a whole. */
    private static Map<Instant, Map<LineName, Long>> parcels(
            Part order, Map<String, LineName> names, Map<String, Long> units) {
        Map<Instant, Map<LineName, Long>> parcels = new TreeMap<>();
        for (Part parcel : order.requiredList(PARCELS)) {
            Instant left = parcel.required("shippedDate", parcel.time("shippedDate"));
            for (Part line : parcel.requiredList("lineItems")) {
                String id = line.requiredText("lineItemId");
                Long quantity = line.units("quantity");
                LineName name = names.get(id);
                if (name != null && (quantity == null || quantity > 0)) {
                    parcels.computeIfAbsent(left, time -> new LinkedHashMap<>())
                            .merge(name, quantity == null ? units.get(id) : quantity, Long::sum);
                }
            }
        }
        return parcels;
    }
}
