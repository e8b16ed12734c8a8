package io.zapas.demo.replay;

import java.time.LocalDateTime;
import java.util.Map;

/**
 * What the shop wrote in one go, goods only, units summed per SKU, in the order of the file.
 *
 * @param id unique in the file: the invoice, with {@code /2}, {@code /3} when it was written on again or was too long for one event
 * @param units by SKU, above 0
 */
record Document(Kind kind, String id, LocalDateTime at, String country, Map<String, Long> units) {

    /** What it means for stock. */
    enum Kind {
        /** Goods left for a customer. */
        SALE,
        /** Goods came back: a cancellation invoice, whose original invoice the file does not name. */
        RETURN,
        /** Goods were lost, damaged or thrown away: a negative quantity without a cancellation. */
        WRITE_OFF
    }
}
