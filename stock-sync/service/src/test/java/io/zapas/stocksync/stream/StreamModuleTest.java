package io.zapas.stocksync.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.api.AlertTopics;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamModuleTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private final TestHost host = new TestHost();
    private volatile String boundChannel;

    @AfterEach
    void close() {
        host.close();
    }

    private StreamModule start(StreamLimits limits) {
        StreamModule module = new StreamModule(host.services, request -> Optional.ofNullable(boundChannel), limits);
        Await.result(host.run(module::start));
        return module;
    }

    private StreamModule start() {
        return start(StreamLimits.of(10));
    }

    private void stock(String sku, long available, long version) {
        host.kafka.put(StockTopics.STOCK_AVAILABILITY, sku, Documents.availability(sku, available, version));
    }

    @Test
    void hearsWhatItAskedForAndNothingElse() {
        start();
        Listener all = new Listener(host, "").connect();
        Listener some = new Listener(host, "?types=availability,reservation&skus=LED-2").connect();
        stock("LED-1", 10, 1);
        host.kafka.put(StockTopics.STOCK_LEDGER, "LED-1", Documents.hold(1, "LED-1", "shop", 2));
        host.kafka.put(StockTopics.STOCK_LEDGER, "LED-1", Documents.hold(1, "LED-1", "shop", 2));
        host.kafka.put(StockTopics.STOCK_DESYNC, "d1", Documents.desync("d1", true, 7));
        stock("LED-2", 3, 1);
        host.kafka.put(StockTopics.STOCK_LEDGER, "LED-2", Documents.hold(2, "LED-2", "shop", 1));

        Await.untilPasses(SOON, () -> assertThat(all.types())
                .containsExactly("availability", "reservation", "desync", "availability", "reservation"));
        Await.untilPasses(SOON, () -> assertThat(some.types()).containsExactly("availability", "reservation"));
        assertThat(all.contentType()).isEqualTo("text/event-stream");
        assertThat(Json.tree(all.events.get(1).data().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Json.tree(("{\"reservationId\":\"r-1\",\"orderId\":\"order-1\",\"channel\":\"shop\",\"sku\":"
                                + "\"LED-1\",\"location\":\"main\",\"quantity\":2,\"reason\":\"HOLD\",\"at\":"
                                + "\"2026-11-22T07:30:00Z\"}")
                        .getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whoeverWasAwayWhileNobodyReadTheLedgerStartsOver() {
        start();
        Listener listener = new Listener(host, "?types=availability").connect();
        stock("LED-1", 10, 1);
        Await.until(SOON, () -> listener.events.size() == 1);
        listener.disconnect();
        host.kafka.put(StockTopics.STOCK_LEDGER, "LED-1", Documents.hold(1, "LED-1", "shop", 2));
        Listener more = new Listener(host, "?types=availability,reservation");
        more.lastId = listener.lastId;
        more.connect();
        Await.untilPasses(SOON, () -> assertThat(more.types()).containsExactly("reset", "availability", "live"));
        // From here on it is read, also while nobody listens for a moment.
        more.disconnect();
        host.kafka.put(StockTopics.STOCK_LEDGER, "LED-1", Documents.hold(2, "LED-1", "shop", 2));
        stock("LED-1", 8, 2);
        more.connect();
        Await.untilPasses(SOON, () -> assertThat(more.types()).hasSize(5));
        assertThat(more.types().subList(3, 5)).containsExactlyInAnyOrder("reservation", "availability");
    }

    @Test
    void whatThisInstanceRelaysIsToldAtOnceAndNotAgainWhenKafkaTellsIt() {
        StreamModule module = start();
        Listener listener = new Listener(host, "").connect();
        module.safe(Documents.shown("LED-1", 10, 2));
        Await.until(SOON, () -> listener.events.size() == 1);
        assertThat(skus("?search=LED-1")).isEqualTo("1 [LED-1]");
        // What was relayed before comes back later, then the same; then what another instance relays.
        stock("LED-1", 11, 1);
        stock("LED-1", 10, 2);
        module.safe(Documents.shown("LED-1", 10, 2));
        stock("LED-1", 9, 3);
        Await.untilPasses(SOON, () -> assertThat(available(listener, "LED-1")).endsWith(9L));
        assertThat(available(listener, "LED-1")).containsExactly(10L, 9L);
    }

    @Test
    void newsOfTheSameVersionAreTold() {
        StreamModule module = start();
        Listener listener = new Listener(host, "").connect();
        module.safe(Documents.shown("LED-1", 10, 1));
        // Stale by now: nothing has changed but what the clock says.
        host.kafka.put(StockTopics.STOCK_AVAILABILITY, "LED-1", Documents.stale("LED-1", 10, 1));
        Await.until(SOON, () -> listener.events.size() == 2);
        assertThat(listener.state.get("availability LED-1")).contains("\"stale\":true");
    }

    @Test
    void aRemovedSkuMayComeBackWithAnyVersion() {
        StreamModule module = start();
        Listener listener = new Listener(host, "").connect();
        module.safe(Documents.shown("LED-1", 10, 7));
        host.kafka.put(StockTopics.STOCK_AVAILABILITY, "LED-1", null);
        stock("LED-1", 4, 1);
        Await.untilPasses(SOON, () -> assertThat(available(listener, "LED-1")).endsWith(4L));
        assertThat(listener.events).hasSize(3);
    }

    /** This instance leads and loses the lead at random, ahead of Kafka by some changes; whoever leads next publishes the last ones once more. */
    @Test
    void whoeverRelaysAndWheneverItDiesSubscribersEndWhereTheTopicEnds() {
        long seed = new Random().nextLong();
        System.out.println("Seed of the reigns: " + seed);
        Random random = new Random(seed);
        StreamModule module = start();
        Listener stayed = new Listener(host, "").connect();
        Listener dropped = new Listener(host, "").connect();
        int skus = 5;
        long[] safe = new long[skus];
        long[] published = new long[skus];
        for (int reign = 0; reign < 40; reign++) {
            boolean leads = random.nextBoolean();
            for (int sku = 0; sku < skus; sku++) {
                // Entries may appear twice after a crash; up to a few changes were safe and not published.
                published[sku] = Math.max(0, published[sku] - random.nextInt(3));
            }
            for (int step = 0; step < 30; step++) {
                int sku = random.nextInt(skus);
                if (random.nextInt(3) > 0) {
                    safe[sku]++;
                    if (leads) {
                        module.safe(Documents.shown("LED-" + sku, safe[sku] * 10, safe[sku]));
                    }
                } else if (published[sku] < safe[sku]) {
                    // Merged: not every version is published.
                    published[sku] += 1 + random.nextInt((int) (safe[sku] - published[sku]));
                    stock("LED-" + sku, published[sku] * 10, published[sku]);
                }
            }
            if (random.nextInt(4) == 0) {
                dropped.disconnect();
                dropped.connect();
            }
        }
        for (int sku = 0; sku < skus; sku++) {
            if (published[sku] < safe[sku]) {
                stock("LED-" + sku, safe[sku] * 10, safe[sku]);
            }
        }
        for (int i = 0; i < skus; i++) {
            int sku = i;
            for (Listener listener : List.of(stayed, dropped)) {
                Await.untilPasses(SOON, () -> assertThat(listener.state.get("availability LED-" + sku))
                        .as("seed %d", seed)
                        .contains("\"available\":" + safe[sku] * 10 + ","));
            }
            assertThat(available(stayed, "LED-" + sku))
                    .as("seed %d: nobody is told the past", seed)
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
        assertThat(dropped.sortedState()).isEqualTo(stayed.sortedState());
    }

    private static List<Long> available(Listener listener, String sku) {
        return listener.events.stream()
                .map(event -> Json.tree(event.data().getBytes(StandardCharsets.UTF_8)))
                .filter(document -> document.path("sku").asText().equals(sku) && document.has("available"))
                .map(document -> document.get("available").asLong())
                .toList();
    }

    @Test
    void howFarMessagesOfAlertingCameIsNobodysAlert() {
        put(AlertTopics.ALERTS, "delivery/slack/a0", "{\"kind\":\"delivery\",\"id\":\"delivery/slack/a0\"}");
        put(AlertTopics.ALERTS, "a0", "{\"kind\":\"alert\",\"id\":\"a0\",\"sku\":\"LED-1\"}");
        start();
        Listener listener = new Listener(host, "?snapshot=true").connect();
        put(AlertTopics.ALERTS, "delivery/slack/a1", "{\"kind\":\"delivery\",\"id\":\"delivery/slack/a1\"}");
        put(AlertTopics.ALERTS, "mail/a1", "{\"kind\":\"mail\",\"id\":\"a1\"}");
        host.kafka.put(AlertTopics.ALERTS, "delivery/slack/a0", null);
        put(AlertTopics.ALERTS, "a1", "{\"kind\":\"alert\",\"id\":\"a1\",\"sku\":\"LED-1\"}");
        Await.untilPasses(SOON, () -> assertThat(alerts(listener)).contains("a1"));
        assertThat(alerts(listener)).containsExactly("a0", "a1");
    }

    private static List<String> alerts(Listener listener) {
        return listener.events.stream()
                .filter(event -> event.type().equals("alert"))
                .map(event -> Json.tree(event.data().getBytes(StandardCharsets.UTF_8))
                        .get("id")
                        .textValue())
                .toList();
    }

    private void put(String topic, String key, String document) {
        host.kafka.put(topic, key, document.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void resumesWithExactlyWhatWasMissed() {
        start();
        Listener listener = new Listener(host, "?types=availability").connect();
        stock("LED-1", 10, 1);
        Await.until(SOON, () -> listener.events.size() == 1);
        listener.disconnect();
        stock("LED-1", 9, 2);
        host.kafka.put(StockTopics.STOCK_DESYNC, "d1", Documents.desync("d1", true, 7));
        stock("LED-1", 8, 3);
        listener.connect();
        stock("LED-1", 7, 4);
        Await.untilPasses(SOON, () -> assertThat(listener.events.stream()
                        .map(event -> Json.tree(event.data().getBytes(StandardCharsets.UTF_8))
                                .get("available")
                                .asLong()))
                .containsExactly(10L, 9L, 8L, 7L));
    }

    @Test
    void whoeverComesFromAnotherLifeStartsOverWithASnapshot() {
        stock("LED-1", 10, 1);
        host.kafka.put(StockTopics.STOCK_DESYNC, "d1", Documents.desync("d1", true, 7));
        host.kafka.put(StockTopics.STOCK_DESYNC, "d2", Documents.desync("d2", true, 7));
        host.kafka.put(StockTopics.STOCK_DESYNC, "d2", Documents.desync("d2", false, 5));
        start();
        Listener listener = new Listener(host, "");
        listener.lastId = "otherlife-17";
        listener.connect();
        Await.untilPasses(SOON, () -> assertThat(listener.types()).contains("live"));
        assertThat(listener.types()).startsWith("reset").hasSize(4);
        assertThat(listener.state).containsOnlyKeys("availability LED-1", "desync d1");
        assertThat(listener.lastId).doesNotStartWith("otherlife");
    }

    @Test
    void dropsAndResumesEndWhereStayingEnds() {
        long seed = new Random().nextLong();
        System.out.println("Seed of the disconnects: " + seed);
        Random random = new Random(seed);
        start(new StreamLimits(10, 60, 1 << 20, 15_000, 4));
        Listener stayed = new Listener(host, "?snapshot=true").connect();
        Listener dropped = new Listener(host, "").connect();
        boolean connected = true;
        for (int i = 1; i <= 1_500; i++) {
            if (random.nextInt(3) > 0) {
                stock("LED-" + random.nextInt(20), random.nextInt(100), i);
            } else {
                String id = "d" + random.nextInt(10);
                host.kafka.put(
                        StockTopics.STOCK_DESYNC, id, Documents.desync(id, random.nextBoolean(), random.nextInt(9)));
            }
            if (connected && random.nextInt(25) == 0) {
                dropped.disconnect();
                connected = false;
            } else if (!connected && random.nextInt(40) == 0) {
                dropped.connect();
                connected = true;
            }
        }
        if (!connected) {
            dropped.connect();
        }
        stock("LAST", 1, 1);
        Await.until(SOON, () -> stayed.state.containsKey("availability LAST"));
        Await.untilPasses(SOON, () -> assertThat(dropped.state).containsKey("availability LAST"));
        assertThat(dropped.sortedState()).as("seed %d", seed).isEqualTo(stayed.sortedState());
    }

    @Test
    void aSlowReaderSkipsWhatIsReplacedAndEndsUpToDate() {
        start();
        Listener slow = new Listener(host, "?types=availability").connect();
        slow.pause();
        String padding = "x".repeat(2_000);
        for (int i = 1; i <= 15_000; i++) {
            String sku = "LED-" + i % 10;
            host.kafka.put(StockTopics.STOCK_AVAILABILITY, sku, Json.bytes(Documents.stock(sku, padding, null, i, i)));
        }
        stock("LAST", 1, 1);
        Listener witness = new Listener(host, "?types=availability&snapshot=true").connect();
        Await.until(SOON, () -> witness.state.containsKey("availability LAST"));
        slow.resume();
        Await.until(SOON, () -> slow.state.containsKey("availability LAST"));
        assertThat(slow.sortedState()).isEqualTo(witness.sortedState());
        assertThat(slow.events.size()).isLessThan(15_000);
    }

    @Test
    void aReaderThatTakesNothingIsDropped() {
        start(new StreamLimits(1, 20_000, 64 << 20, 50, 4));
        Listener stalled = new Listener(host, "").connect();
        stalled.pause();
        String padding = "x".repeat(4_000);
        for (int i = 1; i <= 4_000; i++) {
            String sku = "LED-" + i;
            host.kafka.put(StockTopics.STOCK_AVAILABILITY, sku, Json.bytes(Documents.stock(sku, padding, null, i, i)));
        }
        Await.until(SOON, () -> new Listener(host, "").connect().status() == 200);
    }

    @Test
    void refusesWithAReason() {
        start(StreamLimits.of(1));
        assertThat(host.get("/v1/stream?types=availability,weather"))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(400))
                .satisfies(answer -> assertThat(answer.body()).contains("\"field\":\"types\"", "weather"));
        Listener first = new Listener(host, "").connect();
        assertThat(host.get("/v1/stream"))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(503))
                .satisfies(answer -> assertThat(answer.body()).contains("too-many-subscribers"));
        first.disconnect();
        Await.until(SOON, () -> new Listener(host, "").connect().status() == 200);
    }

    @Test
    void aChannelsKeySeesOnlyItsChannel() {
        boundChannel = "allegro";
        start();
        assertThat(host.get("/v1/stream?channel=shop").statusCode()).isEqualTo(403);
        assertThat(host.get("/v1/stream?types=alert").statusCode()).isEqualTo(403);
        Listener bound = new Listener(host, "").connect();
        host.kafka.put(StockTopics.STOCK_LEDGER, "LED-1", Documents.hold(1, "LED-1", "shop", 2));
        stock("LED-1", 10, 1);
        Await.until(SOON, () -> !bound.events.isEmpty());
        assertThat(bound.types()).containsExactly("availability");
        assertThat(bound.events.get(0).data())
                .isEqualTo("{\"asOf\":\"2026-11-22T07:30:00Z\",\"available\":5,\"channels\":{\"allegro\":5},"
                        + "\"sku\":\"LED-1\",\"stale\":false,\"version\":1}");
        assertThat(host.get("/v1/availability").body())
                .contains("\"available\":5")
                .doesNotContain("locations");
    }

    @Test
    void aQuietListenerKeepsItsPlaceByHeartbeats() {
        start(new StreamLimits(10, 5, 1 << 20, 50, 100));
        Listener quiet = new Listener(host, "?skus=OTHER").connect();
        for (int i = 1; i <= 20; i++) {
            stock("LED-1", i, i);
            String position = "-" + i;
            Await.until(SOON, () -> quiet.lastId != null && quiet.lastId.endsWith(position));
        }
        assertThat(quiet.comments).contains(": heartbeat");
        quiet.disconnect();
        quiet.connect();
        stock("OTHER", 3, 1);
        Await.untilPasses(SOON, () -> assertThat(quiet.types()).containsExactly("availability"));
    }

    @Test
    void listsAvailabilityBySearchAndOrder() {
        host.kafka.put(
                StockTopics.STOCK_AVAILABILITY,
                "LED-1",
                Json.bytes(Documents.stock("LED-1", "Żarówka łukowa", "5901234123457", 7, 1)));
        host.kafka.put(
                StockTopics.STOCK_AVAILABILITY, "AAA", Json.bytes(Documents.stock("AAA", "Ćma żarowa", null, 9, 1)));
        stock("zzz", 1, 1);
        start();
        assertThat(skus("?search=" + TestHost.encoded("ZAROWKA lukowa"))).isEqualTo("1 [LED-1]");
        assertThat(skus("?search=590123")).isEqualTo("1 [LED-1]");
        assertThat(skus("?search=zarow&sort=available")).isEqualTo("2 [LED-1, AAA]");
        assertThat(skus("?sort=name")).isEqualTo("3 [AAA, LED-1, zzz]");
        assertThat(skus("?limit=1&offset=1")).isEqualTo("3 [LED-1]");
        assertThat(host.get("/v1/availability?limit=501").body()).contains("\"field\":\"limit\"");
        assertThat(host.get("/v1/availability?sort=weight").body()).contains("\"field\":\"sort\"");
    }

    private String skus(String query) {
        var page = Json.tree(host.get("/v1/availability" + query).body().getBytes(StandardCharsets.UTF_8));
        return page.get("total").asInt() + " "
                + page.get("items").findValues("sku").stream()
                        .map(sku -> sku.asText())
                        .distinct()
                        .toList();
    }
}
