package io.zapas.stocksync.account;

import io.zapas.stocksync.account.AccountException.Kind;
import java.time.Duration;

/**
 * How long to leave a system alone that did not answer: a second at first, then twice as long each time, a minute at most; a minute at once when it does not accept who we are; longer if it asks,
 * up to an hour. Confined to one thread.
 */
public final class BackOff {
    private static final long FIRST_MILLIS = 1_000;
    private static final long LONGEST_MILLIS = 60_000;
    private static final int MAX_DOUBLINGS = 6;
    private static final Duration LONGEST_ASKED = Duration.ofHours(1);

    private int failures;

    /** It answered. */
    public void reset() {
        failures = 0;
    }

    /** @param failure what the call ended with; null: it was not the system's */
    public Duration next(AccountException failure) {
        long millis = FIRST_MILLIS << Math.min(failures++, MAX_DOUBLINGS);
        if (failure != null && failure.kind() == Kind.DENIED) {
            millis = LONGEST_MILLIS;
        }
        millis = Math.min(millis, LONGEST_MILLIS);
        if (failure != null && failure.retryAfter().isPresent()) {
            Duration wanted = failure.retryAfter().get();
            millis = Math.max(millis, Math.min(wanted.toMillis(), LONGEST_ASKED.toMillis()));
        }
        return Duration.ofMillis(millis);
    }
}
