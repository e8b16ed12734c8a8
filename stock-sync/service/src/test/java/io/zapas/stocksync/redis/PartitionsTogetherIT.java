package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ScriptOutputType;
import io.zapas.stocksync.api.StockEvent;
import io.zapas.stocksync.api.StockLevel;
import io.zapas.stocksync.api.StockMovement;
import io.zapas.stocksync.domain.Stock.Applied;
import io.zapas.stocksync.domain.Stock.Applied.Result;
import io.zapas.stocksync.domain.Stock.Command;
import io.zapas.stocksync.domain.Stock.Position;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches of many partitions at the same time, which go to the store together: each is taken as if it were alone. */
class PartitionsTogetherIT {
    private static final int PARTITIONS = 12;
    private static final int LEVELS = 3;

    private final Shop shop = new Shop();

    @BeforeEach
    void later() {
        shop.tickTo(10);
    }

    @Test
    void eachIsTakenWithItsPosition() {
        busyStore();
        List<CompletableFuture<List<Applied>>> taken = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            taken.add(apply(partition, 0));
        }
        for (int partition = 0; partition < PARTITIONS; partition++) {
            assertThat(Shop.await(taken.get(partition)))
                    .extracting(Applied::result)
                    .hasSize(LEVELS)
                    .containsOnly(Result.APPLIED);
            assertThat(next(partition)).isEqualTo(LEVELS);
            for (int i = 0; i < LEVELS; i++) {
                assertThat(shop.available(sku(partition, i))).isEqualTo(10 + i);
            }
        }
        // Those that were under way when the store was busy went alone, the others were waiting by then.
        assertThat(Shop.await(shop.stock.outbox(null, 100))).hasSizeLessThan(PARTITIONS / 2);
    }

    @Test
    void oneThatLeavesSomethingToTheScriptIsPassedWhenThatIsDone() {
        shop.level("SOLD", "WAW", 5, 0);
        List<CompletableFuture<List<Applied>>> taken = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            taken.add(
                    apply(partition, 0, new StockMovement("SOLD", "WAW", -1, StockMovement.Reason.ISSUE, null, null)));
        }
        taken.forEach(each -> assertThat(Shop.await(each)).hasSize(LEVELS + 1));
        for (int partition = 0; partition < PARTITIONS; partition++) {
            assertThat(next(partition)).isEqualTo(LEVELS + 1);
        }
        assertThat(shop.availability("SOLD").locations().get(0).onHand()).isEqualTo(5 - PARTITIONS);
    }

    @Test
    void oneThatWasTakenBeforeIsNotTakenAgainAndTheOthersAre() {
        Shop.await(apply(3, 0));
        long version = shop.availability(sku(3, 0)).version();
        List<CompletableFuture<List<Applied>>> taken = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            taken.add(apply(partition, 0));
        }
        taken.forEach(Shop::await);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            assertThat(next(partition)).isEqualTo(LEVELS);
            assertThat(shop.available(sku(partition, 0))).isEqualTo(10);
        }
        assertThat(shop.availability(sku(3, 0)).version()).isEqualTo(version);
    }

    /** As when the store says anew where to read on while a batch still waits. */
    @Test
    void onePartitionTwiceAtTheSameTimeCountsOnce() {
        List<CompletableFuture<List<Applied>>> taken = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            taken.add(apply(partition, 0));
            taken.add(apply(partition, 0));
        }
        taken.forEach(Shop::await);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            assertThat(next(partition)).isEqualTo(LEVELS);
            for (int i = 0; i < LEVELS; i++) {
                assertThat(shop.available(sku(partition, i))).isEqualTo(10 + i);
                assertThat(Shop.await(shop.stock.trail(sku(partition, i)))).hasSize(1);
            }
        }
    }

    @Test
    void whatOneOfThemFailsOfStopsNoOther() {
        int broken = 7;
        Shop.await(shop.redis
                .runBytes(c -> c.set(
                        shop.redis.key("stock:s:" + sku(broken, 1)),
                        "1:\u0001 no state of a SKU".getBytes(StandardCharsets.ISO_8859_1)))
                .toCompletionStage());
        List<CompletableFuture<List<Applied>>> taken = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            taken.add(apply(partition, 0));
        }
        for (int partition = 0; partition < PARTITIONS; partition++) {
            if (partition == broken) {
                assertThat(taken.get(partition)).failsWithin(Duration.ofSeconds(10));
                assertThat(next(partition)).isZero();
            } else {
                assertThat(Shop.await(taken.get(partition))).hasSize(LEVELS);
                assertThat(next(partition)).isEqualTo(LEVELS);
            }
        }
    }

    /** Whatever is asked now is answered together, a second later, however slow this machine is at asking. */
    private void busyStore() {
        byte[] wait = ("local function micros() local t = redis.call('TIME') return t[1] * 1000000 + t[2] end "
                        + "local till = micros() + 1000000 while micros() < till do end return 1")
                .getBytes(StandardCharsets.US_ASCII);
        var unused = shop.redis.runBytes(c -> c.eval(wait, ScriptOutputType.INTEGER, shop.redis.key("stock:o")));
    }

    private static String sku(int partition, int number) {
        return "P" + partition + "-" + number;
    }

    private long next(int partition) {
        return Shop.await(shop.stock.positions()).next().getOrDefault("erp.events/" + partition, 0L);
    }

    /** Some levels, each of another SKU, and what else is given. */
    private CompletableFuture<List<Applied>> apply(int partition, long first, StockEvent... more) {
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < LEVELS; i++) {
            add(
                    commands,
                    partition,
                    first,
                    new StockLevel(sku(partition, i), "WAW", 10L + i, StockLevel.Basis.PHYSICAL, null));
        }
        for (StockEvent event : more) {
            add(commands, partition, first, event);
        }
        Position position = new Position(Shop.EPOCH, "erp.events", partition, first, first + commands.size());
        CompletionStage<List<Applied>> applied = shop.stock.apply(position, commands, (command, detail) -> {
            throw new AssertionError(command.eventId() + ": " + detail);
        });
        return applied.toCompletableFuture();
    }

    private void add(List<Command> commands, int partition, long first, StockEvent event) {
        long offset = first + commands.size();
        commands.add(new Command(offset, "erp", partition + "-" + offset, Shop.second(5), shop.now(), event));
    }
}
