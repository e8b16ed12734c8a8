package io.zapas.demo.shop;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.zapas.demo.door.DoorException;
import io.zapas.demo.door.EventDoor;
import io.zapas.demo.door.Events;
import io.zapas.demo.door.HttpDoor;
import io.zapas.demo.door.HttpDoor.Answer;
import io.zapas.demo.door.OutEvent;
import io.zapas.demo.door.StockQuery;
import io.zapas.demo.shop.Article.Role;
import io.zapas.demo.shop.StartingStock.Delivery;
import io.zapas.forecast.api.Campaign;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Fills an empty suite with the sample shop: products and order history through the imports, then stock, deliveries, kits. Kits come last, so a
 * suite that knows them has everything; a load that was cut short is done again, and nothing counts twice, because orders and documents
 * keep their names. One context.
 *
 * <p>The history takes its units from an opening stock dated before its first day, so that stock is right at every moment of it.
 */
final class ShopLoader {
    private static final long POLL_MILLIS = 300;
    private static final long LINE_MILLIS = 3_000;
    private static final long PATIENCE_MILLIS = 120_000;
    private static final LocalTime CAMPAIGN_START = LocalTime.of(8, 0);
    private static final int CAMPAIGN_DAYS = 7;

    private final Vertx vertx;
    private final HttpDoor http;
    private final EventDoor door;
    private final Events events;
    private final Catalogue catalogue;
    private final SampleShopOptions options;
    private final PrintStream out;
    private final List<String> goods;

    ShopLoader(
            Vertx vertx,
            HttpDoor http,
            EventDoor door,
            Events events,
            Catalogue catalogue,
            SampleShopOptions options,
            PrintStream out) {
        this.vertx = vertx;
        this.http = http;
        this.door = door;
        this.events = events;
        this.catalogue = catalogue;
        this.options = options;
        this.out = out;
        goods = catalogue.goods().stream().map(Article::sku).toList();
    }

    /** What is on the shelves and on its way. */
    record Shelves(Map<String, Long> levels, List<Delivery> deliveries) {}

    /** Loads what is missing. */
    Future<Shelves> load(Instant now) {
        String last = catalogue.kits().get(catalogue.kits().size() - 1).sku();
        return http.get("/v1/availability/" + last).compose(answer -> {
            if (answer.status() == 404) {
                return fill(now);
            }
            return answer.orFail("Availability could not be read").compose(known -> {
                out.println("The sample shop is loaded already; it goes on trading.");
                return StockQuery.ask(http, goods).map(ShopLoader::shelves);
            });
        });
    }

    /** Tells of the campaign that starts tomorrow; the same id on the same day. */
    Future<Void> planCampaign(Instant now) {
        LocalDate tomorrow = now.atZone(HistoryFiles.ZONE).toLocalDate().plusDays(1);
        Instant starts =
                tomorrow.atTime(CAMPAIGN_START).atZone(HistoryFiles.ZONE).toInstant();
        Campaign campaign = new Campaign(
                "KMP-" + tomorrow,
                "Jesienna promocja " + tomorrow.getYear(),
                "google",
                catalogue.withRole(Role.CAMPAIGN).stream().map(Article::sku).toList(),
                starts,
                starts.plus(Duration.ofDays(CAMPAIGN_DAYS)),
                new BigDecimal("12000"),
                Catalogue.CURRENCY,
                null,
                null,
                1.9,
                Campaign.Status.PLANNED);
        return door.publish(Events.campaign("demo/ads", "campaign-" + tomorrow, now, campaign));
    }

    private Future<Shelves> fill(Instant now) {
        LocalDate today = now.atZone(HistoryFiles.ZONE).toLocalDate();
        StartingStock stock = new StartingStock(catalogue, options.seed(), today);
        out.printf(
                Locale.ROOT,
                "Loading the sample shop: %d products, %d days of orders ...%n",
                catalogue.articles().size(),
                options.historyDays());
        return upload("products", "demo/erp", HistoryFiles.products(catalogue.goods()))
                .compose(done -> vertx.executeBlocking(() ->
                        HistoryFiles.orders(catalogue.goods(), new Demand(options.seed()), options.historyDays(), now)))
                .compose(history -> open(stock, history, now)
                        .compose(done -> upload("orders", "demo/history", history.gzipCsv()))
                        .compose(done -> await("Order history", stock.levels()))
                        .compose(done -> out(String.format(
                                Locale.ROOT,
                                "%,d orders of %d days are in the books.",
                                history.count(),
                                options.historyDays()))))
                .compose(done -> publish(today(stock, now)))
                .compose(done -> awaitKits())
                .map(done -> new Shelves(stock.levels(), stock.deliveries()));
    }

