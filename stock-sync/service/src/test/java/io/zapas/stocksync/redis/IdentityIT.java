package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.Seed;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.api.Order.Status;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.api.Product.ChannelRule;
import io.zapas.stocksync.api.Product.KitComponent;
import io.zapas.stocksync.api.StockMovement;
import io.zapas.stocksync.domain.Stock.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Invariant 17, as far as the events go: a product replaces the one before it whole, a listing that moves to another SKU takes nothing along, and
 * names that look alike have nothing in common. No event ends a SKU: one created again under its old name is, to the stock, the old one.
 */
class IdentityIT {
    private static final int CASES = 12;

    @Test
    void aProductThatIsReplacedLeavesNothingBehind() {
        Random random = Seed.random("IdentityIT, products");
        for (int i = 0; i < CASES; i++) {
            Shop old = stocked();
            Product last = null;
            for (int step = 1 + random.nextInt(5); step >= 0; step--) {
                last = product(random);
                old.apply("erp", Shop.second(10 - step), last);
            }
            Shop fresh = stocked();
            fresh.apply("erp", Shop.second(10), last);
            Availability seen = old.availability("K");
            Availability expected = fresh.availability("K");
            assertThat(seen.available()).as("%s", last).isEqualTo(expected.available());
            assertThat(seen.channels()).isEqualTo(expected.channels());
            assertThat(seen.locations()).isEqualTo(expected.locations());
            assertThat(seen.product()).isEqualTo(last);
            for (String part : List.of("A", "B")) {
                old.level(part, "WAW", 3, 20);
                fresh.level(part, "WAW", 3, 20);
                assertThat(lastTouched(old)).as("after %s of %s", part, last).isEqualTo(lastTouched(fresh));
            }
        }
    }

    private static Shop stocked() {
        Shop shop = new Shop();
        shop.tickTo(1_000);
        List.of("A", "B", "K").forEach(sku -> shop.level(sku, "WAW", 12, 1));
        return shop;
    }

    private static Product product(Random random) {
        List<KitComponent> kit = new ArrayList<>();
        List.of("A", "B").forEach(part -> {
            if (random.nextBoolean()) {
                kit.add(new KitComponent(part, 1 + random.nextInt(3)));
            }
        });
        Map<String, ChannelRule> rules = random.nextBoolean()
                ? Map.of(
                        List.of("web", "allegro").get(random.nextInt(2)),
                        new ChannelRule((long) random.nextInt(4), null, null, (long) random.nextInt(4)))
                : Map.of();
        Long buffer = random.nextBoolean() ? (Long) (long) random.nextInt(5) : null;
        return Shop.product("K", buffer, rules, kit.toArray(KitComponent[]::new));
    }

    private static List<String> lastTouched(Shop shop) {
        List<Change> changes = shop.changes();
        return changes.get(changes.size() - 1).touched();
    }

    @Test
    void aListingThatMovesTakesNothingAlong() {
        Random random = Seed.random("IdentityIT, listings");
        for (int i = 0; i < CASES; i++) {
            Shop shop = stocked();
            shop.offer("web", "L1", "A", 5, 2);
            long sold = 1L + random.nextInt(4);
            listed(shop, "o1", sold, 3);
            shop.hold("o2", "A", 2);
            shop.offer("web", "L1", "B", 5, 4);
            assertThat(shop.availability("A").channels()).isEmpty();
            assertThat(shop.available("A")).isEqualTo(12 - sold - 2);
            assertThat(shop.availability("B").channels()).containsEntry("web", 12L);
            long more = 1L + random.nextInt(4);
            listed(shop, "o3", more, 5);
            assertThat(shop.available("A")).isEqualTo(12 - sold - 2);
            assertThat(shop.available("B")).isEqualTo(12 - more);
            // The old order stays what it was.
            shop.apply("shop", Shop.second(6), Shop.order(Status.SHIPPED, "web", "o1", null, "A", sold));
            assertThat(shop.available("B")).isEqualTo(12 - more);
            assertThat(shop.available("A")).isEqualTo(12 - sold - 2);
        }
    }

    private static void listed(Shop shop, String order, long units, long second) {
        shop.apply(
                "shop",
                Shop.second(second),
                new Order(order, "web", Status.PLACED, List.of(new Order.Line(null, "L1", units)), null, null, null));
    }

    @Test
    void namesThatLookAlikeHaveNothingInCommon() {
        List<String> names = List.of("A", "a", "AA", "A:WAW", "A|WAW", "A ", " A", "l:A", "Ą", "A\u0301", "{A}", "A*");
        Shop shop = new Shop();
        shop.tickTo(1_000);
        for (int i = 0; i < names.size(); i++) {
            shop.level(names.get(i), "WAW", 10 + i, 1);
        }
        for (int i = 0; i < names.size(); i++) {
            shop.hold("of " + names.get(i), names.get(i), i + 1);
            shop.move(names.get(i), "WAW", i + 1, StockMovement.Reason.RECEIPT, null, 2);
        }
        for (int i = 0; i < names.size(); i++) {
            assertThat(shop.available(names.get(i))).as(names.get(i)).isEqualTo(10 + i);
            assertThat(shop.availability(names.get(i)).locations().get(0).reserved())
                    .isEqualTo(i + 1);
            assertThat(Shop.await(shop.stock.trail(names.get(i)))).hasSize(3);
        }
    }
}
