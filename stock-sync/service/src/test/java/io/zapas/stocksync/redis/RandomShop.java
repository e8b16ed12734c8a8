package io.zapas.stocksync.redis;

import io.zapas.stocksync.Shown;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.api.Product.ChannelRule;
import io.zapas.stocksync.api.Product.KitComponent;
import io.zapas.stocksync.api.Product.LocationRule;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.api.StockEvent;
import io.zapas.stocksync.api.StockLevel;
import io.zapas.stocksync.api.StockMovement;
import io.zapas.stocksync.api.SupplyExpected;
import io.zapas.stocksync.domain.Evidence;
import io.zapas.stocksync.domain.SellingRules;
import io.zapas.stocksync.domain.Stock.Command;
import io.zapas.stocksync.domain.Stock.ReservationOutcome;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Done;
import io.zapas.stocksync.domain.Stock.ReserveCommand;
import io.zapas.stocksync.domain.Stock.ReserveCommand.Line;
import io.zapas.stocksync.domain.Stock.TransitionCommand.Action;
import io.zapas.stocksync.domain.StockSettings;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A shop in which everything happens that can happen, in an order the seed decides: levels of every basis, movements, lots, deliveries, rules,
 * kits in kits, listings, orders and reservations through several channels, late and repeated events, SKUs nobody knows yet, time passing.
 */
public final class RandomShop {
    /** The last two are kits of A and B; the last but two becomes known late, if ever. */
    public static final List<String> SKUS = List.of("A", "B", "C", "D", "E", "LATE", "K", "NEST");

    private static final int PLAIN = 5;

    private static final List<String> PLACES = List.of("KRK", "RETURNS", "WAW");
    private static final List<String> CHANNELS = List.of("allegro", "store", "web");
    private static final SellingRules RULES = new SellingRules(
            Map.of("store", List.of("WAW")),
            Map.of("allegro", false),
            Set.of("RETURNS"),
            Map.of("KRK", 1L),
            Map.of("web", 2));

    final Shop shop = new Shop(StockSettings.defaults().withRules(RULES));
    private final Random random;
    private final List<Command> sent = new ArrayList<>();
    private final List<Reservation> held = new ArrayList<>();
    private long second = 1_000;
    private int orders;

    public RandomShop(Random random) {
        this.random = random;
        shop.tickTo(second);
        SKUS.subList(0, PLAIN).forEach(sku -> shop.level(sku, "WAW", 5 + random.nextInt(30), 1));
        kits();
    }

    private void kits() {
        event("erp", second, Shop.product("K", null, rules(), new KitComponent("A", 2), new KitComponent("B", 1)));
        event("erp", second, Shop.product("NEST", null, rules(), new KitComponent("K", 1), new KitComponent("A", 1)));
    }

    /** One more thing happens. */
    public void step() {
        long then = second - random.nextInt(200);
        switch (random.nextInt(16)) {
            case 0 -> {
                second += random.nextInt(1_200);
                shop.tickTo(second);
            }
            case 1, 2 -> level(then);
            case 3 -> movement(then);
            case 4 -> event("erp", then, lot());
            case 5 -> event("erp", then, Shop.ruled(plain(), (long) random.nextInt(6), rules(), places()));
            case 6 -> event("erp", then, supply());
            case 7 -> {
                if (random.nextInt(4) == 0) {
                    kits();
                } else {
                    shop.offer(channel(), "L" + random.nextInt(4), sku(), random.nextInt(9), then);
                }
            }
            case 8, 9, 10, 11 -> order(then);
            case 12, 13 -> reserve();
            case 14 -> transition();
            default -> {
                if (!sent.isEmpty()) {
                    shop.apply(sent.get(random.nextInt(sent.size())));
                }
            }
        }
    }

    private void event(String source, long at, StockEvent event) {
        Command command = shop.command(source, Shop.second(at), event);
        sent.add(command);
        shop.apply(command);
    }

    private void level(long at) {
        StockLevel.Basis basis = any(StockLevel.Basis.values());
        String sku = random.nextInt(12) == 0 ? "LATE" : plain();
        Long version = random.nextInt(4) == 0 ? (Long) (at + random.nextInt(100)) : null;
        event("erp", at, new StockLevel(sku, place(), random.nextInt(30) - 3L, basis, version));
    }

