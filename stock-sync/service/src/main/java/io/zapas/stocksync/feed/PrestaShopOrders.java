package io.zapas.stocksync.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.AccountHttp.Answer;
import io.zapas.stocksync.account.Call;
import io.zapas.stocksync.account.TimeLimit;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.statement.LineName;
import io.zapas.stocksync.statement.OrderStatement;
import io.zapas.stocksync.statement.Part;
import io.zapas.stocksync.statement.Statements;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * PrestaShop's orders by {@code date_upd}, a time of the shop without an offset. More than an hour is read twice, since that is what the clocks go back by.
 *
 * <p>What a state means is configured, or else said by its flags: shipped, paid. An order to be paid on delivery counts as paid. The states are asked for with every page.
 */
final class PrestaShopOrders extends ChangesFeed {
    private static final Duration OVERLAP = Duration.ofMinutes(65);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final String END_OF_TIME = "9999-12-31 23:59:59";
    private static final Set<String> OVER = Set.of("shipped", "cancelled");
    /** All that is used of an order. */
    private static final List<String> FIELDS = List.of("id", "current_state", "module", "date_add", "date_upd");

    private static final List<String> ROW_FIELDS =
            List.of("id", "product_id", "product_attribute_id", "product_quantity", "product_reference");
    private static final String ROWS = "order_rows";
    private static final String MEANING = "meaning";

    private final String authorization;
    private final Map<String, String> meanings;
    private final ZoneId zone;

    /**
     * @param meanings of states, by their numbers
     * @param zone of the shop's times
     */
    PrestaShopOrders(Account account, Duration every, String key, Map<String, String> meanings, ZoneId zone) {
        super("prestashop", account, every, OVERLAP);
        authorization = Call.basic(key, "");
        this.meanings = Map.copyOf(meanings);
        this.zone = zone;
    }

    @Override
    Future<Orders> newest(TimeLimit limit) {
        return states(limit).compose(states -> orders(states, "&sort=[date_upd_DESC]&limit=1", limit));
    }

