package io.zapas.alerting.domain;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Identifiers that sort by time: 48 bits of milliseconds, 80 random ones, in Crockford's base 32 (the ULID form). Safe on every thread. */
public final class Ids implements Supplier<String> {
    private static final char[] ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final int TIME_CHARS = 10;
    private static final int RANDOM_CHARS = 16;
    private static final int BITS = 5;
    private static final int MASK = 31;

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    public Ids(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public String get() {
        char[] id = new char[TIME_CHARS + RANDOM_CHARS];
        long time = clock.millis();
        for (int i = TIME_CHARS - 1; i >= 0; i--) {
            id[i] = ALPHABET[(int) (time & MASK)];
            time >>>= BITS;
        }
        // One call for all of them: each call of a secure source costs as much as everything else here.
        byte[] bytes = new byte[RANDOM_CHARS];
        random.nextBytes(bytes);
        for (int i = 0; i < RANDOM_CHARS; i++) {
            id[TIME_CHARS + i] = ALPHABET[bytes[i] & MASK];
        }
        return new String(id);
    }
}
