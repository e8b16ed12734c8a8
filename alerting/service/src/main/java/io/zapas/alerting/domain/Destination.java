package io.zapas.alerting.domain;

import io.zapas.alerting.api.Alert;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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

    /**
     * Tells operations that another destination fails.
     *
     * @param id told again under the same id, nobody hears it twice where that can be known
     * @return false: there is no way to say it here; a failure: try again later
     */
    default CompletionStage<Boolean> tell(String id, String text) {
        return CompletableFuture.completedFuture(false);
    }

    /** How often (real time) it has to hear of what is open although nothing changed, as an UPDATE of the same revision; empty: never. */
    default Optional<Duration> refresh() {
        return Optional.empty();
    }

    /**
     * The destination may be back after it could not be reached for minutes: tells what happened meanwhile, in one message in front of all others. Does nothing
     * where that makes no sense. Asked again until it succeeds, so it looks for the message of {@link Gap#id()} before it sends one.
     *
     * @return fails with {@link DeliveryException} while the destination is still away
     */
    default CompletionStage<Void> returned(Gap gap) {
        return CompletableFuture.completedFuture(null);
    }

    /**
     * A time in which people could not be told.
     *
     * @param id the same however often it is asked, also after a restart
     * @param passed alerts that were opened and resolved in it: nothing else will tell of them
     * @param opened how many were opened in it, those of {@code passed} included
     * @param resolved how many were resolved in it, those of {@code passed} included
     * @param open how many are open now
     */
    record Gap(String id, Instant from, Instant to, List<Alert> passed, int opened, int resolved, int open) {
        public Gap {
            passed = List.copyOf(passed);
        }
    }

    /**
     * What is needed to edit or answer the message later, such as channel and timestamp.
     *
     * @param partial people were told, but there is more to show of this revision, such as pages of a long list: {@link #deliver} is called again with
     *     this receipt until it is not, one step a call, so that the pace is kept and a crash loses one step at most
     */
    record Receipt(Map<String, String> fields, boolean partial) {
        public Receipt {
            fields = Map.copyOf(fields);
        }

        /** All of it is shown. */
        public Receipt(Map<String, String> fields) {
            this(fields, false);
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
            PERMANENT,
            /** Nothing will arrive until a person mends the access: everything is kept, and tried again seldom. It did not arrive. */
            DOWN
        }
    }
}
