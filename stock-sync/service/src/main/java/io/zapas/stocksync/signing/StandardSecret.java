package io.zapas.stocksync.signing;

import java.util.Base64;

/** A secret of Standard Webhooks: base64, as a rule behind {@code whsec_}. */
public final class StandardSecret {
    private static final String PREFIX = "whsec_";

    private StandardSecret() {}

    /** The bytes of a secret; throws {@link IllegalArgumentException} when it is none. */
    public static byte[] key(String secret) {
        String text = secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret;
        try {
            byte[] key = Base64.getDecoder().decode(text);
            if (key.length > 0) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be whsec_ and base64", e);
        }
        throw new IllegalArgumentException("must be whsec_ and base64");
    }
}
