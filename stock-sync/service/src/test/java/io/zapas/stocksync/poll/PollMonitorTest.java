package io.zapas.stocksync.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.zapas.runtime.events.InboundEvent;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.events.JsonCloudEventCodec;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.account.AccountException;
import io.zapas.stocksync.account.AccountException.Kind;
import io.zapas.stocksync.api.FeedState;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.stocksync.desync.Pushes;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.Stock.Change;
import io.zapas.stocksync.domain.Stock.OfferPage;
import io.zapas.stocksync.domain.Stock.OfferState;
import io.zapas.stocksync.feed.Feed;
import io.zapas.stocksync.feed.FeedPage;
import io.zapas.stocksync.feed.FeedPage.Unusable;
import io.zapas.stocksync.intake.EventPublisher;
import io.zapas.stocksync.intake.OutgoingEvent;
import io.zapas.stocksync.stream.TestHost;
import io.zapas.testkit.Await;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PollMonitorTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final TestHost host = new TestHost();
    private final FakeFeed feed = new FakeFeed();
    private final AtomicBoolean leads = new AtomicBoolean(true);
    private final List<OfferState> offers = new CopyOnWriteArrayList<>();
    private final List<Feed> heard = new CopyOnWriteArrayList<>();
    private volatile Instant toldAt;

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void whatIsToldIsPublishedAndWhereToReadOnIsWrittenDown() {
        feed.answers(page("7", false, order("A-1"), order("A-2")));
        feed.answers(page("9", true, order("A-3")));
        started();

        Await.until(SOON, () -> state() != null && "9".equals(state().cursor()));
        assertThat(orders()).containsExactly("A-1", "A-2", "A-3");
        assertThat(feed.reads).containsExactly("null", "7");
        assertThat(heard).hasSize(2).containsOnly(feed);
        Await.until(SOON, () -> host.get("/v1/feeds?channel=allegro").body().contains("\"cursor\":\"9\""));
        assertThat(host.get("/v1/feeds?channel=ebay").body()).contains("\"items\":[]");
        assertThat(host.services
                        .meters()
                        .get("zapas.feed.age")
                        .tag("feed", "fake/orders")
                        .gauge()
                        .value())
                .isZero();
    }

    @Test
    void afterTheLastPageItRests() {
        started();
        Await.until(SOON, () -> heard.size() == 1);
        turns();
        assertThat(feed.reads).hasSize(1);

        host.clock.advance(Duration.ofMinutes(1));
        Await.until(SOON, () -> heard.size() == 2);
        host.clock.advance(Duration.ofMinutes(1));
        Await.until(SOON, () -> heard.size() == 3);
        Await.until(SOON, () -> state().readAt().equals(host.clock.instant()));

        host.clock.advance(Duration.ofDays(-1));
        Await.until(SOON, () -> "a clock that is set back makes nobody wait", () -> feed.reads.size() == 4);
    }

    @Test
    void aRestartReadsOnFromWhereItWas() {
        feed.answers(page("7", true, order("A-1")));
        PollMonitor first = started();
        Await.until(SOON, () -> state() != null);
        Await.result(host.run(first::stop));

        started();
        Await.until(SOON, () -> feed.reads.size() == 2);
        assertThat(feed.reads).containsExactly("null", "7");
    }

    @Test
    void withoutTheLeadNothingIsRead() {
        leads.set(false);
        started();
        turns();
        assertThat(feed.reads).isEmpty();
        leads.set(true);
        Await.until(SOON, () -> feed.reads.size() == 1);
    }

    @Test
    void whoLosesTheLeadTellsNothingAnyMore() {
        Promise<FeedPage> answer = Promise.promise();
        feed.does(answer::future);
        started();
        Await.until(SOON, () -> feed.reads.size() == 1);
        leads.set(false);
        host.run(() -> {
            answer.complete(page("7", true, order("A-1")));
            return Future.succeededFuture();
        });
        turns();
        assertThat(orders()).isEmpty();
        assertThat(state()).isNull();
    }

    @Test
    void whileKafkaIsAwayThePlaceIsKept() {
        host.kafka.away(true);
        feed.answers(page("7", true, order("A-1")));
        feed.answers(page("7", true, order("A-1")));
        started();
        Await.until(SOON, () -> feed.reads.size() == 1);
        turns();
        assertThat(feed.reads).hasSize(1);
        assertThat(heard).isEmpty();

        host.kafka.away(false);
        host.clock.advance(Duration.ofSeconds(1));
        Await.until(SOON, () -> state() != null);
        assertThat(feed.reads).containsExactly("null", "null");
        assertThat(orders()).containsExactly("A-1");
    }

    @Test
    void aSystemThatDoesNotAnswerIsLeftAloneForAWhile() {
        feed.answers(page("7", true));
        started();
        Await.until(SOON, () -> state() != null);
        feed.does(() -> Future.failedFuture(new AccountException(Kind.BUSY, "fake: HTTP 429", Duration.ofMinutes(5))));
        host.clock.advance(Duration.ofMinutes(1));

        Await.until(SOON, () -> state().problem() != null);
        assertThat(state().problem()).isEqualTo("fake: HTTP 429");
        assertThat(state().failingSince()).isEqualTo(host.clock.instant());
        assertThat(state().cursor()).isEqualTo("7");
        assertThat(heard).hasSize(1);
        host.clock.advance(Duration.ofMinutes(4));
        turns();
        assertThat(feed.reads).hasSize(2);

        host.clock.advance(Duration.ofMinutes(1));
        Await.until(SOON, () -> state().problem() == null);
        assertThat(feed.reads).containsExactly("null", "7", "7");
    }

    @Test
    void aFeedThatBreaksIsReadAgain() {
        feed.does(() -> {
            throw new IllegalStateException("broken");
        });
        started();
        Await.until(SOON, () -> state() != null && state().problem() != null);
        assertThat(state().cursor()).isNull();

        host.clock.advance(Duration.ofSeconds(1));
        Await.until(SOON, () -> feed.reads.size() == 2);
    }

    @Test
    void whatCannotBeUsedIsKeptWithItsReason() {
        Unusable part = new Unusable(
                "A-9",
                "{\"a\":1}".getBytes(StandardCharsets.UTF_8),
                new InvalidFieldException("lines[0].quantity", "must be a whole number"));
        feed.answers(new FeedPage(List.of(order("A-1")), List.of(part), "7", true));
        started();
        Await.until(SOON, () -> state() != null);

        assertThat(orders()).containsExactly("A-1");
        List<ConsumerRecord<String, byte[]>> kept = host.kafka.records(StockTopics.CHANNEL_EVENTS + ".dlq");
        assertThat(kept).hasSize(1);
        assertThat(kept.get(0).key()).isEqualTo("A-9");
        assertThat(new String(kept.get(0).value(), StandardCharsets.UTF_8)).isEqualTo("{\"a\":1}");
    }

    @Test
    void ofListingsOnlyNewsIsTold() {
        offers.add(shown("o1", "LED", 5));
        offers.add(shown("o2", "KREM", 5));
        feed.answers(page("1", true, offer("o1", "LED", 5), offer("o2", "KREM", 4), offer("o3", "TEE", 1)));
        PollMonitor monitor = started();
        Await.until(SOON, () -> state() != null);
        assertThat(shownOffers()).containsExactly("o2", "o3");

        monitor.relayed(new Change(List.of(), List.of(), shown("o1", "LED", 7), null), Map.of());
        feed.answers(page("1", true, offer("o1", "LED", 5), offer("o2", "SEREK", 4)));
        host.clock.advance(Duration.ofMinutes(1));
        Await.until(SOON, () -> heard.size() == 2);
        assertThat(shownOffers()).containsExactly("o2", "o3", "o1", "o2");
    }

    @Test
    void theFirstLookAfterAListingWasToldSomethingIsNews() {
        offers.add(shown("o1", "LED", 5));
        toldAt = host.clock.instant().plusSeconds(5);
        feed.answers(page("1", true, offer("o1", "LED", 5)));
        started();

        Await.until(SOON, () -> shownOffers().equals(List.of("o1")));
    }

    @Test
    void whatWasToldIsNoNewsThoughNobodyKnowsTheSku() {
        feed.answers(page("1", true, offer("o1", "LED", 5)));
        feed.answers(page("1", true, offer("o1", "LED", 5)));
        started();
        // After that it rests.
        Await.until(SOON, () -> heard.size() == 1);
        assertThat(shownOffers()).hasSize(1);
        host.clock.advance(Duration.ofMinutes(1));
        Await.until(SOON, () -> heard.size() == 2);
        assertThat(shownOffers()).hasSize(1);
    }

    private PollMonitor started() {
        PollMonitor monitor = new PollMonitor(
                stock(),
                host.services,
                List.of(feed),
                new EventPublisher(host.kafka, new JsonCloudEventCodec()),
                pushes(),
                heard::add,
                request -> Optional.empty());
        Await.result(host.run(() -> monitor.start(leads::get)));
        return monitor;
    }

    private Pushes pushes() {
        return new Pushes() {
            @Override
            public OfferState told(String channel, String offerId) {
                return toldAt == null ? null : new OfferState(channel, offerId, "LED", 5, 5L, toldAt);
            }

            @Override
            public void found(Map<String, Set<String>> wrong) {
                throw new AssertionError("nobody looks");
            }
        };
    }

    /** Long enough for several turns, whatever they come to. */
    private void turns() {
        Await.result(host.run(() -> {
            Promise<Void> over = Promise.promise();
            host.vertx.setTimer(1_200, id -> over.complete());
            return over.future();
        }));
    }

    private FeedState state() {
        List<ConsumerRecord<String, byte[]>> all = host.kafka.records(StockTopics.STOCK_FEEDS);
        return all.isEmpty() ? null : Json.read(all.get(all.size() - 1).value(), FeedState.class);
    }

    private List<String> orders() {
        return host.kafka.records(StockTopics.CHANNEL_EVENTS).stream()
                .map(ConsumerRecord::key)
                .toList();
    }

    private List<String> shownOffers() {
        return orders().stream().map(key -> key.substring(key.indexOf('|') + 1)).toList();
    }

    private static FeedPage page(String cursor, boolean last, OutgoingEvent... events) {
        return new FeedPage(List.of(events), List.of(), cursor, last);
    }

    private OutgoingEvent order(String id) {
        return event(
                "order",
                id,
                "{\"orderId\":\"" + id
                        + "\",\"channel\":\"allegro\",\"status\":\"paid\",\"lines\":[{\"sku\":\"LED\",\"quantity\":1}]}");
    }

    private OutgoingEvent offer(String offerId, String sku, long quantity) {
        return event(
                "offer",
                offerId + "/" + quantity,
                "{\"channel\":\"allegro\",\"offerId\":\"" + offerId + "\",\"sku\":\"" + sku + "\",\"quantity\":"
                        + quantity + "}");
    }

    private OutgoingEvent event(String type, String id, String data) {
        return OutgoingEvent.of(new InboundEvent(
                id,
                "/feeds/fake/orders",
                type,
                null,
                host.clock.instant(),
                Json.tree(data.getBytes(StandardCharsets.UTF_8))));
    }

    private OfferState shown(String offerId, String sku, long quantity) {
        return new OfferState("allegro", offerId, sku, quantity, null, host.clock.instant());
    }

    /** A store that knows offers; nothing else is asked of it. */
    private Stock stock() {
        return (Stock) Proxy.newProxyInstance(
                Stock.class.getClassLoader(), new Class<?>[] {Stock.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("offers")) {
                        return CompletableFuture.completedFuture(new OfferPage(List.copyOf(offers), null));
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}
