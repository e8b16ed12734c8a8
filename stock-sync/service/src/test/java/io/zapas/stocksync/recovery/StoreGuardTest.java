package io.zapas.stocksync.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.Stock.Mark;
import io.zapas.testkit.Await;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the guard concludes from a look at the store. */
class StoreGuardTest {
    private static final Duration BOUND = Duration.ofSeconds(10);
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final Queue<CompletableFuture<Mark>> looks = new ConcurrentLinkedQueue<>();
    private final StoreGuard guard = new StoreGuard(context, (Stock) Proxy.newProxyInstance(
            Stock.class.getClassLoader(), new Class<?>[] {Stock.class}, (proxy, method, arguments) -> {
                if (!method.getName().equals("mark")) {
                    return null;
                }
                CompletableFuture<Mark> look = new CompletableFuture<>();
                looks.add(look);
                return look;
            }));

    @AfterEach
    void stop() {
        Await.result(vertx.close());
    }

    private void onContext(Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.runOnContext(ignored -> {
            work.run();
            done.complete(null);
        });
        done.join();
    }

    private CompletableFuture<Mark> look() {
        guard.suspect();
        Await.until(BOUND, () -> !looks.isEmpty());
        return looks.poll();
    }

    private static Mark at(long number) {
        return new Mark(1L, number, "t" + number, 0, null);
    }

    @Test
    void whatBecomesSafeWhileItLooksIsNoLoss() {
        onContext(() -> guard.adopt(1, 5));
        CompletableFuture<Mark> answer = look();
        onContext(() -> guard.safe(6));
        answer.complete(at(5));
        onContext(() -> {});
        assertThat(guard.ready()).isTrue();
        look().complete(at(6));
        onContext(() -> {});
        assertThat(guard.ready()).isTrue();
    }

    @Test
    void aStoreBehindWhatKafkaHadWhenItWasAskedIsLost() {
        onContext(() -> guard.adopt(1, 5));
        onContext(() -> guard.safe(6));
        look().complete(at(5));
        Await.until(BOUND, () -> !guard.ready());
    }
}
