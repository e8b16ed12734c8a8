package io.zapas.alerting.slack;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Sends clicks and forms as Slack does, signed. Every payload differs, as Slack's do. */
public final class SignedSlack {
    public static final String USER = "U0ANNA";

    private static final int MESSAGE_REPEATS = 2_000;

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicLong trigger = new AtomicLong();
    private final URI door;
    private final String secret;

    public SignedSlack(URI door, String secret) {
        this.door = door;
        this.secret = secret;
    }

    public static String sign(String secret, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update(("v0:" + timestamp + ":").getBytes(StandardCharsets.UTF_8));
            return "v0=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A click on a button with this value. */
    public JsonObject click(String value) {
        return payload("block_actions")
                .put("trigger_id", "T" + trigger.incrementAndGet())
                .put("channel", new JsonObject().put("id", "C0ZAPAS001"))
                // Slack sends the message the button stands in along.
                .put("message", new JsonObject().put("text", "zażółć ".repeat(MESSAGE_REPEATS)))
                .put(
                        "actions",
                        new JsonArray()
                                .add(new JsonObject().put("type", "button").put("value", value)));
    }

    /** A choice in an overflow menu. */
    public JsonObject choice(String value) {
        JsonObject click = click(null);
        JsonObject action = click.getJsonArray("actions").getJsonObject(0);
        action.remove("value");
        action.put("type", "overflow").put("selected_option", new JsonObject().put("value", value));
        return click;
    }

    /** The form of a view, filled in. */
    public JsonObject form(JsonObject view, String purchaseOrder, String eta) {
        JsonObject values = new JsonObject()
                .put("purchase-order", field("value", purchaseOrder))
                .put("eta", field("selected_date", eta))
                .put("note", field("value", null));
        return payload("view_submission")
                .put("trigger_id", "T" + trigger.incrementAndGet())
                .put("view", view.copy().put("state", new JsonObject().put("values", values)));
    }

    /** The form behind "snooze", filled in. */
    public JsonObject snooze(JsonObject view, String until) {
        JsonObject filled = form(view, null, null);
        filled.getJsonObject("view")
                .getJsonObject("state")
                .getJsonObject("values")
                .put("until", field("selected_date", until));
        return filled;
    }

    public HttpResponse<String> send(JsonObject payload) {
        return sendAsync(payload).join();
    }

    public CompletableFuture<HttpResponse<String>> sendAsync(JsonObject payload) {
        String body = "payload=" + URLEncoder.encode(payload.encode(), StandardCharsets.UTF_8);
        String time = Long.toString(Instant.now().getEpochSecond());
        return http.sendAsync(
                request(body, time, sign(secret, time, body.getBytes(StandardCharsets.UTF_8))),
                HttpResponse.BodyHandlers.ofString());
    }

    public HttpRequest request(String body, String time, String signature) {
        return HttpRequest.newBuilder(door)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-Slack-Request-Timestamp", time)
                .header("X-Slack-Signature", signature)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    public HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static JsonObject payload(String type) {
        return new JsonObject()
                .put("type", type)
                .put("user", new JsonObject().put("id", USER).put("username", "anna.k"));
    }

    private static JsonObject field(String name, String value) {
        return new JsonObject().put("value", new JsonObject().put(name, value));
    }
}
