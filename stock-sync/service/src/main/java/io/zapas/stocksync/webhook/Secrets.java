package io.zapas.stocksync.webhook;

import java.util.List;
import java.util.function.Predicate;

/**
 * What a system signs with: the secret, and while it is being changed the one before. Without any nothing is taken.
 *
 * @param key of the configuration, to be named
 */
record Secrets(String key, List<String> secrets) {
    Secrets {
        secrets = List.copyOf(secrets);
    }

    void requireConfigured() {
        if (secrets.isEmpty()) {
            throw new RefusedException(
                    "not-configured", "Nothing is taken unsigned: set " + key + " to the secret of the webhook.");
        }
    }

    /** Refuses unless one of them fits. */
    void require(Predicate<String> fits, String where) {
        requireConfigured();
        boolean genuine = false;
        for (String secret : secrets) {
            genuine |= fits.test(secret);
        }
        if (!genuine) {
            throw new RefusedException("forged", where + " does not fit the body and " + key + ".");
        }
    }

    /** The header of a signature; refuses when there is none. */
    String required(Delivery delivery, String header) {
        requireConfigured();
        String value = delivery.header(header);
        if (value == null || value.isBlank()) {
            throw new RefusedException("unsigned", header + " is needed.");
        }
        return value.strip();
    }
}
