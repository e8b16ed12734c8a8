package io.zapas.alerting.slack;

import static io.zapas.alerting.domain.Destination.DeliveryException.Kind.RATE_LIMITED;
import static io.zapas.alerting.domain.Destination.DeliveryException.Kind.TRANSIENT;
import static io.zapas.alerting.domain.Destination.DeliveryException.Kind.UNKNOWN;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.zapas.alerting.domain.Destination.DeliveryException;
import java.util.Map;
import java.util.Set;

/**
 * The methods of Slack's Web API that notices need. A call fails with {@link DeliveryException} when it did not get through (RATE_LIMITED
 * with Slack's Retry-After; TRANSIENT when it surely had no effect; UNKNOWN when it may have had one) and with {@link SlackRefusal} when Slack
 * answered {@code ok: false}. It never repeats a call by itself. The token goes out in the header and nowhere else.
 */
final class SlackClient {
    private static final Set<String> FAILED_HALFWAY = Set.of("internal_error", "fatal_error", "request_timeout");

    private final WebClient http;
    private final String base;
    private final String token;

    /** @param base of the API, with or without a slash at its end */
    SlackClient(Vertx vertx, String base, String token) {
        this.http = SlackHttp.client(vertx);
        this.base = base.endsWith("/") ? base : base + "/";
        this.token = token;
    }

    Future<JsonObject> postMessage(JsonObject message) {
        return call("chat.postMessage", message);
    }

    Future<JsonObject> update(JsonObject message) {
        return call("chat.update", message);
    }

    /** A line only one person sees. */
    Future<JsonObject> postEphemeral(String channel, String user, String text) {
        return call(
                "chat.postEphemeral",
                new JsonObject().put("channel", channel).put("user", user).put("text", text));
    }

    /** @param trigger of the click that asks for it; valid for 3 s */
    Future<JsonObject> openView(String trigger, JsonObject view) {
        return call("views.open", new JsonObject().put("trigger_id", trigger).put("view", view));
    }

    /** One page of a channel, newest first, with metadata. */
    Future<JsonObject> history(String channel, int limit, String cursor) {
        return read("conversations.history", Map.of("channel", channel), limit, cursor);
    }

    /** One page of a thread, oldest first, with metadata. */
    Future<JsonObject> replies(String channel, String ts, String oldest, int limit, String cursor) {
        return read("conversations.replies", Map.of("channel", channel, "ts", ts, "oldest", oldest), limit, cursor);
    }

    private Future<JsonObject> call(String method, JsonObject arguments) {
        return request(io.vertx.core.http.HttpMethod.POST, method)
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .sendBuffer(arguments.toBuffer())
                .recover(failure -> Future.failedFuture(SlackHttp.unreachable(method, failure)))
                .compose(response -> answer(method, response));
    }

    private Future<JsonObject> read(String method, Map<String, String> arguments, int limit, String cursor) {
        HttpRequest<Buffer> request = request(io.vertx.core.http.HttpMethod.GET, method)
                .addQueryParam("limit", Integer.toString(limit))
                .addQueryParam("include_all_metadata", "true");
        arguments.forEach(request::addQueryParam);
        if (!cursor.isEmpty()) {
            request.addQueryParam("cursor", cursor);
        }
        return request.send()
                .recover(failure -> Future.failedFuture(SlackHttp.unreachable(method, failure)))
                .compose(response -> answer(method, response));
    }

    private HttpRequest<Buffer> request(io.vertx.core.http.HttpMethod verb, String method) {
        return http.requestAbs(verb, base + method)
                .timeout(SlackHttp.TIMEOUT_MILLIS)
                .bearerTokenAuthentication(token);
    }

    private static Future<JsonObject> answer(String method, HttpResponse<Buffer> response) {
        return SlackHttp.failure(method, response)
                .<Future<JsonObject>>map(Future::failedFuture)
                .orElseGet(() -> {
                    try {
                        JsonObject answer = response.bodyAsJsonObject();
                        return answer != null && Boolean.TRUE.equals(answer.getValue("ok"))
                                ? Future.succeededFuture(answer)
                                : Future.failedFuture(refusal(method, answer));
                    } catch (DecodeException | ClassCastException e) {
                        return Future.failedFuture(
                                new DeliveryException(UNKNOWN, method + ": the answer is not Slack's", null));
                    }
                });
    }

    private static RuntimeException refusal(String method, JsonObject answer) {
        String error = answer == null ? "empty answer" : answer.getString("error", "no error given");
        if ("ratelimited".equals(error) || "rate_limited".equals(error)) {
            return new DeliveryException(RATE_LIMITED, method + ": " + error, SlackHttp.DEFAULT_RETRY_AFTER);
        }
        if (FAILED_HALFWAY.contains(error)) {
            return new DeliveryException(UNKNOWN, method + ": " + error, null);
        }
        if ("service_unavailable".equals(error)) {
            return new DeliveryException(TRANSIENT, method + ": " + error, null);
        }
        return new SlackRefusal(method, error, answer == null ? null : answer.getString("needed"));
    }
}
