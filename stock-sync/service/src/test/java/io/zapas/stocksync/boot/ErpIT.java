package io.zapas.stocksync.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.runtime.json.Json;
import io.zapas.testkit.Await;
import io.zapas.testkit.Infrastructure;
import io.zapas.testkit.TestRuntime;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From Debezium's records on topics of its own to what may be sold, on real Kafka and Redis. */
@Timeout(240)
class ErpIT {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final HttpClient http = HttpClient.newHttpClient();
    private final String namespace = Infrastructure.freshNamespace();
    private final String server = "dbz-" + namespace + ".SKLEP.dbo.";
    private KafkaProducer<String, byte[]> debezium;
    private int lsn;

    @BeforeEach
    void create() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", Infrastructure.bootstrap()))) {
            admin.createTopics(List.of(
                            new NewTopic(server + "tw_Stan", 2, (short) 1),
                            new NewTopic(server + "tw__Towar", 1, (short) 1),
                            new NewTopic(server + "sl_Magazyn", 1, (short) 1)))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }
        debezium = new KafkaProducer<>(
                Map.of("bootstrap.servers", Infrastructure.bootstrap()),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    @AfterEach
    void close() {
        debezium.close();
    }

    private TestRuntime start() {
        return TestRuntime.start(
                new StockSyncService(),
                Map.of(
                        "namespace",
                        namespace,
                        "erp.cdc.system",
                        "subiekt-gt",
                        "erp.cdc.topics",
                        server + "tw_Stan," + server + "tw__Towar," + server + "sl_Magazyn",
                        "erp.cdc.products",
                        "true"));
    }

    /** One millisecond after the one before it, a day before the test's time. */
    private void change(String table, String key, String op, String row) throws Exception {
        lsn++;
        String position = String.format("%08x:00000000:0001", lsn);
        long at = TestRuntime.START.minus(Duration.ofDays(1)).toEpochMilli() + lsn;
        String side = op.equals("d") ? "before" : "after";
        send(
                table,
                key,
                "{'op':'" + op + "','" + side + "':{" + row + "},'source':{'schema':'dbo','table':'" + table
                        + "','ts_ms':" + at + ",'commit_lsn':'" + position + "','change_lsn':"
                        + (op.equals("r") ? "null" : "'" + position + "'") + ",'event_serial_no':"
                        + (op.equals("r") ? "null" : "2") + "}}");
    }

    private void send(String table, String key, String json) throws Exception {
        debezium.send(new ProducerRecord<>(
                        server + table, key, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)))
                .get(60, TimeUnit.SECONDS);
    }

    private void stock(int product, int warehouse, String op, String units) throws Exception {
        change(
                "tw_Stan",
                product + "/" + warehouse,
                op,
                "'st_TowId':" + product + ",'st_MagId':" + warehouse + ",'st_Stan':'" + units
                        + "','st_StanRez':'1.0000'");
    }

    private static void shows(TestRuntime runtime, String sku, long available, Map<String, Long> onHand) {
        Await.untilPasses(BOUND, () -> {
            JsonNode shown = Json.tree(get(runtime, "/v1/availability/" + sku).getBytes(StandardCharsets.UTF_8));
            assertThat(shown.path("available").asLong(-1)).as(shown.toString()).isEqualTo(available);
            Map<String, Long> locations = new HashMap<>();
            shown.get("locations")
                    .forEach(location -> locations.put(
                            location.get("location").textValue(),
                            location.get("onHand").longValue()));
            assertThat(locations).isEqualTo(onHand);
        });
    }

    private static String get(TestRuntime runtime, String path) throws Exception {
        return http.send(HttpRequest.newBuilder(runtime.uri(path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void rowsOfTheErpAreWhatMayBeSoldAcrossARestart() throws Exception {
        int before;
        try (TestRuntime runtime = start()) {
            stock(7, 1, "r", "14.0000");
            Await.untilPasses(BOUND, () -> assertThat(get(runtime, "/metrics")).contains("zapas_erp_parked 1.0"));
            send("tw_Stan", "7/1", "{'st_TowId':7,'st_MagId':1,'st_Stan':'9.0000'}");
            change("sl_Magazyn", "1", "r", "'mag_Id':1,'mag_Symbol':'MAG'");
            change("sl_Magazyn", "2", "r", "'mag_Id':2,'mag_Symbol':'S2'");
            change("tw__Towar", "7", "r", "'tw_Id':7,'tw_Symbol':'KUB-1 ','tw_Nazwa':'Kubek'");
            shows(runtime, "KUB-1", 14, Map.of("MAG", 14L));
            stock(7, 1, "u", "12.5000");
            stock(7, 2, "c", "3.0000");
            shows(runtime, "KUB-1", 15, Map.of("MAG", 12L, "S2", 3L));
            Await.untilPasses(BOUND, () -> assertThat(get(runtime, "/metrics"))
                    .contains(
                            "zapas_erp_parked 0.0",
                            "zapas_erp_rows_total{outcome=\"parked\",table=\"dbo.tw_Stan\"} 1.0",
                            "zapas_erp_rows_total{outcome=\"unusable\",table=\"unknown\"} 1.0"));
            assertThat(runtime.records(server + "tw_Stan.dlq")).singleElement().satisfies(letter -> assertThat(
                            header(letter, "dlq-detail"))
                    .startsWith("source: is required"));
            before = runtime.records("erp.events").size();
        }
        // Nobody works: what the ERP does meanwhile is not lost, and what was told is not told otherwise.
        stock(7, 1, "u", "11.0000");
        change("tw__Towar", "7", "u", "'tw_Id':7,'tw_Symbol':'KUB-2','tw_Nazwa':'Kubek'");
        try (TestRuntime runtime = start()) {
            shows(runtime, "KUB-2", 14, Map.of("MAG", 11L, "S2", 3L));
            shows(runtime, "KUB-1", 0, Map.of("MAG", 0L, "S2", 0L));
            stock(7, 2, "d", "3.0000");
            shows(runtime, "KUB-2", 11, Map.of("MAG", 11L, "S2", 0L));
            List<ConsumerRecord<String, byte[]>> events = runtime.records("erp.events");
            assertThat(events.size()).isGreaterThan(before);
            versionsGrow(events);
            assertThat(runtime.records("erp.events.dlq")).isEmpty();
        }
    }

    @Test
    void whoStandsByGoesOnWhereTheOtherOneEnded() throws Exception {
        TestRuntime first = start();
        try (TestRuntime second = start()) {
            try {
                change("sl_Magazyn", "1", "r", "'mag_Id':1,'mag_Symbol':'MAG'");
                change("tw__Towar", "7", "r", "'tw_Id':7,'tw_Symbol':'KUB','tw_Nazwa':'Kubek'");
                stock(7, 1, "r", "14.0000");
                shows(second, "KUB", 14, Map.of("MAG", 14L));
            } finally {
                first.close();
            }
            stock(7, 1, "u", "13.0000");
            shows(second, "KUB", 13, Map.of("MAG", 13L));
            List<ConsumerRecord<String, byte[]>> levels = second.records("erp.events").stream()
                    .filter(event -> header(event, "ce_type").equals("stock.level"))
                    .toList();
            assertThat(levels.stream().map(event -> header(event, "ce_id")).distinct())
                    .as("two levels, however often they were told")
                    .hasSize(2);
        }
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static void versionsGrow(List<ConsumerRecord<String, byte[]>> events) {
        Map<String, List<Long>> versions = new TreeMap<>();
        for (ConsumerRecord<String, byte[]> event : events) {
            assertThat(header(event, "ce_source")).isEqualTo("/erp/subiekt-gt");
            if (header(event, "ce_type").equals("stock.level")) {
                JsonNode data = Json.tree(event.value());
                List<Long> seen = versions.computeIfAbsent(
                        data.get("sku").textValue() + "@" + data.get("location").textValue(),
                        spot -> new ArrayList<>());
                long version = data.get("version").longValue();
                if (!seen.contains(version)) {
                    seen.add(version);
                }
            }
        }
        assertThat(versions).hasSize(4);
        versions.forEach((spot, seen) -> assertThat(seen).as(spot).isSorted());
    }
}
