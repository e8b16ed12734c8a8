package io.zapas.demo.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.zapas.demo.door.FakeSuite;
import io.zapas.testkit.Await;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SampleShopTest {
    private static final SampleShopOptions OPTIONS = new SampleShopOptions(11, 40, 28);
    private Vertx vertx;
    private FakeSuite suite;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        suite = FakeSuite.start(vertx);
    }

    @AfterEach
    void stop() {
        suite.close();
        await(vertx.close());
    }

    @Test
    void loadsTradesAndAfterARestartGoesOnWithoutLoadingAgain() {
        SampleShop shop = await(SampleShop.start(OPTIONS, suite.doors(), InstantSource.system()));
        Await.until(Duration.ofSeconds(20), () -> count("order") > 50 && count("offer") > 100);
        await(shop.stop());
        await(shop.stop());
        assertThat(count("campaign")).isEqualTo(1);
        assertThat(count("supply.expected")).isPositive();
        long levels = openingLevels();
        assertThat(levels).isPositive();

        InstantSource later = () -> Instant.now().plusSeconds(5);
        SampleShop again = await(SampleShop.start(OPTIONS, suite.doors(), later));
        long before = count("order");
        Await.until(Duration.ofSeconds(20), () -> count("order") > before + 50);
        await(again.stop());
        assertThat(openingLevels()).isEqualTo(levels);
        assertThat(suite.events().stream()
                        .filter(event -> !event.type().equals("campaign"))
                        .map(event -> event.topic() + event.id()))
                .doesNotHaveDuplicates();
    }

    private long openingLevels() {
        return suite.events().stream()
                .filter(event -> event.id().startsWith("BO-"))
                .count();
    }

    private long count(String type) {
        return suite.events().stream()
                .filter(event -> event.type().equals(type))
                .count();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }
}
