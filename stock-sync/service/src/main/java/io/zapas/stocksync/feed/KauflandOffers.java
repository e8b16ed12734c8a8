package io.zapas.stocksync.feed;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.KauflandCalls;
import io.zapas.stocksync.account.TimeLimit;
import io.zapas.stocksync.statement.Part;
import java.time.Duration;
import java.time.Instant;

/**
 * What Kaufland's units of one storefront show, gone through page by page; one that is on hold shows nothing. Units of Kaufland's own fulfilment, or of another warehouse than the configured one, are
 * not ours to tell. The cursor is how many have been read: what moves to a page that was read is found the next time round.
 */
final class KauflandOffers extends HttpFeed {
    private static final int PAGE = 100;

    private final KauflandCalls calls;
    private final String storefront;
    private final String warehouse;

    /** @param warehouse its number; null: the only one */
    KauflandOffers(Account account, Duration every, KauflandCalls calls, String storefront, String warehouse) {
        super("kaufland", OFFERS, account, every);
        this.calls = calls;
        this.storefront = storefront;
        this.warehouse = warehouse;
    }

    @Override
    Future<FeedPage> page(String cursor, TimeLimit limit) {
        int offset = cursor != null && cursor.matches("\\d{1,9}") ? Integer.parseInt(cursor) : 0;
        Instant asked = account.clock().instant();
        return calls.page("units", "/units?storefront=" + storefront, "id_unit", offset, PAGE, limit)
                .map(units -> {
                    PageBuilder page = builder();
                    units.parts().forEach(unit -> add(page, unit, asked));
                    String next = units.more()
                            ? Integer.toString(offset + units.parts().size())
                            : "0";
                    return page.page(next, !units.more());
                });
    }

    private void add(PageBuilder page, JsonNode unit, Instant asked) {
        JsonNode kept = KeptFields.of(
                unit, "id_unit", "id_offer", "amount", "status", "storefront", "id_warehouse", "fulfillment_type");
        page.add(unit.path("id_unit").asText(), kept, (part, statements) -> {
            if (isOurs(part)) {
                boolean held = "onhold".equalsIgnoreCase(part.text("status"));
                page.offer(
                        part.requiredText("id_unit"),
                        part.text("id_offer"),
                        held ? 0 : part.requiredUnits("amount"),
                        asked);
            }
        });
    }

    private boolean isOurs(Part unit) {
        String of = unit.text("id_warehouse");
        return !"fulfilled_by_kaufland".equals(unit.text("fulfillment_type"))
                && (warehouse == null || of == null || of.equals(warehouse));
    }
}
