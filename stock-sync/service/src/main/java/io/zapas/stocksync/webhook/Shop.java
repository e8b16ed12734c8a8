package io.zapas.stocksync.webhook;

/**
 * What we call a shop.
 *
 * @param channel its name in our events
 * @param joinsByNumber whether the number people see of its orders joins them with what others say of the same order
 */
record Shop(String channel, boolean joinsByNumber) {

    /** The external id of an order with this number, or null. */
    String external(String number) {
        return joinsByNumber ? number : null;
    }
}
