package io.zapas.stocksync;

/** Steps the relay takes around Kafka, one of which {@code MutationCheckIT} leaves out at a time, by way of the fakes. */
public enum SkippedStep {
    /** A record counts as written though Kafka did not take it. */
    KAFKA_HAS_IT,
    /** Records may overtake each other. */
    ORDER_OF_PUBLISHING,
    /** An outbox item is forgotten when it is read, not when it is safe. */
    FORGETTING_LAST,
    /** The journal counts as written though it was not. */
    JOURNAL_HAS_IT;

    private static volatile SkippedStep current;

    public boolean skipped() {
        return current == this;
    }

    /** @param step null: none any more */
    static void skip(SkippedStep step) {
        current = step;
    }
}
