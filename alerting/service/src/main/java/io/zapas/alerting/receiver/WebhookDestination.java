package io.zapas.alerting.receiver;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Destination;
import io.zapas.alerting.domain.Destination.DeliveryException.Kind;
import io.zapas.alerting.domain.Notice;
import io.zapas.alerting.receiver.Posting.Refused;
import io.zapas.alerting.render.NoticeTexts;
import io.zapas.alerting.render.Titles;
import io.zapas.runtime.json.Json;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A signed webhook (Standard Webhooks): every notice, edits included, as {@code {type, timestamp, data}} with the alerts as the API shows them. At least once:
 * {@code webhook-id} names the revision and stays the same however often it is sent, so that a receiver drops repetitions by it.
 *
 * <p>A receiver that answers 410 is done with us: nothing is sent any more until the next start. Body: at most {@value #MAX_ALERTS} alerts in full,
 * the worst first, and how many there are; the others are read from {@code GET /v1/alerts}.
 */
final class WebhookDestination implements Destination {
    static final int MAX_ALERTS = 100;
    private static final int GONE = 410;
    private static final int MAX_ALERTS_IN_TEXT = 20;

    private final Posting posting;
    private final WebhookSignature signature;
    private final NoticeTexts texts;
    private final InstantSource realTime;
    private volatile boolean disabled;

    /** @param realTime receivers refuse what seems old */
    WebhookDestination(
            Vertx vertx, URI address, WebhookSignature signature, NoticeTexts texts, InstantSource realTime) {
        this.posting = new Posting(vertx, address, "webhook");
        this.signature = signature;
        this.texts = texts;
        this.realTime = realTime;
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public CompletionStage<Receipt> deliver(Notice notice, Receipt previous, Instant firstTriedAt) {
        if (disabled) {
            return CompletableFuture.failedFuture(
                    new DeliveryException(Kind.PERMANENT, "webhook: the receiver answered 410, nothing is sent", null));
        }
        String id = "msg_" + notice.deliveryId() + "_" + notice.rev();
        byte[] body = Json.bytes(new Message("zapas.notice", firstTriedAt, data(notice)));
        long seconds = realTime.instant().getEpochSecond();
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("webhook-id", id)
                .add("webhook-timestamp", Long.toString(seconds))
                .add("webhook-signature", signature.sign(id, seconds, body));
        return posting.post(headers, Buffer.buffer(body))
                .map(done -> new Receipt(Map.of("id", id)))
                .recover(this::explained)
                .toCompletionStage();
    }

    /** Nothing can be looked up; nothing needs to be, since a repetition has the id of what it repeats. */
    @Override
    public CompletionStage<Optional<Receipt>> find(String deliveryId) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    private Future<Receipt> explained(Throwable failure) {
        if (failure instanceof Refused refused) {
            disabled |= refused.status() == GONE;
            return Future.failedFuture(refused.forGood());
        }
        return Future.failedFuture(failure);
    }

    private Data data(Notice notice) {
        return new Data(
                notice.deliveryId(),
                notice.group(),
                notice.rev(),
                notice.kind(),
                texts.plain(notice, MAX_ALERTS_IN_TEXT),
                notice.alerts().stream()
                        .limit(MAX_ALERTS)
                        .map(alert -> Titles.titled(alert, texts.wording()))
                        .toList(),
                notice.alerts().size());
    }

    /** @param timestamp when this revision was first tried: the same in every repetition */
    record Message(String type, Instant timestamp, Data data) {}

    /** @param total how many alerts there are, beyond those shown */
    record Data(
            String deliveryId, String group, long rev, Notice.Kind kind, String text, List<Alert> alerts, int total) {}
}
