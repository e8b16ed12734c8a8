package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.Seed;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.LedgerEntry.Reason;
import io.zapas.stocksync.api.Product.KitComponent;
import io.zapas.stocksync.api.StockLevel;
import io.zapas.stocksync.domain.SellingRules;
import io.zapas.stocksync.domain.Silence;
import io.zapas.stocksync.domain.Stock.Freshened;
import io.zapas.stocksync.domain.Stock.OutboxItem;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Done;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Insufficient;
import io.zapas.stocksync.domain.StockSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Invariant 13: SKUs of a silent source sell as declared, every change is published, and what was never heard of is not zero. */
class FreshnessIT {
    private final Shop shop = new Shop();

    private int freshen(Map<String, Long> silent) {
        return freshen(shop, silent, false);
    }

    private static int freshen(Shop shop, Map<String, Long> silent, boolean rulesChanged) {
        int changed = 0;
        String cursor = null;
        do {
            Freshened part = Shop.await(shop.stock.freshen(silent, rulesChanged, cursor));
            changed += part.changed();
            cursor = part.cursor();
        } while (cursor != null);
        return changed;
    }

    private void level(String source, String sku, long quantity) {
        shop.apply(
                source, shop.now(), new StockLevel(sku, source + "-store", quantity, StockLevel.Basis.PHYSICAL, null));
    }

    @Test
    void unitsOfASilentSourceAreKeptBackAndGivenBack() {
        level("erp", "A", 10);
        level("wms", "B", 10);
        shop.apply("erp", shop.now(), Shop.product("K", null, null, new KitComponent("A", 2)));

        assertThat(freshen(Map.of("erp", Silence.ALL))).isEqualTo(1);
        assertThat(shop.available("A")).isZero();
        assertThat(shop.available("K")).isZero();
        assertThat(shop.available("B")).isEqualTo(10);
        assertThat(shop.reserve(shop.request("o1", "A", 1))).isInstanceOf(Insufficient.class);
        assertThat(shop.availability("A").locations().get(0).onHand()).isEqualTo(10);
        assertThat(shop.availability("A").shortfall()).isZero();

        assertThat(freshen(Map.of("erp", 4L))).isEqualTo(1);
        assertThat(shop.available("A")).isEqualTo(6);
        assertThat(shop.available("K")).isEqualTo(3);
        assertThat(shop.reserve(shop.request("o2", "A", 7))).isInstanceOf(Insufficient.class);
        assertThat(shop.reserve(shop.request("o3", "A", 6))).isInstanceOf(Done.class);
        assertThat(shop.available("A")).isZero();

        assertThat(freshen(Map.of())).isEqualTo(1);
        assertThat(shop.available("A")).isEqualTo(4);
        assertThat(shop.ledger())
                .filteredOn(entry -> entry.reason() == Reason.FRESHNESS)
                .extracting(LedgerEntry::availableAfter)
                .containsExactly(0L, 6L, 4L);
    }

    @Test
    void ofSeveralSilentSourcesTheOneThatKeepsMostBackCounts() {
        level("erp", "A", 10);
        level("wms", "A", 10);
        freshen(Map.of("erp", 3L, "wms", 5L));
        assertThat(shop.available("A")).isEqualTo(15);
        freshen(Map.of("erp", 3L));
        assertThat(shop.available("A")).isEqualTo(17);
        assertThat(freshen(Map.of("erp", 3L))).as("once more").isZero();
    }

    @Test
    void whatWasNeverHeardOfIsNotZero() {
        level("erp", "A", 10);
        assertThat(Shop.await(shop.stock.heard())).containsOnlyKeys("erp").containsEntry("erp", shop.now());
        assertThat(freshen(Map.of("wms", Silence.ALL))).isZero();
        assertThat(shop.available("A")).isEqualTo(10);
        assertThat(shop.read("NEVER")).isEmpty();
    }

    @Test
    void otherRulesAreShownOnceAndByEverySku() {
        for (int i = 0; i < 1_200; i++) {
            level("erp", "S" + i, 10);
        }
        assertThat(Shop.await(shop.stock.rulesChanged()))
                .as("never shown as a whole")
                .isTrue();
        freshen(shop, Map.of(), true);
        assertThat(Shop.await(shop.stock.rulesChanged())).isFalse();

        Shop other = shop.restarted(StockSettings.defaults()
                .withRules(new SellingRules(Map.of(), Map.of(), Set.of(), Map.of("erp-store", 3L), Map.of())));
        assertThat(Shop.await(other.stock.rulesChanged())).isTrue();
        int before = shop.outbox().size();
        assertThat(freshen(other, Map.of(), true)).isEqualTo(1_200);
        Map<String, Long> published = new HashMap<>();
        List<OutboxItem> items = other.outbox();
        items.subList(before, items.size()).forEach(item -> item.newest()
                .values()
                .forEach(shown -> published.put(shown.sku(), shown.read().available())));
        assertThat(published).hasSize(1_200).allSatisfy((sku, available) -> assertThat(available)
                .isEqualTo(7));
        assertThat(Shop.await(other.stock.rulesChanged())).isFalse();
    }

    @Test
    void whateverHappensMeanwhileFoldsToWhatIsAnswered() {
        Random random = Seed.random("FreshnessIT");
        List<String> sources = List.of("erp", "wms");
        Map<String, Long> silent = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            level(sources.get(i % 2), "S" + random.nextInt(20), random.nextInt(30));
        }
        for (int step = 0; step < 40; step++) {
            switch (random.nextInt(4)) {
                case 0 -> level(sources.get(random.nextInt(2)), "S" + random.nextInt(20), random.nextInt(30));
                case 1 -> shop.reserve(shop.request("o" + step, "S" + random.nextInt(20), 1 + random.nextInt(3)));
                case 2 ->
                    silent.put(sources.get(random.nextInt(2)), random.nextBoolean() ? Silence.ALL : random.nextInt(9));
                default -> silent.remove(sources.get(random.nextInt(2)));
            }
            freshen(silent);
            for (int i = 0; i < 20; i++) {
                expected("S" + i, silent);
            }
        }
        Map<String, Availability> folded = new HashMap<>();
        for (OutboxItem item : shop.outbox()) {
            item.newest().values().forEach(shown -> folded.put(shown.sku(), shown.read()));
        }
        folded.forEach((sku, shown) -> assertThat(shown).isEqualTo(shop.availability(sku)));
    }

    private void expected(String sku, Map<String, Long> silent) {
        Availability shown = shop.read(sku).get(sku);
        if (shown != null) {
            long units = 0;
            long kept = 0;
            for (Availability.LocationLevel level : shown.locations()) {
                units += Math.max(0, level.onHand()) - level.reserved();
                String source = level.location().substring(0, level.location().indexOf('-'));
                kept = Math.max(kept, silent.getOrDefault(source, 0L));
            }
            assertThat(shown.available()).as("%s, silent %s", shown, silent).isEqualTo(Math.max(0, units - kept));
        }
    }
}
