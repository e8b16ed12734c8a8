package io.zapas.stocksync.webhook;

/** The body of a 200. */
public record Receipt(String contentType, String text) {

    static Receipt accepted(int events) {
        return new Receipt("application/json", "{\"accepted\":" + events + "}");
    }
}
