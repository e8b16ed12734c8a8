package io.zapas.demo.shop;

import io.zapas.demo.shop.Article.Role;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Levels and deliveries on their way when the sample shop opens, so that each article plays its role. */
final class StartingStock {
    static final long SELLS_OUT_UNITS = 4;

    /** The campaign's goods last this many days without it; the delivery comes on day {@link #CAMPAIGN_DELIVERY_DAYS}. */
    static final double CAMPAIGN_COVER_DAYS = 7.5;

    static final int CAMPAIGN_DELIVERY_DAYS = 6;
    private static final double SHORT_SHARE_OF_LEAD_TIME = 0.45;
    private static final int DELIVERIES_TODAY = 20;

    private final Map<String, Long> levels = new LinkedHashMap<>();
    private final List<Delivery> deliveries = new ArrayList<>();

    /** A purchase order that will arrive. */
    record Delivery(String sku, String purchaseOrder, long quantity, LocalDate eta) {}

    StartingStock(Catalogue catalogue, long seed, LocalDate today) {
        Random random = new Random(seed + 1);
        for (Article article : catalogue.goods()) {
            levels.put(article.sku(), level(article, random));
            expect(article, today, random);
        }
    }

    /** Units by SKU. */
    Map<String, Long> levels() {
        return levels;
    }

    List<Delivery> deliveries() {
        return deliveries;
    }

    private static long level(Article article, Random random) {
        double daily = article.dailyUnits();
        double leadDays = article.product().leadTimeDays();
        double cover =
                switch (article.role()) {
                    case SELLS_OUT -> 0;
                    case SHORT -> leadDays * SHORT_SHARE_OF_LEAD_TIME;
                    case CAMPAIGN -> CAMPAIGN_COVER_DAYS;
                    case DISCONTINUED -> 20;
                    case SLOW -> 90;
                    case STUCK, STEADY -> leadDays * 1.6 + 8 + random.nextInt(25);
                };
        return article.role() == Role.SELLS_OUT ? SELLS_OUT_UNITS : Math.max(2, Math.round(daily * cover));
    }

    private void expect(Article article, LocalDate today, Random random) {
        if (article.role() == Role.CAMPAIGN) {
            add(article, 40, today.plusDays(CAMPAIGN_DELIVERY_DAYS));
        } else if (article.role() == Role.STEADY) {
            int chance = random.nextInt(100);
            if (chance < 12 && deliveries.size() < DELIVERIES_TODAY * 3) {
                add(article, 3, today);
            } else if (chance < 40) {
                add(article, 14, today.plusDays(2 + random.nextInt(12)));
            }
        }
    }

    private void add(Article article, int days, LocalDate eta) {
        long multiple = article.product().orderMultiple();
        long wanted = Math.max(article.product().moq(), Math.round(article.dailyUnits() * days));
        long quantity = (wanted + multiple - 1) / multiple * multiple;
        deliveries.add(new Delivery(article.sku(), "ZD/" + eta + "/" + article.sku(), quantity, eta));
    }
}
