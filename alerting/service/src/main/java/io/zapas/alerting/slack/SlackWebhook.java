package io.zapas.alerting.slack;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.zapas.alerting.domain.Destination;
import io.zapas.alerting.domain.Notice;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Slack by incoming webhook, when there is no bot token: a new message for every notice that must be heard (NEW, WORSE, RESOLVED). It can
 * neither edit nor look up what it posted, so an UPDATE is left out and a lost answer may end in a second message. To rules and records it is Slack like the
 * other: with a token added later what is open is posted once more, and lives from then on.
 */
final class SlackWebhook implements Destination {
    private static final String CALL = "incoming webhook";

    private final WebClient http;
    private final String address;
    private final SlackMessages messages;

    SlackWebhook(Vertx vertx, String address, SlackMessages messages) {
        this.http = SlackHttp.client(vertx);
        this.address = address;
        this.messages = messages;
    }

    @Override
    public String name() {
        return "slack";
    }

    @Override
    public CompletionStage<Receipt> deliver(Notice notice, Receipt previous, Instant firstTriedAt) {
        Receipt receipt = new Receipt(Map.of("rev", Long.toString(notice.rev())));
        if (previous != null && notice.kind() == Notice.Kind.UPDATE) {
            return CompletableFuture.completedFuture(receipt);
        }
        return post(messages.alone(notice))
                .compose(response -> response.statusCode() == 400
                        ? post(messages.textOnly(notice))
                        : Future.succeededFuture(response))
                .compose(response -> SlackHttp.failure(CALL, response)
                        .<Future<Receipt>>map(Future::failedFuture)
                        .orElseGet(() -> Future.succeededFuture(receipt)))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Optional<Receipt>> find(String deliveryId) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public CompletionStage<Boolean> tell(String id, String text) {
        return posted(new SlackMessage(SlackMessages.escape(text), new JsonArray()))
                .map(true)
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Void> returned(Gap gap) {
        return posted(messages.summary(gap)).toCompletionStage();
    }

    private Future<Void> posted(SlackMessage message) {
        return post(message).compose(response -> SlackHttp.failure(CALL, response)
                .<Future<Void>>map(Future::failedFuture)
                .orElseGet(Future::succeededFuture));
    }

    private Future<HttpResponse<Buffer>> post(SlackMessage message) {
        return http.postAbs(address)
                .timeout(SlackHttp.TIMEOUT_MILLIS)
                .sendJsonObject(new JsonObject().put("text", message.text()).put("blocks", message.blocks()))
                .recover(failure -> Future.failedFuture(SlackHttp.unreachable(CALL, failure)));
    }
}
