package io.zapas.stocksync.api;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * Master data of a SKU. Every field but {@code sku} may be null (unknown); a newer product replaces the older one whole.
 *
 * @param leadTimeDays mean days from order to receipt
 * @param leadTimeSdDays its standard deviation
 * @param unitCost purchase price of a unit, in {@code currency}
 * @param price selling price of a unit, in {@code currency}
 * @param moq smallest quantity the supplier accepts
 * @param orderMultiple the supplier sells in multiples of this
 * @param owner the buyer who answers for it
 * @param buffer safety stock in units, kept back from every channel
 * @param channels exposure rules per channel; a channel without a rule shows the whole ATP
 * @param locations rules per location; one without a rule follows the shop's configuration
 * @param preorder what may be promised against deliveries on their way; null: nothing. Not for kits
 * @param kit components if the SKU is a bundle; empty: not a kit
 * @param discontinued no longer bought
 * @param replaces SKUs whose demand this one takes over, because they were renamed to it or merged into it. Only forecasts look at it: stock, reservations and history of the ledger stay where they are
 */
public record Product(
        String sku,
        String name,
        String ean,
        String supplier,
        Double leadTimeDays,
        Double leadTimeSdDays,
        BigDecimal unitCost,
        BigDecimal price,
        String currency,
        Long moq,
        Long orderMultiple,
        String owner,
        Long buffer,
        Map<String, ChannelRule> channels,
        Map<String, LocationRule> locations,
        PreorderRule preorder,
        List<KitComponent> kit,
        Boolean discontinued,
        List<String> replaces)
        implements StockEvent {
    public static final String TYPE = "product";

    public Product {
        channels = channels == null ? Map.of() : Map.copyOf(channels);
        locations = locations == null ? Map.of() : Map.copyOf(locations);
        kit = kit == null ? List.of() : List.copyOf(kit);
        replaces = replaces == null ? List.of() : List.copyOf(replaces);
    }

    /** A product without rules for single locations and without pre-order, which replaces no other. */
    public Product(
            String sku,
            String name,
            String ean,
            String supplier,
            Double leadTimeDays,
            Double leadTimeSdDays,
            BigDecimal unitCost,
            BigDecimal price,
            String currency,
            Long moq,
            Long orderMultiple,
            String owner,
            Long buffer,
            Map<String, ChannelRule> channels,
            List<KitComponent> kit,
            Boolean discontinued) {
        this(
                sku,
                name,
                ean,
                supplier,
                leadTimeDays,
                leadTimeSdDays,
                unitCost,
                price,
                currency,
                moq,
                orderMultiple,
                owner,
                buffer,
                channels,
                null,
                null,
                kit,
                discontinued,
                null);
    }

    /** A product of which only the SKU is known. */
    public static Product unknown(String sku) {
        return new Product(
                sku, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    /**
     * What a channel may show of the ATP.
     *
     * @param buffer units kept back from this channel, null: 0
     * @param percent share of the ATP after buffer, 0 to 100, rounded down; null: 100
     * @param cap the most the channel shows; null: no cap
     * @param reserved units ring-fenced for this channel: no other channel may show them; they are units of the SKU, not of a location; null: 0
     * @param priority when there is not enough: ring-fences of the highest are kept whole longest, orders of the lowest are named first as those a
     *     shortfall hits; null: the shop's configuration, else 0
     * @param threshold the channel shows nothing while the ATP is below this; null: 0
     */
    public record ChannelRule(Long buffer, Integer percent, Long cap, Long reserved, Integer priority, Long threshold) {

        /** A rule that applies however scarce the SKU is. */
        public ChannelRule(Long buffer, Integer percent, Long cap, Long reserved) {
            this(buffer, percent, cap, reserved, null, null);
        }
    }

    /** @param buffer safety stock in units kept back at this location as far as it has them; null: the shop's configuration, else 0 */
    public record LocationRule(Long buffer) {}

    /**
     * Selling before the goods are here.
     *
     * @param maxQuantity the most units promised at a time, null: all that is on its way
     * @param untilDays only deliveries expected within so many days, null: all
     * @param confirmedOnly only deliveries the supplier confirmed, null: false
     */
    public record PreorderRule(Long maxQuantity, Integer untilDays, Boolean confirmedOnly) {}

    /** One component of a kit and how many of it the kit holds, at least 1. */
    public record KitComponent(String sku, long quantity) {}

    @Override
    public String type() {
        return TYPE;
    }
}
