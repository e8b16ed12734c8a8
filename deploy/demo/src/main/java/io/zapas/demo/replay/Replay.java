package io.zapas.demo.replay;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.zapas.demo.door.DoorException;
import io.zapas.demo.door.EventDoor;
import io.zapas.demo.door.HttpDoor;
import io.zapas.demo.door.OutEvent;
import io.zapas.demo.door.SuiteDoors;
import io.zapas.demo.replay.ReplaySummary.Mismatch;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.api.SupplyExpected;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A replay of an order history through a running suite, in virtual time.
 *
 * <p>The host first asks {@link #clockFor} for the clock, starts the services on it (fresh data directory), then calls {@link #start}.
 * Single-use. A sale becomes an order that is paid at its time and shipped {@link #SHIPPING_DELAY} later; a cancellation becomes a
 * return, because the file does not name the original invoice; a negative quantity without a cancellation becomes an adjustment. Goods come
 * in by {@link SupplyPolicy}.
 *
 * <p>Every morning waits until the day before is absorbed, so that a level is known before the first order of its SKU; during the day at
 * most {@link InFlight#MAX_EVENTS} events are under way.
 */
public final class Replay {
    /** Local time of the shop in the file. */
    static final ZoneId ZONE = ZoneId.of("Europe/London");

    static final Duration SHIPPING_DELAY = Duration.ofMinutes(30);
    private static final long DOOR_SECONDS = 60;
    private static final long QUIET_MILLIS = 3_000;
    private static final long MAX_SETTLE_NANOS = 60_000_000_000L;
    private static final int CHECK_TRIES = 8;
    private static final long CHECK_PAUSE_MILLIS = 500;

    private final ReplayOptions options;
    private final SuiteDoors doors;
    private final ReplayClock clock;
    private final InFlight inFlight = new InFlight();
    private final LedgerWatch ledger = new LedgerWatch(inFlight);
    private final Deque<Shipment> toShip = new ArrayDeque<>();
    private final Promise<ReplaySummary> summary = Promise.promise();
    private final Context context;
    private final EventDoor events;
    private final Thread thread;
    private Pace pace;
    private ReplayEvents make;
    private FileProfile profile;
    private SupplyPlan supply;
    private StockCount count;
    private long sent;
    private long orders;

    private record Shipment(Instant at, Document sale, Instant placedAt) {}

    private Replay(ReplayOptions options, SuiteDoors doors, ReplayClock clock) {
        this.options = options;
        this.doors = doors;
        this.clock = clock;
        context = doors.vertx().getOrCreateContext();
        events = new EventDoor(doors.kafka(), context);
        thread = new Thread(this::play, "replay");
        thread.setDaemon(true);
    }

    /** A clock that stands at the beginning of the file's first day, for the services to start on. Reads the head of the file; blocks. */
    public static ReplayClock clockFor(ReplayOptions options) {
        try (OrderFile file = OrderFile.open(options.file())) {
            if (!file.hasNext()) {
                throw new IllegalArgumentException(options.file() + ": has no rows");
            }
            return ReplayClock.startingAt(dayStart(file.next().at().toLocalDate()));
        } catch (IOException e) {
            throw new IllegalArgumentException(options.file() + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /** Starts to play; returns at once. */
    public static Replay start(ReplayOptions options, SuiteDoors doors, ReplayClock clock) {
        Replay replay = new Replay(options, doors, clock);
        replay.thread.start();
        return replay;
    }

    /** {@link #start} for callers that never stop it early. */
    public static Future<ReplaySummary> run(ReplayOptions options, SuiteDoors doors, ReplayClock clock) {
        return start(options, doors, clock).summary();
    }

    /** Completes when everything is absorbed and compared; fails with the reason when the file cannot be read or a door stays shut. */
    public Future<ReplaySummary> summary() {
        return summary.future();
    }

    /** Ends early: sends nothing more, {@link #summary()} completes with what was done. Never fails; may be called twice. */
    public Future<Void> stop() {
        inFlight.stop();
        return summary.future().<Void>mapEmpty().otherwiseEmpty();
    }

    private void play() {
        HttpDoor http = new HttpDoor(doors.vertx(), doors.baseUrl());
        try {
            ReplaySummary result = play(http);
            context.runOnContext(go -> summary.tryComplete(result));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            context.runOnContext(go -> summary.tryFail(new DoorException("The replay was interrupted", e)));
        } catch (IOException | RuntimeException e) {
            context.runOnContext(go -> summary.tryFail(e));
        } finally {
            ledger.stop();
            http.close();
        }
    }

    private ReplaySummary play(HttpDoor http) throws IOException, InterruptedException {
        doors.out().println("Reading " + options.file().getFileName() + " ...");
        profile = FileProfile.read(options.file(), options.top());
        make = new ReplayEvents(ProductNames.beside(options.file()));
        supply = new SupplyPlan(profile.goods());
        count = new StockCount(profile.goods().keySet());
        doors.out()
                .printf(
                        java.util.Locale.ROOT,
                        "%,d rows, %,d SKUs, %s to %s; speed %s%n",
                        profile.rows(),
                        profile.goods().size(),
                        profile.first().toLocalDate(),
                        profile.last().toLocalDate(),
                        Double.isInfinite(options.speed())
                                ? "as fast as it is absorbed"
                                : String.format(java.util.Locale.ROOT, "%,.0fx", options.speed()));
        await(onContext(() -> ledger.start(doors.kafka())), "The ledger cannot be read");
        long startNanos = System.nanoTime();
        pace = new Pace(
                options.speed(), clock, inFlight, dayStart(profile.first().toLocalDate()));
        long skipped;
        boolean finished;
        try (OrderFile file = OrderFile.open(options.file());
                Progress progress = new Progress(doors.out(), profile.rows(), options.terminal())) {
            Documents documents =
                    new Documents(counting(file), row -> profile.goods().containsKey(row.sku()));
            finished = playDays(documents, progress) && inFlight.awaitEmpty();
            skipped = documents.rowsSkipped();
        }
        return finish(http, startNanos, skipped, finished);
    }

    private boolean playDays(Documents documents, Progress progress) throws InterruptedException {
        LocalDate lastDay = profile.last().toLocalDate();
        List<Document> next = documents.next();
        for (LocalDate day = profile.first().toLocalDate(); !day.isAfter(lastDay); day = day.plusDays(1)) {
            if (!shipUntil(dayStart(day)) || !inFlight.awaitEmpty() || !morning(day)) {
                return false;
            }
            while (next != null
                    && (next.isEmpty() || next.get(0).at().toLocalDate().equals(day))) {
                for (Document document : next) {
                    if (!play(document)) {
                        return false;
                    }
                }
                progress.at(day, documents.rowsRead(), sent, inFlight.size());
                next = documents.next();
            }
            progress.at(day, documents.rowsRead(), sent, inFlight.size());
        }
        boolean shipped = shipUntil(Instant.MAX);
        if (shipped && inFlight.awaitEmpty()) {
            clock.advanceTo(dayStart(lastDay.plusDays(1)));
        }
        return shipped;
    }

    private boolean morning(LocalDate day) throws InterruptedException {
        Instant at = dayStart(day);
        boolean listed = false;
        for (SupplyPlan.Action action : supply.morning(day)) {
            if (action instanceof SupplyPlan.Action.Listed goods) {
                count.opening(goods.goods().sku(), goods.opening());
                listed = true;
            } else if (action instanceof SupplyPlan.Action.Received receipt) {
                count.received(receipt.delivery().sku(), receipt.delivery().quantity());
            }
            for (OutEvent event : make.supply(action, at)) {
                if (!send(event, at, 1)) {
                    return false;
                }
            }
        }
        return !listed || inFlight.awaitEmpty();
    }

    private boolean play(Document document) throws InterruptedException {
        Instant at = instant(document.at());
        if (!shipUntil(at)) {
            return false;
        }
        if (document.kind() == Document.Kind.SALE) {
            orders++;
            document.units()
                    .forEach((sku, units) ->
                            supply.sold(sku, units, document.at().toLocalDate()));
            toShip.add(new Shipment(at.plus(SHIPPING_DELAY), document, at));
            return send(
                    make.sale(document, Order.Status.PAID, at, at),
                    at,
                    document.units().size());
        }
        int sign = document.kind() == Document.Kind.RETURN ? 1 : -1;
        document.units().forEach((sku, units) -> supply.moved(sku, sign * units));
        for (OutEvent event : make.movements(document, at)) {
            if (!send(event, at, 1)) {
                return false;
            }
        }
        return true;
    }

    private boolean shipUntil(Instant time) throws InterruptedException {
        while (!toShip.isEmpty() && !toShip.peek().at().isAfter(time)) {
            Shipment shipment = toShip.poll();
            OutEvent event = make.sale(shipment.sale(), Order.Status.SHIPPED, shipment.at(), shipment.placedAt());
            if (!send(event, shipment.at(), shipment.sale().units().size())) {
                return false;
            }
        }
        return true;
    }

    private boolean send(OutEvent event, Instant at, int lines) throws InterruptedException {
        if (!pace.awaitTime(at)) {
            return false;
        }
        boolean changesStock =
                !event.type().equals(Product.TYPE) && !event.type().equals(SupplyExpected.TYPE);
        inFlight.sending(event.id(), at, lines, changesStock);
        sent++;
        events.publish(event).onComplete(done -> inFlight.acknowledged(), inFlight::fail);
        return true;
    }

    private ReplaySummary finish(HttpDoor http, long startNanos, long skipped, boolean finished)
            throws InterruptedException {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
        List<Mismatch> mismatches = List.of();
        Map<String, Long> alerts = Map.of();
        long notices = NoticeCount.UNKNOWN;
        if (finished) {
            doors.out().println("Everything is absorbed; waiting for forecasts and alerts to settle ...");
            settle();
            mismatches = compare(http);
            alerts = ledger.alertsByType();
            notices = await(onContext(() -> NoticeCount.ask(http)), "Metrics cannot be read");
        }
        return new ReplaySummary(
                sent,
                orders,
                profile.goods().size(),
                profile.days(),
                skipped,
                elapsed,
                alerts,
                notices,
                ledger.oversoldUnits(),
                ledger.deadLetters(),
                mismatches,
                !finished);
    }

    /** Forecast and alerting work behind the ledger; they have settled when they have been silent for a while. */
    private void settle() throws InterruptedException {
        long deadline = System.nanoTime() + MAX_SETTLE_NANOS;
        while (System.nanoTime() < deadline) {
            long remaining = QUIET_MILLIS - ledger.quietMillis();
            if (remaining <= 0 || !inFlight.idle(remaining)) {
                return;
            }
        }
    }

    /** Reads may trail the ledger by a moment, so a difference is looked at again before it counts. */
    private List<Mismatch> compare(HttpDoor http) throws InterruptedException {
        Map<String, Long> expected = new TreeMap<>(count.onHand());
        List<String> skus = new ArrayList<>(expected.keySet());
        Map<String, Long> actual = Map.of();
        for (int attempt = 0; attempt < CHECK_TRIES; attempt++) {
            actual = await(onContext(() -> OnHandCheck.ask(http, skus)), "Availability cannot be read");
            if (OnHandCheck.compare(expected, actual).isEmpty() || !inFlight.idle(CHECK_PAUSE_MILLIS)) {
                break;
            }
        }
        if (options.report() != null) {
            OnHandCheck.write(options.report(), expected, actual);
        }
        return OnHandCheck.compare(expected, actual);
    }

    private Iterator<OrderRow> counting(OrderFile file) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return file.hasNext();
            }

            @Override
            public OrderRow next() {
                OrderRow row = file.next();
                count.row(row);
                return row;
            }
        };
    }

    private <T> Future<T> onContext(java.util.function.Supplier<Future<T>> call) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(go -> call.get().onComplete(promise));
        return promise.future();
    }

    private static <T> T await(Future<T> future, String what) throws InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(DOOR_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | CompletionException e) {
            throw new DoorException(what + ": " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new DoorException(what + ": no answer within " + DOOR_SECONDS + " s", e);
        }
    }

    private static Instant dayStart(LocalDate day) {
        return day.atStartOfDay(ZONE).toInstant();
    }

    private static Instant instant(LocalDateTime local) {
        return local.atZone(ZONE).toInstant();
    }
}
