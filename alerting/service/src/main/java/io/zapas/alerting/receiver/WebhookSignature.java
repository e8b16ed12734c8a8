package io.zapas.alerting.receiver;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs as Standard Webhooks does (standardwebhooks.com, "Symmetric signatures"): {@code v1,} + base64 of HMAC-SHA256 over {@code id.timestamp.body}. Safe on
 * every thread.
 */
final class WebhookSignature {
    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MIN_BYTES = 24;
    private static final int MAX_BYTES = 64;

    private final SecretKeySpec key;

    /**
     * @param secret {@code whsec_} + base64 of 24 to 64 bytes
     * @throws IllegalArgumentException when it is not
     */
    WebhookSignature(String secret) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder()
                    .decode(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : "not of this form");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be whsec_ and base64 of 24 to 64 random bytes", e);
        }
        if (bytes.length < MIN_BYTES || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("must be whsec_ and base64 of 24 to 64 random bytes");
        }
        key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /** @param seconds since 1970 */
    String sign(String id, long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
