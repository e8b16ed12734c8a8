package io.zapas.alerting.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A place that notices go to: Slack, e-mail, the log. Calls for one destination never overlap. Stages complete on any thread. */
public interface Destination {

    /** Stable name, such as {@code slack}: part of what is recorded about a delivery. */
    String name();

    /**
     * Posts, or edits what {@code previous} names.
     *
     * @param previous receipt of the group's message at this destination, null for the first
     * @param firstTriedAt when this notice was first tried: headers that must not change between tries come from it
     * @return the receipt to record; fails with {@link DeliveryException}
     */
    CompletionStage<Receipt> deliver(Notice notice, Receipt previous, Instant firstTriedAt);

    /**
     * The message that carries {@code deliveryId}, if it arrived although no answer came. Empty where that cannot be known.
     *
     * @param deliveryId a notice's {@link Notice#deliveryId()}; or its {@link Notice#pingId()}, asked after a later notice of kind WORSE whose
     *     outcome is unknown: a receipt says that people were told, empty has it sent again
     */
    CompletionStage<Optional<Receipt>> find(String deliveryId);

    /** How often (real time) it has to hear of what is open although nothing changed, as an UPDATE of the same revision; empty: never. */
    default Optional<Duration> refresh() {
        return Optional.empty();
    }

    /** What is needed to edit or answer the message later, such as channel and timestamp. */
    record Receipt(Map<String, String> fields) {
        public Receipt {
            fields = Map.copyOf(fields);
        }
    }

    /** Why a notice could not be delivered. */
    final class DeliveryException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final Kind kind;
        private final transient Duration retryAfter;

        /** @param retryAfter earliest next try, null when the destination did not say */
        public DeliveryException(Kind kind, String message, Duration retryAfter) {
            super(message, null, false, false);
            this.kind = kind;
            this.retryAfter = retryAfter;
        }

        public Kind kind() {
            return kind;
        }

        public Optional<Duration> retryAfter() {
            return Optional.ofNullable(retryAfter);
        }

        /** What to do about it. */
        public enum Kind {
            /** Wait as told, then again. */
            RATE_LIMITED,
            /** It may have arrived or not: look it up, then again with back-off. */
            UNKNOWN,
            /** It did not arrive; again with back-off. */
            TRANSIENT,
            /** It will not arrive this way: tell operations. */
            PERMANENT
        }
    }
}
