package io.zapas.stocksync.account;

import java.time.Duration;
import java.util.Optional;

/** A call to a channel that ended without an answer for its listings. The message is for people, names the system's call and holds no secret. */
public final class AccountException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kept it. */
    public enum Kind {
        /** No connection, no answer in time, or 5xx. */
        AWAY,
        /** Too many calls: 429, or what the system says instead. */
        BUSY,
        /** It does not accept who we are: somebody has to look at the configuration. */
        DENIED,
        /** An answer that cannot be read, or a call it does not understand. */
        UNUSABLE
    }

    private final Kind kind;
    private final Duration retryAfter;

    /** @param retryAfter what the system asked for; null: nothing */
    public AccountException(Kind kind, String message, Duration retryAfter) {
        super(message);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    public Kind kind() {
        return kind;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