    private Future<Void> open(StartingStock stock, HistoryFiles.Orders history, Instant now) {
        Instant before = now.minus(Duration.ofDays(options.historyDays() + 2L));
        Map<String, Long> opening = new HashMap<>();
        List<OutEvent> levels = new ArrayList<>();
        stock.levels().forEach((sku, units) -> {
            long quantity = units + history.units().getOrDefault(sku, 0L);
            opening.put(sku, quantity);
            levels.add(events.level("BO-" + sku, before, sku, Erp.LOCATION, quantity));
        });
        return publish(levels).compose(done -> await("Opening stock", opening));
    }

    /** Levels as counted now, deliveries on their way, and the kits. */
    private List<OutEvent> today(StartingStock stock, Instant now) {
        List<OutEvent> today = new ArrayList<>();
        stock.levels().forEach((sku, units) -> today.add(events.level("ST-" + sku, now, sku, Erp.LOCATION, units)));
        for (Delivery delivery : stock.deliveries()) {
            today.add(events.supply(
                    "ZD-" + delivery.purchaseOrder(),
                    now,
                    delivery.sku(),
                    Erp.LOCATION,
                    delivery.quantity(),
                    delivery.eta(),
                    delivery.purchaseOrder(),
                    true));
        }
        for (Article kit : catalogue.kits()) {
            today.add(events.product("kit-" + kit.sku(), now, kit.product()));
        }
        return today;
    }

    private Future<Answer> upload(String kind, String source, byte[] file) {
        return http.upload("/v1/import/" + kind + "?source=" + source, file)
                .compose(answer -> answer.orFail("The import of " + kind + " failed"))
                .compose(answer -> {
                    long rejected = answer.body().path("rejected").asLong();
                    return rejected == 0
                            ? Future.succeededFuture(answer)
                            : Future.failedFuture(new DoorException(rejected + " rows of " + kind
                                    + " were rejected, see " + answer.location() + "/errors.csv"));
                });
    }

    private Future<Void> publish(List<OutEvent> some) {
        return Future.all(some.stream().map(door::publish).toList()).mapEmpty();
    }

    private Future<Void> await(String what, Map<String, Long> levels) {
        return new Wait(what, levels).next();
    }

    private Future<Void> awaitKits() {
        Map<String, Long> kits = new HashMap<>();
        catalogue.kits().forEach(kit -> kits.put(kit.sku(), 0L));
        return new Wait("Kits", kits).next();
    }

    private Future<Void> out(String line) {
        out.println(line);
        return Future.succeededFuture();
    }

    private static Shelves shelves(Map<String, JsonNode> items) {
        Map<String, Long> levels = new HashMap<>();
        List<Delivery> deliveries = new ArrayList<>();
        items.forEach((sku, item) -> {
            levels.put(sku, StockQuery.onHand(item));
            for (JsonNode incoming : item.path("incoming")) {
                deliveries.add(new Delivery(
                        sku,
                        incoming.path("purchaseOrder").asText(),
                        incoming.path("quantity").asLong(),
                        LocalDate.parse(incoming.path("eta").asText())));
            }
        });
        return new Shelves(levels, deliveries);
    }

    /** Asks again and again until the suite's levels are the given ones. Gives up when nothing moves for {@link #PATIENCE_MILLIS}. */
    private final class Wait {
        private final String what;
        private final Map<String, Long> expected;
        private final List<String> skus;
        private long lastSum = Long.MIN_VALUE;
        private long movedAt = System.nanoTime();
        private long saidAt = movedAt;

        Wait(String what, Map<String, Long> expected) {
            this.what = what;
            this.expected = expected;
            skus = List.copyOf(expected.keySet());
        }

        Future<Void> next() {
            return StockQuery.ask(http, skus).compose(this::look);
        }

        private Future<Void> look(Map<String, JsonNode> items) {
            long there = 0;
            long sum = 0;
            for (Map.Entry<String, Long> level : expected.entrySet()) {
                JsonNode item = items.get(level.getKey());
                long units = item == null ? Long.MIN_VALUE : StockQuery.onHand(item);
                there += units == level.getValue() ? 1 : 0;
                sum += item == null ? 0 : units + 1;
            }
            long now = System.nanoTime();
            if (sum != lastSum) {
                lastSum = sum;
                movedAt = now;
            }
            if (there == expected.size()) {
                return Future.succeededFuture();
            }
            if (now - movedAt > PATIENCE_MILLIS * 1_000_000) {
                return Future.failedFuture(new DoorException(what + ": the suite has taken in " + there + " of "
                        + expected.size() + " articles and nothing moves any more"));
            }
            if (now - saidAt > LINE_MILLIS * 1_000_000) {
                saidAt = now;
                out.println(what + ": " + there + " of " + expected.size() + " articles are up to date ...");
            }
            return vertx.timer(POLL_MILLIS, java.util.concurrent.TimeUnit.MILLISECONDS)
                    .compose(tick -> next());
        }
    }
}
