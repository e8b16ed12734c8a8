package io.zapas.alerting.slack;

import static io.zapas.alerting.domain.Destination.DeliveryException.Kind.RATE_LIMITED;
import static io.zapas.alerting.domain.Destination.DeliveryException.Kind.TRANSIENT;
import static io.zapas.alerting.domain.Destination.DeliveryException.Kind.UNKNOWN;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.zapas.alerting.domain.Destination.DeliveryException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * The methods of Slack's Web API that notices need. A call fails with {@link DeliveryException} when it did not get through (RATE_LIMITED
 * with Slack's Retry-After; TRANSIENT when it surely had no effect; UNKNOWN when it may have had one) and with {@link SlackRefusal} when Slack
 * answered {@code ok: false}. It never repeats a call by itself. The token goes out in the header and nowhere else.
 */
final class SlackClient {
    private static final Set<String> FAILED_HALFWAY = Set.of("internal_error", "fatal_error", "request_timeout");

    private static final String UPLOAD = "files.getUploadURLExternal";

    private final Vertx vertx;
    private final WebClient http;
    private final String base;
    private final String token;

    /** @param base of the API, with or without a slash at its end */
    SlackClient(Vertx vertx, String base, String token) {
        this.vertx = vertx;
        this.http = SlackHttp.client(vertx);
        this.base = base.endsWith("/") ? base : base + "/";
        this.token = token;
    }

    /** Runs what takes longer than an event loop may, on another thread. */
    <T> Future<T> aside(Callable<T> work) {
        return vertx.executeBlocking(work, false);
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

    /**
     * Stores bytes at Slack; nobody sees them before they are shared.
     *
     * @return the file's id
     */
    Future<String> storeFile(String name, Buffer bytes) {
        MultiMap arguments = MultiMap.caseInsensitiveMultiMap()
                .add("filename", name)
                .add("length", Integer.toString(bytes.length()));
        return request(HttpMethod.POST, UPLOAD)
                .sendForm(arguments)
                .recover(failure -> Future.failedFuture(SlackHttp.unreachable(UPLOAD, failure)))
                .compose(response -> answer(UPLOAD, response))
                .compose(place -> http.postAbs(place.getString("upload_url", ""))
                        .timeout(SlackHttp.UPLOAD_TIMEOUT_MILLIS)
                        .putHeader("Content-Type", "text/csv")
                        .sendBuffer(bytes)
                        .recover(failure -> Future.failedFuture(SlackHttp.unreachable("upload", failure)))
                        .compose(response -> {
                            Optional<DeliveryException> trouble = SlackHttp.failure("upload", response);
                            if (trouble.isEmpty()) {
                                return Future.succeededFuture(place.getString("file_id"));
                            }
                            return Future.failedFuture(
                                    trouble.get().kind() == DeliveryException.Kind.PERMANENT
                                            ? new SlackRefusal("upload", "HTTP " + response.statusCode(), null)
                                            : trouble.get());
                        }));
    }

    /** Shows a stored file in a thread. Slack needs the channel's id. */
    Future<JsonObject> shareFile(String id, String title, String channel, String threadTs, String comment) {
        return call(
                "files.completeUploadExternal",
                new JsonObject()
                        .put(
                                "files",
                                new JsonArray()
                                        .add(new JsonObject().put("id", id).put("title", title)))
                        .put("channel_id", channel)
                        .put("thread_ts", threadTs)
                        .put("initial_comment", comment));
    }

    Future<JsonObject> deleteFile(String id) {
        return call("files.delete", new JsonObject().put("file", id));
    }

    private Future<JsonObject> call(String method, JsonObject arguments) {
        return request(HttpMethod.POST, method)
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .sendBuffer(arguments.toBuffer())
                .recover(failure -> Future.failedFuture(SlackHttp.unreachable(method, failure)))
                .compose(response -> answer(method, response));
    }

    private Future<JsonObject> read(String method, Map<String, String> arguments, int limit, String cursor) {
        HttpRequest<Buffer> request = request(HttpMethod.GET, method)
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

    private HttpRequest<Buffer> request(HttpMethod verb, String method) {
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
