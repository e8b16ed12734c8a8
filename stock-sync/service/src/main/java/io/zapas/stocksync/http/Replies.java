package io.zapas.stocksync.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.zapas.runtime.events.Fields;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.http.ProblemException;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.domain.StoreLostException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all handlers here share: JSON in, JSON out, and 503 with {@code Retry-After} when Redis or Kafka is away, or the store is being rebuilt. */
public final class Replies {
    private static final int RETRY_AFTER_SECONDS = 2;
    private static final Logger log = LoggerFactory.getLogger(Replies.class);

    private Replies() {}

    public static void json(RoutingContext ctx, int status, Object body) {
        json(ctx, status, Json.bytes(body));
    }

    static void json(RoutingContext ctx, int status, byte[] body) {
        if (ctx.response().ended() || ctx.response().closed()) {
            return;
        }
        ctx.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(Buffer.buffer(body));
    }

    /** The request's body as the fields of a JSON object. */
    public static Fields body(RoutingContext ctx) {
        if (noBody(ctx)) {
            throw new InvalidFieldException("body", "must be a JSON object, was empty");
        }
        return Fields.of(tree(ctx), "");
    }

    /** The same; null when there is no body, or an object without a field, as some clients send for none. */
    static Fields optionalBody(RoutingContext ctx) {
        if (noBody(ctx)) {
            return null;
        }
        JsonNode tree = tree(ctx);
        return tree.isObject() && tree.isEmpty() ? null : Fields.of(tree, "");
    }

    private static boolean noBody(RoutingContext ctx) {
        Buffer buffer = ctx.body() == null ? null : ctx.body().buffer();
        return buffer == null || buffer.length() == 0;
    }

    private static JsonNode tree(RoutingContext ctx) {
        try {
            return Json.tree(ctx.body().buffer().getBytes());
        } catch (UncheckedIOException e) {
            throw new InvalidFieldException("body", "is not JSON");
        }
    }

    /** The stage on the handler's context; its failure means that the store is away. */
    static <T> Future<T> store(Context context, CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, context)
                .recover(cause -> Future.failedFuture(away("store-unavailable", "The store does not answer.", cause)));
    }

    public static ProblemException away(String type, String detail, Throwable cause) {
        if (cause instanceof StoreLostException) {
            // Every call meets it for a while, and the log says so elsewhere.
            log.atDebug().addKeyValue("reason", cause.getMessage()).log("Answered 503: the store is lost");
            return new ProblemException(
                    503,
                    "store-lost",
                    "The store was lost and is being rebuilt from Kafka. Nothing that was acknowledged is lost: repeat the call.",
                    Map.of("retryAfterSeconds", RETRY_AFTER_SECONDS));
        }
        log.atWarn().addKeyValue("type", type).setCause(cause).log("Answered 503");
        return new ProblemException(
                503,
                type,
                detail + " Nothing is lost: repeat the call.",
                Map.of("retryAfterSeconds", RETRY_AFTER_SECONDS));
    }

    /** A query parameter with the limits of every text, or null. */
    static String parameter(RoutingContext ctx, String name) {
        String value = ctx.queryParams().get(name);
        if (value == null) {
            return null;
        }
        return text(name, value);
    }

    static String text(String name, String value) {
        return Fields.of(Json.mapper().createObjectNode().put(name, value), "").requiredText(name);
    }
}
