package io.zapas.demo.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.demo.door.Events;
import io.zapas.demo.door.OutEvent;
import io.zapas.demo.shop.Article.Role;
import io.zapas.stocksync.api.Availability;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The shop without a suite, a second at a time: what is shown follows what the warehouse has. */
class TradeTest {
    private static final Instant START = Instant.parse("2026-11-22T09:00:00Z");

    @Test
    void theSameSeedTradesTheSame() {
        assertThat(new Shop(5).run(180)).isEqualTo(new Shop(5).run(180));
        assertThat(new Shop(5).run(60)).isNotEqualTo(new Shop(6).run(60));
    }

    @Test
    void keepsThePaceAndFinishesItsOrders() {
        Shop shop = new Shop(5);
        List<OutEvent> events = shop.run(600);
        assertThat(shop.trade.placed()).isBetween(900L, 1_400L);
        assertThat(shop.trade.shipped()).isGreaterThan(shop.trade.placed() * 85 / 100);
        assertThat(shop.trade.cancelled()).isPositive();
        assertThat(events).extracting(event -> event.source() + event.id()).doesNotHaveDuplicates();
    }

    @Test
    void theLastPiecesAreGoneWithinAMinute() {
        Shop shop = new Shop(5);
        shop.run(60);
        String sku = shop.catalogue.withRole(Role.SELLS_OUT).get(0).sku();
        assertThat(shop.erp.onHand(sku)).isLessThanOrEqualTo(0);
    }

    @Test
    void oneListingGoesOnShowingADamagedPalletUntilItRecovers() {
        Shop shop = new Shop(5);
        shop.run(90);
        Article victim = shop.catalogue.withRole(Role.STUCK).get(0);
        long shown = shop.lastOffer("allegro", victim.sku());
        assertThat(shown).isGreaterThan(shop.erp.onHand(victim.sku()) * 2);
        assertThat(shop.lastOffer("shop", victim.sku())).isLessThan(shown / 2);
        shop.run(300);
        assertThat(shop.lastOffer("allegro", victim.sku())).isLessThanOrEqualTo(shop.erp.onHand(victim.sku()));
    }

    @Test
    void deliveriesArriveAndShelvesAreCounted() {
        Shop shop = new Shop(5);
        List<OutEvent> events = shop.run(120);
        assertThat(shop.erp.deliveries()).isGreaterThanOrEqualTo(3);
        assertThat(events).anyMatch(event -> event.type().equals("stock.level"));
        assertThat(events)
                .anyMatch(event -> event.type().equals("stock.movement")
                        && event.data().get("reason").equals("receipt"));
    }

    /** Warehouse, customers and channels; availability is what the warehouse has, published every second. */
    private static final class Shop {
        final Catalogue catalogue;
        final Channels channels;
        final Erp erp;
        final Trade trade;
        final Mishaps mishaps;
        private final Map<String, Long> offers = new HashMap<>();
        private Instant now = START;

        Shop(long seed) {
            Events events = new Events("demo/erp", "demo/");
            catalogue = Catalogue.make(seed, 2.0);
            StartingStock stock = new StartingStock(
                    catalogue, seed, START.atZone(HistoryFiles.ZONE).toLocalDate());
            channels = new Channels(catalogue, events, new Random(seed), "T");
            erp = new Erp(catalogue, stock.levels(), stock.deliveries(), events, new Random(seed), "T", now);
            trade = new Trade(catalogue, channels, erp, events, new Random(seed), "T", 2.0, now);
            mishaps = new Mishaps(catalogue, channels, erp, now);
        }

        List<OutEvent> run(int seconds) {
            List<OutEvent> all = new ArrayList<>();
            for (int i = 0; i < seconds; i++) {
                now = now.plusSeconds(1);
                catalogue.goods().forEach(article -> channels.availability(available(article.sku()), now));
                all.addAll(trade.turn(now));
                all.addAll(erp.turn(now));
                all.addAll(mishaps.turn(now));
                all.addAll(channels.turn(now));
            }
            all.stream()
                    .filter(event -> event.type().equals("offer"))
                    .forEach(event -> offers.put(
                            event.data().get("channel") + " " + event.data().get("sku"),
                            ((Number) event.data().get("quantity")).longValue()));
            return all;
        }

        long lastOffer(String channel, String sku) {
            return offers.getOrDefault(channel + " " + sku, -1L);
        }

        private Availability available(String sku) {
            return new Availability(sku, Math.max(0, erp.onHand(sku)), 0, null, null, null, null, null, 1, now, false);
        }
    }
}
