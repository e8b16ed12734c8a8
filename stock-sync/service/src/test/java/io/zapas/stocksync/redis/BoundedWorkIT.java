package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.runtime.redis.RedisScript;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.api.StockEvent;
import io.zapas.stocksync.api.StockLevel;
import io.zapas.stocksync.api.StockMovement;
import io.zapas.stocksync.domain.Stock.Command;
import io.zapas.stocksync.domain.Stock.ReservationOutcome;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Done;
import io.zapas.stocksync.domain.Stock.TransitionCommand;
import io.zapas.stocksync.domain.Stock.TransitionCommand.Action;
import io.zapas.stocksync.domain.StockSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/**
 * Invariant 15: what one call does to Redis, counted by a script that counts its own commands with their arguments and answers, is the same however
 * many reservations are open and however long the ledger is.
 */
class BoundedWorkIT {
    private static final int MANY = 10_000;
    private static final int TOGETHER = 500;

    private final Shop shop = new Shop();
    private final RedisStock stock = counting();
    private int orders;

    /** The same stock, run by a script that notes commands and values moved of every call. */
    private RedisStock counting() {
        RedisScript counted =
                MutatedScript.replaced(MutatedScript.current(), "counting", "local call = redis.call", """
                local counted = { 0, 0 }
                local function call(...)
                  local answer = redis.call(...)
                  counted[1] = counted[1] + 1
                  counted[2] = counted[2] + select('#', ...) + (type(answer) == 'table' and #answer or 1)
                  return answer
                end""");
        counted = MutatedScript.replaced(
                counted,
                "counting",
                "return answer or 'again'",
                "redis.call('RPUSH', KEYS[1] .. '-counted', counted[1], counted[2])\nreturn answer or 'again'");
        RedisStock counting = new RedisStock(counted, null, shop.redis, shop::now, StockSettings.defaults());
        counting.adopt(Shop.EPOCH, 0);
        return counting;
    }

    private record Work(long commands, long values) {
        static Work most(Work a, Work b) {
            return new Work(Math.max(a.commands, b.commands), Math.max(a.values, b.values));
        }
    }

    /** The most work one of the calls since the last question was. */
    private Work work() {
        String key = shop.redis.key("stock-counted");
        List<String> noted =
                Shop.await(shop.redis.run(c -> c.lrange(key, 0, -1)).toCompletionStage());
        Shop.await(shop.redis.run(c -> c.del(key)).toCompletionStage());
        Work most = new Work(0, 0);
        for (int i = 0; i < noted.size(); i += 2) {
            most = Work.most(most, new Work(Long.parseLong(noted.get(i)), Long.parseLong(noted.get(i + 1))));
        }
        assertThat(most.commands).isPositive();
        return most;
    }

    private void reserve(int count) {
        for (int done = 0; done < count; done += TOGETHER) {
            List<CompletionStage<ReservationOutcome>> calls = new ArrayList<>();
            for (int i = done; i < Math.min(count, done + TOGETHER); i++) {
                calls.add(shop.stock.reserve(shop.request("o" + orders++, "A", 1)));
            }
            assertThat(Shop.awaitAll(calls)).allMatch(Done.class::isInstance);
        }
        // As the relay would: nobody's work, and not what is counted here.
        Shop.await(shop.redis.run(c -> c.xtrim(shop.redis.key("stock:out"), 0)).toCompletionStage());
    }

    private Work ofReservations() {
        for (int i = 0; i < 10; i++) {
            Reservation held = ((Done) Shop.await(stock.reserve(shop.request("o" + orders++, "A", 1)))).reservation();
            Action action = i % 2 == 0 ? Action.CONFIRM : Action.RELEASE;
            Shop.await(stock.transition(new TransitionCommand(held.id(), action, shop.now())));
            Shop.await(stock.reservation(held.id()));
            Shop.await(stock.availability(List.of("A")));
            Shop.await(stock.expire(shop.now(), 100));
        }
        return work();
    }

    /** The first level leaves all of them without goods, the second gives them back. */
    private Work ofLevels() {
        for (long units : new long[] {5, 1_000_000}) {
            events(List.of(new StockLevel("A", "WAW", units, StockLevel.Basis.PHYSICAL, null)));
            Shop.await(stock.availability(List.of("A")));
        }
        return work();
    }

    private void events(List<StockEvent> told) {
        List<Command> commands = told.stream()
                .map(event -> shop.command("erp", shop.now(), event))
                .toList();
        Shop.await(stock.apply(null, commands, (command, detail) -> {
            throw new AssertionError(detail);
        }));
    }

    @Test
    void howManyReservationsAreOpenMakesNoDifference() {
        shop.tickTo(0);
        shop.level("A", "WAW", 1_000_000, 0);
        shop.tickTo(1_000);
        reserve(300);
        Work few = ofReservations();
        Work levels = ofLevels();
        reserve(MANY);
        assertThat(ofReservations()).isEqualTo(few);
        assertThat(ofLevels()).isEqualTo(levels);
    }

    private void levels(int count) {
        for (int done = 0; done < count; done += TOGETHER) {
            List<StockEvent> told = new ArrayList<>();
            for (int i = 0; i < TOGETHER; i++) {
                told.add(new StockLevel("A", "WAW", 100 + i, StockLevel.Basis.PHYSICAL, null));
            }
            events(told);
        }
        Shop.await(shop.redis.run(c -> c.xtrim(shop.redis.key("stock:out"), 0)).toCompletionStage());
        work();
    }

    /** More movements than the stride in which old ones are dropped, each contained in the level that follows. */
    private Work ofMovements() {
        for (int i = 0; i < 40; i++) {
            events(List.of(new StockMovement("A", "WAW", 1, StockMovement.Reason.RECEIPT, null, null)));
            events(List.of(new StockLevel("A", "WAW", 100 + i, StockLevel.Basis.PHYSICAL, null)));
            Shop.await(stock.availability(List.of("A")));
        }
        return work();
    }

    @Test
    void howLongTheLedgerIsMakesNoDifference() {
        shop.tickTo(1_000);
        shop.level("A", "WAW", 0, 0);
        levels(TOGETHER);
        // So many movements that old ones are being dropped.
        for (int i = 0; i < 4; i++) {
            ofMovements();
        }
        Work few = ofMovements();
        levels(MANY);
        Work many = ofMovements();
        assertThat(many.commands).isLessThanOrEqualTo(few.commands);
        assertThat(many.values).isLessThanOrEqualTo(few.values + 32);
        assertThat(shop.availability("A").version()).isGreaterThan(MANY);
        assertThat(Shop.await(shop.stock.trail("A"))).hasSize(16);
    }
}
