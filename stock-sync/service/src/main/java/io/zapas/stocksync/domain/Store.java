package io.zapas.stocksync.domain;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The store behind {@link Stock} as a whole: emptied and filled again, or copied. Whoever rebuilds it owns it by a token; a later owner ends the
 * earlier one's work, whose next call fails with {@link StoreLostException}. Stages complete on any thread.
 */
public interface Store {

    /** Closes the store for work and takes it over. */
    CompletionStage<Void> begin(String token);

    /** Forgets everything in it. */
    CompletionStage<Void> wipe(String token);

    /**
     * Carries out what these records say, in order, all at once. It takes a while to begin: not on an event loop. Another part may be handed over before this one is carried out.
     *
     * @param oldest number of the oldest item the outbox shall hold
     * @param records of outbox items ({@link Stock.OutboxItem#record()}) or of copies
     */
    CompletionStage<Void> restore(String token, long oldest, List<byte[]> records);

    /** Opens the store for work under this epoch. */
    CompletionStage<Void> open(String token, long epoch);

    /** Gives the store another epoch, as it is. */
    CompletionStage<Void> reopen(long oldEpoch, long newEpoch);

    /**
     * A part of a copy, while work goes on: a later part may be newer than an earlier one, so that a copy is whole only together with every journal record written
     * since it was begun. All parts are of one server: fails when another one answers, such as a replica that took over.
     *
     * @param cursor null: the beginning
     */
    CompletionStage<Part> copy(String cursor);

    /**
     * @param nextCursor null: it was the last part
     * @param end where the store stood afterwards; null: it was not the last part
     */
    record Part(List<byte[]> records, String nextCursor, End end) {}

    /** See {@link Stock.Mark}. */
    record End(Long epoch, long number, String token) {}
}
