package io.zapas.alerting.mail;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a mail that was put off is tried again: RFC 5321, section 4.5.4.1, two attempts in the first hour, then one every two hours. Given up a day after the first
 * attempt: a notice of yesterday helps nobody, and what is still wrong is told anew.
 */
final class MailSchedule {
    static final Duration GIVE_UP = Duration.ofHours(24);
    private static final Duration SECOND_ATTEMPT = Duration.ofMinutes(30);
    private static final Duration THEN = Duration.ofHours(2);

    private MailSchedule() {}

    /**
     * @param first when it was first attempted
     * @param attempts how many attempts were made, at least 1
     * @return the next one; empty: no more
     */
    static Optional<Instant> next(Instant first, int attempts, Instant now) {
        Instant next = now.plus(attempts == 1 ? SECOND_ATTEMPT : THEN);
        return isOver(first, next) ? Optional.empty() : Optional.of(next);
    }

    static boolean isOver(Instant first, Instant now) {
        return now.isAfter(first.plus(GIVE_UP));
    }
}
