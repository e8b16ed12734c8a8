package io.zapas.stocksync.webhook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;

/** What signatures are checked with, over raw bytes and in constant time. */
final class Signing {
    /** How far the time a signature covers may be off, in either direction. */
    static final long MAX_SKEW_SECONDS = 300;

    private static final int MAX_SECONDS_DIGITS = 12;

    private Signing() {}

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** @param algorithm one that every Java platform has */
    static byte[] digest(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(algorithm, e);
        }
    }

    /** Lower case, as all systems write it: another case is another text than the one that was signed with. */
    static boolean isHex(byte[] expected, String given) {
        return MessageDigest.isEqual(utf8(HexFormat.of().formatHex(expected)), utf8(given));
    }

    /** Only the one way of writing it: unused bits of the last character are no second spelling. */
    static boolean isBase64(byte[] expected, String given) {
        return MessageDigest.isEqual(Base64.getEncoder().encode(expected), utf8(given));
    }

    /**
     * Refuses a time that is not of now.
     *
     * @param seconds as the header has it, since 1970
     */
    static void requireRecent(String header, String seconds, Instant now) {
        if (seconds.isEmpty()
                || seconds.length() > MAX_SECONDS_DIGITS
                || !seconds.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new RefusedException("unsigned", header + " must have the seconds since 1970.");
        }
        Instant sent = Instant.ofEpochSecond(Long.parseLong(seconds));
        if (Duration.between(sent, now).abs().compareTo(Duration.ofSeconds(MAX_SKEW_SECONDS)) > 0) {
            throw new RefusedException("out-of-time", header + " is more than " + MAX_SKEW_SECONDS + " s off.");
        }
    }
}
