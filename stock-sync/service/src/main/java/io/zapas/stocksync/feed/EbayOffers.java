package io.zapas.stocksync.feed;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.AccountHttp.Answer;
import io.zapas.stocksync.account.Call;
import io.zapas.stocksync.account.EbayCalls;
import io.zapas.stocksync.account.TimeLimit;
import io.zapas.stocksync.statement.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the items of eBay's Inventory API have to be shipped, {@value #PAGE} a call; a listing is the item's SKU. Its offers are not asked for, which would take a call each: they share what the
 * item has. An item that is not to be shipped shows nothing.
 *
 * <p>The cursor is where eBay says its next page begins.
 */
final class EbayOffers extends HttpFeed {
    private static final int PAGE = 100;
    private static final Pattern NEXT = Pattern.compile(".*[?&]offset=(\\d{1,9})(&.*)?");

    private final EbayCalls calls;

    EbayOffers(Account account, Duration every, EbayCalls calls) {
        super("ebay", OFFERS, account, every);
        this.calls = calls;
    }

    @Override
    Future<FeedPage> page(String cursor, TimeLimit limit) {
        int offset = cursor != null && cursor.matches("\\d{1,9}") ? Integer.parseInt(cursor) : 0;
        return calls.with(limit, token -> {
            Instant asked = account.clock().instant();
            Call call = calls.get("/sell/inventory/v1/inventory_item?limit=" + PAGE + "&offset=" + offset, token);
            return account.http().send("GET inventory_item", call, limit).map(answer -> read(answer, offset, asked));
        });
    }

    private FeedPage read(Answer answer, int offset, Instant asked) {
        JsonNode json = answer.json();
        JsonNode items = json.path("inventoryItems");
        boolean none = items.isMissingNode() && json.path("total").asInt(-1) == 0;
        if (!items.isArray() && !none) {
            throw answer.unusable("an answer without inventoryItems");
        }
        PageBuilder page = builder();
        for (JsonNode item : items) {
            page.add(item.path("sku").asText(), item, (part, statements) -> {
                String sku = part.requiredText("sku");
                Part availability = part.object("availability");
                Part shipped = availability == null ? null : availability.object("shipToLocationAvailability");
                Long quantity = shipped == null ? null : shipped.units("quantity");
                if (quantity != null) {
                    page.offer(sku, sku, quantity, asked);
                }
            });
        }
        String next = json.path("next").asText("");
        if (next.isEmpty()) {
            return page.page("0", true);
        }
        Matcher further = NEXT.matcher(next);
        if (!further.matches() || Integer.parseInt(further.group(1)) <= offset) {
            throw answer.unusable("an answer whose next page does not come after it");
        }
        return page.page(further.group(1), false);
    }
}
