package io.zapas.alerting.domain;

import io.zapas.alerting.api.Alert;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** Names a problem by what it is about, never by a quantity, a name or how bad it is: the same problem has the same fingerprint for ever. */
public final class Fingerprint {
    private static final int SHOWN_BYTES = 10;

    private Fingerprint() {}

    /** @param sku, scope may be null */
    public static String of(Alert.Type type, String sku, String scope) {
        MessageDigest digest = sha256();
        add(digest, type.name());
        add(digest, sku);
        add(digest, scope);
        String hash = HexFormat.of().formatHex(digest.digest(), 0, SHOWN_BYTES);
        return type.name().toLowerCase(Locale.ROOT).replace('_', '-') + ":" + hash;
    }

    /** Each part with its length in front, so that no two lists of parts read the same. */
    private static void add(MessageDigest digest, String part) {
        byte[] bytes = part == null ? new byte[0] : part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES)
                .putInt(part == null ? -1 : bytes.length)
                .array());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
