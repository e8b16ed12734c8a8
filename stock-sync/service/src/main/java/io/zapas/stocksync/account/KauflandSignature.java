package io.zapas.stocksync.account;

import java.util.Base64;
import java.util.HexFormat;

/** How a signature is written; what is published of it disagrees. */
public enum KauflandSignature {
    HEX {
        @Override
        String of(byte[] signature) {
            return HexFormat.of().formatHex(signature);
        }
    },
    BASE64 {
        @Override
        String of(byte[] signature) {
            return Base64.getEncoder().encodeToString(signature);
        }
    };

    abstract String of(byte[] signature);
}
