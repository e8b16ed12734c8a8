package io.zapas.stocksync.redis;

import io.zapas.stocksync.Shown;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.Offer;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.api.Payment;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.api.StockEvent;
import io.zapas.stocksync.api.StockLevel;
import io.zapas.stocksync.api.StockMovement;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.Stock.Applied;
import io.zapas.stocksync.domain.Stock.Change;
import io.zapas.stocksync.domain.Stock.Command;
import io.zapas.stocksync.domain.Stock.OutboxItem;
import io.zapas.stocksync.domain.Stock.Position;
import io.zapas.stocksync.domain.Stock.ReservationOutcome;
import io.zapas.stocksync.domain.Stock.ReserveCommand;
import io.zapas.stocksync.domain.Stock.TransitionCommand;
import io.zapas.stocksync.domain.StockSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A shop on its own namespace with a clock that only tests move: short words for what tests do. */
final class Shop {
    static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
    static final long EPOCH = 1;
    private static final long ANSWER_SECONDS = 30;

    final AtomicLong nowMillis = new AtomicLong(START.toEpochMilli());
    final TestRedis redis;
    final Stock stock;
    final RedisStore store;
    private final AtomicLong ids;

    private Shop(StockSettings settings, TestRedis redis, AtomicLong ids) {
        this.redis = redis;
        this.ids = ids;
        stock = new RedisStock(
                MutatedScript.current(),
                MutatedScript.quick(),
                redis,
                () -> Instant.ofEpochMilli(nowMillis.get()),
                settings);
        store = new RedisStore(redis);
        stock.adopt(EPOCH, 0);
    }

    Shop(StockSettings settings) {
        this(settings, TestRedis.fresh(), new AtomicLong());
        await(store.begin("test"));
        await(store.open("test", EPOCH));
    }

    /** The same shop after a restart with another configuration. */
    Shop restarted(StockSettings settings) {
        Shop again = new Shop(settings, redis, ids);
        again.nowMillis.set(nowMillis.get());
        return again;
    }

    Shop() {
        this(StockSettings.defaults());
    }

    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Answers of calls that were in flight together. */
    static <T> List<T> awaitAll(List<? extends CompletionStage<T>> stages) {
        return stages.stream().<T>map(Shop::await).toList();
    }

    Instant now() {
        return Instant.ofEpochMilli(nowMillis.get());
    }

    /** Seconds after the shop's start. */
    static Instant second(long second) {
        return START.plusSeconds(second);
    }

    void tickTo(long second) {
        nowMillis.set(second(second).toEpochMilli());
    }

    Command command(String source, Instant at, StockEvent event) {
        return new Command(0, source, "e" + ids.incrementAndGet(), at, now(), event);
    }

    Applied apply(String source, Instant at, StockEvent event) {
        return apply(command(source, at, event));
    }

    Applied apply(Command command) {
        return await(apply(null, List.of(command))).get(0);
    }

    /** With dead letters that nobody reads. */
    CompletionStage<List<Applied>> apply(Position position, List<Command> commands) {
        return stock.apply(position, commands, (command, detail) -> CompletableFuture.completedStage(null));
    }

    Applied level(String sku, String location, long quantity, long second) {
        return apply("erp", second(second), new StockLevel(sku, location, quantity, StockLevel.Basis.PHYSICAL, null));
    }

    Applied net(String sku, String location, long quantity, long second) {
        return apply("erp", second(second), new StockLevel(sku, location, quantity, StockLevel.Basis.NET, null));
    }

    Applied available(String sku, String location, long quantity, long second) {
        return apply("erp", second(second), new StockLevel(sku, location, quantity, StockLevel.Basis.AVAILABLE, null));
    }

    Applied move(String sku, String location, long delta, StockMovement.Reason reason, String orderId, long second) {
        return apply("erp", second(second), new StockMovement(sku, location, delta, reason, null, orderId));
    }

    Applied order(Order.Status status, String orderId, String sku, long quantity, long second) {
        return apply("shop", second(second), order(status, "web", orderId, null, sku, quantity));
    }

    static Order order(
            Order.Status status, String channel, String orderId, String external, String sku, long quantity) {
        return new Order(orderId, channel, status, List.of(new Order.Line(sku, null, quantity)), null, external, null);
    }

    Applied offer(String channel, String offerId, String sku, long quantity, long second) {
        return apply(channel, second(second), new Offer(channel, offerId, sku, quantity, null));
    }

