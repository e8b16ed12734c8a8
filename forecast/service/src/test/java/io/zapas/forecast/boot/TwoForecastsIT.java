package io.zapas.forecast.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.api.ForecastTopics;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.testkit.Await;
import io.zapas.testkit.Infrastructure;
import io.zapas.testkit.ServiceProcess;
import io.zapas.testkit.TestRuntime;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two processes that share the SKUs of one shop by Kafka, of which one is killed, beside one that has a shop of its own with the same demand. */
class TwoForecastsIT {
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final Map<String, String> JSON = Map.of("content-type", "application/json");
    private static final int SKUS = 22;
    private static final int DAYS = 40;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final List<ServiceProcess> processes = new ArrayList<>();

    @AfterEach
    void close() {
        processes.forEach(ServiceProcess::close);
    }

    private ServiceProcess start(String namespace) {
        ServiceProcess process = ServiceProcess.begin(
                ForecastService.class,
                Map.of(
                        "namespace",
                        namespace,
                        "kafka.bootstrap",
                        Infrastructure.bootstrap(),
                        "redis.uri",
                        Infrastructure.redisUri(),
                        "forecast.refresh",
                        "50ms"));
        processes.add(process);
        return process;
    }

    private static String sku(int i) {
        return "SKU-" + i;
    }

    /** Of another size and rhythm for each SKU. */
    private static long units(int sku, int day) {
        return (31L * sku + 17L * day * (sku % 5 + 1)) % 7 * (sku % 3 + 1) * (day % (sku % 4 + 1) == 0 ? 1 : 0);
    }

    private static void history(TestRuntime shop, int i) {
        for (int day = 0; day < DAYS; day++) {
            sold(shop, i, day, TestRuntime.START.minus(Duration.ofDays(DAYS - day)), units(i, day));
        }
        Product product = new Product(
                sku(i),
                "Kubek " + i,
                null,
                "Huta",
                10.0,
                2.0,
                new BigDecimal("8"),
                new BigDecimal("20"),
                "PLN",
                10L,
                5L,
                null,
                null,
                null,
                null,
                null);
        Availability availability =
                new Availability(sku(i), 100, 0, null, null, null, null, product, 1, TestRuntime.START, false);
        shop.publish(StockTopics.STOCK_AVAILABILITY, sku(i), JSON, Json.bytes(availability));
    }

    private static void sold(TestRuntime shop, int i, long seq, Instant at, long units) {
        LedgerEntry entry = new LedgerEntry(
                10_000L * i + seq + 1,
                sku(i),
                "main",
                seq,
                LedgerEntry.Reason.CONFIRM,
                at,
                at,
                0,
                0,
                0,
                0,
                100,
                units,
                at,
                "test",
                null,
                "shop",
                null,
                null,
                0);
        shop.publish(StockTopics.STOCK_LEDGER, sku(i), JSON, Json.bytes(entry));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static double metric(URI metrics, String name) {
        return send(HttpRequest.newBuilder(metrics))
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static int skus(ServiceProcess process) {
        return (int) metric(process.uri("/metrics"), "zapas_forecast_skus");
    }

    private static double calculated(ServiceProcess process) {
        return metric(process.uri("/metrics"), "zapas_forecast_calculated_total");
    }

    /** Demand of yesterday. */
    private static long newest(DemandForecast forecast) {
        return forecast.history().get(forecast.history().size() - 1).demand();
    }

    /** As computed now, not as published last: what was within the rule of news would hide a difference. */
    private static DemandForecast now(URI whatIf) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(whatIf)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body(), DemandForecast.class);
    }

    private static String whatIf(int i) {
        return "/v1/rotation/" + sku(i) + "/what-if";
    }

    private static Map<String, Integer> published(TestRuntime shop) {
        Map<String, Integer> counts = new TreeMap<>();
        for (ConsumerRecord<String, byte[]> record : shop.records(ForecastTopics.DEMAND_FORECAST)) {
            counts.merge(record.key(), 1, Integer::sum);
        }
        return counts;
    }

    private static DemandForecast last(TestRuntime shop, int i) {
        return shop.records(ForecastTopics.DEMAND_FORECAST).stream()
                .filter(record -> record.key().equals(sku(i)))
                .reduce((before, after) -> after)
                .map(record -> Json.read(record.value(), DemandForecast.class))
                .orElse(null);
    }

    private static void awaitDays(TestRuntime shop, int days) {
        Await.untilPasses(BOUND, () -> {
            for (int i = 0; i < SKUS; i++) {
                DemandForecast last = last(shop, i);
                assertThat(last).as(sku(i)).isNotNull();
                assertThat(last.historyDays()).as(sku(i)).isEqualTo(days);
            }
        });
    }

    private static void awaitSame(ServiceProcess one, TestRuntime other) {
        Await.untilPasses(BOUND, () -> {
            for (int i = 0; i < SKUS; i++) {
                assertThat(now(one.uri(whatIf(i)))).isEqualTo(now(other.uri(whatIf(i))));
            }
        });
    }

    @Test
    void theOneThatLivesTakesTheSkusOfTheOneThatIsKilledAndForecastsWhatOneAloneWould() {
        Map<String, String> config = new HashMap<>(Map.of("forecast.refresh", "50ms"));
        try (TestRuntime alone = TestRuntime.start(new ForecastService(), config)) {
            // Shares the topics of the two for this test's own reading and writing; it runs no service.
            String namespace = Infrastructure.freshNamespace();
            ServiceProcess first = start(namespace);
            ServiceProcess second = start(namespace);
            first.uri("/");
            second.uri("/");
            config.put("namespace", namespace);
            try (TestRuntime shop = TestRuntime.start(List.of(), Map.of("namespace", namespace), alone.clock())) {
                for (int i = 0; i < SKUS; i++) {
                    history(shop, i);
                    history(alone, i);
                }
                Await.untilPasses(BOUND, () -> {
                    assertThat(skus(first)).isBetween(1, SKUS - 1);
                    assertThat(skus(first) + skus(second)).isEqualTo(SKUS);
                });
                awaitDays(shop, DAYS);
                awaitDays(alone, DAYS);

                // A night later everybody is fitted anew, with what all SKUs teach.
                Duration night = Duration.ofDays(1);
                first.advance(night);
                second.advance(night);
                alone.clock().advance(night);
                awaitDays(shop, DAYS + 1);
                awaitDays(alone, DAYS + 1);
                awaitSame(second, alone);

                Map<String, Integer> before = published(shop);
                int own = skus(second);
                double calculated = calculated(second);
                first.kill();
                Await.untilPasses(BOUND, () -> {
                    assertThat(skus(second)).isEqualTo(SKUS);
                    assertThat(calculated(second)).isGreaterThanOrEqualTo(calculated + SKUS - own);
                });
                awaitSame(second, alone);
                Map<String, Integer> taken = published(shop);
                taken.forEach((sku, count) ->
                        assertThat(count - before.get(sku)).as(sku).isBetween(0, 1));

                // And it goes on where the other one stopped.
                Instant yesterday = alone.clock().instant().minus(Duration.ofHours(20));
                for (int i = 0; i < SKUS; i++) {
                    sold(shop, i, DAYS, yesterday, 50);
                    sold(alone, i, DAYS, yesterday, 50);
                }
                Await.untilPasses(BOUND, () -> {
                    for (int i = 0; i < SKUS; i++) {
                        assertThat(newest(last(shop, i))).as(sku(i)).isEqualTo(50);
                        assertThat(newest(last(alone, i))).as(sku(i)).isEqualTo(50);
                    }
                });
                awaitSame(second, alone);
            }
        }
    }
}
