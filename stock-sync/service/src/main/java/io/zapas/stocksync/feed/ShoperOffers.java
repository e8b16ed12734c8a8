package io.zapas.stocksync.feed;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.AccountHttp.Answer;
import io.zapas.stocksync.account.Call;
import io.zapas.stocksync.account.TimeLimit;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/**
 * What Shoper's stock rows show, {@value #PAGE} a call, by their numbers. A filter that is not kept is no answer: the same rows would come for ever.
 *
 * <p>The cursor is the last number that was read.
 */
final class ShoperOffers extends HttpFeed {
    /** More than that it takes as ten. */
    private static final int PAGE = 50;

    private static final int MAX_DIGITS = 18;

    private final String token;

    ShoperOffers(Account account, Duration every, String token) {
        super("shoper", OFFERS, account, every);
        this.token = token;
    }

    @Override
    Future<FeedPage> page(String cursor, TimeLimit limit) {
        long last = isNumber(cursor) ? Long.parseLong(cursor) : 0;
        Instant asked = account.clock().instant();
        Call call = Call.get(account.url() + "/webapi/rest/product-stocks?limit=" + PAGE
                        + "&order=stock_id%20ASC&filters%5Bstock_id%5D%5B%3E%5D=" + last)
                .header("Authorization", "Bearer " + token)
                .header("Accept", Call.JSON);
        return account.http().send("GET product-stocks", call, limit).map(answer -> read(answer, last, asked));
    }

    private static boolean isNumber(String text) {
        return text != null && text.matches("\\d{1," + MAX_DIGITS + "}");
    }

    private FeedPage read(Answer answer, long before, Instant asked) {
        JsonNode rows = answer.json().path("list");
        if (!rows.isArray()) {
            throw answer.unusable("an answer without a list");
        }
        PageBuilder page = builder();
        long last = before;
        for (JsonNode row : rows) {
            String id = row.path("stock_id").asText();
            if (!isNumber(id) || Long.parseLong(id) <= last) {
                throw answer.unusable("rows that are not in the order that was asked for");
            }
            last = Long.parseLong(id);
            page.add(id, row, (part, statements) -> {
                BigDecimal stock = part.required("stock", part.decimal("stock"));
                if (stock.stripTrailingZeros().scale() > 0) {
                    throw part.invalid("stock", "must be a whole number");
                }
                page.offer(id, part.text("code"), stock.longValue(), asked);
            });
        }
        boolean end = rows.size() < PAGE;
        return page.page(end ? "0" : Long.toString(last), end);
    }
}
