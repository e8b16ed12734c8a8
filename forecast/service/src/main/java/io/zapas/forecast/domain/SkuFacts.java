package io.zapas.forecast.domain;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/**
 * What is known of a SKU besides its demand. Everything but {@code sku} and {@code available} may be null (unknown).
 *
 * @param available ATP in units
 * @param receipts deliveries on their way
 * @param discontinued no longer bought: nothing is suggested
 * @param replaces SKUs whose demand this one takes over
 */
public record SkuFacts(
        String sku,
        String name,
        String owner,
        String supplier,
        long available,
        List<Receipt> receipts,
        Double leadTimeDays,
        Double leadTimeSdDays,
        BigDecimal unitCost,
        BigDecimal price,
        String currency,
        Long moq,
        Long orderMultiple,
        boolean discontinued,
        List<String> replaces) {
    public SkuFacts {
        receipts = List.copyOf(receipts);
        replaces = List.copyOf(replaces);
    }

    /** A SKU of which nothing is known. */
    public static SkuFacts unknown(String sku) {
        return new SkuFacts(
                sku, null, null, null, 0, List.of(), null, null, null, null, null, null, null, false, List.of());
    }

    public SkuFacts withReceipt(Receipt receipt) {
        List<Receipt> more = new java.util.ArrayList<>(receipts);
        more.add(receipt);
        return with(more, leadTimeDays, leadTimeSdDays);
    }

    /** @param sdDays null: as it was */
    public SkuFacts withLeadTime(double days, Double sdDays) {
        return with(receipts, days, sdDays == null ? leadTimeSdDays : sdDays);
    }

    private SkuFacts with(List<Receipt> newReceipts, Double newLeadTimeDays, Double newLeadTimeSdDays) {
        return new SkuFacts(
                sku,
                name,
                owner,
                supplier,
                available,
                newReceipts,
                newLeadTimeDays,
                newLeadTimeSdDays,
                unitCost,
                price,
                currency,
                moq,
                orderMultiple,
                discontinued,
                replaces);
    }

    /**
     * A delivery on its way.
     *
     * @param confirmed the supplier confirmed the day; otherwise it is as uncertain as the lead time, until deliveries tell
     */
    public record Receipt(LocalDate eta, long quantity, boolean confirmed) {}
}
