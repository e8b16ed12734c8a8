package io.zapas.stocksync.erp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.zapas.runtime.ServiceContext;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.runtime.config.ConfigLoader;
import io.zapas.runtime.config.RuntimeKeys;
import io.zapas.runtime.events.JsonCloudEventCodec;
import io.zapas.runtime.http.HotPath;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.stream.TestHost;
import io.zapas.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A reading from its beginning to its end, and what follows one that fails. */
class ErpRowsTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Instant NOW = Instant.parse("2026-03-14T20:00:00Z");
    private static final Map<String, String> GT =
            Map.of("ZAPAS_ERP_CDC_SYSTEM", "subiekt-gt", "ZAPAS_ERP_CDC_TOPICS", "dbo.tw_Stan,dbo.tw__Towar");

    private final TestHost host = new TestHost();
    private final FakeBroker broker = new FakeBroker(host.vertx);
    private int lsn;

    ErpRowsTest() {
        host.clock.set(NOW);
    }

    @AfterEach
    void close() {
        host.close();
    }

    private ErpRows started(Map<String, String> variables) {
        List<ConfigKey<?>> keys = new ArrayList<>(RuntimeKeys.all());
        keys.addAll(ErpConfig.keys());
        ServiceContext services = new ServiceContext(
                host.vertx,
                ConfigLoader.load(keys, null, variables),
                host.clock,
                new SimpleMeterRegistry(),
                (name, check) -> {},
                host.router,
                HotPath.open(),
                broker,
                null);
        ErpRows rows = new ErpRows(services, new JsonCloudEventCodec());
        Await.result(host.run(rows::start));
        return rows;
    }

    private static Map<String, String> optima(String table, String topic) {
        return Map.of(
                "ZAPAS_ERP_CDC_SYSTEM",
                "optima",
                "ZAPAS_ERP_CDC_OPTIMA_TABLE",
                table,
                "ZAPAS_ERP_CDC_TOPICS",
                topic + ",CDN.Towary");
    }

    private void change(String table, String op, String row) {
        lsn++;
        String position = String.format("%08x:00000000:0001", lsn);
        broker.put(
                table,
                "key",
                ("{'op':'" + op + "','after':{" + row + "},'source':{'schema':'" + table.substring(0, 3) + "','table':'"
                                + table.substring(4) + "','ts_ms':" + (NOW.toEpochMilli() + lsn) + ",'commit_lsn':'"
                                + position + "','change_lsn':'" + position + "','event_serial_no':1}}")
                        .replace('\'', '"')
                        .getBytes(StandardCharsets.UTF_8));
    }

    private List<String> told() {
        return broker.records("erp.events").stream()
                .map(ErpRowsTest::words)
                .distinct()
                .toList();
    }

    private static String words(ConsumerRecord<String, byte[]> event) {
        JsonNode data = Json.tree(event.value());
        return data.get("sku").textValue() + "@" + data.get("location").textValue() + "=" + data.get("quantity");
    }

    private List<String> ids() {
        return broker.records("erp.events").stream()
                .map(ConsumerRecord::key)
                .distinct()
                .toList();
    }

    private void named() {
        change("dbo.tw__Towar", "r", "'tw_Id':7,'tw_Symbol':'KUB'");
    }

    private void stock(int units) {
        change("dbo.tw_Stan", "u", "'st_TowId':7,'st_MagId':1,'st_Stan':" + units);
    }

    @Test
    void aReadingThatFailsBeginsAnewAndTellsEverythingOnce() {
        started(GT);
        named();
        stock(5);
        Await.untilPasses(SOON, () -> assertThat(told()).containsExactly("KUB@1=5"));

        synchronized (broker.trouble) {
            broker.trouble.add(FakeBroker.Commit.LOST);
            broker.trouble.add(FakeBroker.Commit.STORED_UNHEARD);
        }
        stock(4);
        Await.untilPasses(SOON, () -> assertThat(told()).containsExactly("KUB@1=5", "KUB@1=4"));
        assertThat(ids()).hasSize(2);

        broker.away = true;
        stock(3);
        Await.until(SOON, () -> broker.positions.entrySet().stream()
                .anyMatch(at -> at.getKey().topic().equals("dbo.tw_Stan") && at.getValue() == 3));
        assertThat(told()).as("stored and not told").hasSize(2);
        broker.away = false;
        Await.untilPasses(SOON, () -> assertThat(told()).containsExactly("KUB@1=5", "KUB@1=4", "KUB@1=3"));
        assertThat(ids()).hasSize(3);
    }

    @Test
    void whatCannotBeUsedIsKeptAndTheRestGoesOn() {
        broker.put("dbo.tw_Stan", "key", new byte[] {0, 0, 0, 0, 1});
        change("dbo.tw_Stan", "u", "'st_TowId':7,'st_MagId':1,'st_Stan':'n/a'");
        broker.put("dbo.tw_Stan", "key", null);
        named();
        stock(5);
        started(GT);
        Await.untilPasses(SOON, () -> assertThat(told()).containsExactly("KUB@1=5"));
        assertThat(broker.records("dbo.tw_Stan.dlq"))
                .extracting(ConsumerRecord::key)
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("unusable body: begins with byte 0"),
                        second -> assertThat(second).startsWith("unusable after.st_Stan: must be a number or base64"));
    }

    @Test
    void whenWhatIsKnownIsLostEverythingIsReadAnew() {
        ErpRows first = started(GT);
        named();
        stock(5);
        stock(4);
        Await.untilPasses(SOON, () -> assertThat(told()).contains("KUB@1=4"));
        Await.result(first.stop());
        long version = version();
        broker.topics.remove("erp.rows");
        stock(2);
        started(GT);
        Await.untilPasses(SOON, () -> assertThat(told()).contains("KUB@1=2"));
        assertThat(version()).isGreaterThan(version);
    }

    private long version() {
        List<ConsumerRecord<String, byte[]>> events = broker.records("erp.events");
        return Json.tree(events.get(events.size() - 1).value()).get("version").longValue();
    }

    @Test
    void whoLostTheSeatTellsNothingAndWhoGetsItGoesOn() {
        started(GT);
        named();
        stock(5);
        Await.untilPasses(SOON, () -> assertThat(told()).containsExactly("KUB@1=5"));
        broker.unseat();
        onContext();
        stock(4);
        started(GT);
        Await.untilPasses(SOON, () -> assertThat(told()).containsExactly("KUB@1=5", "KUB@1=4"));
        turns();
        assertThat(broker.records("erp.events").stream().map(ErpRowsTest::words).filter("KUB@1=4"::equals))
                .as("one reader")
                .hasSize(1);
        assertThat(ids()).hasSize(2);
    }

    /** Whoever reads has looked around meanwhile. */
    private void turns() {
        Await.result(host.run(() -> host.vertx.timer(1_500)));
    }

    /** What was asked of the context before is done. */
    private void onContext() {
        Promise<Void> done = Promise.promise();
        Await.result(host.run(() -> {
            done.complete();
            return Future.<Void>succeededFuture();
        }));
    }

    @Test
    void lotsOfASnapshotAreToldWhenNoneHasComeForAWhile() {
        started(optima("lots", "CDN.TwrZasoby"));
        change("CDN.Towary", "r", "'Twr_TwrId':3,'Twr_Kod':'LED'");
        change("CDN.TwrZasoby", "r", "'TwZ_TwZId':1,'TwZ_TwrId':3,'TwZ_MagId':1,'TwZ_Ilosc':5");
        change("CDN.TwrZasoby", "r", "'TwZ_TwZId':2,'TwZ_TwrId':3,'TwZ_MagId':1,'TwZ_Ilosc':6");
        Await.until(
                SOON,
                () -> broker.positions.values().stream()
                                .mapToLong(Long::longValue)
                                .sum()
                        == 3);
        turns();
        assertThat(told()).isEmpty();
        host.clock.advance(ErpReign.QUIET);
        Await.untilPasses(SOON, () -> assertThat(told()).containsExactly("LED@1=11"));
    }

    @Test
    void aRowOfTomorrowCountsTomorrow() {
        started(optima("days", "CDN.TwrIlosci"));
        change("CDN.Towary", "r", "'Twr_TwrId':3,'Twr_Kod':'LED'");
        day(1, LocalDate.of(2026, 3, 14), 5);
        day(2, LocalDate.of(2026, 3, 15), 2);
        Await.untilPasses(SOON, () -> assertThat(told()).containsExactly("LED@1=5"));
        host.clock.set(Instant.parse("2026-03-14T23:00:00Z"));
        Await.untilPasses(SOON, () -> assertThat(told()).containsExactly("LED@1=5", "LED@1=2"));
    }

    private void day(int id, LocalDate day, int units) {
        change(
                "CDN.TwrIlosci",
                "c",
                "'TwI_TwIId':" + id + ",'TwI_TwrId':3,'TwI_MagId':1,'TwI_Data':" + day.toEpochDay() + ",'TwI_Ilosc':"
                        + units);
    }
}
