package io.zapas.forecast.supply;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.zapas.forecast.api.DemandForecast.LastOrder;
import io.zapas.forecast.boot.ForecastService;
import io.zapas.forecast.domain.Deliveries;
import io.zapas.forecast.domain.SkuFacts;
import io.zapas.forecast.history.HistoryCalendar;
import io.zapas.forecast.history.HistoryStore;
import io.zapas.forecast.history.PriceHistory;
import io.zapas.runtime.events.JsonCloudEventCodec;
import io.zapas.runtime.redis.RedisAccess;
import io.zapas.testkit.Await;
import io.zapas.testkit.TestRuntime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Batches handed over again, in parts, and to two instances at once, on a real Redis. */
class SupplyFoldIT {
    private static final Instant START = Instant.parse("2026-10-01T08:00:00Z");
    private static TestRuntime runtime;

    private final Queue<String> learnt = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void start() {
        runtime = TestRuntime.start(new ForecastService(), Map.of());
    }

    @AfterAll
    static void stop() {
        runtime.close();
    }

    private SupplyStore store() {
        return new SupplyStore(runtime.context().redis());
    }

    private SupplyFold fold(SupplyStore store, String supplier) {
        SkuFacts facts = new SkuFacts(
                "A", null, null, supplier, 0, List.of(), 10.0, 2.0, null, null, null, null, null, false, List.of());
        return new SupplyFold(new JsonCloudEventCodec(), store, sku -> facts, ZoneId.of("Europe/Warsaw"), learnt::add);
    }

    private static Deliveries deliveries(String supplier, SupplyStore store) {
        Await.result(store.refresh());
        return store.of(supplier);
    }

