package io.zapas.stocksync.relay;

/** Ids of outbox items: a number, which rises by one with each, and what makes a stream's id of it ({@code 17-0}). */
final class OutboxId {
    private OutboxId() {}

    static long number(String id) {
        int dash = id.indexOf('-');
        return Long.parseLong(id, 0, dash < 0 ? id.length() : dash, 10);
    }
}