    private void movement(long at) {
        StockMovement.Reason reason = any(StockMovement.Reason.values());
        long units = 1L + random.nextInt(4);
        boolean leaves = reason == StockMovement.Reason.ISSUE || random.nextInt(3) == 0;
        String order = random.nextBoolean() ? "o" + random.nextInt(orders + 1) : null;
        event("erp", at, new StockMovement(plain(), place(), leaves ? -units : units, reason, null, order));
    }

    private StockEvent lot() {
        LocalDate expires = LocalDate.ofInstant(shop.now(), ZoneOffset.UTC).plusDays(random.nextInt(3));
        return new StockLevel(
                "C", "KRK", random.nextInt(6), StockLevel.Basis.PHYSICAL, null, "L" + random.nextInt(3), expires);
    }

    private StockEvent supply() {
        return new SupplyExpected(
                plain(), place(), random.nextInt(20), LocalDate.parse("2026-04-01"), "PO" + random.nextInt(3), null);
    }

    private void order(long at) {
        Order.Status status = any(Order.Status.values());
        boolean fresh = orders == 0 || (status == Order.Status.PLACED && random.nextBoolean());
        String id = "o" + (fresh ? ++orders : 1 + random.nextInt(orders));
        String sku = random.nextInt(12) == 0 ? "LATE" : sku();
        boolean other = random.nextInt(4) == 0;
        event(
                other ? "base" : "shop",
                at,
                Shop.order(
                        status,
                        other ? "base" : channel(),
                        other ? "b" + id : id,
                        other ? id : null,
                        sku,
                        1 + random.nextInt(4)));
    }

    private void reserve() {
        List<Line> lines = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            lines.add(new Line(sku(), 1 + random.nextInt(3)));
        }
        String id = "o" + (random.nextInt(3) == 0 ? 1 + random.nextInt(orders + 1) : ++orders);
        ReserveCommand web =
                shop.request(id, "key-of-" + id + "-" + second, random.nextBoolean(), lines.toArray(Line[]::new));
        ReservationOutcome outcome = shop.reserve(new ReserveCommand(
                web.id(),
                web.idempotencyKey(),
                web.bodyHash(),
                id,
                channel(),
                web.lines(),
                random.nextInt(900_000),
                web.allowPartial(),
                web.now()));
        if (outcome instanceof Done done) {
            held.add(done.reservation());
        }
    }

    private void transition() {
        if (!held.isEmpty()) {
            String id = held.get(random.nextInt(held.size())).id();
            shop.transition(id, any(Action.values()));
        }
    }

    private Map<String, ChannelRule> rules() {
        Map<String, ChannelRule> rules = new TreeMap<>();
        for (String channel : CHANNELS) {
            if (random.nextBoolean()) {
                rules.put(
                        channel,
                        new ChannelRule(
                                maybe(5),
                                random.nextInt(3) == 0 ? (Integer) random.nextInt(101) : null,
                                maybe(20),
                                maybe(10),
                                null,
                                maybe(6)));
            }
        }
        return rules;
    }

    private Map<String, LocationRule> places() {
        return random.nextBoolean() ? Map.of("WAW", new LocationRule(maybe(4))) : Map.of();
    }

    private Long maybe(int bound) {
        return random.nextInt(3) == 0 ? (Long) (long) random.nextInt(bound) : null;
    }

    private <T> T any(T[] values) {
        return List.of(values).get(random.nextInt(values.length));
    }

    private String plain() {
        return SKUS.get(random.nextInt(PLAIN));
    }

    private String sku() {
        List<String> known = List.of("A", "B", "C", "D", "E", "K", "NEST");
        return known.get(random.nextInt(known.size()));
    }

    private String place() {
        return PLACES.get(random.nextInt(PLACES.size()));
    }

    private String channel() {
        return CHANNELS.get(random.nextInt(CHANNELS.size()));
    }

    /** All that are known. */
    public Map<String, Availability> availability() {
        return Shown.read(Shop.await(shop.stock.availability(SKUS)));
    }

    public Evidence evidence(String sku, String channel) {
        return Shop.await(shop.stock.explain(sku, channel)).orElseThrow();
    }

    public List<LedgerEntry> trail(String sku) {
        return Shop.await(shop.stock.trail(sku));
    }
}
