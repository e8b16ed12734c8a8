package io.zapas.stocksync.feed;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.zapas.stocksync.account.AccountBench;
import io.zapas.stocksync.account.AccountException;
import io.zapas.stocksync.account.SystemStandIn.Asked;
import io.zapas.testkit.Await;
import java.util.List;

/** Feeds as the configuration makes them, on one context, before a stand-in of their system. */
final class FeedBench extends AccountBench {
    private List<Feed> feeds;

    private FeedBench(String... keysAndValues) {
        super(keysAndValues);
    }

    /** @param keysAndValues of the configuration; {@code {url}} is the stand-in's address */
    static FeedBench of(String... keysAndValues) {
        return new FeedBench(keysAndValues);
    }

    private List<Feed> feeds() {
        if (feeds == null) {
            feeds = FeedConfig.feeds(config(), accounts());
        }
        return feeds;
    }

    /** The only one. */
    Feed feed() {
        if (feeds().size() != 1) {
            throw new AssertionError("feeds " + feeds());
        }
        return feeds().get(0);
    }

    Feed feed(String matter) {
        return feeds().stream()
                .filter(feed -> feed.matter().equals(matter))
                .findFirst()
                .orElseThrow();
    }

    private Future<FeedPage> start(Feed feed, String cursor) {
        return run(() -> feed.read(cursor));
    }

    FeedPage read(String cursor) {
        return Await.result(start(feed(), cursor));
    }

    FeedPage read(String matter, String cursor) {
        return Await.result(start(feed(matter), cursor));
    }

    /** What reading fails with. */
    AccountException failing(String cursor) {
        return failure(start(feed(), cursor));
    }

    AccountException failing(String matter, String cursor) {
        return failure(start(feed(matter), cursor));
    }

    /** Methods and addresses asked for since so many calls. */
    List<String> asked(int since) {
        return system.asked().stream().skip(since).map(Asked::toString).toList();
    }

    /** Addresses asked for since so many calls. */
    List<String> addresses(int since) {
        return system.asked().stream().skip(since).map(Asked::uri).toList();
    }

    /** Type, time and data of each event. */
    static List<String> said(FeedPage page) {
        return page.events().stream()
                .map(event -> event.event().type() + " " + event.event().time() + " "
                        + event.event().data())
                .toList();
    }

    /** The same with ' for ". */
    static List<String> quoted(FeedPage page) {
        return said(page).stream().map(said -> said.replace('"', '\'')).toList();
    }

    /** What each event says in short: channel, order, status and lines, or channel, offer, SKU and quantity. */
    static List<String> briefly(FeedPage page) {
        return page.events().stream()
                .map(event -> briefly(event.event().data()))
                .toList();
    }

    private static String briefly(JsonNode data) {
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

    /** What cannot be used, and why. */
    static List<String> unusable(FeedPage page) {
        return page.unusable().stream()
                .map(part -> part.id() + ": " + part.cause().getMessage())
                .toList();
    }
}
