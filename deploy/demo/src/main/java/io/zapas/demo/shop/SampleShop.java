package io.zapas.demo.shop;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.zapas.demo.door.EventDoor;
import io.zapas.demo.door.Events;
import io.zapas.demo.door.HttpDoor;
import io.zapas.demo.door.OutEvent;
import io.zapas.demo.door.StockQuery;
import io.zapas.demo.door.SuiteDoors;
import io.zapas.runtime.json.Json;
import io.zapas.runtime.kafka.KafkaAccess.KafkaTail;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.StockTopics;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sample shop, running. Loads its catalogue and history at the first start, then trades on {@code clock} until it is stopped.
 *
 * <p>Everything but the making of the history runs on one event-loop context. Four times a second the customers, the warehouse and
 * the channels have their turn; when more than {@link #MAX_UNACKNOWLEDGED} events wait for Kafka, the shop pauses. A failed event is
 * counted and forgotten, as the sample shop is no system of record.
 */
public final class SampleShop {
    static final int MAX_UNACKNOWLEDGED = 1_000;
    private static final long TURN_MILLIS = 250;
    private static final long STATUS_MILLIS = 30_000;
    private static final long STOP_MILLIS = 3_000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final Logger log = LoggerFactory.getLogger(SampleShop.class);

    private final SampleShopOptions options;
    private final SuiteDoors doors;
    private final InstantSource clock;
    private final Vertx vertx;
    private final Context context;
    private final HttpDoor http;
    private final EventDoor door;
    private final Events events = new Events("demo/erp", "demo/");
    private final Catalogue catalogue;
    private final List<Long> timers = new ArrayList<>();
    private Channels channels;
    private Erp erp;
    private Trade trade;
    private Mishaps mishaps;
    private Checkout checkout;
    private KafkaTail tail;
    private int unacknowledged;
    private long lost;
    private boolean stopped;

    private SampleShop(SampleShopOptions options, SuiteDoors doors, InstantSource clock, Context context) {
        this.options = options;
        this.doors = doors;
        this.clock = clock;
        this.context = context;
        vertx = doors.vertx();
        http = new HttpDoor(vertx, doors.baseUrl());
        door = new EventDoor(doors.kafka(), context);
        catalogue = Catalogue.make(options.seed(), options.ordersPerSecond());
    }

    /** Completes when the shop is loaded and trades; fails with the reason when a door stays shut. */
    public static Future<SampleShop> start(SampleShopOptions options, SuiteDoors doors, InstantSource clock) {
        Context context = doors.vertx().getOrCreateContext();
        Promise<SampleShop> started = Promise.promise();
        context.runOnContext(go -> {
            SampleShop shop = new SampleShop(options, doors, clock, context);
            shop.open().map(shop).onFailure(failure -> shop.stop()).onComplete(started);
        });
        return started.future();
    }

    /** Stops trading. Never fails; may be called twice. */
    public Future<Void> stop() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(go -> {
            if (stopped) {
                done.complete();
                return;
            }
            stopped = true;
            timers.forEach(vertx::cancelTimer);
            if (checkout != null) {
                checkout.stop();
            }
            Future<Void> tailStopped = tail == null ? Future.succeededFuture() : tail.stop();
            tailStopped.timeout(STOP_MILLIS, TimeUnit.MILLISECONDS).onComplete(ended -> {
                http.close();
                done.complete();
            });
        });
        return done.future();
    }

    private Future<Void> open() {
        Instant now = clock.instant();
        doors.out()
                .printf(
                        Locale.ROOT,
                        "Sample shop, seed %d: %d articles, %s, %.1f orders/s%n",
                        options.seed(),
                        catalogue.articles().size(),
                        String.join(", ", Catalogue.CHANNELS),
                        options.ordersPerSecond());
        ShopLoader loader = new ShopLoader(vertx, http, door, events, catalogue, options, doors.out());
        return loader.load(now)
                .compose(shelves -> loader.planCampaign(clock.instant()).map(shelves))
                .compose(this::trade);
    }

    private Future<Void> trade(ShopLoader.Shelves shelves) {
        if (stopped) {
            return Future.succeededFuture();
        }
        Instant now = clock.instant();
        String run = Long.toString(now.getEpochSecond(), Character.MAX_RADIX).toUpperCase(Locale.ROOT);
        channels = new Channels(catalogue, events, new Random(options.seed() + 2), run);
        erp = new Erp(
                catalogue, shelves.levels(), shelves.deliveries(), events, new Random(options.seed() + 3), run, now);
        trade = new Trade(
                catalogue, channels, erp, events, new Random(options.seed() + 4), run, options.ordersPerSecond(), now);
        mishaps = new Mishaps(catalogue, channels, erp, now);
        checkout = new Checkout(vertx, http, trade, channels, erp, new Random(options.seed() + 5), run, clock);
        tail = doors.kafka().tail("demo-channels", List.of(StockTopics.STOCK_AVAILABILITY), false, this::published);
        List<String> skus = catalogue.articles().stream().map(Article::sku).toList();
        return tail.caughtUp().compose(following -> StockQuery.ask(http, skus)).map(items -> {
            items.values().forEach(item -> channels.availability(availability(item), clock.instant()));
            timers.add(vertx.setPeriodic(TURN_MILLIS, timer -> turn()));
            timers.add(vertx.setPeriodic(STATUS_MILLIS, timer -> status()));
            return null;
        });
    }

    private void published(String topic, ConsumerRecord<String, byte[]> record) {
        if (record.value() != null) {
            Availability availability = Json.read(record.value(), Availability.class);
            context.runOnContext(go -> channels.availability(availability, clock.instant()));
        }
    }

    private void turn() {
        if (stopped || unacknowledged > MAX_UNACKNOWLEDGED) {
            return;
        }
        Instant now = clock.instant();
        send(trade.turn(now));
        send(erp.turn(now));
        send(mishaps.turn(now));
        send(channels.turn(now));
        checkout.turn(now);
    }

    private void send(List<OutEvent> turn) {
        for (OutEvent event : turn) {
            unacknowledged++;
            door.publish(event).onComplete(done -> {
                unacknowledged--;
                if (done.failed()) {
                    lost++;
                    log.atWarn()
                            .addKeyValue("event", event.id())
                            .setCause(done.cause())
                            .log("Event not taken");
                }
            });
        }
    }

    private void status() {
        http.get("/v1/alerts?state=open&limit=500")
                .map(answer -> byType(answer.body().path("items")))
                .otherwise("not known")
                .onSuccess(alerts -> doors.out()
                        .printf(
                                Locale.ROOT,
                                "%s  %d orders placed, %d shipped, %d cancelled, %d checkouts, %d deliveries, %d offers told%s"
                                        + " | open alerts: %s%n",
                                TIME.format(clock.instant().atZone(HistoryFiles.ZONE)),
                                trade.placed(),
                                trade.shipped(),
                                trade.cancelled(),
                                checkout.made(),
                                erp.deliveries(),
                                channels.told(),
                                lost == 0 ? "" : ", " + lost + " events lost",
                                alerts));
    }

    private static String byType(JsonNode alerts) {
        Map<String, Integer> count = new TreeMap<>();
        alerts.forEach(alert -> count.merge(alert.path("type").asText(), 1, Integer::sum));
        return count.isEmpty()
                ? "none"
                : count.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "));
    }

    private static Availability availability(JsonNode item) {
        return Json.mapper().convertValue(item, Availability.class);
    }
}
