package io.zapas.stocksync.feed;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.MiraklCalls;
import io.zapas.stocksync.account.TimeLimit;
import java.time.Duration;
import java.time.Instant;

/**
 * What the offers of a Mirakl operator show (OF21), gone through page by page; one that is not active shows nothing. The cursor is how many have been read: what moves to a page that was read is found
 * the next time round.
 */
final class MiraklOffers extends HttpFeed {
    private static final int PAGE = 100;

    private final MiraklCalls calls;

    MiraklOffers(Account account, Duration every, MiraklCalls calls) {
        super("mirakl", OFFERS, account, every);
        this.calls = calls;
    }

    @Override
    Future<FeedPage> page(String cursor, TimeLimit limit) {
        int offset = cursor != null && cursor.matches("\\d{1,9}") ? Integer.parseInt(cursor) : 0;
        Instant asked = account.clock().instant();
        return calls.page("OF21", "/api/offers?max=" + PAGE + "&offset=" + offset, "offers", limit)
                .map(offers -> {
                    PageBuilder page = builder();
                    offers.parts().forEach(offer -> add(page, offer, asked));
                    int read = offset + offers.parts().size();
                    boolean more = !offers.parts().isEmpty() && read < offers.total();
                    return page.page(more ? Integer.toString(read) : "0", !more);
                });
    }

    private static void add(PageBuilder page, JsonNode offer, Instant asked) {
        JsonNode kept = KeptFields.of(offer, "shop_sku", "quantity", "active", "deleted", "fulfillment");
        page.add(offer.path("shop_sku").asText(), kept, (part, statements) -> {
            if (MiraklOrders.isSentByOthers(part)) {
                return;
            }
            String sku = part.requiredText("shop_sku");
            boolean shown = !part.isNot("active") && !part.is("deleted");
            page.offer(sku, sku, shown ? part.requiredUnits("quantity") : 0, asked);
        });
    }
}
