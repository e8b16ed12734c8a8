package io.zapas.stocksync.stream;

import java.util.Locale;

/** What a subscriber can ask for. */
enum StreamType {
    /** Newest availability of a SKU. Has a newest state per SKU. */
    AVAILABILITY,
    /** One step of a reservation. A fact, without a newest state. */
    RESERVATION,
    /** A desync opened, changed or closed. Has a newest state per id. */
    DESYNC,
    /** Newest forecast of a SKU. Has a newest state per SKU. */
    FORECAST,
    /** An alert opened, changed or resolved. Has a newest state per id. */
    ALERT;

    /** As the SSE event's name and in {@code ?types=}. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean hasState() {
        return this != RESERVATION;
    }

    static StreamType parse(String wireName) {
        for (StreamType type : values()) {
            if (type.wireName().equals(wireName)) {
                return type;
            }
        }
        return null;
    }
}
