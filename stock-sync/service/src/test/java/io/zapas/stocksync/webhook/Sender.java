package io.zapas.stocksync.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.runtime.config.ConfigLoader;
import io.zapas.runtime.config.LoadedConfig;
import io.zapas.runtime.events.JsonCloudEventCodec;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.intake.OutgoingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs as the systems do, by code of its own, and hands deliveries to a configured system. */
public final class Sender {
    /** Signatures here cover this time. */
    public static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

    private Sender() {}

    /** All systems, each with a secret, under this configuration. */
    static Webhooks webhooks(Map<String, String> config) {
        return WebhookConfig.webhooks(config(config), new JsonCloudEventCodec());
    }

    static LoadedConfig config(Map<String, String> config) {
        List<ConfigKey<?>> keys = WebhookConfig.keys();
        Map<String, String> variables = new HashMap<>();
        config.forEach((name, text) ->
                variables.put("ZAPAS_" + name.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT), text));
        return ConfigLoader.load(keys, null, variables);
    }

    static Delivery delivery(byte[] body, Map<String, String> headers) {
        Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        return new Delivery(anyCase::get, body, NOW);
    }

    /** Verified and translated. */
    static List<OutgoingEvent> receive(WebhookSystem system, Delivery delivery) {
        system.verify(delivery);
        return system.translate(delivery);
    }

    public static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    static JsonNode tree(String text) {
        return Json.tree(json(text));
    }

    public static String base64Hmac(String secret, byte[] text) {
        return Base64.getEncoder().encodeToString(hmac(secret.getBytes(StandardCharsets.UTF_8), text));
    }

    static String hexHmac(String secret, byte[] text) {
        return HexFormat.of().formatHex(hmac(secret.getBytes(StandardCharsets.UTF_8), text));
    }

    public static String hex(String algorithm, byte[] text, String secret) {
        try {
            return HexFormat.of()
                    .formatHex(
                            java.security.MessageDigest.getInstance(algorithm).digest(joined("", text, secret)));
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] hmac(byte[] secret, byte[] text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(text);
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] joined(String before, byte[] body, String after) {
        byte[] head = before.getBytes(StandardCharsets.UTF_8);
        byte[] tail = after.getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[head.length + body.length + tail.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        System.arraycopy(tail, 0, all, head.length + body.length, tail.length);
        return all;
    }

    /** Type, time and data of the events, to be compared at once. */
    static List<String> said(List<OutgoingEvent> events) {
        return events.stream()
                .map(event -> event.event().type() + " " + event.event().time() + " "
                        + event.event().data())
                .toList();
    }
}
