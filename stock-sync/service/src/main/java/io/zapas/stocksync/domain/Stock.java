package io.zapas.stocksync.domain;

import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.api.StockEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The stock of one namespace: the only way to change or read it. Every mutating call is one atomic step: level, reservation, ledger entry,
 * idempotency record, watermark, input position and outbox change together or not at all. Calls may be repeated after a lost answer
 * without harm. Stages complete on any thread; they fail only when the store is away, or with {@link StoreLostException} when it is not the
 * store it was.
 */
public interface Stock {

    /**
     * Applies the events of one input partition in order, with the position behind the last of them. At most 500. The position passes an event
     * that cannot be applied only after {@code deadLetters} has it: a crash in between hands it over once more, and loses nothing.
     */
    CompletionStage<List<Applied>> apply(Position position, List<Command> commands, DeadLetters deadLetters);

    /** Where to read on. */
    CompletionStage<Positions> positions();

    /** Holds units for an order, all or nothing unless {@code allowPartial}. */
    CompletionStage<ReservationOutcome> reserve(ReserveCommand command);

    /** One transition of a reservation made over HTTP. */
    CompletionStage<ReservationOutcome> transition(TransitionCommand command);

    CompletionStage<Optional<Reservation>> reservation(String id);

    /** Current availability, read consistently; unknown SKUs are absent from the answer. At most 1,000. */
    CompletionStage<Map<String, ShownAvailability>> availability(Collection<String> skus);

    /** Releases up to {@code limit} reservations whose time is over at {@code now}; answers how many. */
    CompletionStage<Integer> expire(Instant now, int limit);

    /** When each source was heard last, by the store's record; one never heard is absent. */
    CompletionStage<Map<String, Instant>> heard();

    /** Whether the configured rules by which availability is shown are others than those every SKU was last shown by. */
    CompletionStage<Boolean> rulesChanged();

    /**
     * Lets a part of all SKUs keep back what their silent sources call for, and those no longer silent give back; each change is published. May be repeated.
     *
     * @param silent units not to be sold of a SKU whose levels such a source states; of several the most counts
     * @param rulesChanged publishes every SKU, as the configured rules show it now; after the last part they count as shown
     * @param cursor null: from the beginning
     */
    CompletionStage<Freshened> freshen(Map<String, Long> silent, boolean rulesChanged, String cursor);

    /**
     * From now on the store must be of this epoch and have come at least as far as this outbox number: a call that finds another one changes nothing
     * and fails with {@link StoreLostException}. Before the first call of this method every call does.
     */
    void adopt(long epoch, long number);

    /** Where the store stands now. */
    CompletionStage<Mark> mark();

    /** The oldest outbox items after {@code afterId} (null: from the beginning), in the order of the changes. */
    CompletionStage<List<OutboxItem>> outbox(String afterId, int limit);

    /** Forgets outbox items up to and including {@code id}. */
    CompletionStage<Void> trimOutbox(String id);

    /** Forgets outbox items up to and including this one, once Kafka has them; none, when the outbox does not hold this one (any more). */
    CompletionStage<Void> trimRelayed(OutboxItem newest);

    /**
     * What stands behind the SKU's numbers; empty: it is unknown.
     *
     * @param channel null: of all channels, and no rules
     */
    CompletionStage<Optional<Evidence>> explain(String sku, String channel);

    /** The newest ledger entries of the SKU, at most 16, oldest first. */
    CompletionStage<List<LedgerEntry>> trail(String sku);

    /** Every offer whose SKU is known, as last stated by its channel, paged by an opaque cursor (null: start). */
    CompletionStage<OfferPage> offers(String cursor);

    /**
     * Input position: {@code next} is the offset behind the batch. A batch (or its beginning) below the stored position is skipped: it has been
     * applied. Null position: not from Kafka.
     *
     * @param epoch of the store that said where to read on: in another one records between there and here may be missing
     * @param first offset of the batch's first record
     */
    record Position(long epoch, String topic, int partition, long first, long next) {}

