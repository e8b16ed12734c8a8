package io.zapas.demo.shop;

/**
 * How the sample shop trades.
 *
 * @param seed makes catalogue, history and trade repeatable
 * @param ordersPerSecond over all channels, above 0, at most 50
 * @param historyDays days of order history to load, 28 to 365
 */
public record SampleShopOptions(long seed, double ordersPerSecond, int historyDays) {
    public static final SampleShopOptions DEFAULT = new SampleShopOptions(20_261_122L, 2.0, 120);

    public SampleShopOptions {
        if (!(ordersPerSecond > 0 && ordersPerSecond <= 50)) {
            throw new IllegalArgumentException(
                    "ordersPerSecond: must be above 0 and at most 50, was " + ordersPerSecond);
        }
        if (historyDays < 28 || historyDays > 365) {
            throw new IllegalArgumentException("historyDays: must be from 28 to 365, was " + historyDays);
        }
    }

    /** The same with another seed. */
    public SampleShopOptions withSeed(long newSeed) {
        return new SampleShopOptions(newSeed, ordersPerSecond, historyDays);
    }
}
