package io.zapas.alerting.slack;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.zapas.alerting.domain.Destination;
import io.zapas.alerting.domain.Destination.DeliveryException.Kind;
import io.zapas.alerting.domain.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One living message per group in a Slack channel, by bot token. The first notice posts it; later ones edit it, which pings nobody. What people did, and the
 * end, is told in a line of its thread; what got worse as well, and that line is shown in the channel, which pings. A message that can no longer be edited is
 * posted anew.
 *
 * <p>Every message carries its delivery id in its metadata, and an answer {@code <deliveryId>#<rev>}. So {@link #find} knows both, and only a first
 * post ever ends UNKNOWN: edits may be repeated, and answers and re-posts are looked up here before they are made. Receipts hold {@code channel}
 * (the id, whatever name was configured), {@code ts}, {@code rev}, {@code told}: the newest step of an alert's history that was told, {@code loud}: the
 * newest when people were last told aloud, and how far the list in the thread is ({@link SlackListing}); they are partial until all of it is shown.
 */
final class SlackDestination implements Destination {
    private static final Logger log = LoggerFactory.getLogger(SlackDestination.class);
    private static final String TOLD = "told";
    private static final String LOUD = "loud";
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private final SlackClient slack;
    private final String channel;
    private final SlackMessages messages;
    private final SlackLookup lookup;
    private final SlackListing listing;
    /** Slack takes names for posting only; everything else needs the id, learnt from the first answer. */
    private volatile String channelId;

    SlackDestination(SlackClient slack, String channel, SlackMessages messages) {
        this.slack = slack;
        this.channel = channel;
        this.channelId = channel;
        this.messages = messages;
        this.lookup = new SlackLookup(slack);
        this.listing = new SlackListing(slack, lookup, messages, messages.texts());
    }

    @Override
    public String name() {
        return "slack";
    }

    @Override
    public CompletionStage<Receipt> deliver(Notice notice, Receipt previous, Instant firstTriedAt) {
        Future<Receipt> delivered = previous == null || !previous.fields().containsKey("ts")
                ? post(notice, null)
                : next(notice, previous, firstTriedAt).recover(SlackDestination::repeatable);
        return delivered.recover(SlackDestination::explained).toCompletionStage();
    }

    @Override
    public CompletionStage<Optional<Receipt>> find(String deliveryId) {
        return inHistory(payload -> deliveryId.equals(payload.getString("deliveryId")))
                .recover(failure -> {
                    if (failure instanceof SlackRefusal refusal) {
                        // A bot that may not read cannot look: posting twice is the lesser evil.
                        log.atWarn().log("Cannot look up notices: {}", refusal.getMessage());
                        return Future.succeededFuture(Optional.empty());
                    }
                    return Future.failedFuture(failure);
                })
                // Whether its list is there is looked up when it is gone through.
                .map(found -> found.map(fields -> new Receipt(fields, true)))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Boolean> tell(String id, String text) {
        SlackMessage message = new SlackMessage(SlackMessages.escape(text), new JsonArray());
        return Future.fromCompletionStage(find(id))
                .compose(found -> found.isPresent()
                        ? Future.succeededFuture()
                        : slack.postMessage(body(channel, message).put("metadata", metadata(id, 1))))
                .map(true)
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Void> returned(Gap gap) {
        return inHistory(payload -> gap.id().equals(payload.getString("deliveryId")))
                .recover(failure -> failure instanceof SlackRefusal refusal && !refusal.isAboutAccess()
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(failure))
                .compose(found -> found.isPresent()
                        ? Future.succeededFuture()
                        : slack.postMessage(body(channel, messages.summary(gap)).put("metadata", metadata(gap.id(), 0)))
                                .<Void>map(answer -> {
                                    channelId = answer.getString("channel", channelId);
                                    return null;
                                }))
                .<Void>mapEmpty()
                .recover(SlackDestination::explained)
                .toCompletionStage();
    }

    /** @param loud newest step when people were last told aloud; null: they were not */
    private Future<Receipt> post(Notice notice, Instant loud) {
        return postAnyhow(notice, messages.first(notice, loud)).map(answer -> {
            channelId = answer.getString("channel", channelId);
            Map<String, String> fields = fields(channelId, answer.getString("ts"), notice.rev());
            fields.put(TOLD, SlackMessages.newestStep(notice).toString());
            fields.put(LOUD, SlackMessages.newestStep(notice).toString());
            SlackListing.told(notice, fields);
            return receipt(notice, fields);
        });
    }

    /** The message first when it is not that of this revision; a silent edit waits until the pass through the list is over, so that both get their turn. */
    private Future<Receipt> next(Notice notice, Receipt previous, Instant firstTriedAt) {
        boolean shown = Long.toString(notice.rev()).equals(previous.fields().get("rev"));
        boolean listFirst = notice.kind() == Notice.Kind.UPDATE && SlackListing.underWay(previous.fields());
        if (!shown && !listFirst) {
            return edit(notice, previous, firstTriedAt);
        }
        boolean listed = !SlackListing.underWay(previous.fields()) && !SlackListing.isDue(notice, previous.fields());
        return listed
                ? Future.succeededFuture(receipt(notice, previous.fields()))
                : listing.step(notice, previous.fields()).map(fields -> receipt(notice, fields));
    }

    private static Receipt receipt(Notice notice, Map<String, String> fields) {
        boolean shown = Long.toString(notice.rev()).equals(fields.get("rev"));
        return new Receipt(fields, !shown || SlackListing.underWay(fields) || SlackListing.isDue(notice, fields));
    }

    private Future<JsonObject> postAnyhow(Notice notice, SlackMessage message) {
        JsonObject metadata = metadata(notice.deliveryId(), notice.rev());
        return slack.postMessage(body(channel, message).put("metadata", metadata))
                .recover(failure -> withoutBlocks(
                        failure,
                        () -> slack.postMessage(
                                body(channel, messages.textOnly(notice)).put("metadata", metadata))));
    }

    private Future<Receipt> edit(Notice notice, Receipt previous, Instant firstTriedAt) {
        String where = previous.fields().getOrDefault("channel", channelId);
        String ts = previous.fields().get("ts");
        Instant told = told(previous, firstTriedAt);
        Instant newest = SlackMessages.newestStep(notice);
        Instant loud = Optional.ofNullable(previous.fields().get(LOUD))
                .map(Instant::parse)
                .orElse(told);
        Map<String, String> fields = new HashMap<>(previous.fields());
        fields.putAll(fields(where, ts, notice.rev()));
        fields.put(TOLD, (newest.isAfter(told) ? newest : told).toString());
        if (notice.kind() == Notice.Kind.WORSE) {
            SlackListing.told(notice, fields);
            fields.put(LOUD, (newest.isAfter(loud) ? newest : loud).toString());
        } else {
            fields.put(LOUD, loud.toString());
        }
        Receipt edited = receipt(notice, fields);
        return update(notice, where, ts)
                .compose(answer -> messages.reply(notice, told, loud)
                        .map(reply -> reply(notice, reply, edited, firstTriedAt).map(edited))
                        .orElseGet(() -> Future.succeededFuture(edited)))
                .recover(failure -> failure instanceof SlackRefusal refusal && refusal.isGone()
                        ? anew(notice, refusal, loud)
                        : Future.failedFuture(failure));
    }

    private Future<JsonObject> update(Notice notice, String where, String ts) {
        JsonObject metadata = metadata(notice.deliveryId(), notice.rev());
        return slack.update(body(where, messages.message(notice)).put("ts", ts).put("metadata", metadata))
                .recover(failure -> withoutBlocks(
                        failure,
                        () -> slack.update(body(where, messages.textOnly(notice))
                                .put("ts", ts)
                                .put("metadata", metadata))));
    }

    private static Future<JsonObject> withoutBlocks(Throwable failure, Supplier<Future<JsonObject>> textOnly) {
        if (failure instanceof SlackRefusal refusal && refusal.isAboutBlocks()) {
            log.atWarn().log("Falling back to text: {}", refusal.getMessage());
            return textOnly.get();
        }
        return Future.failedFuture(failure);
    }

    /** Somebody deleted the message, or its time for edits is over. The post of an earlier try may have arrived. */
    private Future<Receipt> anew(Notice notice, SlackRefusal why, Instant loud) {
        log.atInfo()
                .addKeyValue("deliveryId", notice.deliveryId())
                .log("Posting the notice anew: {}", why.getMessage());
        return inHistory(payload -> notice.deliveryId().equals(payload.getString("deliveryId"))
                        && payload.getLong("rev", 0L) == notice.rev())
                .compose(found -> found.map(fields -> Future.succeededFuture(receipt(notice, fields)))
                        .orElseGet(() -> post(notice, loud)));
    }

    private static Instant told(Receipt previous, Instant otherwise) {
        String told = previous.fields().get(TOLD);
        return told == null ? otherwise : Instant.parse(told);
    }

    /** One answer per revision, shown in the channel too only when it got worse. Looked up first: an earlier try may have posted it. */
    private Future<Void> reply(Notice notice, SlackMessage reply, Receipt message, Instant firstTriedAt) {
        String replyId = notice.deliveryId() + "#" + notice.rev();
        String where = message.fields().get("channel");
        String ts = message.fields().get("ts");
        String oldest = Long.toString(firstTriedAt.minus(CLOCK_SKEW).getEpochSecond());
        return lookup.inThread(where, ts, oldest, replyId)
                .recover(failure -> failure instanceof SlackRefusal
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(failure))
                .compose(found -> found.isPresent()
                        ? Future.succeededFuture()
                        : slack.postMessage(body(where, reply)
                                        .put("thread_ts", ts)
                                        .put("reply_broadcast", notice.kind() == Notice.Kind.WORSE)
                                        .put("metadata", metadata(replyId, notice.rev())))
                                .mapEmpty());
    }

    private Future<Optional<Map<String, String>>> inHistory(Predicate<JsonObject> wanted) {
        String where = channelId;
        return lookup.inChannel(where, wanted)
                .map(found -> found.map(message -> fields(
                        where,
                        message.getString("ts"),
                        SlackLookup.payload(message).getLong("rev", 0L))));
    }

    /** Everything but a first post may be repeated without harm. */
    private static <T> Future<T> repeatable(Throwable failure) {
        return failure instanceof DeliveryException known && known.kind() == Kind.UNKNOWN
                ? Future.failedFuture(new DeliveryException(Kind.TRANSIENT, known.getMessage(), null))
                : Future.failedFuture(failure);
    }

    private static <T> Future<T> explained(Throwable failure) {
        return failure instanceof SlackRefusal refusal
                ? Future.failedFuture(new DeliveryException(
                        refusal.isAboutAccess() ? Kind.DOWN : Kind.PERMANENT, refusal.getMessage(), null))
                : Future.failedFuture(failure);
    }

    static JsonObject body(String where, SlackMessage message) {
        return new JsonObject()
                .put("channel", where)
                .put("text", message.text())
                .put("blocks", message.blocks())
                .put("unfurl_links", false)
                .put("unfurl_media", false);
    }

    static JsonObject metadata(String deliveryId, long rev) {
        return new JsonObject()
                .put("event_type", SlackLookup.EVENT_TYPE)
                .put(
                        "event_payload",
                        new JsonObject().put("deliveryId", deliveryId).put("rev", rev));
    }

    private static Map<String, String> fields(String where, String ts, long rev) {
        return new HashMap<>(Map.of("channel", where, "ts", ts, "rev", Long.toString(rev)));
    }
}
