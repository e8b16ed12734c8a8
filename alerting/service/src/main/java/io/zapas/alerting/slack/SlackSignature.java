package io.zapas.alerting.slack;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells requests of Slack from others: {@code v0=} + HMAC-SHA256 over {@code v0:<timestamp>:<body>}, taken of the raw bytes, compared in constant time
 * (Slack, "Verifying requests from Slack"). A timestamp may be off by {@value #MAX_SKEW_SECONDS} s in either direction, and a request is taken once.
 *
 * <p>Remembers at most {@value #MAX_REMEMBERED} requests, none longer than its timestamp is valid; when there are more it takes none, for without memory it
 * could not tell a repetition. Safe on every thread. The memory ends with the process: what a click does may be repeated without harm.
 */
final class SlackSignature {
    static final long MAX_SKEW_SECONDS = 300;
    static final int MAX_REMEMBERED = 50_000;

    private static final String ALGORITHM = "HmacSHA256";
    private static final String VERSION = "v0=";
    private static final int HEX_LENGTH = 64;
    private static final int MAX_TIMESTAMP_LENGTH = 12;

    private final SecretKeySpec secret;
    private final Map<String, Instant> seen = new HashMap<>();

    SlackSignature(String signingSecret) {
        secret = new SecretKeySpec(signingSecret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** What is to be said of a request. */
    enum Verdict {
        GENUINE,
        /** A header is missing or is not of the form Slack sends. */
        UNSIGNED,
        /** Too old, or too far ahead. */
        OUT_OF_TIME,
        FORGED,
        REPLAYED,
        /** Too many requests are remembered. */
        OVERRUN
    }

    /**
     * Judges a request, and remembers a genuine one.
     *
     * @param timestamp header {@code X-Slack-Request-Timestamp}, null when absent
     * @param signature header {@code X-Slack-Signature}, null when absent
     * @param now real time
     */
    Verdict judge(String timestamp, String signature, byte[] body, Instant now) {
        if (timestamp == null
                || signature == null
                || timestamp.length() > MAX_TIMESTAMP_LENGTH
                || !isDigits(timestamp)
                || !signature.startsWith(VERSION)) {
            return Verdict.UNSIGNED;
        }
        Instant sent = Instant.ofEpochSecond(Long.parseLong(timestamp));
        if (Duration.between(sent, now).abs().compareTo(Duration.ofSeconds(MAX_SKEW_SECONDS)) > 0) {
            return Verdict.OUT_OF_TIME;
        }
        String hex = signature.substring(VERSION.length());
        byte[] given;
        try {
            given = hex.length() == HEX_LENGTH ? HexFormat.of().parseHex(hex) : new byte[0];
        } catch (IllegalArgumentException e) {
            return Verdict.UNSIGNED;
        }
        byte[] expected = hmac(timestamp, body);
        if (!MessageDigest.isEqual(expected, given)) {
            return Verdict.FORGED;
        }
        return remember(HexFormat.of().formatHex(expected), sent.plusSeconds(MAX_SKEW_SECONDS), now);
    }

    private synchronized Verdict remember(String request, Instant validUntil, Instant now) {
        if (seen.containsKey(request)) {
            return Verdict.REPLAYED;
        }
        if (seen.size() >= MAX_REMEMBERED) {
            seen.values().removeIf(until -> until.isBefore(now));
            if (seen.size() >= MAX_REMEMBERED) {
                return Verdict.OVERRUN;
            }
        }
        seen.put(request, validUntil);
        return Verdict.GENUINE;
    }

    private byte[] hmac(String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            mac.update(("v0:" + timestamp + ":").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    private static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
