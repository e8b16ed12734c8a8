package io.zapas.stocksync.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.BaseLinkerCalls;
import io.zapas.stocksync.account.BaseLinkerCalls.Reply;
import io.zapas.stocksync.account.TimeLimit;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.statement.LineName;
import io.zapas.stocksync.statement.OrderStatement;
import io.zapas.stocksync.statement.Part;
import io.zapas.stocksync.statement.Statements;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * BaseLinker's orders, by its journal (kept for three days, and only if it is switched on in the account): whatever happened to an order, the order is read anew and stated as it stands.
 *
 * <p>What statuses mean is the account's: some are configured; of any other an order is open, paid for when its money is there or is to come on delivery. It begins with the open orders of
 * the last {@value #FIRST_DAYS} days. An order that was removed, or merged into another one, has no lines any more: it is kept where people see it.
 *
 * <p>Cursors: {@code skip:LOG} while the journal's end is looked for, {@code since:SECONDS:LOG} while open orders are gone through, then {@code LOG}.
 */
final class BaseLinkerOrders extends HttpFeed {
    private static final int FIRST_DAYS = 30;
    private static final int PAGE = 100;
    /** What may change what an order holds. 4: removed, 5: merged. */
    private static final List<Integer> LOG_TYPES = List.of(1, 2, 3, 4, 5, 6, 12, 13, 14, 16, 17, 18);

    private static final Set<Integer> GONE = Set.of(4, 5);
    private static final String[] USED = {
        "order_id",
        "external_order_id",
        "order_source",
        "order_status_id",
        "date_add",
        "date_confirmed",
        "date_in_status",
        "payment_method_cod",
        "payment_done",
        "delivery_price",
        "products"
    };
    private static final Pattern SKIP = Pattern.compile("skip:(\\d{1,18})");
    private static final Pattern SINCE = Pattern.compile("since:(\\d{1,18}):(\\d{1,18})");
    private static final Pattern LOG = Pattern.compile("\\d{1,18}");
    /** Rounding of a payment. */
    private static final BigDecimal CENT = new BigDecimal("0.01");

    private final BaseLinkerCalls calls;
    private final Map<String, String> statuses;
    private final Map<String, String> channels;

    /**
     * @param statuses what the account's statuses mean
     * @param channels what we call its sources of orders
     */
    BaseLinkerOrders(
            Account account, Duration every, String token, Map<String, String> statuses, Map<String, String> channels) {
        super("baselinker", ORDERS, account, every);
        this.calls = new BaseLinkerCalls(account, token);
        this.statuses = Map.copyOf(statuses);
        this.channels = Map.copyOf(channels);
    }

    @Override
    Future<FeedPage> page(String cursor, TimeLimit limit) {
        if (cursor == null) {
            return skip(0, limit);
        }
        Matcher skip = SKIP.matcher(cursor);
        if (skip.matches()) {
            return skip(Long.parseLong(skip.group(1)), limit);
        }
        Matcher since = SINCE.matcher(cursor);
        if (since.matches()) {
            return since(Long.parseLong(since.group(1)), Long.parseLong(since.group(2)), limit);
        }
        return LOG.matcher(cursor).matches() ? journal(Long.parseLong(cursor), limit) : skip(0, limit);
    }

    /** What is in the journal already is in the orders that are read next. */
    private Future<FeedPage> skip(long last, TimeLimit limit) {
        return logs(last, limit).map(reply -> {
            long newest = newest(reply, last);
            long from =
                    account.clock().instant().minus(Duration.ofDays(FIRST_DAYS)).getEpochSecond();
            return builder().page(newest > last ? "skip:" + newest : "since:" + from + ":" + last, false);
        });
    }

    private Future<FeedPage> since(long from, long log, TimeLimit limit) {
        ObjectNode parameters = Json.mapper()
                .createObjectNode()
                .put("date_confirmed_from", from)
                .put("get_unconfirmed_orders", true);
        return orders(parameters, limit).map(reply -> {
            PageBuilder page = builder();
            JsonNode orders = reply.json().path("orders");
            long newest = from - 1;
            for (JsonNode order : orders) {
                newest = Math.max(newest, order.path("date_confirmed").asLong());
                page.add(order.path("order_id").asText(), KeptFields.of(order, USED), this::stateOpen);
            }
            boolean more = orders.size() >= PAGE && newest >= from;
            return page.page(more ? "since:" + (newest + 1) + ":" + log : Long.toString(log), false);
        });
    }

    private Future<FeedPage> journal(long last, TimeLimit limit) {
        return logs(last, limit).compose(reply -> {
            Set<String> changed = new LinkedHashSet<>();
            Map<String, JsonNode> gone = new LinkedHashMap<>();
            for (JsonNode log : reply.json().path("logs")) {
                String order = log.path("order_id").asText();
                changed.add(order);
                if (GONE.contains(log.path("log_type").asInt())) {
                    gone.put(order, log);
                }
            }
            PageBuilder page = builder();
            long newest = newest(reply, last);
            return read(changed.iterator(), gone, page, limit)
                    .map(done -> page.page(Long.toString(newest), newest == last));
        });
    }

    /** Reads orders one after the other. */
    private Future<Void> read(Iterator<String> ids, Map<String, JsonNode> gone, PageBuilder page, TimeLimit limit) {
        if (!ids.hasNext()) {
            return Future.succeededFuture();
        }
        String id = ids.next();
        ObjectNode parameters = Json.mapper().createObjectNode().put("get_unconfirmed_orders", true);
        parameters.set(
                "order_id",
                id.matches("\\d{1,18}") ? Json.mapper().getNodeFactory().numberNode(Long.parseLong(id)) : null);
        return orders(parameters, limit)
                .onSuccess(reply -> {
                    JsonNode orders = reply.json().path("orders");
                    orders.forEach(order -> page.add(id, KeptFields.of(order, USED), this::state));
                    JsonNode log = gone.get(id);
                    if (orders.isEmpty() && log != null) {
                        page.add(id, log, (part, statements) -> {
                            throw part.invalid(
                                    "order_id",
                                    "was removed or merged, and nobody knows its lines: release it by hand");
                        });
                    }
                })
                .compose(done -> read(ids, gone, page, limit));
    }

    private Future<Reply> logs(long last, TimeLimit limit) {
        ObjectNode parameters = Json.mapper().createObjectNode().put("last_log_id", last);
        ArrayNode types = parameters.putArray("logs_types");
        LOG_TYPES.forEach(types::add);
        return calls.call("getJournalList", parameters, limit).map(reply -> {
            if (!reply.json().path("logs").isArray()) {
                throw reply.answer().unusable("an answer without logs");
            }
            return reply;
        });
    }

    private Future<Reply> orders(ObjectNode parameters, TimeLimit limit) {
        return calls.call("getOrders", parameters, limit).map(reply -> {
            if (!reply.json().path("orders").isArray()) {
                throw reply.answer().unusable("an answer without orders");
            }
            return reply;
        });
    }

    /** Its documentation calls the number {@code id}, its answers {@code log_id}. */
    private static long newest(Reply reply, long last) {
        long newest = last;
        for (JsonNode log : reply.json().path("logs")) {
            JsonNode id = log.has("log_id") ? log.path("log_id") : log.path("id");
            newest = Math.max(newest, id.asLong());
        }
        return newest;
    }

    /** What has left or was given up before we knew of it is in the levels by now. */
    private void stateOpen(Part order, Statements statements) {
        String meaning = statuses.getOrDefault(order.requiredText("order_status_id"), "");
        if (!Set.of("shipped", "cancelled", "returned").contains(meaning)) {
            state(order, statements);
        }
    }

    private void state(Part order, Statements statements) {
        String meaning = statuses.getOrDefault(order.requiredText("order_status_id"), "");
        Map<LineName, Long> lines = lines(order);
        if (lines.isEmpty() || meaning.equals("ignored")) {
            return;
        }
        String source = order.requiredText("order_source");
        String external = order.text("external_order_id");
        Instant placed = order.requiredSeconds("date_add");
        Instant time = latest(placed, List.of(seconds(order, "date_confirmed"), seconds(order, "date_in_status")));
        OrderStatement statement = new OrderStatement(
                channels.getOrDefault(source, source), order.requiredText("order_id"), external, placed);
        switch (meaning) {
            case "cancelled" ->
                statement.state(statements, "cancelled", time, Order.Status.CANCELLED, lines, null, null);
            case "shipped" -> statement.state(statements, "shipped", time, Order.Status.SHIPPED, lines, null, null);
            case "returned" -> statement.state(statements, "returned", time, Order.Status.RETURNED, lines, null, null);
            default -> {
                boolean paid = meaning.equals("paid") || (!meaning.equals("placed") && isPaid(order));
                statement.state(
                        statements,
                        paid ? "paid" : "placed",
                        time,
                        paid ? Order.Status.PAID : Order.Status.PLACED,
                        lines,
                        paid ? null : Order.Payment.PENDING,
                        null);
            }
        }
    }

    /** All of it, or to be paid on delivery. */
    private static boolean isPaid(Part order) {
        if ("1".equals(order.text("payment_method_cod"))) {
            return true;
        }
        BigDecimal done = order.decimal("payment_done");
        if (done == null || done.signum() <= 0) {
            return false;
        }
        BigDecimal total = or0(order.decimal("delivery_price"));
        for (Part line : order.list("products")) {
            total = total.add(or0(line.decimal("price_brutto")).multiply(or0(line.decimal("quantity"))));
        }
        return done.add(CENT).compareTo(total) >= 0;
    }

    private static BigDecimal or0(BigDecimal number) {
        return number == null ? BigDecimal.ZERO : number;
    }

    private static Map<LineName, Long> lines(Part order) {
        Map<LineName, Long> lines = new LinkedHashMap<>();
        for (Part line : order.requiredList("products")) {
            long units = line.requiredUnits("quantity");
            if (units > 0) {
                lines.merge(name(line), units, Long::sum);
            }
        }
        return lines;
    }

    /** A line without a SKU is named by its offer at the channel, or else by its product. */
    private static LineName name(Part line) {
        String sku = line.text("sku");
        if (sku != null) {
            return LineName.sku(sku);
        }
        for (String field : List.of("auction_id", "variant_id", "product_id")) {
            String id = line.text(field);
            if (id != null && !id.equals("0")) {
                return LineName.listing(id);
            }
        }
        return LineName.listing("line/" + line.requiredText("order_product_id"));
    }

    private static Instant seconds(Part order, String name) {
        Long seconds = order.units(name);
        return seconds == null || seconds <= 0 ? Instant.EPOCH : order.requiredSeconds(name);
    }

    private static Instant latest(Instant first, Collection<Instant> others) {
        Instant latest = first;
        for (Instant other : others) {
            latest = other.isAfter(latest) ? other : latest;
        }
        return latest;
    }
}
