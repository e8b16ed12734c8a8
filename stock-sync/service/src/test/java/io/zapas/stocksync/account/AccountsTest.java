package io.zapas.stocksync.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.zapas.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccountsTest {
    private final AccountBench bench = new AccountBench(
            "account.woocommerce.url", "{url}",
            "account.woocommerce.key", "k",
            "account.woocommerce.secret", "s",
            "account.woocommerce.uses", "push,orders",
            "account.woocommerce.calls-per-minute", "40");

    @AfterEach
    void close() {
        bench.close();
    }

    /** How many of so many calls are made at once. */
    private int madeAtOnce(Use use, int calls) {
        Account account = bench.accounts().find(Systems.WOOCOMMERCE, use).orElseThrow();
        List<Future<?>> waiting = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            bench.system.json(200, "{}");
            TimeLimit limit = new TimeLimit(bench.now::get, Duration.ofSeconds(10), Duration.ofSeconds(10));
            waiting.add(bench.run(() -> account.http().send("call", Call.get(account.url()), limit)));
        }
        Await.until(Duration.ofSeconds(10), () -> waiting.stream().anyMatch(Future::isComplete));
        Await.result(bench.run(() -> Future.succeededFuture().compose(done -> {
            Promise<Void> over = Promise.promise();
            bench.vertx.setTimer(300, id -> over.complete());
            return over.future();
        })));
        return (int) waiting.stream().filter(Future::isComplete).count();
    }

    @Test
    void readingTakesHalfOfTheCalls() {
        assertThat(madeAtOnce(Use.ORDERS, 8)).isEqualTo(2);
    }

    @Test
    void pushingMayTakeAllOfThem() {
        assertThat(madeAtOnce(Use.PUSH, 8)).isEqualTo(4);
    }

    @Test
    void whatIsReadIsNotLeftToPushing() {
        assertThat(madeAtOnce(Use.ORDERS, 8)).isEqualTo(2);
        assertThat(madeAtOnce(Use.PUSH, 8)).isLessThanOrEqualTo(2);
    }

    @Test
    void anAccountIsThereForItsUsesAlone() {
        assertThat(bench.accounts().find(Systems.WOOCOMMERCE, Use.OFFERS)).isEmpty();
        assertThat(bench.accounts().find(Systems.ALLEGRO, Use.PUSH)).isEmpty();
    }
}
