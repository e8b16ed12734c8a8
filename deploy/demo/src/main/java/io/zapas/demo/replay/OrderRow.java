package io.zapas.demo.replay;

import java.time.LocalDateTime;

/**
 * One row of an order history.
 *
 * @param at local time of the shop, to the minute
 * @param invoice a leading {@code C} marks a cancellation
 * @param quantity units; negative on cancellations and write-offs
 * @param price of a unit, 0 when the goods were given away or written off
 */
record OrderRow(LocalDateTime at, String invoice, String sku, long quantity, double price, String country) {

    /** Postage, fees, samples and vouchers have codes that do not start with five digits. */
    boolean goods() {
        if (sku.length() < 5) {
            return false;
        }
        for (int i = 0; i < 5; i++) {
            if (sku.charAt(i) < '0' || sku.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    boolean cancellation() {
        return invoice.startsWith("C");
    }
}
