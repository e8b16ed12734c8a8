package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.api.StockMovement;
import io.zapas.stocksync.domain.Stock.OutboxItem;
import io.zapas.stocksync.domain.StockSettings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A relay is handed what was decided beside it: the same items that stand in Redis, in the same order, none left out. */
class HandoverIT {
    private final Shop shop = new Shop();
    private final Shop elsewhere = shop.restarted(StockSettings.defaults());

    private void work(int round) {
        shop.tickTo(round);
        shop.level("A", "WAW", 200 + round, round);
        shop.level("B", "KRK", 300 + round, round);
        shop.hold("o" + round, "A", 1);
        if (round % 3 == 0) {
            // Decided by the script: nothing of it is handed over.
            shop.move("A", "WAW", 2, StockMovement.Reason.RECEIPT, null, round);
        }
        shop.hold("p" + round, "B", 2);
    }

    @Test
    void whoAsksIsHandedWhatStandsInRedis() {
        List<OutboxItem> handed = new ArrayList<>();
        String last = "0-0";
        for (int round = 1; round < 40; round++) {
            work(round);
            List<OutboxItem> some;
            do {
                some = Shop.await(shop.stock.outbox(last, 3));
                handed.addAll(some);
                last = some.isEmpty() ? last : some.get(some.size() - 1).id();
            } while (!some.isEmpty());
        }
        List<OutboxItem> stored = Shop.await(elsewhere.stock.outbox(null, 10_000));
        assertThat(handed).hasSameSizeAs(stored).hasSizeGreaterThan(150);
        int here = 0;
        for (int i = 0; i < stored.size(); i++) {
            OutboxItem mine = handed.get(i);
            OutboxItem theirs = stored.get(i);
            assertThat(mine.record()).isEqualTo(theirs.record());
            assertThat(mine.changes()).isEqualTo(theirs.changes());
            assertThat(List.of(mine.id(), mine.epoch(), mine.number(), mine.previous(), mine.token()))
                    .isEqualTo(
                            List.of(theirs.id(), theirs.epoch(), theirs.number(), theirs.previous(), theirs.token()));
            here += theirs.newest() == null ? 1 : 0;
        }
        // What was handed over is not written down for others.
        assertThat(here).isGreaterThan(100);
        OutboxItem newest = handed.get(handed.size() - 1);
        assertThat(newest.newest().get("B").read())
                .isEqualTo(Shop.await(elsewhere.stock.availability(List.of("B")))
                        .get("B")
                        .read());
    }

    @Test
    void aRelayElsewhereFindsWhatIsShownInRedis() {
        work(1);
        assertThat(Shop.await(elsewhere.stock.outbox(null, 100)))
                .isNotEmpty()
                .allSatisfy(item -> assertThat(item.newest()).isNotNull());
    }

    @Test
    void nothingOfAStoreThatWasLostIsHandedOver() {
        Shop.await(shop.stock.outbox("0-0", 3));
        work(1);
        shop.stock.adopt(Shop.EPOCH, 2);
        empty();
        assertThat(Shop.await(shop.stock.outbox("0-0", 10))).isNotEmpty();
        shop.stock.adopt(Shop.EPOCH + 1, 0);
        assertThat(Shop.await(shop.stock.outbox("0-0", 10))).isEmpty();
    }

    @Test
    void whoStartsOverIsHandedNothing() {
        Shop.await(shop.stock.outbox("0-0", 3));
        work(1);
        empty();
        assertThat(Shop.await(shop.stock.outbox(null, 10))).isEmpty();
        assertThat(Shop.await(shop.stock.outbox("0-0", 10))).isEmpty();
    }

    /** What is shown of them stands nowhere else, and must not be read from a store that may have gone on. */
    @Test
    void whoStartsOverKnowsWhatWasShown() {
        Shop.await(shop.stock.outbox("0-0", 3));
        work(1);
        work(2);
        assertThat(Shop.await(elsewhere.stock.outbox(null, 100)))
                .isNotEmpty()
                .allSatisfy(item -> assertThat(item.newest()).isNull());
        assertThat(Shop.await(shop.stock.outbox(null, 100)))
                .hasSizeGreaterThan(5)
                .allSatisfy(item -> assertThat(item.newest()).isNotNull());
    }

    private void empty() {
        Shop.await(shop.redis.run(c -> c.del(shop.redis.key("stock:out"))).toCompletionStage());
    }
}
