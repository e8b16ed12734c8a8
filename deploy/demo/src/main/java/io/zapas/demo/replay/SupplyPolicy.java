package io.zapas.demo.replay;

import java.time.DayOfWeek;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The rules by which goods come in. An order history says what left the shop, not what was on its shelves, so the replay makes the stock by
 * rules that a small wholesaler could follow, the same at every run:
 *
 * <ul>
 *   <li>Every SKU has terms drawn from its own name: lead time 5 to 21 days, supplier, multiples, a day of the week on which it is reviewed, and a
 *       buyer who stocks it between 15 % too thinly and 45 % too well. The thin ones run short; that is wanted.
 *   <li>On the morning of its first row it is listed with an opening stock: what it sells in its first six weeks, misjudged by a
 *       factor of 0.5 to 1.5.
 *   <li>Once a week: rate = units sold in the last 56 days (fewer while it is young, but at least 14) without its best day, per day. If on-hand + on order falls
 *       to rate x (lead time + 7) x care or below, order up to rate x (lead time + 7 + 28) x care, rounded up to the multiple.
 *   <li>A delivery comes on the agreed day in 75 of 100 cases, 1 to 4 days late in 18, 5 to 10 days late in 7. A late one is announced on the
 *       agreed day with its new date.
 * </ul>
 *
 * It is an (R, s, S) policy: Silver, Pyke and Thomas, Inventory and Production Management in Supply Chains, chapter 6.
 */
final class SupplyPolicy {
    static final int TRAILING_DAYS = 56;
    static final int MIN_TRAILING_DAYS = 14;
    static final int REVIEW_DAYS = 7;
    static final int ORDER_COVER_DAYS = 28;
    /** Purchase price as a share of the mean selling price. */
    static final double COST_SHARE = 0.55;

    private static final long SEED = 0x5eed_2010L;
    private static final List<String> BUYERS =
            List.of("Alice Moore", "Ben Carter", "Chloe Hughes", "Daniel Price", "Emma Walsh");
    private static final List<String> SUPPLIERS = List.of(
            "Harbour Giftware",
            "Northgate Imports",
            "Willow Paper Mill",
            "Copper Lane Metalware",
            "Brightwell Ceramics",
            "Fernhill Textiles",
            "Old Mill Woodcraft",
            "Lantern & Wick",
            "Marlow Toys",
            "Seaview Trading");
    private static final long[] MULTIPLES = {1, 6, 12, 24};

    private SupplyPolicy() {}

    /**
     * How a SKU is bought.
     *
     * @param moq smallest order, a multiple of {@code multiple}
     * @param care factor on what is thought to be needed, 0.85 to 1.45
     * @param openingFactor misjudgement of the first weeks, 0.5 to 1.5
     */
    record Terms(
            int leadDays,
            double leadSdDays,
            long multiple,
            long moq,
            DayOfWeek reviewDay,
            double care,
            double openingFactor,
            String supplier,
            String owner) {}

    static Terms terms(String sku) {
        SplittableRandom random = random(sku);
        int supplier = random.nextInt(SUPPLIERS.size());
        long multiple = MULTIPLES[random.nextInt(MULTIPLES.length)];
        int leadDays = 5 + random.nextInt(17);
        return new Terms(
                leadDays,
                leadDays / 4.0,
                multiple,
                multiple * (1 + random.nextInt(3)),
                DayOfWeek.of(1 + random.nextInt(5)),
                0.85 + 0.6 * random.nextDouble(),
                0.5 + random.nextDouble(),
                SUPPLIERS.get(supplier),
                BUYERS.get(supplier % BUYERS.size()));
    }

    static long opening(Terms terms, long earlyUnits) {
        return roundUp((long) Math.ceil(earlyUnits * terms.openingFactor()), terms);
    }

    /** What to order today, 0: nothing. */
    static long order(Terms terms, double ratePerDay, long position) {
        double exposed = terms.leadDays() + REVIEW_DAYS;
        if (ratePerDay <= 0 || position > ratePerDay * exposed * terms.care()) {
            return 0;
        }
        double upTo = ratePerDay * (exposed + ORDER_COVER_DAYS) * terms.care();
        return roundUp((long) Math.ceil(upTo - position), terms);
    }

    /** Days between the agreed and the real arrival of a purchase order. */
    static int delayDays(String purchaseOrder) {
        SplittableRandom random = random(purchaseOrder);
        double luck = random.nextDouble();
        if (luck < 0.75) {
            return 0;
        }
        return luck < 0.93 ? 1 + random.nextInt(4) : 5 + random.nextInt(6);
    }

    private static long roundUp(long quantity, Terms terms) {
        long wanted = Math.max(quantity, terms.moq());
        return (wanted + terms.multiple() - 1) / terms.multiple() * terms.multiple();
    }

    private static SplittableRandom random(String name) {
        return new SplittableRandom(SEED ^ (name.hashCode() * 0x9e3779b97f4a7c15L));
    }
}
