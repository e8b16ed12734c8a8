package io.zapas.stocksync.feed;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.Call;
import io.zapas.stocksync.account.TimeLimit;
import io.zapas.stocksync.statement.Part;
import io.zapas.stocksync.statement.Statements;
import io.zapas.stocksync.statement.WooCommerceOrder;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.OptionalLong;
import java.util.Set;

/** WooCommerce's orders by their time of modification, in UTC: what its webhooks tell, and what they lost, since none is ever repeated. No more of an order is asked for than is used. */
final class WooCommerceOrders extends ChangesFeed {
    /** An order is saved after its time of modification was taken. */
    private static final Duration OVERLAP = Duration.ofMinutes(2);

    private static final String FIELDS =
            "_fields=id,number,status,date_created_gmt,date_modified_gmt,date_paid_gmt,date_completed_gmt,line_items";
    private static final Set<String> OVER = Set.of("completed", "cancelled", "refunded", "failed");

    private final String authorization;
    private final boolean byNumber;

    /** @param byNumber whether the number people see joins an order with what others say of it */
    WooCommerceOrders(Account account, Duration every, String key, String secret, boolean byNumber) {
        super("woocommerce", account, every, OVERLAP);
        authorization = Call.basic(key, secret);
        this.byNumber = byNumber;
    }

    @Override
    Future<Orders> newest(TimeLimit limit) {
        return orders("&orderby=modified&order=desc&per_page=1", limit);
    }

    @Override
    Future<Orders> open(long from, int skip, TimeLimit limit) {
        return orders("&status=pending,on-hold,processing&orderby=date" + since("after", from) + paged(skip), limit);
    }

    @Override
    Future<Orders> changed(long from, int skip, TimeLimit limit) {
        return orders("&orderby=modified" + since("modified_after", from) + paged(skip), limit);
    }

    /** It takes "after" as "later than". */
    private static String since(String name, long from) {
        return from <= 0
                ? ""
                : "&dates_are_gmt=true&" + name + "="
                        + DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
                                LocalDateTime.ofEpochSecond(from - 1, 0, ZoneOffset.UTC));
    }

    private static String paged(int skip) {
        return "&order=asc&per_page=" + PAGE + "&offset=" + skip;
    }

    private Future<Orders> orders(String query, TimeLimit limit) {
        Call call = Call.get(account.url() + "/wp-json/wc/v3/orders?" + FIELDS + query)
                .header("Authorization", authorization);
        return account.http().send("GET orders", call, limit).map(answer -> {
            JsonNode orders = answer.json();
            if (!orders.isArray()) {
                throw answer.unusable("an answer that is no list of orders");
            }
            return new Orders(answer, orders);
        });
    }

    @Override
    String id(JsonNode order) {
        return order.path("id").asText();
    }

    @Override
    OptionalLong madeAt(JsonNode order) {
        return seconds(order.path("date_created_gmt"));
    }

    @Override
    OptionalLong changedAt(JsonNode order) {
        return seconds(order.path("date_modified_gmt"));
    }

    private static OptionalLong seconds(JsonNode time) {
        try {
            return OptionalLong.of(LocalDateTime.parse(time.asText()).toEpochSecond(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    boolean isOver(JsonNode order) {
        return OVER.contains(order.path("status").asText());
    }

    @Override
    void state(Part order, Statements statements) {
        WooCommerceOrder.state(order, channel(), byNumber, statements);
    }
}
