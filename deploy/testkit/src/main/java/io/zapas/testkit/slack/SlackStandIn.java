package io.zapas.testkit.slack;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Slack's Web API as far as Zapas uses it: {@code chat.postMessage}, {@code chat.update}, {@code conversations.history} and
 * {@code conversations.replies} with metadata, {@code chat.postEphemeral}, {@code views.open}, {@code files.getUploadURLExternal} with the upload itself
 * ({@code upload} for faults), {@code files.completeUploadExternal}, {@code files.delete}, {@code auth.test}, and an incoming webhook. Messages and files live
 * in memory; limits of Block Kit are enforced as Slack does; faults are scripted per method.
 *
 * <p>An upload has to have the very length that was announced, is seen by nobody before it is completed, and is completed once only.
 *
 * <p>Any channel name is accepted and answered with the id {@link #CHANNEL_ID}, as Slack answers names with ids. Only {@link #CHANNEL_ID} can be
 * edited in or read from: a client that keeps using the name is found out.
 */
public final class SlackStandIn implements AutoCloseable {
    /** The id of the one channel it has. */
    public static final String CHANNEL_ID = "C0ZAPAS001";
    /** The only token it accepts. */
    public static final String TOKEN = "xoxb-stand-in";

    private static final String API = "/api/";
    private static final String WEBHOOK = "/services/T0/B0/stand-in";
    private static final long START_SECONDS = 10;
    private static final long FIRST_TS = 1_700_000_000L;
    private static final int MAX_MESSAGES = 10_000;
    private static final String UPLOADS = "/upload/v1/";
    private static final int MAX_TITLE = 255;

    private final Vertx vertx;
    private final HttpServer server;
    private final Consumer<String> listener;
    private final List<SlackMessage> messages = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();
    private final List<Whisper> whispers = new ArrayList<>();
    private final List<JsonObject> views = new ArrayList<>();
    private final Map<String, Deque<SlackFault>> faults = new HashMap<>();
    private final Map<String, Upload> uploads = new HashMap<>();
    private long nextTs = FIRST_TS;
    private int nextFile = 1;

    private SlackStandIn(int port, Consumer<String> listener) {
        this.listener = listener;
        vertx = Vertx.vertx();
        server = vertx.createHttpServer().requestHandler(this::accept);
        try {
            server.listen(port, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            vertx.close();
            throw new IllegalStateException("Slack stand-in cannot listen on port " + port, e);
        } catch (InterruptedException e) {
            vertx.close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts on a free port of the loopback interface. Blocks at most 10 s; not for event loops. */
    public static SlackStandIn start() {
        return start(0, line -> {});
    }

    /**
     * Starts on a given port.
     *
     * @param listener told of every message as text; called on the stand-in's event loop
     */
    public static SlackStandIn start(int port, Consumer<String> listener) {
        return new SlackStandIn(port, listener);
    }

    /** A line only {@code user} sees. */
    public record Whisper(String user, String text) {}

    /**
     * A place for a file.
     *
     * @param content null: nothing was uploaded yet
     * @param shared nothing more can be done with it
     */
    private record Upload(String name, int length, String content, boolean shared) {}

    /** One call as received. */
    public record Call(String method, JsonObject arguments) {}

    /** Base of the API, for {@code slack.url}. */
    public String url() {
        return "http://127.0.0.1:" + server.actualPort() + API;
    }

    /** Address of the incoming webhook, for {@code slack.webhook}. */
    public String webhookUrl() {
        return "http://127.0.0.1:" + server.actualPort() + WEBHOOK;
    }

    /** The next calls of {@code method} ({@code webhook} for the incoming webhook) fail like this, one fault each, in order. */
    public synchronized void fail(String method, SlackFault... next) {
        faults.computeIfAbsent(method, key -> new ArrayDeque<>()).addAll(List.of(next));
    }

    /** Messages as they stand now, oldest first, answers in threads included. */
    public synchronized List<SlackMessage> messages() {
        return List.copyOf(messages);
    }

    /** Every call received, oldest first. */
    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    /** Number of calls of one method so far. */
    public synchronized long calls(String method) {
        return calls.stream().filter(call -> call.method().equals(method)).count();
    }

    /** Lines shown to one person only, oldest first. */
    public synchronized List<Whisper> whispers() {
        return List.copyOf(whispers);
    }

    /** Forms that were opened, oldest first. */
    public synchronized List<JsonObject> views() {
        return List.copyOf(views);
    }

    /** Somebody deletes a message. */
    public synchronized void delete(String ts) {
        messages.removeIf(message -> message.ts().equals(ts));
    }

    /** Waits until a message fits. Fails with {@link IllegalStateException} after {@code atMost}. */
    public synchronized SlackMessage await(Predicate<SlackMessage> wanted, Duration atMost)
            throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            var found = messages.stream().filter(wanted).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (leftMillis <= 0) {
                throw new IllegalStateException("no such Slack message within " + atMost + "; there are " + messages);
            }
            wait(leftMillis);
        }
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Slack stand-in did not stop", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept(HttpServerRequest request) {
        request.body().onSuccess(body -> serve(request, body));
    }

    private synchronized void serve(HttpServerRequest request, Buffer body) {
        String path = request.path();
        if (path.startsWith(UPLOADS)) {
            upload(request, path.substring(UPLOADS.length()), body);
            return;
        }
        String method = path.equals(WEBHOOK) ? "webhook" : path.startsWith(API) ? path.substring(API.length()) : null;
        if (method == null) {
            request.response().setStatusCode(404).end();
            return;
        }
        JsonObject arguments;
        try {
            arguments = arguments(request, body);
        } catch (DecodeException e) {
            answer(request, error("invalid_json"));
            return;
        }
        calls.add(new Call(method, arguments));
        Deque<SlackFault> scripted = faults.get(method);
        SlackFault fault = scripted == null ? null : scripted.poll();
        respond(request, method, arguments, fault);
        notifyAll();
    }

    private void respond(HttpServerRequest request, String method, JsonObject arguments, SlackFault fault) {
        if (fault == null) {
            JsonObject answer = apply(request, method, arguments);
            if (method.equals("webhook")) {
                answerWebhook(request, answer);
            } else {
                answer(request, answer);
            }
        } else if (fault instanceof SlackFault.RateLimited limited) {
            request.response()
                    .setStatusCode(429)
                    .putHeader("Retry-After", Long.toString(limited.retryAfter().toSeconds()))
                    .end(error("ratelimited").encode());
        } else if (fault instanceof SlackFault.Status status) {
            request.response().setStatusCode(status.code()).end("upstream trouble");
        } else if (fault instanceof SlackFault.NotOk notOk && method.equals("webhook")) {
            answerWebhook(request, error(notOk.error()));
        } else if (fault instanceof SlackFault.NotOk notOk) {
            answer(request, error(notOk.error()));
        } else if (fault instanceof SlackFault.LostRequest) {
            request.connection().close();
        } else {
            apply(request, method, arguments);
            if (fault instanceof SlackFault.LostAnswer) {
                request.connection().close();
            } else if (fault instanceof SlackFault.AppliedThenBadGateway) {
                request.response().setStatusCode(502).end("upstream trouble");
            }
        }
    }

    private JsonObject apply(HttpServerRequest request, String method, JsonObject arguments) {
        if (method.equals("webhook")) {
            return post(arguments.copy().put("channel", CHANNEL_ID));
        }
        if (!("Bearer " + TOKEN).equals(request.getHeader("Authorization"))) {
            return error("invalid_auth");
        }
        return switch (method) {
            case "auth.test" ->
                new JsonObject().put("ok", true).put("team", "Stand-in").put("bot_id", "B0");
            case "chat.postMessage" -> post(arguments);
            case "chat.update" -> update(arguments);
            case "chat.postEphemeral" -> whisper(arguments);
            case "views.open" -> view(arguments);
            case "files.getUploadURLExternal" -> placeForFile(request, arguments);
            case "files.completeUploadExternal" -> shareFile(arguments);
            case "files.delete" -> deleteFile(arguments);
            case "conversations.history" -> history(arguments);
            case "conversations.replies" -> replies(arguments);
            default -> error("unknown_method");
        };
    }

    private JsonObject post(JsonObject arguments) {
        String text = arguments.getString("text", "");
        JsonArray blocks = arguments.getJsonArray("blocks", new JsonArray());
        String refusal =
                arguments.getString("channel", "").isEmpty() ? "channel_not_found" : SlackLimits.refusal(text, blocks);
        if (refusal != null) {
            return error(refusal);
        }
        if (messages.size() >= MAX_MESSAGES) {
            messages.remove(0);
        }
        SlackMessage message = new SlackMessage(
                CHANNEL_ID,
                nextTs++ + ".000100",
                arguments.getString("thread_ts"),
                arguments.getBoolean("reply_broadcast", false),
                text,
                blocks.copy(),
                copy(arguments.getJsonObject("metadata")),
                0,
                List.of());
        messages.add(message);
        listener.accept(heading(message) + message.readable());
        return new JsonObject()
                .put("ok", true)
                .put("channel", CHANNEL_ID)
                .put("ts", message.ts())
                .put("message", message.toJson(true));
    }

    /** As Slack, it reads forms only. */
    private JsonObject placeForFile(HttpServerRequest request, JsonObject arguments) {
        String type = String.valueOf(request.getHeader("Content-Type"));
        String name = arguments.getString("filename", "");
        int length = number(arguments.getString("length", ""));
        if (!type.startsWith("application/x-www-form-urlencoded") || name.isEmpty() || length <= 0) {
            return error("invalid_arguments");
        }
        String id = "F" + nextFile++;
        uploads.put(id, new Upload(name, length, null, false));
        return new JsonObject()
                .put("ok", true)
                .put("upload_url", "http://127.0.0.1:" + server.actualPort() + UPLOADS + id)
                .put("file_id", id);
    }

    private void upload(HttpServerRequest request, String id, Buffer body) {
        calls.add(new Call("upload", new JsonObject().put("id", id).put("length", body.length())));
        Deque<SlackFault> scripted = faults.get("upload");
        SlackFault fault = scripted == null ? null : scripted.poll();
        if (fault instanceof SlackFault.Status status) {
            request.response().setStatusCode(status.code()).end();
            return;
        }
        if (fault instanceof SlackFault.LostRequest) {
            request.connection().close();
            return;
        }
        Upload place = uploads.get(id);
        if (place == null || place.content() != null || place.length() != body.length()) {
            request.response().setStatusCode(place == null ? 404 : 400).end("bad upload");
            return;
        }
        uploads.put(id, new Upload(place.name(), place.length(), body.toString(StandardCharsets.UTF_8), false));
        if (fault instanceof SlackFault.LostAnswer) {
            request.connection().close();
        } else {
            request.response().end("OK - " + body.length());
        }
    }

    private JsonObject shareFile(JsonObject arguments) {
        JsonArray files = arguments.getJsonArray("files", new JsonArray());
        JsonObject file = files.isEmpty() ? new JsonObject() : files.getJsonObject(0);
        String id = file.getString("id", "");
        Upload upload = uploads.get(id);
        String title = file.getString("title", "");
        if (files.size() != 1 || title.length() > MAX_TITLE) {
            return error("invalid_arguments");
        }
        if (!CHANNEL_ID.equals(arguments.getString("channel_id"))) {
            return error("channel_not_found");
        }
        if (upload == null || upload.content() == null || upload.shared()) {
            return error("file_not_found");
        }
        String threadTs = arguments.getString("thread_ts");
        if (threadTs != null
                && messages.stream().noneMatch(message -> message.ts().equals(threadTs))) {
            return error("thread_not_found");
        }
        uploads.put(id, new Upload(upload.name(), upload.length(), upload.content(), true));
        SlackFile shared = new SlackFile(id, upload.name(), title, upload.content());
        SlackMessage message = new SlackMessage(
                CHANNEL_ID,
                nextTs++ + ".000100",
                threadTs,
                false,
                arguments.getString("initial_comment", ""),
                new JsonArray(),
                null,
                0,
                List.of(shared));
        messages.add(message);
        listener.accept(
                heading(message) + message.readable() + "\n[" + upload.name() + ": " + upload.length() + " bytes]");
        return new JsonObject()
                .put("ok", true)
                .put("files", new JsonArray().add(new JsonObject().put("id", id).put("title", title)));
    }

    /** A message that shared nothing but the file goes with it. */
    private JsonObject deleteFile(JsonObject arguments) {
        String id = arguments.getString("file", "");
        if (uploads.remove(id) == null) {
            return error("file_not_found");
        }
        messages.removeIf(
                message -> message.files().stream().anyMatch(file -> file.id().equals(id)));
        return new JsonObject().put("ok", true);
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private JsonObject whisper(JsonObject arguments) {
        String user = arguments.getString("user", "");
        String text = arguments.getString("text", "");
        if (!CHANNEL_ID.equals(arguments.getString("channel")) || user.isEmpty() || text.isEmpty()) {
            return error(user.isEmpty() ? "user_not_in_channel" : text.isEmpty() ? "no_text" : "channel_not_found");
        }
        whispers.add(new Whisper(user, text));
        return new JsonObject().put("ok", true).put("message_ts", nextTs++ + ".000100");
    }

    private JsonObject view(JsonObject arguments) {
        JsonObject view = arguments.getJsonObject("view", new JsonObject());
        if (arguments.getString("trigger_id", "").isEmpty()) {
            return error("invalid_trigger");
        }
        if (!SlackLimits.isModal(view)) {
            return error("invalid_arguments");
        }
        views.add(view.copy());
        return new JsonObject().put("ok", true).put("view", view.copy().put("id", "V" + views.size()));
    }

    private JsonObject update(JsonObject arguments) {
        if (!CHANNEL_ID.equals(arguments.getString("channel"))) {
            return error("channel_not_found");
        }
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i).ts().equals(arguments.getString("ts"))) {
                return edit(i, arguments);
            }
        }
        return error("message_not_found");
    }

    private JsonObject edit(int index, JsonObject arguments) {
        String text = arguments.getString("text", "");
        JsonArray blocks = arguments.getJsonArray("blocks", new JsonArray());
        String refusal = SlackLimits.refusal(text, blocks);
        if (refusal != null) {
            return error(refusal);
        }
        SlackMessage edited =
                messages.get(index).edited(text, blocks.copy(), copy(arguments.getJsonObject("metadata")));
        messages.set(index, edited);
        listener.accept(heading(edited) + edited.readable());
        return new JsonObject().put("ok", true).put("channel", CHANNEL_ID).put("ts", edited.ts());
    }

    /** Newest first, as Slack; answers only when broadcast. */
    private JsonObject history(JsonObject arguments) {
        List<SlackMessage> shown = messages.stream()
                .filter(message -> message.threadTs() == null || message.broadcast())
                .sorted(Comparator.comparing(SlackMessage::ts).reversed())
                .toList();
        return page(shown, arguments);
    }

    /** The message itself, then its answers, oldest first, as Slack. */
    private JsonObject replies(JsonObject arguments) {
        String ts = arguments.getString("ts", "");
        List<SlackMessage> shown = messages.stream()
                .filter(message -> message.ts().equals(ts) || ts.equals(message.threadTs()))
                .toList();
        return shown.isEmpty() ? error("thread_not_found") : page(shown, arguments);
    }

    private static JsonObject page(List<SlackMessage> shown, JsonObject arguments) {
        if (!CHANNEL_ID.equals(arguments.getString("channel"))) {
            return error("channel_not_found");
        }
        int limit = Math.max(1, Integer.parseInt(arguments.getString("limit", "100")));
        String cursor = arguments.getString("cursor", "");
        int from = cursor.isEmpty() ? 0 : Math.min(shown.size(), Integer.parseInt(cursor));
        int to = Math.min(shown.size(), from + limit);
        boolean withMetadata = Boolean.parseBoolean(arguments.getString("include_all_metadata", "false"));
        JsonArray page = new JsonArray();
        shown.subList(from, to).forEach(message -> page.add(message.toJson(withMetadata)));
        return new JsonObject()
                .put("ok", true)
                .put("messages", page)
                .put("has_more", to < shown.size())
                .put(
                        "response_metadata",
                        new JsonObject().put("next_cursor", to < shown.size() ? Integer.toString(to) : ""));
    }

    private static JsonObject arguments(HttpServerRequest request, Buffer body) {
        JsonObject arguments = new JsonObject();
        request.params().forEach(entry -> arguments.put(entry.getKey(), entry.getValue()));
        String type = request.getHeader("Content-Type");
        if (type != null && type.startsWith("application/x-www-form-urlencoded")) {
            for (String pair : body.toString(StandardCharsets.UTF_8).split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    arguments.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
                }
            }
        } else if (body.length() > 0) {
            arguments.mergeIn(body.toJsonObject());
        }
        return arguments;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String heading(SlackMessage message) {
        String where = message.threadTs() == null ? "" : message.broadcast() ? ", broadcast answer" : ", answer";
        return "--- Slack " + message.ts() + (message.edits() == 0 ? "" : ", edit " + message.edits()) + where + "\n";
    }

    private static JsonObject copy(JsonObject json) {
        return json == null ? null : json.copy();
    }

    private static JsonObject error(String code) {
        return new JsonObject().put("ok", false).put("error", code);
    }

    private static void answer(HttpServerRequest request, JsonObject answer) {
        request.response()
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .end(answer.encode());
    }

    /** Incoming webhooks answer plain text and HTTP statuses. */
    private static void answerWebhook(HttpServerRequest request, JsonObject answer) {
        boolean ok = answer.getBoolean("ok");
        request.response().setStatusCode(ok ? 200 : 400).end(ok ? "ok" : answer.getString("error"));
    }
}
