package io.zapas.stocksync.feed;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.stocksync.account.AccountBench;
import io.zapas.stocksync.account.AccountException;
import io.zapas.testkit.Await;
import java.util.List;

/** A feed as the configuration makes it, on one context, before a stand-in of its system. */
final class FeedBench extends AccountBench {
    private Feed feed;

    /** @param keysAndValues of the configuration; {@code {url}} is the stand-in's address */
    FeedBench(String... keysAndValues) {
        super(keysAndValues);
    }

    /** The only one. */
    Feed feed() {
        if (feed == null) {
            List<Feed> feeds = FeedConfig.feeds(config(), accounts());
            if (feeds.size() != 1) {
                throw new AssertionError("feeds " + feeds);
            }
            feed = feeds.get(0);
        }
        return feed;
    }

    FeedPage read(String cursor) {
        Feed read = feed();
        return Await.result(run(() -> read.read(cursor)));
    }

    /** What reading fails with. */
    AccountException failure(String cursor) {
        Feed read = feed();
        return failure(run(() -> read.read(cursor)));
    }

    /** What a page states, an event each: type, order or offer, status or quantity, lines. */
    static List<String> said(FeedPage page) {
        return page.events().stream().map(event -> said(event.event().data())).toList();
    }

    private static String said(JsonNode data) {
        if (data.has("offerId")) {
            return data.path("channel").asText() + " " + data.path("offerId").asText() + " = "
                    + data.path("sku").asText() + " " + data.path("quantity").asLong();
        }
        StringBuilder said = new StringBuilder(data.path("channel").asText() + " "
                + data.path("orderId").asText() + " " + data.path("status").asText());
        if (data.has("payment")) {
            said.append('/').append(data.path("payment").asText());
        }
        data.path("lines").forEach(line -> said.append(' ')
                .append(
                        line.has("sku")
                                ? line.path("sku").asText()
                                : "offer:" + line.path("offerId").asText())
                .append('x')
                .append(line.path("quantity").asLong()));
        return said.toString();
    }
}