    /** A product of which only rules of channels and locations are known. */
    static Product ruled(
            String sku,
            Long buffer,
            Map<String, Product.ChannelRule> channels,
            Map<String, Product.LocationRule> locations) {
        return new Product(
                sku, null, null, null, null, null, null, null, null, null, null, null, buffer, channels, locations,
                null, null, null, null);
    }

    static Product product(
            String sku, Long buffer, Map<String, Product.ChannelRule> channels, Product.KitComponent... kit) {
        return new Product(
                sku,
                "Name of " + sku,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                buffer,
                channels,
                Arrays.asList(kit),
                null);
    }

    ReserveCommand request(String orderId, String sku, long quantity) {
        return request(orderId, "key-" + ids.incrementAndGet(), false, new ReserveCommand.Line(sku, quantity));
    }

    ReserveCommand request(String orderId, String key, boolean partial, ReserveCommand.Line... lines) {
        return new ReserveCommand(
                "r" + ids.incrementAndGet(),
                key,
                Arrays.toString(lines),
                orderId,
                "web",
                Arrays.asList(lines),
                0,
                partial,
                now());
    }

    ReservationOutcome reserve(ReserveCommand command) {
        return await(stock.reserve(command));
    }

    ReserveCommand on(String channel, String orderId, String sku, long quantity) {
        ReserveCommand web = request(orderId, sku, quantity);
        return new ReserveCommand(
                web.id(), web.idempotencyKey(), web.bodyHash(), orderId, channel, web.lines(), 0, false, web.now());
    }

    /** A request that takes what is on its way when the shelf is empty. */
    ReserveCommand ahead(String orderId, String sku, long quantity) {
        ReserveCommand web = request(orderId, sku, quantity);
        return new ReserveCommand(
                web.id(),
                web.idempotencyKey(),
                "ahead" + web.bodyHash(),
                orderId,
                "web",
                web.lines(),
                0,
                false,
                true,
                web.now());
    }

    Reservation hold(String orderId, String sku, long quantity) {
        return ((ReservationOutcome.Done) reserve(request(orderId, sku, quantity))).reservation();
    }

    ReservationOutcome transition(String id, TransitionCommand.Action action) {
        return await(stock.transition(new TransitionCommand(id, action, now())));
    }

    ReservationOutcome part(String id, TransitionCommand.Action action, String key, String sku, long quantity) {
        List<ReserveCommand.Line> lines = List.of(new ReserveCommand.Line(sku, quantity));
        return await(stock.transition(new TransitionCommand(
                id, action, now(), new TransitionCommand.Part(key, action + lines.toString(), lines), 0)));
    }

    ReservationOutcome part(String id, TransitionCommand.Action action, String sku, long quantity) {
        return part(id, action, "key-" + ids.incrementAndGet(), sku, quantity);
    }

    ReservationOutcome extend(String id, long seconds) {
        return await(stock.transition(
                new TransitionCommand(id, TransitionCommand.Action.EXTEND, now(), null, seconds * 1_000)));
    }

    Applied payment(Order.Payment payment, String orderId, String sku, long quantity, long second) {
        return apply("shop", second(second), paying(payment, "web", orderId, null, sku, quantity));
    }

    /** Told by whoever takes the money, without lines. */
    Applied paid(Order.Payment status, String orderId, long second) {
        return apply("money", second(second), new Payment(orderId, "web", status));
    }

    static Order paying(
            Order.Payment payment, String channel, String orderId, String external, String sku, long quantity) {
        List<Order.Line> lines = List.of(new Order.Line(sku, null, quantity));
        return new Order(orderId, channel, Order.Status.PLACED, lines, null, external, null, payment);
    }

    Availability availability(String sku) {
        return read(sku).get(sku);
    }

    Map<String, Availability> read(String... skus) {
        return Shown.read(await(stock.availability(List.of(skus))));
    }

    long available(String sku) {
        return availability(sku).available();
    }

    List<OutboxItem> outbox() {
        List<OutboxItem> all = new ArrayList<>();
        String after = null;
        while (true) {
            List<OutboxItem> page = await(stock.outbox(after, 500));
            if (page.isEmpty()) {
                return all;
            }
            all.addAll(page);
            after = page.get(page.size() - 1).id();
        }
    }

    List<Change> changes() {
        return outbox().stream().flatMap(item -> item.changes().stream()).toList();
    }

    List<LedgerEntry> ledger() {
        return changes().stream().flatMap(change -> change.entries().stream()).toList();
    }
}