    /** Orders and receipts of a SKU in turn: order n is placed on day n and comes 14 days later. */
    private static List<ConsumerRecord<String, byte[]>> events(TopicPartition partition, String sku, int orders) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        for (int n = 0; n < orders; n++) {
            records.add(record(
                    partition,
                    records.size(),
                    sku,
                    "supply.expected",
                    START.plus(Duration.ofDays(n)),
                    "\"quantity\":10,\"eta\":\"2026-10-15\",\"purchaseOrder\":\"PO" + n + "\""));
            records.add(record(
                    partition,
                    records.size(),
                    sku,
                    "stock.movement",
                    START.plus(Duration.ofDays(n + 14)),
                    "\"location\":\"main\",\"delta\":10,\"reason\":\"receipt\",\"documentId\":\"PO" + n + "\""));
        }
        return records;
    }

    private static ConsumerRecord<String, byte[]> record(
            TopicPartition partition, long offset, String sku, String type, Instant time, String fields) {
        Headers headers = new RecordHeaders();
        Map.of(
                        "content-type",
                        "application/json",
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        "e" + offset,
                        "ce_source",
                        "erp",
                        "ce_type",
                        type,
                        "ce_time",
                        time.toString())
                .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        byte[] value = ("{\"sku\":\"" + sku + "\"," + fields + "}").getBytes(StandardCharsets.UTF_8);
        return new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                time.toEpochMilli(),
                TimestampType.CREATE_TIME,
                sku.length(),
                value.length,
                sku,
                value,
                headers,
                java.util.Optional.empty());
    }

    @Test
    void aBatchHandedOverAgainOrInOtherPartsCountsOnce() {
        TopicPartition partition = new TopicPartition("again", 0);
        List<ConsumerRecord<String, byte[]>> events = events(partition, "A-again", 4);
        SupplyStore store = store();
        SupplyFold fold = fold(store, "again");
        Await.result(fold.handle(partition, events.subList(0, 3)));
        Await.result(fold.handle(partition, events.subList(0, 3)));
        assertThat(deliveries("again", store).seen()).hasSize(1);
        Await.result(fold(store(), "again").handle(partition, events.subList(1, 6)));
        Await.result(fold.handle(partition, events.subList(0, 8)));
        assertThat(deliveries("again", store).seen()).hasSize(4).allSatisfy(delivery -> {
            assertThat(delivery.leadDays()).isEqualTo(14);
            assertThat(delivery.statedDays()).isEqualTo(10);
        });
        assertThat(Await.result(store.positions().load(List.of(partition)))).containsEntry(partition, 8L);
        assertThat(learnt).containsOnly("A-again");
    }

    @Test
    void twoInstancesThatHoldThePartitionAtOnceCountItOnce() {
        TopicPartition partition = new TopicPartition("both", 0);
        List<ConsumerRecord<String, byte[]>> events = events(partition, "A-both", 10);
        SupplyStore store = store();
        Await.result(Future.all(
                fold(store, "both").handle(partition, events),
                fold(store(), "both").handle(partition, events.subList(0, 11)),
                fold(store(), "both").handle(partition, events.subList(0, 5))));
        assertThat(deliveries("both", store).seen()).hasSize(10);
    }

    @Test
    void onlyTheNewestDeliveriesAreKept() {
        TopicPartition partition = new TopicPartition("many", 0);
        SupplyStore store = store();
        Await.result(fold(store, "many").handle(partition, events(partition, "A-many", 75)));
        assertThat(deliveries("many", store).seen()).hasSize(SupplyStore.KEPT);
        assertThat(deliveries("many", store).seen().get(SupplyStore.KEPT - 1).receivedAt())
                .isEqualTo(START.plus(Duration.ofDays(74 + 14)));
    }

    @Test
    void withoutASupplierNothingIsLearnt() {
        TopicPartition partition = new TopicPartition("nobody", 0);
        SupplyStore store = store();
        Await.result(fold(store, null).handle(partition, events(partition, "A-nobody", 1)));
        assertThat(deliveries(null, store)).isEqualTo(Deliveries.NONE);
        assertThat(learnt).as("its last order is another, though").containsOnly("A-nobody");
        assertThat(Await.result(store.lastOrder("A-nobody")))
                .contains(new LastOrder("PO0", START, 10, LocalDate.of(2026, 10, 15), 10, false));
        assertThat(Await.result(store.lastOrder("A-unheard"))).isEmpty();
    }

    private static ConsumerRecord<String, byte[]> priced(
            TopicPartition partition, long offset, String sku, Instant time, String price) {
        return record(partition, offset, sku, "product", time, "\"price\":" + price + ",\"currency\":\"PLN\"");
    }

    /** What a fit would be given: a SKU that the ledger knows from {@link #START} on. */
    private static double[] prices(String sku, Instant now) {
        HistoryCalendar calendar = new HistoryCalendar(ZoneId.of("Europe/Warsaw"));
        RedisAccess redis = runtime.context().redis();
        Map<String, String> known =
                Map.of("seq", "1", "available", "5", "at", "0", "first", Long.toString(calendar.day(START)));
        Await.result(redis.run(commands -> commands.hset(redis.key("forecast:sku:" + sku), known)));
        HistoryStore histories = new HistoryStore(redis, calendar, "reader");
        return Await.result(histories.whole(sku, List.of()))
                .days()
                .daily(calendar, now)
                .prices();
    }

    @Test
    void pricesAreKeptByDayWhateverComesTwiceOrLate() {
        TopicPartition partition = new TopicPartition("prices", 0);
        Instant third = START.plus(Duration.ofDays(2));
        List<ConsumerRecord<String, byte[]>> events = List.of(
                priced(partition, 0, "A-prices", START, "20"),
                priced(partition, 1, "A-prices", third.plusSeconds(60), "12.5"),
                priced(partition, 2, "A-prices", third, "99"),
                record(partition, 3, "A-prices", "product", third.plusSeconds(90), "\"name\":\"a\""),
                priced(partition, 4, "A-prices", third.plusSeconds(120), "0"),
                priced(partition, 5, "A-prices", third.plusSeconds(120), "\"free\""),
                priced(partition, 6, "A-prices", START.plus(Duration.ofDays(4)), "20"));
        SupplyStore store = store();
        SupplyFold fold = fold(store, "prices");
        assertThat(prices("A-prices", third)).isNull();
        Await.result(fold.handle(partition, events.subList(0, 4)));
        Await.result(fold.handle(partition, events.subList(0, 4)));
        Await.result(fold(store(), "prices").handle(partition, events.subList(2, 7)));
        assertThat(prices("A-prices", START.plus(Duration.ofDays(5)))).containsExactly(20, 20, 12.5, 12.5, 20, 20);
        assertThat(Await.result(store.positions().load(List.of(partition)))).containsEntry(partition, 7L);
    }

    @Test
    void pricesAreBounded() {
        TopicPartition partition = new TopicPartition("many-prices", 0);
        List<ConsumerRecord<String, byte[]>> events = new ArrayList<>();
        for (int day = 0; day < PriceHistory.MOST_DAYS + 20; day++) {
            events.add(priced(partition, day, "A-many-prices", START.plus(Duration.ofDays(day)), "1" + day));
        }
        Await.result(fold(store(), "many-prices").handle(partition, events));
        RedisAccess redis = runtime.context().redis();
        Map<String, String> kept =
                Await.result(redis.run(commands -> commands.hgetall(redis.key(PriceHistory.KEY + "A-many-prices"))));
        assertThat(kept).hasSize(PriceHistory.MOST_DAYS);
        assertThat(kept)
                .doesNotContainKey(Long.toString(
                        START.atZone(ZoneId.of("Europe/Warsaw")).toLocalDate().toEpochDay() + 19));
    }
}
