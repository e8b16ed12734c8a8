package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ScriptOutputType;
import io.zapas.runtime.redis.RedisScript;
import io.zapas.stocksync.Seed;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.api.StockLevel;
import io.zapas.stocksync.api.StockMovement;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.Stock.Applied;
import io.zapas.stocksync.domain.Stock.Command;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Done;
import io.zapas.stocksync.domain.Stock.ReserveCommand.Line;
import io.zapas.stocksync.domain.Stock.TransitionCommand;
import io.zapas.stocksync.domain.Stock.TransitionCommand.Action;
import io.zapas.stocksync.domain.StockSettings;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * Invariant 1: a decision that fails has not happened. Each kind of call is made to fail at every single one of its steps, in a store in which much has
 * happened; all keys of the store are, bit for bit, as they were.
 */
class AtomicityIT {
    private static final int SHOPS = 1;
    private static final int STEPS = 30;
    private static final int POINTS_MAX = 200;
    private static final int DRAWS_MAX = 20;
    /** Every key with its type's serialisation and its end. */
    private static final RedisScript DUMP = MutatedScript.replaced(new RedisScript("dump", "@", ""), "dump", "@", """
            local all = redis.call('KEYS', KEYS[1] .. ':*')
            table.sort(all)
            local text = {}
            for _, key in ipairs(all) do
              text[#text + 1] = key .. ' ' .. redis.sha1hex(redis.call('DUMP', key)) .. ' ' .. redis.call('PEXPIRETIME', key)
            end
            return table.concat(text, '\\n')
            """);

    private final Random random = Seed.random("AtomicityIT");

    /** The script fails where it asks or plans to write for the n-th time while it decides, n being kept beside the store. */
    private static Stock failing(Shop shop) {
        RedisScript script = MutatedScript.replaced(MutatedScript.current(), "failing", "local call = redis.call", """
                local left = tonumber(redis.call('GET', KEYS[1] .. '-fails') or 0)
                local deciding = false
                local function step()
                  if not deciding then return end
                  left = left - 1
                  if left == 0 then error('failed on purpose') end
                end
                local function call(...)
                  step()
                  return redis.call(...)
                end""");
        script = MutatedScript.replaced(
                script,
                "failing",
                "  work.queue[#work.queue + 1] = { ... }",
                "  step()\n  work.queue[#work.queue + 1] = { ... }");
        script = MutatedScript.replaced(
                script,
                "failing",
                "local results = { pcall(decide, ...) }",
                "deciding = true\n  local results = { pcall(decide, ...) }\n  deciding = false");
        Stock stock = new RedisStock(script, null, shop.redis, shop::now, StockSettings.defaults());
        stock.adopt(Shop.EPOCH, 0);
        return stock;
    }

    private static void failAt(Shop shop, int point) {
        Shop.await(shop.redis
                .run(c -> c.set(shop.redis.key("stock-fails"), Integer.toString(point)))
                .toCompletionStage());
    }

    private static String dump(Shop shop) {
        return Shop.await(shop.redis
                .<String>eval(DUMP, ScriptOutputType.VALUE, new String[] {shop.redis.key("stock")})
                .toCompletionStage());
    }

    @Test
    void aDecisionThatFailsAtAnyStepHasNotHappened() {
        for (int i = 0; i < SHOPS; i++) {
            Shop shop = lived();
            Reservation held = shop.hold("held", "A", 1);
            Stock stock = failing(shop);
            // Whatever is over by now has been ended.
            shop.available("A");
            points(
                    shop,
                    () -> Shop.await(stock.reserve(
                                    shop.request("new", "new", false, new Line("NEST", 2), new Line("A", 1))))
                            instanceof Done);
            points(
                    shop,
                    () -> Shop.await(stock.transition(new TransitionCommand(held.id(), Action.CONFIRM, shop.now())))
                            instanceof Done);
            points(shop, () -> applied(stock, paid(shop)));
            points(shop, () -> applied(stock, movement(shop)));
            points(shop, () -> applied(stock, level(shop)));
            points(shop, () -> applied(stock, shop.command("erp", shop.now(), Shop.product("K", 2L, null))));
        }
    }

    /** A shop in which much has happened, and whose rules let the web shop sell what is held below: else no call would ever succeed. */
    private Shop lived() {
        for (int draw = 0; draw < DRAWS_MAX; draw++) {
            RandomShop lived = new RandomShop(new Random(random.nextLong()));
            for (int step = 0; step < STEPS; step++) {
                lived.step();
            }
            Shop shop = lived.shop;
            shop.level("A", "WAW", 100, 999_999);
            shop.level("B", "WAW", 100, 999_999);
            if (shop.availability("A").exposure("web") >= 10
                    && shop.availability("NEST").exposure("web") >= 3) {
                return shop;
            }
        }
        throw new AssertionError("no shop of " + DRAWS_MAX + " sells NEST on the web");
    }

    private static Command paid(Shop shop) {
        return shop.command("shop", shop.now(), Shop.order(Order.Status.PAID, "web", "held", null, "K", 3));
    }

    private static Command movement(Shop shop) {
        return shop.command(
                "erp", shop.now(), new StockMovement("A", "WAW", -1, StockMovement.Reason.ISSUE, null, "held"));
    }

    private static Command level(Shop shop) {
        return shop.command("erp", shop.now(), new StockLevel("A", "WAW", 7, StockLevel.Basis.AVAILABLE, null));
    }

    private static boolean applied(Stock stock, Command command) {
        CompletableFuture<Void> nowhere = new CompletableFuture<>();
        nowhere.complete(null);
        return Shop.await(stock.apply(null, List.of(command), (rejected, detail) -> {
                            assertThat(detail).contains("failed on purpose");
                            return nowhere;
                        }))
                        .get(0)
                        .result()
                == Applied.Result.APPLIED;
    }

    /** Fails the call at its first step, at its second, and so on, until it has no more and succeeds. */
    private static void points(Shop shop, BooleanSupplier call) {
        int point = 1;
        for (; point < POINTS_MAX; point++) {
            failAt(shop, point);
            String before = dump(shop);
            boolean done;
            try {
                done = call.getAsBoolean();
            } catch (AssertionError | CompletionException e) {
                assertThat(e).hasStackTraceContaining("failed on purpose");
                done = false;
            }
            if (done) {
                break;
            }
            assertThat(dump(shop)).as("after failing at step %d", point).isEqualTo(before);
        }
        failAt(shop, 0);
        assertThat(point).isBetween(3, POINTS_MAX - 1);
    }
}