    /** @param next the next offset to read per partition (key {@code topic/partition}); absent: never read */
    record Positions(long epoch, Map<String, Long> next) {}

    /** @param cursor where the next part begins; null: that was the last */
    record Freshened(String cursor, int changed) {}

    /** Takes what the stock can neither apply nor keep. */
    interface DeadLetters {
        /**
         * The same event may come more than once. Any thread; when the stage fails, so does {@link #apply}, and the position stays in front of the event.
         *
         * @param detail for a person: why
         */
        CompletionStage<Void> keep(Command command, String detail);
    }

    /**
     * A validated event.
     *
     * @param offset of its record, to recognise a part of a batch that was applied before
     * @param at when it was true at the source
     * @param now the time of application
     */
    record Command(long offset, String source, String eventId, Instant at, Instant now, StockEvent event) {}

    /**
     * What came of an event.
     *
     * @param detail for a person, such as the watermark that made it stale; may be null
     */
    record Applied(Result result, String detail) {
        /** Applied, or why not. */
        public enum Result {
            APPLIED,
            /** Seen before: (source, id) or offset. */
            DUPLICATE,
            /** Older than the source's watermark: ignored and counted. */
            STALE,
            /** Names a SKU nobody knows: kept until it becomes known. */
            PARKED,
            /** Not applied (too many wait for the same SKU, a kit that contains itself): the dead letters have it. */
            REJECTED
        }
    }

    /**
     * @param idempotencyKey with {@code bodyHash} decides between the same answer and a conflict
     * @param ttlMillis 0: the channel's default
     * @param allowPreorder units that are not on the shelf may be promised against deliveries, where the product allows it
     */
    record ReserveCommand(
            String id,
            String idempotencyKey,
            String bodyHash,
            String orderId,
            String channel,
            List<Line> lines,
            long ttlMillis,
            boolean allowPartial,
            boolean allowPreorder,
            Instant now) {

        /** Only from the shelf. */
        public ReserveCommand(
                String id,
                String idempotencyKey,
                String bodyHash,
                String orderId,
                String channel,
                List<Line> lines,
                long ttlMillis,
                boolean allowPartial,
                Instant now) {
            this(id, idempotencyKey, bodyHash, orderId, channel, lines, ttlMillis, allowPartial, false, now);
        }

        /** One requested line; lines of the same SKU are summed before anything is checked. */
        public record Line(String sku, long quantity) {}
    }

    /**
     * Which transition; a repeated one that already happened answers the reservation as it is.
     *
     * @param part of RELEASE and FULFIL: only these units; null: all that is left
     * @param ttlMillis of EXTEND: how long from now the hold shall last at least; else 0
     */
    record TransitionCommand(String reservationId, Action action, Instant now, Part part, long ttlMillis) {
        public TransitionCommand(String reservationId, Action action, Instant now) {
            this(reservationId, action, now, null, 0);
        }

        /** The transition. */
        public enum Action {
            CONFIRM,
            /** Without a part only of a HELD one: a customer who walks away loses against a payment. */
            RELEASE,
            /** Makes the sale certain: what is left of a HELD one is CONFIRMED. */
            FULFIL,
            /** A longer hold, never a shorter one, up to {@link StockSettings#holdMax()} in all; an EXPIRED one takes its units again. */
            EXTEND
        }

        /**
         * Some units of a reservation. As in {@link ReserveCommand}, the same key and body give the same answer.
         *
         * @param lines as the reservation's: a kit is named as such; lines of the same SKU are summed
         */
        public record Part(String idempotencyKey, String bodyHash, List<ReserveCommand.Line> lines) {
            public Part {
                lines = List.copyOf(lines);
            }
        }
    }

