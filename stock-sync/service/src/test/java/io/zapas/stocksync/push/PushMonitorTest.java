package io.zapas.stocksync.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.Shown;
import io.zapas.stocksync.account.AccountException;
import io.zapas.stocksync.account.AccountException.Kind;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Desync;
import io.zapas.stocksync.api.Push;
import io.zapas.stocksync.api.Push.State;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.stocksync.connector.Pushed;
import io.zapas.stocksync.connector.Wish;
import io.zapas.stocksync.desync.DesyncMonitor;
import io.zapas.stocksync.desync.DesyncSettings;
import io.zapas.stocksync.domain.Evidence;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.Stock.Change;
import io.zapas.stocksync.domain.Stock.OfferPage;
import io.zapas.stocksync.domain.Stock.OfferState;
import io.zapas.stocksync.stream.TestHost;
import io.zapas.testkit.Await;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PushMonitorTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration SETTLE = Duration.ofSeconds(60);

    private final TestHost host = new TestHost();
    private final FakeChannel channel = new FakeChannel();
    private final List<OfferState> offers = new CopyOnWriteArrayList<>();
    private final Map<String, Availability> availability = new ConcurrentHashMap<>();
    private final AtomicBoolean leads = new AtomicBoolean(true);

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void tellsWhatDiffersAndThenWhatChanges() {
        listing("o1", "LED-1", 9);
        listing("o2", "LED-2", 3);
        stock("LED-1", 5, 1);
        stock("LED-2", 3, 1);
        PushMonitor monitor = started();
        Await.until(SOON, () -> !channel.calls.isEmpty());
        assertThat(channel.wishes()).containsExactly(new Wish("o1", "LED-1", 5, 9L));
        Await.until(SOON, () -> newest("o1").state() == State.TAKEN);
        assertThat(states("o1")).as("written down before it is told").containsExactly(State.SENDING, State.TAKEN);

        changed(monitor, "LED-2", 2, 2);
        Await.until(SOON, () -> channel.calls.size() == 2);
        assertThat(channel.calls.get(1)).containsExactly(new Wish("o2", "LED-2", 2, 3L));
        Await.until(SOON, () -> newest("o2").state() == State.TAKEN);

        assertThat(host.get("/v1/pushes?channel=allegro&state=taken&sku=LED-2").body())
                .contains("\"total\":1", "\"offerId\":\"o2\"", "\"quantity\":2", "\"version\":2");
        assertThat(host.get("/v1/pushes?quarantined=true").body()).contains("\"total\":0");
        assertThat(host.get("/v1/pushes?state=lost").body()).contains("\"field\":\"state\"");
        assertThat(host.get("/v1/pushes?limit=0").body()).contains("\"field\":\"limit\"");
    }

    @Test
    void aListingThatIsNewLaterIsTold() {
        PushMonitor monitor = started();
        stock("LED-1", 5, 1);
        Await.until(SOON, () -> {
            monitor.relayed(stated("o1", "LED-1", 7), Map.of());
            return !channel.calls.isEmpty();
        });
        assertThat(channel.wishes().get(0)).isEqualTo(new Wish("o1", "LED-1", 5, 7L));
    }

    @Test
    void aCallNamesNoMoreThanTheChannelTakesAndOneIsUnderWayAtATime() {
        for (int i = 1; i <= 5; i++) {
            listing("o" + i, "LED-" + i, 9);
            stock("LED-" + i, 5, 1);
        }
        Promise<Pushed> first = channel.hold();
        PushMonitor monitor = started();
        Await.until(SOON, () -> channel.calls.size() == 1);
        changed(monitor, "LED-1", 4, 2);
        turns();
        assertThat(channel.calls).hasSize(1);
        first.complete(Pushed.ALL);
        Await.until(SOON, () -> newest("o1") != null && newest("o1").quantity() == 4);
        assertThat(channel.calls).allSatisfy(call -> assertThat(call).hasSizeLessThanOrEqualTo(2));
        assertThat(channel.wishes()).hasSize(6);
    }

    @Test
    void whileKafkaIsAwayNobodyIsTold() {
        listing("o1", "LED-1", 9);
        stock("LED-1", 5, 1);
        host.kafka.away(true);
        started();
        turns();
        assertThat(channel.calls).isEmpty();
        host.kafka.away(false);
        host.clock.advance(Duration.ofMinutes(2));
        Await.until(SOON, () -> channel.calls.size() == 1);
    }

    @Test
    void aRefusalIsKeptAndTriedAgainLater() {
        listing("o1", "LED-1", 9);
        stock("LED-1", 5, 1);
        channel.answer(wishes -> Future.succeededFuture(new Pushed(Map.of("o1", "in a campaign"))));
        started();
        Await.until(SOON, () -> newest("o1") != null && newest("o1").state() == State.WAITING);
        assertThat(newest("o1").problem()).isEqualTo("in a campaign");
        assertThat(newest("o1").nextTryAt()).isEqualTo(host.clock.instant().plusSeconds(30));
        turns();
        assertThat(channel.calls).hasSize(1);
        host.clock.advance(Duration.ofSeconds(31));
        Await.until(SOON, () -> newest("o1").state() == State.TAKEN);
    }

    @Test
    void whatIsNotKnownToBeTakenIsToldAgain() {
        listing("o1", "LED-1", 9);
        stock("LED-1", 5, 1);
        channel.answer(wishes -> Future.succeededFuture(new Pushed(Map.of("o1", "not done in time"), Set.of("o1"))));
        PushMonitor monitor = started();
        Await.until(SOON, () -> newest("o1") != null && newest("o1").state() == State.WAITING);
        changed(monitor, "LED-1", 9, 2);
        host.clock.advance(Duration.ofSeconds(31));
        Await.until(SOON, () -> newest("o1").state() == State.TAKEN);
        assertThat(channel.wishes()).last().isEqualTo(new Wish("o1", "LED-1", 9, null));
    }

    @Test
    void aBrokenConnectorIsNoAnswer() {
        listing("o1", "LED-1", 9);
        stock("LED-1", 5, 1);
        channel.answer(wishes -> {
            throw new IllegalStateException("broken");
        });
        started();
        Await.until(SOON, () -> newest("o1") != null && newest("o1").state() == State.WAITING);
        host.clock.advance(Duration.ofSeconds(2));
        Await.until(SOON, () -> newest("o1").state() == State.TAKEN);
    }

    @Test
    void aStoreThatWasRebuiltIsReadAnewAndNothingToldTwice() {
        listing("o1", "LED-1", 9);
        stock("LED-1", 5, 1);
        PushMonitor monitor = started();
        Await.until(SOON, () -> newest("o1") != null && newest("o1").state() == State.TAKEN);
        monitor.startOver();
        turns();
        assertThat(channel.calls).hasSize(1);
        changed(monitor, "LED-1", 4, 2);
        Await.until(SOON, () -> newest("o1").quantity() == 4 && newest("o1").state() == State.TAKEN);
    }

    @Test
    void aChannelThatIsAwayIsAskedLessOftenAndAsItWishes() {
        listing("o1", "LED-1", 9);
        stock("LED-1", 5, 1);
        channel.answer(wishes -> Future.failedFuture(new AccountException(Kind.AWAY, "no answer", null)));
        channel.answer(wishes ->
                Future.failedFuture(new AccountException(Kind.BUSY, "too many calls", Duration.ofMinutes(5))));
        started();
        Await.until(SOON, () -> channel.calls.size() == 1);
        turns();
        assertThat(channel.calls).hasSize(1);
        host.clock.advance(Duration.ofMillis(1_001));
        Await.until(
                SOON, () -> states("o1").equals(List.of(State.SENDING, State.WAITING, State.SENDING, State.WAITING)));
        host.clock.advance(Duration.ofMinutes(4));
        turns();
        assertThat(channel.calls).hasSize(2);
        assertThat(newest("o1").state()).isEqualTo(State.WAITING);
        host.clock.advance(Duration.ofMinutes(1));
        Await.until(SOON, () -> newest("o1").state() == State.TAKEN);
        assertThat(channel.wishes())
                .as("it may show the old quantity, or the new one")
                .last()
                .isEqualTo(new Wish("o1", "LED-1", 5, null));
    }

    @Test
    void whoeverDiesWhileTellingIsFollowedByOneWhoTellsAgain() {
        listing("o1", "LED-1", 9);
        stock("LED-1", 5, 1);
        Promise<Pushed> lost = channel.hold();
        started();
        Await.until(SOON, () -> channel.calls.size() == 1);
        leads.set(false);
        Await.until(SOON, () -> states("o1").equals(List.of(State.SENDING)));

        stock("LED-1", 9, 2);
        AtomicBoolean other = new AtomicBoolean(true);
        Await.result(host.run(() -> monitor().start(other::get)));
        Await.until(SOON, () -> channel.calls.size() == 2);
        assertThat(channel.calls.get(1))
                .as("though 9 is what it showed before")
                .containsExactly(new Wish("o1", "LED-1", 9, null));
        Await.until(SOON, () -> newest("o1").state() == State.TAKEN);
        int before = host.kafka.records(StockTopics.STOCK_PUSHES).size();
        lost.complete(Pushed.ALL);
        turns();
        assertThat(host.kafka.records(StockTopics.STOCK_PUSHES))
                .as("who lost the lead writes nothing")
                .hasSize(before);
    }

    @Test
    void recordsThatCannotBeReadHoldUpNobody() {
        listing("o1", "LED-1", 9);
        stock("LED-1", 5, 1);
        for (String garbage : List.of(
                "{}",
                "[]",
                "no json",
                "{\"channel\":\"allegro\",\"offerId\":\"o1\",\"sku\":\"LED-1\",\"state\":\"TAKEN\"}")) {
            byte[] value = garbage.getBytes(StandardCharsets.UTF_8);
            host.kafka.put(StockTopics.STOCK_PUSHES, "allegro:o1", value);
            host.kafka.put(StockTopics.STOCK_PUSHES, "allegro", value);
        }
        host.kafka.put(
                StockTopics.STOCK_PUSHES, "allegro", "{\"channel\":\"allegro\"}".getBytes(StandardCharsets.UTF_8));
        started();
        Await.until(SOON, () -> channel.calls.size() == 1);
        assertThat(channel.wishes()).containsExactly(new Wish("o1", "LED-1", 5, 9L));
    }

    @Test
    void aRestartTellsNothingTwice() {
        listing("o1", "LED-1", 9);
        stock("LED-1", 5, 1);
        PushMonitor first = started();
        Await.until(SOON, () -> newest("o1") != null && newest("o1").state() == State.TAKEN);
        Await.result(host.run(first::stop));
        started();
        turns();
        assertThat(channel.calls).hasSize(1);
    }

    @Test
    void stoppingLetsACallEnd() {
        listing("o1", "LED-1", 9);
        stock("LED-1", 5, 1);
        Promise<Pushed> answer = channel.hold();
        PushMonitor monitor = started();
        Await.until(SOON, () -> channel.calls.size() == 1);
        Future<Void> stopped = host.run(monitor::stop);
        turns();
        assertThat(stopped.isComplete()).isFalse();
        answer.complete(Pushed.ALL);
        Await.result(stopped);
        assertThat(newest("o1").state()).isEqualTo(State.TAKEN);
    }

    @Test
    void whatIsFoundWrongIsToldAgainAndTheDesyncSaysSo() {
        listing("o1", "LED-1", 5);
        stock("LED-1", 5, 1);
        PushMonitor pushes = started();
        DesyncMonitor desyncs = new DesyncMonitor(
                stock(),
                host.services,
                new DesyncSettings(SETTLE, Duration.ofMillis(20), Map.of()),
                pushes,
                request -> Optional.empty());
        Await.result(host.run(() -> desyncs.start(leads::get)));
        turns();
        assertThat(channel.calls).isEmpty();

        host.clock.advance(Duration.ofSeconds(61));
        Change edited = stated("o1", "LED-1", 50);
        pushes.relayed(edited, Map.of());
        desyncs.relayed(edited, Map.of());
        Await.until(SOON, () -> !channel.calls.isEmpty());
        assertThat(channel.wishes()).containsExactly(new Wish("o1", "LED-1", 5, 50L));
        Await.until(SOON, () -> desync().evidence().containsKey("retries"));
        assertThat(desync().evidence()).containsEntry("retries", 1).containsEntry("pushed", 5);

        Await.until(SOON, () -> {
            host.clock.advance(Duration.ofSeconds(10));
            return desync().evidence().containsKey("quarantine");
        });
        Await.until(SOON, () -> newest("o1").quantity() == 0 && newest("o1").state() == State.TAKEN);
        assertThat(newest("o1").quarantine()).isNotNull();
        assertThat(channel.wishes()).extracting(Wish::quantity).containsExactly(5L, 5L, 5L, 0L);
        assertThat(host.get("/v1/pushes?quarantined=true").body()).contains("\"total\":1");
        assertThat(host.get("/v1/pushes/channels").body()).contains("\"notShown\":1", "\"held\":0");
    }

    @Test
    void aBrokenFeedIsHeldUntilAPersonApproves() {
        for (int i = 0; i < 25; i++) {
            listing("o" + i, "LED-" + i, 9);
            stock("LED-" + i, 0, 1);
        }
        PushMonitor monitor = started();
        Await.until(SOON, () -> channel.wishes().size() == 20 && held() == 5);
        turns();
        assertThat(channel.wishes()).hasSize(20);
        assertThat(monitor.told("allegro", pushes().get(0).offerId())).isNotNull();

        assertThat(host.post("/v1/pushes/approve", "{\"channel\":\"allegro\"}").body())
                .contains("\"field\":\"asOf\"");
        assertThat(host.post("/v1/pushes/approve", "{\"channel\":\"allegro\",\"asOf\":\"2999-01-01T00:00:00Z\"}")
                        .body())
                .contains("\"field\":\"asOf\"");
        assertThat(host.post("/v1/pushes/approve", "[").body()).contains("\"field\":\"body\"");
        host.kafka.away(true);
        String approval = "{\"channel\":\"allegro\",\"asOf\":\"" + host.clock.instant() + "\",\"by\":\"jan\"}";
        assertThat(host.post("/v1/pushes/approve", approval).statusCode()).isEqualTo(503);
        host.kafka.away(false);
        assertThat(host.post("/v1/pushes/approve", approval).statusCode()).isEqualTo(202);
        Await.until(SOON, () -> channel.wishes().size() == 25 && held() == 0);

        int before = channel.calls.size();
        Await.result(host.run(monitor::stop));
        started();
        turns();
        assertThat(channel.calls).as("nothing is told twice after a restart").hasSize(before);
    }

    @Test
    void aFeedThatIsMendedIsForgotten() {
        for (int i = 0; i < 25; i++) {
            listing("o" + i, "LED-" + i, 9);
            stock("LED-" + i, 0, 1);
        }
        PushMonitor monitor = started();
        Await.until(SOON, () -> held() == 5);
        Await.until(
                SOON,
                () -> host.get("/v1/pushes/channels?channel=allegro").body(),
                () -> Json.tree(host.get("/v1/pushes/channels?channel=allegro")
                                        .body()
                                        .getBytes(StandardCharsets.UTF_8))
                                .path("items")
                                .path(0)
                                .path("held")
                                .asInt()
                        == 5);
        assertThat(host.get("/v1/pushes/channels?channel=ebay").body()).contains("\"items\":[]");
        for (int i = 0; i < 25; i++) {
            changed(monitor, "LED-" + i, 9, 2);
        }
        Await.until(SOON, () -> held() == 0 && channel.wishes().size() == 40);
        assertThat(host.get("/v1/pushes").body())
                .as("five were never told anything")
                .contains("\"total\":20");
    }

    private long held() {
        Map<String, String> newest = new HashMap<>();
        host.kafka
                .records(StockTopics.STOCK_PUSHES)
                .forEach(record -> newest.put(
                        record.key(),
                        record.value() == null ? "" : new String(record.value(), StandardCharsets.UTF_8)));
        return newest.values().stream()
                .filter(push -> push.contains("MASS_ZERO"))
                .count();
    }

    private List<Push> pushes() {
        return host.kafka.records(StockTopics.STOCK_PUSHES).stream()
                .filter(record -> record.key().contains(":") && record.value() != null)
                .map(record -> Json.read(record.value(), Push.class))
                .toList();
    }

    private PushMonitor started() {
        PushMonitor monitor = monitor();
        Await.result(host.run(() -> monitor.start(leads::get)));
        return monitor;
    }

    private PushMonitor monitor() {
        return new PushMonitor(stock(), host.services, List.of(channel), SETTLE, 30, request -> Optional.empty());
    }

    /** Long enough for several turns, whatever they come to. */
    private void turns() {
        Await.result(host.run(() -> {
            Promise<Void> over = Promise.promise();
            host.vertx.setTimer(1_200, id -> over.complete());
            return over.future();
        }));
    }

    private List<State> states(String offerId) {
        return pushes(offerId).stream().map(Push::state).toList();
    }

    private Push newest(String offerId) {
        List<Push> all = pushes(offerId);
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    private List<Push> pushes(String offerId) {
        return host.kafka.records(StockTopics.STOCK_PUSHES).stream()
                .filter(record -> record.key().equals("allegro:" + offerId))
                .map(record -> Json.read(record.value(), Push.class))
                .toList();
    }

    private Desync desync() {
        List<Desync> all = host.kafka.records(StockTopics.STOCK_DESYNC).stream()
                .map(record -> Json.read(record.value(), Desync.class))
                .toList();
        return all.get(all.size() - 1);
    }

    private void listing(String offerId, String sku, long shown) {
        offers.add(offer(offerId, sku, shown));
    }

    private OfferState offer(String offerId, String sku, long shown) {
        return new OfferState("allegro", offerId, sku, shown, null, host.clock.instant());
    }

    private Change stated(String offerId, String sku, long shown) {
        return new Change(List.of(), List.of(), offer(offerId, sku, shown), null);
    }

    private Availability stock(String sku, long available, long version) {
        Availability document = new Availability(
                sku, available, 0, null, Map.of("allegro", available), null, null, null, version, null, false);
        availability.put(sku, document);
        return document;
    }

    private void changed(PushMonitor monitor, String sku, long available, long version) {
        Availability document = stock(sku, available, version);
        monitor.relayed(new Change(List.of(), List.of(sku), null, null), Map.of(sku, Shown.of(document)));
    }

    /** A store that knows offers and availability; nothing else is asked of it. */
    private Stock stock() {
        return (Stock) Proxy.newProxyInstance(
                Stock.class.getClassLoader(),
                new Class<?>[] {Stock.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "offers" -> CompletableFuture.completedFuture(new OfferPage(List.copyOf(offers), null));
                    case "availability" -> {
                        Map<String, Availability> found = new HashMap<>(availability);
                        found.keySet().retainAll((Collection<?>) arguments[0]);
                        yield CompletableFuture.completedFuture(Shown.of(found));
                    }
                    case "explain" ->
                        CompletableFuture.completedFuture(
                                Optional.of(new Evidence(List.of(), List.of(), List.of(), List.of(), 0, List.of())));
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
