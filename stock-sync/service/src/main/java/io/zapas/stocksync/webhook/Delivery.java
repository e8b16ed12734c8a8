package io.zapas.stocksync.webhook;

import java.time.Instant;
import java.util.function.UnaryOperator;

/**
 * One webhook as it came. Never compared.
 *
 * @param headers value by name in any case; null when absent
 * @param body the very bytes that were signed
 * @param receivedAt real time
 */
@SuppressWarnings("ArrayRecordComponent")
public record Delivery(UnaryOperator<String> headers, byte[] body, Instant receivedAt) {

    /** Null when absent. */
    String header(String name) {
        return headers.apply(name);
    }
}
