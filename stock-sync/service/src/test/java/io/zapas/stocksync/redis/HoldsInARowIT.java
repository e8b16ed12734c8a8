package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.zapas.runtime.redis.RedisAccess;
import io.zapas.runtime.redis.RedisScript;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.Stock.ReservationOutcome;
import io.zapas.stocksync.domain.Stock.ReserveCommand;
import io.zapas.stocksync.domain.StockSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Holds are decided upon those before them, which the store has not taken yet, and may refuse. */
class HoldsInARowIT {
    private static final String SKU = "LED-1";
    /** Some go while others are under way, the rest together. */
    private static final int MANY = 16;

    private final Shop shop = new Shop();
    private int orders;

    /** A Redis to which commits do not get through for a while; then they come in their order. */
    private static final class SlowRedis implements RedisAccess {
        private final RedisAccess redis;
        private final List<Runnable> kept = new ArrayList<>();
        private final CountDownLatch two = new CountDownLatch(2);
        private boolean keeps;

        SlowRedis(RedisAccess redis) {
            this.redis = redis;
        }

        @Override
        public String key(String suffix) {
            return redis.key(suffix);
        }

        @Override
        public <T> Future<T> run(
                Function<RedisClusterAsyncCommands<String, String>, ? extends CompletionStage<T>> command) {
            return redis.run(command);
        }

        @Override
        public <T> Future<T> runBytes(
                Function<RedisClusterAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> command) {
            return redis.runBytes(command);
        }

        @Override
        public synchronized Future<byte[]> evalBytes(RedisScript script, String[] keys, byte[]... args) {
            if (!keeps || !new String(args[0], StandardCharsets.US_ASCII).equals("commit")) {
                return redis.evalBytes(script, keys, args);
            }
            Promise<byte[]> answer = Promise.promise();
            kept.add(() -> redis.evalBytes(script, keys, args).onComplete(answer));
            two.countDown();
            return answer.future();
        }

        @Override
        public <T> Future<T> eval(RedisScript script, ScriptOutputType output, String[] keys, String... args) {
            return redis.eval(script, output, keys, args);
        }

        synchronized void keep() {
            keeps = true;
        }

        synchronized void letGo() {
            keeps = false;
            kept.forEach(Runnable::run);
        }
    }

    private CompletionStage<ReservationOutcome> hold(Stock stock, long quantity) {
        String order = "order-" + ++orders;
        return stock.reserve(new ReserveCommand(
                "id-" + order,
                "key-" + order,
                "hash",
                order,
                "web",
                List.of(new ReserveCommand.Line(SKU, quantity)),
                0,
                false,
                shop.now()));
    }

    private static void held(CompletionStage<ReservationOutcome> outcome) {
        assertThat(Shop.await(outcome)).isInstanceOf(ReservationOutcome.Done.class);
    }

    private long reserved() {
        return Shop.await(shop.stock.availability(List.of(SKU)))
                .get(SKU)
                .read()
                .locations()
                .get(0)
                .reserved();
    }

    private Stock other(RedisAccess redis) {
        Stock stock = new RedisStock(
                MutatedScript.current(), MutatedScript.quick(), redis, shop::now, StockSettings.defaults());
        stock.adopt(Shop.EPOCH, 0);
        return stock;
    }

    /** One call with one hold, and one with many that builds upon it; both are decided, and neither is with the store. */
    private List<CompletionStage<ReservationOutcome>> twoCalls(Stock here, SlowRedis slow, long first)
            throws InterruptedException {
        slow.keep();
        List<CompletionStage<ReservationOutcome>> all = new ArrayList<>();
        all.add(hold(here, first));
        for (int i = 0; i < MANY; i++) {
            all.add(hold(here, 1));
        }
        assertThat(slow.two.await(10, TimeUnit.SECONDS)).isTrue();
        return all;
    }

    @Test
    void whatWasBuiltUponARefusedHoldIsRefusedToo() throws Exception {
        shop.level(SKU, "main", 1_000, 0);
        SlowRedis slow = new SlowRedis(shop.redis);
        Stock here = other(slow);
        held(hold(here, 1));
        List<CompletionStage<ReservationOutcome>> all = twoCalls(here, slow, 5);
        // Another instance is quicker: the store refuses the first of the two calls, for which this one has the same
        // number of writes.
        held(hold(other(shop.redis), 1));
        slow.letGo();
        all.forEach(HoldsInARowIT::held);
        assertThat(reserved()).isEqualTo(1 + 5 + MANY + 1);
    }

    @Test
    void twoCallsInARowEndAsTheyWereDecided() throws Exception {
        shop.level(SKU, "main", 5 + MANY, 0);
        SlowRedis slow = new SlowRedis(shop.redis);
        Stock here = other(slow);
        held(hold(here, 1));
        List<CompletionStage<ReservationOutcome>> all = twoCalls(here, slow, 4);
        slow.letGo();
        all.forEach(HoldsInARowIT::held);
        assertThat(reserved()).isEqualTo(5 + MANY);
        assertThat(Shop.await(hold(here, 1))).isInstanceOf(ReservationOutcome.Insufficient.class);
    }
}