    @Override
    Future<Orders> open(long from, int skip, TimeLimit limit) {
        return states(limit).compose(states -> {
            String open = states.entrySet().stream()
                    .filter(state -> !OVER.contains(state.getValue()))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.joining("|"));
            return orders(states, "&filter[current_state]=[" + open + "]" + since("date_add", from, skip), limit);
        });
    }

    @Override
    Future<Orders> changed(long from, int skip, TimeLimit limit) {
        return states(limit).compose(states -> orders(states, since("date_upd", from, skip), limit));
    }

    private static String since(String field, long from, int skip) {
        String begin = TIME.format(LocalDateTime.ofEpochSecond(Math.max(0, from), 0, ZoneOffset.UTC));
        return "&filter[" + field + "]=[" + begin + "," + END_OF_TIME + "]&date=1&sort=[" + field
                + "_ASC,id_ASC]&limit=" + skip + "," + PAGE;
    }

    /** What each state means. */
    private Future<Map<String, String>> states(TimeLimit limit) {
        return list("order_states", "", limit).map(states -> {
            Map<String, String> all = new LinkedHashMap<>();
            for (JsonNode state : states.rows()) {
                String id = state.path("id").asText();
                String flagged = is(state, "shipped") ? "shipped" : is(state, "paid") ? "paid" : "placed";
                all.put(id, meanings.getOrDefault(id, flagged));
            }
            if (all.isEmpty()) {
                throw states.answer().unusable("a shop without order_states");
            }
            return all;
        });
    }

    private static boolean is(JsonNode state, String flag) {
        return state.path(flag).asText().equals("1");
    }

    private Future<Orders> orders(Map<String, String> states, String query, TimeLimit limit) {
        return list("orders", query, limit).map(orders -> {
            List<JsonNode> used = new ArrayList<>();
            orders.rows().forEach(order -> used.add(used(order, states)));
            return new Orders(orders.answer(), used);
        });
    }

    private static ObjectNode used(JsonNode order, Map<String, String> states) {
        ObjectNode used = Statements.data();
        FIELDS.stream().filter(order::has).forEach(name -> used.set(name, order.get(name)));
        String meaning = states.get(order.path("current_state").asText());
        if (meaning != null) {
            used.put(MEANING, meaning);
        }
        JsonNode rows = order.path("associations").path(ROWS);
        if (rows.isArray()) {
            ArrayNode all = used.putArray(ROWS);
            for (JsonNode row : rows) {
                ObjectNode usedRow = all.addObject();
                ROW_FIELDS.stream().filter(row::has).forEach(name -> usedRow.set(name, row.get(name)));
            }
        }
        return used;
    }

    /** It writes an empty list as []. */
    private Future<Orders> list(String resource, String query, TimeLimit limit) {
        String address = account.url() + "/api/" + resource + "?output_format=JSON&display=full" + query;
        Call call = Call.get(address.replace("[", "%5B")
                        .replace("]", "%5D")
                        .replace("|", "%7C")
                        .replace(" ", "%20"))
                .header("Authorization", authorization);
        return account.http()
                .send("GET " + resource, call, limit)
                .map(answer -> new Orders(answer, rows(answer, resource)));
    }

    private static JsonNode rows(Answer answer, String resource) {
        JsonNode json = answer.json();
        JsonNode rows = json.isArray() && json.isEmpty() ? json : json.path(resource);
        if (!rows.isArray()) {
            throw answer.unusable("an answer without " + resource);
        }
        return rows;
    }

    @Override
    String id(JsonNode order) {
        return order.path("id").asText();
    }

    @Override
    OptionalLong madeAt(JsonNode order) {
        return seconds(order.path("date_add"));
    }

    @Override
    OptionalLong changedAt(JsonNode order) {
        return seconds(order.path("date_upd"));
    }

    private static OptionalLong seconds(JsonNode time) {
        try {
            return OptionalLong.of(LocalDateTime.parse(time.asText(), TIME).toEpochSecond(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    boolean isOver(JsonNode order) {
        return OVER.contains(order.path(MEANING).asText());
    }

    @Override
    void state(Part order, Statements statements) {
        String meaning = order.text(MEANING);
        if (meaning == null) {
            throw order.invalid("current_state", "is no state of the shop");
        }
        Instant time = time(order, "date_upd");
        OrderStatement statement =
                new OrderStatement(channel(), order.requiredText("id"), null, time(order, "date_add"));
        Map<LineName, Long> lines = lines(order);
        if (lines.isEmpty() || meaning.equals("ignored")) {
            return;
        }
        boolean onDelivery = order.has("module") && order.text("module").contains("cashondelivery");
        switch (meaning) {
            case "shipped" -> statement.state(statements, "shipped", time, Order.Status.SHIPPED, lines, null, null);
            case "cancelled" ->
                statement.state(statements, "cancelled", time, Order.Status.CANCELLED, lines, null, null);
            case "failed" ->
                statement.state(statements, "placed", time, Order.Status.PLACED, lines, Order.Payment.FAILED, null);
            default -> {
                boolean paid = meaning.equals("paid") || onDelivery;
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

    private Instant time(Part order, String name) {
        try {
            return LocalDateTime.parse(order.requiredText(name), TIME)
                    .atZone(zone)
                    .toInstant();
        } catch (DateTimeException e) {
            throw order.invalid(name, "must be a time such as 2026-03-14 11:43:30");
        }
    }

    /** A row without a reference is named by its product, and waits where people see it. */
    private static Map<LineName, Long> lines(Part order) {
        Map<LineName, Long> lines = new LinkedHashMap<>();
        for (Part row : order.requiredList(ROWS)) {
            long units = row.requiredUnits("product_quantity");
            if (units > 0) {
                String sku = row.text("product_reference");
                String combination = row.text("product_attribute_id");
                LineName name = sku != null
                        ? LineName.sku(sku)
                        : LineName.listing("product/" + row.requiredText("product_id")
                                + (combination == null || combination.equals("0") ? "" : "/" + combination));
                lines.merge(name, units, Long::sum);
            }
        }
        return lines;
    }
}
