package io.zapas.stocksync.desync;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.Shown;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Desync;
import io.zapas.stocksync.api.Desync.Kind;
import io.zapas.stocksync.api.Desync.State;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.stocksync.domain.Evidence;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.Stock.Change;
import io.zapas.stocksync.domain.Stock.OfferPage;
import io.zapas.stocksync.domain.Stock.OfferState;
import io.zapas.stocksync.domain.Stock.ParkedSku;
import io.zapas.stocksync.stream.TestHost;
import io.zapas.testkit.Await;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DesyncMonitorTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final DesyncSettings SETTINGS = new DesyncSettings(
            Duration.ofSeconds(60), Duration.ofMillis(20), Map.of("erp-subiekt", Duration.ofHours(2)));

    private final TestHost host = new TestHost();
    private final List<OfferState> offers = new CopyOnWriteArrayList<>();
    private final Map<String, Availability> availability = new ConcurrentHashMap<>();
    private final List<Evidence.Holder> holders = new CopyOnWriteArrayList<>();
    private final AtomicInteger loads = new AtomicInteger();

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void opensOnceAndClosesWhenTheListingIsRightAgain() {
        stock("LED-1", 5, 1);
        offers.add(offer("o1", "LED-1", 9));
        DesyncMonitor monitor = lead();
        settle();
        Await.until(SOON, () -> open().size() == 1);
        Desync found = open().get(0);
        assertThat(found.kind()).isEqualTo(Kind.OFFER);
        assertThat(found.expected()).isEqualTo(5);
        assertThat(found.delta()).isEqualTo(4);
        assertThat(found.cause()).isNotEmpty();
        assertThat(found.evidence())
                .as("it never showed what it should")
                .containsEntry("version", 1)
                .doesNotContainKeys("ackedVersion", "inFlight");

        passes(5);
        assertThat(published()).as("published on change only").hasSize(1);

        host.clock.advance(Duration.ofSeconds(1));
        monitor.relayed(item(offer("o1", "LED-1", 5), null), Map.of());
        Await.until(SOON, () -> open().isEmpty());
        assertThat(published()).hasSize(2).last().satisfies(closed -> {
            assertThat(closed.state()).isEqualTo(State.CLOSED);
            assertThat(closed.since()).isEqualTo(found.since());
            assertThat(closed.closedAt()).isNotNull();
        });
        assertThat(host.get("/v1/desyncs?state=closed&channel=allegro&kind=offer")
                        .body())
                .contains("\"total\":1");
        assertThat(host.get("/v1/desyncs?state=half").body()).contains("\"field\":\"state\"");
    }

    @Test
    void tellsTheOpenOrdersWithTheFirstDocumentAndWhenTheyChange() {
        stock("LED-1", 5, 1);
        offers.add(offer("o1", "LED-1", 9));
        holders.add(new Evidence.Holder("r1", "AL-1", "allegro", "CONFIRMED", 2, null));
        DesyncMonitor monitor = lead();
        settle();
        Await.until(SOON, () -> open().size() == 1);
        assertThat(published()).singleElement().satisfies(first -> assertThat(first.evidence())
                .containsEntry("openOrders", 1)
                .containsEntry("openUnits", 2));

        holders.add(new Evidence.Holder("r2", "AL-2", "allegro", "HELD", 4, null));
        monitor.relayed(heard("allegro", "allegro"), Map.of());
        Await.until(SOON, () -> published().size() == 2);
        assertThat(open()).singleElement().satisfies(now -> assertThat(now.evidence())
                .containsEntry("openOrders", 2)
                .containsEntry("openUnits", 6));
    }

    @Test
    void aRetryAndAQuarantineAreTold() {
        stock("LED-1", 5, 1);
        offers.add(offer("o1", "LED-1", 9));
        DesyncMonitor monitor = lead();
        settle();
        Await.until(SOON, () -> open().size() == 1);
        host.clock.advance(Duration.ofSeconds(1));
        Instant next = host.clock.instant().plusSeconds(60);
        monitor.relayed(
                item(new OfferState("allegro", "o1", "LED-1", 9, 5L, host.clock.instant(), 2, next, null), null),
                Map.of());
        Await.until(SOON, () -> open().get(0).evidence().containsKey("retries"));
        assertThat(open().get(0).evidence()).containsEntry("retries", 2).containsEntry("nextRetryAt", next.toString());
        host.clock.advance(Duration.ofSeconds(1));
        monitor.relayed(
                item(new OfferState("allegro", "o1", "LED-1", 9, 5L, host.clock.instant(), 3, null, "refused"), null),
                Map.of());
        Await.until(SOON, () -> open().get(0).evidence().containsKey("quarantine"));
        assertThat(open().get(0).evidence())
                .containsEntry("quarantine", "refused")
                .doesNotContainKey("nextRetryAt");
    }

    @Test
    void aRestartNeitherReopensNorForgets() {
        stock("LED-1", 5, 1);
        offers.add(offer("o1", "LED-1", 9));
        DesyncMonitor first = lead();
        settle();
        Await.until(SOON, () -> open().size() == 1);
        Instant since = open().get(0).since();
        Await.result(host.run(first::stop));
        int before = published().size();

        host.clock.advance(Duration.ofMinutes(5));
        lead();
        settle();
        passes(5);
        assertThat(published().subList(before, published().size()))
                .as("nothing but perhaps a changed cause")
                .allSatisfy(desync -> assertThat(desync.state()).isEqualTo(State.OPEN));
        assertThat(open()).singleElement().satisfies(desync -> assertThat(desync.since())
                .isEqualTo(since));
    }

    @Test
    void aWriteThatFailedIsMadeUpFor() {
        stock("LED-1", 5, 1);
        offers.add(offer("o1", "LED-1", 9));
        host.kafka.away(true);
        lead();
        settle();
        passes(5);
        assertThat(published()).isEmpty();
        host.kafka.away(false);
        Await.until(SOON, () -> open().size() == 1);
    }

    @Test
    void anUnknownNameIsOpenWhileEventsWaitForIt() {
        DesyncMonitor monitor = lead();
        monitor.relayed(item(null, new ParkedSku("NEW-1", "allegro", null, 1, host.clock.instant())), Map.of());
        Await.until(SOON, () -> open().size() == 1);
        assertThat(open().get(0).kind()).isEqualTo(Kind.UNKNOWN_SKU);
        assertThat(open().get(0).sku()).isEqualTo("NEW-1");
        monitor.relayed(item(null, new ParkedSku("NEW-1", "allegro", null, 0, host.clock.instant())), Map.of());
        Await.until(SOON, () -> open().isEmpty());
    }

    @Test
    void aNameThatBecameKnownUnwatchedIsClosedByTheNextReign() {
        DesyncMonitor monitor = lead();
        monitor.relayed(item(null, new ParkedSku("NEW-1", "allegro", null, 1, host.clock.instant())), Map.of());
        Await.until(SOON, () -> open().size() == 1);
        Await.result(host.run(monitor::stop));
        stock("NEW-1", 3, 1);
        lead();
        Await.until(SOON, () -> open().isEmpty());
    }

    @Test
    void aSilentSourceIsOpenUntilItIsHeard() {
        DesyncMonitor monitor = lead();
        host.clock.advance(Duration.ofMinutes(119));
        passes(3);
        assertThat(open()).isEmpty();
        host.clock.advance(Duration.ofMinutes(2));
        Await.until(SOON, () -> open().size() == 1);
        assertThat(open().get(0).kind()).isEqualTo(Kind.STALE_SOURCE);
        assertThat(open().get(0).evidence()).containsEntry("source", "erp-subiekt");
        monitor.relayed(heard("erp-subiekt", null), Map.of());
        Await.until(SOON, () -> open().isEmpty());
    }

    private DesyncMonitor lead() {
        int before = loads.get();
        DesyncMonitor monitor =
                new DesyncMonitor(stock(), host.services, SETTINGS, Pushes.NONE, request -> Optional.empty());
        Await.result(host.run(() -> monitor.start(() -> true)));
        Await.until(SOON, () -> loads.get() > before);
        return monitor;
    }

    /** Lets the watched history grow old enough. */
    private void settle() {
        passes(2);
        host.clock.advance(Duration.ofSeconds(61));
    }

    private void passes(int count) {
        Await.result(host.run(() -> {
            Promise<Void> over = Promise.promise();
            host.vertx.setTimer(SETTINGS.pass().toMillis() * (count + 1), id -> over.complete());
            return over.future();
        }));
    }

    private List<Desync> published() {
        return host.kafka.records(StockTopics.STOCK_DESYNC).stream()
                .map(record -> Json.read(record.value(), Desync.class))
                .toList();
    }

    private List<Desync> open() {
        Map<String, Desync> newest = new HashMap<>();
        published().forEach(desync -> newest.put(desync.id(), desync));
        newest.values().removeIf(desync -> desync.state() == State.CLOSED);
        return List.copyOf(newest.values());
    }

    private void stock(String sku, long available, long version) {
        availability.put(
                sku,
                new Availability(
                        sku, available, 0, null, Map.of("allegro", available), null, null, null, version, null, false));
    }

    private OfferState offer(String offerId, String sku, long quantity) {
        return new OfferState("allegro", offerId, sku, quantity, null, host.clock.instant());
    }

    private Change item(OfferState offer, ParkedSku parked) {
        return new Change(List.of(), List.of(), offer, parked);
    }

    private Change heard(String source, String channel) {
        LedgerEntry entry = new LedgerEntry(
                1,
                "LED-1",
                "main",
                1,
                LedgerEntry.Reason.LEVEL,
                null,
                null,
                0,
                5,
                0,
                0,
                5,
                0,
                null,
                source,
                "e1",
                channel,
                null,
                null,
                0);
        return new Change(List.of(entry), List.of("LED-1"), null, null);
    }

    /** A store that knows offers and availability; nothing else is asked of it. */
    private Stock stock() {
        return (Stock) Proxy.newProxyInstance(
                Stock.class.getClassLoader(),
                new Class<?>[] {Stock.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "offers" -> {
                        loads.incrementAndGet();
                        yield CompletableFuture.completedFuture(new OfferPage(List.copyOf(offers), null));
                    }
                    case "availability" -> {
                        Map<String, Availability> found = new HashMap<>(availability);
                        found.keySet().retainAll((Collection<?>) arguments[0]);
                        yield CompletableFuture.completedFuture(Shown.of(found));
                    }
                    case "explain" ->
                        CompletableFuture.completedFuture(Optional.of(new Evidence(
                                List.of(), List.of(), List.of(), List.copyOf(holders), holders.size(), List.of())));
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
