package io.zapas.alerting.slack;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Finds in a channel or thread what we posted and do not know of, because an answer was lost or the process died. Reads at most 1,000 messages a time. */
final class SlackLookup {
    static final String EVENT_TYPE = "zapas_notice";
    private static final int PAGE_SIZE = 200;
    private static final int MAX_PAGES = 5;
    /** Nothing is older. */
    private static final String EVER = "0";

    private final SlackClient slack;

    SlackLookup(SlackClient slack) {
        this.slack = slack;
    }

    /** The newest message in the channel itself whose metadata fits. */
    Future<Optional<JsonObject>> inChannel(String channel, Predicate<JsonObject> payload) {
        return scan(
                message -> payload.test(payload(message)), cursor -> slack.history(channel, PAGE_SIZE, cursor), "", 1);
    }

    /**
     * The message with this delivery id in a thread.
     *
     * @param oldest seconds since 1970, before which it was not posted
     */
    Future<Optional<JsonObject>> inThread(String channel, String ts, String oldest, String deliveryId) {
        return scan(
                message -> deliveryId.equals(payload(message).getString("deliveryId")),
                cursor -> slack.replies(channel, ts, oldest, PAGE_SIZE, cursor),
                "",
                1);
    }

    Future<Optional<JsonObject>> inThread(String channel, String ts, String deliveryId) {
        return inThread(channel, ts, EVER, deliveryId);
    }

    /** Files shared in a thread, as {@code {id, name}}, in the order of their messages. */
    Future<List<JsonObject>> files(String channel, String ts) {
        List<JsonObject> files = new ArrayList<>();
        return scan(
                        message -> {
                            message.getJsonArray("files", new JsonArray())
                                    .forEach(file -> files.add((JsonObject) file));
                            return false;
                        },
                        cursor -> slack.replies(channel, ts, EVER, PAGE_SIZE, cursor),
                        "",
                        1)
                .map(done -> files);
    }

    /** What we wrote into a message's metadata; empty when it is not ours. */
    static JsonObject payload(JsonObject message) {
        JsonObject metadata = message.getJsonObject("metadata", new JsonObject());
        return EVENT_TYPE.equals(metadata.getString("event_type"))
                ? metadata.getJsonObject("event_payload", new JsonObject())
                : new JsonObject();
    }

    private Future<Optional<JsonObject>> scan(
            Predicate<JsonObject> wanted, Function<String, Future<JsonObject>> pages, String cursor, int page) {
        return pages.apply(cursor).compose(answer -> {
            for (Object message : answer.getJsonArray("messages", new JsonArray())) {
                if (wanted.test((JsonObject) message)) {
                    return Future.succeededFuture(Optional.of((JsonObject) message));
                }
            }
            String next =
                    answer.getJsonObject("response_metadata", new JsonObject()).getString("next_cursor", "");
            return next.isEmpty() || page >= MAX_PAGES
                    ? Future.succeededFuture(Optional.empty())
                    : scan(wanted, pages, next, page + 1);
        });
    }
}