    /** Answer of a reservation call. */
    sealed interface ReservationOutcome {
        /**
         * @param replayed the same answer as before, for the same idempotency key
         * @param outboxId newest outbox item of the sale: once relayed, all that is told here is safe in Kafka; null when it is safe already
         */
        record Done(Reservation reservation, boolean replayed, String outboxId) implements ReservationOutcome {}

        /** Nothing changed: not enough stock. */
        record Insufficient(List<Shortfall> shortfalls) implements ReservationOutcome {}

        record UnknownSku(List<String> skus) implements ReservationOutcome {}

        record UnknownReservation() implements ReservationOutcome {}

        /**
         * A race was lost, or more asked than there is.
         *
         * @param type {@code already-confirmed}, {@code already-fulfilled}, {@code already-released}, {@code expired}, {@code exceeds-reservation}
         *     or {@code too-many-parts}
         * @param outboxId as in {@link Done}
         * @param shortfalls of an expired one: what is not there to be taken again; of one exceeded: the lines, and what is left of them
         */
        record Conflict(String type, Reservation reservation, String outboxId, List<Shortfall> shortfalls)
                implements ReservationOutcome {
            public Conflict {
                shortfalls = List.copyOf(shortfalls);
            }
        }

        /** Same key, other body. */
        record KeyReused() implements ReservationOutcome {}
    }

    /** Units missing for a SKU. */
    record Shortfall(String sku, long requested, long available) {}

    /**
     * Where a store stands.
     *
     * @param epoch its lineage; null: it is empty, or being rebuilt
     * @param number of its newest outbox item; 0: none yet
     * @param token of that item
     * @param waiting number of the oldest item in the outbox; 0: it is empty
     * @param nextDue when the next hold runs out, or lot expires; null: none is waiting
     */
    record Mark(Long epoch, long number, String token, long waiting, Instant nextDue) {}

    /**
     * What one call changed, all of it, on its way to Kafka. Never compared.
     *
     * @param previous token of the item before: items form a chain
     * @param record replayed after those before it onto an empty store, gives this store
     * @param newest availability of what it touched as it left it, by SKU; null when it is not kept and must be read
     */
    @SuppressWarnings("ArrayRecordComponent")
    record OutboxItem(
            String id,
            long epoch,
            long number,
            String previous,
            String token,
            byte[] record,
            List<Change> changes,
            Map<String, ShownAvailability> newest) {}

    /**
     * One atomic change.
     *
     * @param entries its ledger entries
     * @param touched SKUs whose availability it changed, kits that contain them included
     * @param offer the offer a channel stated, null for other changes
     * @param parked a SKU, offer or order nobody knows and that made events wait (or no longer does), null otherwise
     */
    record Change(List<LedgerEntry> entries, List<String> touched, OfferState offer, ParkedSku parked) {}

    /** What a channel last said about a listing; how it is healed as in {@link io.zapas.stocksync.api.Offer}. */
    record OfferState(
            String channel,
            String offerId,
            String sku,
            long quantity,
            Long pushed,
            Instant at,
            Integer retries,
            Instant nextRetryAt,
            String quarantine) {

        /** One of which nobody tells how it is healed. */
        public OfferState(String channel, String offerId, String sku, long quantity, Long pushed, Instant at) {
            this(channel, offerId, sku, quantity, pushed, at, null, null, null);
        }
    }

    record OfferPage(List<OfferState> offers, String nextCursor) {}

    /**
     * What events wait for: a SKU, a channel's offer, or a channel's order that was paid for.
     *
     * @param orderId null: a SKU or an offer
     * @param waiting events parked under this name; 0: replayed, nothing waits any more
     */
    record ParkedSku(String sku, String channel, String offerId, String orderId, int waiting, Instant since) {
        /** A SKU or an offer. */
        public ParkedSku(String sku, String channel, String offerId, int waiting, Instant since) {
            this(sku, channel, offerId, null, waiting, since);
        }
    }
}
