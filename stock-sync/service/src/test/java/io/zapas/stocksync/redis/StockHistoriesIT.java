package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.api.Payment;
import io.zapas.stocksync.api.Product.KitComponent;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.api.StockEvent;
import io.zapas.stocksync.api.StockLevel;
import io.zapas.stocksync.api.StockMovement;
import io.zapas.stocksync.domain.Stock.Applied;
import io.zapas.stocksync.domain.Stock.Command;
import io.zapas.stocksync.domain.Stock.ReservationOutcome;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Conflict;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Done;
import io.zapas.stocksync.domain.Stock.ReservationOutcome.Insufficient;
import io.zapas.stocksync.domain.Stock.Shortfall;
import io.zapas.stocksync.domain.Stock.TransitionCommand.Action;
import io.zapas.stocksync.domain.StockSettings;
import io.zapas.stocksync.redis.StockModel.Level;
import io.zapas.stocksync.redis.StockModel.Sale;
import io.zapas.stocksync.redis.StockModel.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/**
 * Random histories through Redis and through {@link StockModel}: level, reserved, availability, demand and outcomes agree after every
 * step, the ledger sums up to the level, and any permutation with repeats ends in the same state (invariants 2, 4 to 7, 9, 10, 16).
 */
class StockHistoriesIT {
    private static final List<String> SKUS = List.of("A", "B");
    private static final Map<Integer, Order.Line> LINES = Map.of(
            1, new Order.Line("A", null, 2),
            2, new Order.Line("B", null, 3),
            3, new Order.Line("K", null, 2),
            4, new Order.Line("A", null, 5));

    enum Kind {
        LEVEL,
        NET_LEVEL,
        AVAILABLE_LEVEL,
        MOVE,
        ISSUE,
        PLACED,
        PAID,
        CANCELLED,
        SHIPPED,
        RETURNED,
        RESERVE,
        CONFIRM,
        RELEASE,
        FULFIL,
        RELEASE_PART,
        FULFIL_PART,
        EXTEND,
        PENDING,
        FAILED,
        PAYMENT_CANCELLED,
        PAID_AS_PLACED,
        /** The same, told without lines by whoever takes the money. */
        BARE_PENDING,
        BARE_FAILED,
        BARE_CANCELLED,
        BARE_PAID,
        TICK,
        AGAIN
    }

    /** One step; what the numbers mean depends on the kind. {@code when} is a share of the time passed so far, in percent. */
    record Step(Kind kind, int order, int quantity, boolean second, int when) {}

    private static Arbitrary<Step> step(Kind... kinds) {
        return Combinators.combine(
                        Arbitraries.of(kinds),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.of(false, true),
                        Arbitraries.integers().between(0, 100))
                .as(Step::new);
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        return step(Kind.values()).list().ofMinSize(1).ofMaxSize(30);
    }

    @Provide
    Arbitrary<List<Step>> events() {
        return step(
                        Kind.LEVEL,
                        Kind.NET_LEVEL,
                        Kind.AVAILABLE_LEVEL,
                        Kind.MOVE,
                        Kind.ISSUE,
                        Kind.PLACED,
                        Kind.PAID,
                        Kind.CANCELLED,
                        Kind.SHIPPED,
                        Kind.RETURNED,
                        Kind.PENDING,
                        Kind.FAILED,
                        Kind.PAYMENT_CANCELLED,
                        Kind.PAID_AS_PLACED,
                        Kind.BARE_PENDING,
                        Kind.BARE_FAILED,
                        Kind.BARE_CANCELLED,
                        Kind.BARE_PAID)
                .list()
                .ofMinSize(2)
                .ofMaxSize(14);
    }

    private static final StockSettings SETTINGS = StockSettings.defaults()
            .withHold(Duration.ofMinutes(30))
            .withHoldMax(Duration.ofHours(2))
            .withPending(Duration.ofHours(1));

    /** The shop under test and the model, side by side. */
    static final class Pair {
        final Shop shop = new Shop(SETTINGS);
        final StockModel model = new StockModel();
        final List<Command> sent = new ArrayList<>();
        long second = 1_000;
        int keys;

        Pair() {
            shop.tickTo(second);
            model.now = second;
            model.kits.put("K", Map.of("A", 2L, "B", 1L));
            SKUS.forEach(sku -> {
                // Locations that know `available` levels record holds from the first one on.
                shop.apply("erp", Shop.second(0), new StockLevel(sku, "WAW", 10, StockLevel.Basis.AVAILABLE, null));
                model.level(sku, new Level(10, StockLevel.Basis.AVAILABLE, 0));
            });
            shop.apply("erp", Shop.second(0), kit());
        }

        void run(Step step) {
            model.followHolds();
            long time = second * step.when() / 100;
            switch (step.kind()) {
                case TICK -> {
                    second += step.quantity() * 200L;
                    shop.tickTo(second);
                    model.now = second;
                }
                case AGAIN -> {
                    if (!sent.isEmpty()) {
                        Command again = sent.get(step.when() % sent.size());
                        // A level that is older than the source's last says so, whether it came before or not.
                        Applied.Result stale =
                                again.event() instanceof StockLevel ? Applied.Result.STALE : Applied.Result.DUPLICATE;
                        assertThat(shop.apply(again).result()).isIn(Applied.Result.DUPLICATE, stale);
                    }
                }
                case RESERVE -> reserve(step);
                case CONFIRM, RELEASE, FULFIL -> transition(step);
                case RELEASE_PART, FULFIL_PART -> part(step);
                case EXTEND -> extend(step);
                default -> event(step, time);
            }
            model.followHolds();
        }

        private void event(Step step, long time) {
            StockEvent event = eventOf(step);
            if (event instanceof Payment payment
                    && model.sale(payment.orderId()).stated.isEmpty()) {
                // What a payment does to a hold, and to an order to come, is told case by case elsewhere.
                return;
            }
            Command command = shop.command(event instanceof Order ? "shop" : "erp", Shop.second(time), event);
            sent.add(command);
            Applied.Result result = shop.apply(command).result();
            boolean fresh = apply(event, time);
            assertThat(result).isEqualTo(fresh ? Applied.Result.APPLIED : Applied.Result.STALE);
        }

        private boolean apply(StockEvent event, long time) {
            if (event instanceof StockLevel level) {
                return model.level(level.sku(), new Level(level.quantity(), level.basis(), time));
            }
            if (event instanceof StockMovement move) {
                if (move.orderId() == null) {
                    model.move(move.sku(), time, move.delta(), move.reason() == StockMovement.Reason.ISSUE);
                } else {
                    model.issue(move.orderId(), move.sku(), time, -move.delta());
                }
                return true;
            }
            if (event instanceof Payment payment) {
                Sale sale = model.sale(payment.orderId());
                attempt(sale, payment.status(), time);
                if (payment.status() == Order.Payment.PAID) {
                    sale.released = sale.paid == null ? null : sale.released;
                    sale.paid = time;
                }
                return true;
            }
            Order order = (Order) event;
            boolean direct = order.channel().equals("web");
            told(model.sale(direct ? order.orderId() : order.externalOrderId()), order, time);
            return true;
        }

        private void told(Sale sale, Order order, long time) {
            sale.told |= order.status() != Order.Status.RETURNED;
            sale.seen = true;
            String view = order.channel();
            Map<String, Long> lines = new TreeMap<>();
            order.lines().forEach(line -> lines.merge(line.sku(), line.quantity(), Long::sum));
            attempt(sale, order.payment(), time);
            switch (order.payment() == Order.Payment.PAID ? Order.Status.PAID : order.status()) {
                case PLACED -> {
                    boolean first = sale.placed == null && sale.paid == null;
                    placed(sale, view, lines, first, time);
                    sale.placed = time;
                    if (first || sale.expires == null) {
                        long limit = model.now + StockModel.HOLD_SECONDS;
                        sale.expires = sale.expires == null ? limit : Math.max(sale.expires, limit);
                        sale.since = model.now;
                    }
                }
                case PAID -> {
                    placed(sale, view, lines, sale.paid == null, time);
                    sale.paid = time;
                }
                case CANCELLED -> sale.cancelled = sale.cancelled == null ? time : Math.min(sale.cancelled, time);
                case SHIPPED -> {
                    ordered(sale, time);
                    parcel(sale.shipped, view, time, lines);
                }
                case RETURNED -> parcel(sale.returned, view, time, lines);
            }
        }

        private static void attempt(Sale sale, Order.Payment payment, long time) {
            if (payment == Order.Payment.PENDING) {
                sale.attempts.add(new StockModel.Attempt(time * 1_000, time + StockModel.PENDING_SECONDS));
            } else if (payment == Order.Payment.FAILED) {
                sale.failed = sale.failed == null ? time : Math.max(sale.failed, time);
            } else if (payment == Order.Payment.CANCELLED) {
                sale.givenUp = sale.givenUp == null ? time : Math.max(sale.givenUp, time);
            }
        }

        private static void placed(Sale sale, String view, Map<String, Long> lines, boolean first, long time) {
            ordered(sale, time);
            sale.lines.putAll(lines);
            sale.stated.merge(view, time, Math::max);
            if (first) {
                sale.released = null;
            }
        }

        private static void ordered(Sale sale, long time) {
            sale.ordered = sale.ordered == null ? time : Math.min(sale.ordered, time);
        }

        private static void parcel(
                Map<String, SortedMap<Long, Map<String, Long>>> parcels,
                String view,
                long time,
                Map<String, Long> lines) {
            Map<String, Long> parcel = parcels.computeIfAbsent(view, none -> new TreeMap<>())
                    .computeIfAbsent(time, none -> new TreeMap<>());
            lines.forEach((sku, units) -> parcel.merge(sku, units, Math::max));
        }

        private void reserve(Step step) {
            String order = "o" + step.order();
            String sku = LINES.get(step.order()).sku();
            long quantity = Math.max(1, step.quantity());
            Sale sale = model.sale(order);
            ReservationOutcome outcome = shop.reserve(shop.request(order, sku, quantity));
            State state = model.state(sale);
            boolean unpaid = model.unpaid(sale);
            boolean documentsOnly = !sale.seen && sale.hold == null && !sale.issued.isEmpty();
            if (sale.told && state != State.EXPIRED && !unpaid) {
                if (state == State.RELEASED) {
                    assertThat(((Conflict) outcome).type()).isEqualTo("already-released");
                } else {
                    sale.reservationId = ((Done) outcome).reservation().id();
                }
                return;
            }
            if (!sale.told && !documentsOnly && (state == State.CONFIRMED || state == State.FULFILLED)) {
                assertThat(((Conflict) outcome).type())
                        .isEqualTo(state == State.CONFIRMED ? "already-confirmed" : "already-fulfilled");
                return;
            }
            Long released = sale.released;
            Sale replaced = null;
            if (!sale.told) {
                replaced = model.replaceHold(order);
            }
            long wanted = documentsOnly && !sku.equals("K") ? Math.max(0, quantity - sale.issuedOf(sku)) : quantity;
            if (model.available(sku) < wanted) {
                assertThat(outcome).isInstanceOf(Insufficient.class);
                if (replaced != null) {
                    model.restoreHold(order, replaced, released);
                }
                return;
            }
            if (!sale.told) {
                sale.hold(new TreeMap<>(Map.of(sku, quantity)), model.now);
            }
            sale.expires = model.now + StockModel.HOLD_SECONDS;
            sale.since = model.now;
            if (unpaid) {
                // The new attempt is one to pay, newer than the one given up.
                sale.attempts.add(
                        new StockModel.Attempt(Math.max(model.now * 1_000, sale.givenUp * 1_000 + 1), sale.expires));
            }
            sale.reservationId = ((Done) outcome).reservation().id();
        }

        private void transition(Step step) {
            Sale sale = model.sale("o" + step.order());
            if (sale.reservationId == null) {
                return;
            }
            Action action = Action.valueOf(step.kind().name());
            ReservationOutcome outcome = shop.transition(sale.reservationId, action);
            State state = model.state(sale);
            State goal = Map.of(
                            Action.CONFIRM,
                            State.CONFIRMED,
                            Action.RELEASE,
                            State.RELEASED,
                            Action.FULFIL,
                            State.FULFILLED)
                    .get(action);
            boolean again = state == State.EXPIRED
                    && action == Action.CONFIRM
                    && model.needed(sale).entrySet().stream()
                            .allMatch(need -> model.available(need.getKey()) >= need.getValue());
            boolean allowed = state == State.HELD || (state == State.CONFIRMED && action == Action.FULFIL) || again;
            if (state == goal || allowed) {
                assertThat(((Done) outcome).reservation().state().name()).isEqualTo(goal.name());
            } else {
                assertThat(((Conflict) outcome).type()).isEqualTo(lost(state));
                assertThat(((Conflict) outcome).shortfalls().isEmpty())
                        .isEqualTo(state != State.EXPIRED || action != Action.CONFIRM);
            }
            if (state != goal && allowed) {
                change(sale, action);
            }
        }

        private void change(Sale sale, Action action) {
            switch (action) {
                case CONFIRM -> sale.confirmed = model.now;
                case RELEASE -> sale.released = model.now;
                case FULFIL -> {
                    Map<String, Long> rest = new TreeMap<>();
                    model.lines(sale)
                            .forEach((line, units) -> rest.put(
                                    line, units - model.givenBack(sale, line) - model.toldShipped(sale, line)));
                    ship(sale, rest);
                }
                case EXTEND -> throw new IllegalArgumentException();
            }
        }

        private void ship(Sale sale, Map<String, Long> lines) {
            sale.confirmed = sale.confirmed == null ? Long.valueOf(model.now) : sale.confirmed;
            SortedMap<Long, Map<String, Long>> told = sale.shipped.computeIfAbsent("api", none -> new TreeMap<>());
            Map<String, Long> now = told.computeIfAbsent(model.now, none -> new TreeMap<>());
            lines.forEach((sku, units) -> now.merge(sku, units, Long::sum));
        }

        private static String lost(State state) {
            return state == State.EXPIRED
                    ? "expired"
                    : "already-" + state.name().toLowerCase(Locale.ROOT);
        }

        private void part(Step step) {
            Sale sale = model.sale("o" + step.order());
            if (sale.reservationId == null) {
                return;
            }
            Action action = step.kind() == Kind.RELEASE_PART ? Action.RELEASE : Action.FULFIL;
            String sku = LINES.get(step.order()).sku();
            long units = 1L + step.quantity() % 4;
            State state = model.state(sale);
            long left = action == Action.RELEASE
                    ? model.remaining(sale, sku)
                    : Math.max(
                            0,
                            model.lines(sale).getOrDefault(sku, 0L)
                                    - model.givenBack(sale, sku)
                                    - model.toldShipped(sale, sku));
            String key = "part-" + keys++;
            ReservationOutcome outcome = shop.part(sale.reservationId, action, key, sku, units);
            if (state != State.HELD && state != State.CONFIRMED) {
                assertThat(((Conflict) outcome).type()).isEqualTo(lost(state));
                return;
            }
            if (units > left) {
                assertThat(((Conflict) outcome).type()).isEqualTo("exceeds-reservation");
                assertThat(((Conflict) outcome).shortfalls()).containsExactly(new Shortfall(sku, units, left));
                return;
            }
            if (action == Action.RELEASE) {
                sale.givenBack.add(new StockModel.GivenBack(model.now, Map.of(sku, units)));
            } else {
                ship(sale, Map.of(sku, units));
            }
            assertThat(((Done) outcome).reservation().state().name())
                    .isEqualTo(model.state(sale).name());
            Done again = (Done) shop.part(sale.reservationId, action, key, sku, units);
            assertThat(again.reservation()).isEqualTo(((Done) outcome).reservation());
            assertThat(again.replayed()).isTrue();
            assertThat(shop.part(sale.reservationId, action, key, sku, units + 1))
                    .isInstanceOf(ReservationOutcome.KeyReused.class);
        }

        private void extend(Step step) {
            Sale sale = model.sale("o" + step.order());
            if (sale.reservationId == null) {
                return;
            }
            State state = model.state(sale);
            long seconds = 1 + step.quantity() * 300L;
            ReservationOutcome outcome = shop.extend(sale.reservationId, seconds);
            if (state != State.HELD && state != State.EXPIRED) {
                assertThat(((Conflict) outcome).type()).isEqualTo(lost(state));
                return;
            }
            long till = Math.min(model.now + seconds, sale.since + StockModel.HOLD_MAX_SECONDS);
            Map<String, Long> lines = model.kept(sale);
            if (state == State.EXPIRED
                    && (till <= model.now
                            || !lines.entrySet().stream()
                                    .allMatch(line -> model.available(line.getKey()) >= line.getValue()))) {
                assertThat(((Conflict) outcome).type()).isEqualTo("expired");
                assertThat(((Conflict) outcome).shortfalls().isEmpty()).isEqualTo(till <= model.now);
                return;
            }
            sale.expires = Math.max(sale.expires, till);
            assertThat(((Done) outcome).reservation().expiresAt()).isEqualTo(Shop.second(model.limit(sale)));
        }

        private void lineAsTheModelSays(Sale sale, State state, Reservation.Line line) {
            if (model.lines(sale).isEmpty()) {
                return;
            }
            long gone = model.fulfilled(sale, line.sku());
            boolean ended = state == State.RELEASED || state == State.FULFILLED;
            assertThat(line.quantity()).isEqualTo(model.lines(sale).get(line.sku()));
            assertThat(line.fulfilled()).as("fulfilled").isEqualTo(gone);
            assertThat(line.released())
                    .as("released")
                    .isEqualTo(ended ? line.quantity() - gone : model.givenBack(sale, line.sku()));
            assertThat(line.remaining()).as("remaining").isEqualTo(model.remaining(sale, line.sku()));
        }

        void compare() {
            Map<String, Availability> seen = shop.read("A", "B", "K");
            for (String sku : SKUS) {
                Availability found = seen.get(sku);
                assertThat(found.locations().get(0).onHand())
                        .as("on-hand of %s", sku)
                        .isEqualTo(model.onHand(sku));
                assertThat(found.locations().get(0).reserved())
                        .as("reserved of %s", sku)
                        .isEqualTo(model.reserved(sku));
                assertThat(found.shortfall()).as("shortfall of %s", sku).isEqualTo(model.shortfall(sku));
            }
            seen.forEach((sku, found) ->
                    assertThat(found.available()).as("available of %s", sku).isEqualTo(model.available(sku)));
            for (Sale sale : model.sales.values()) {
                if (sale.reservationId != null) {
                    Reservation found = Shop.await(shop.stock.reservation(sale.reservationId))
                            .orElseThrow();
                    State state = model.state(sale);
                    assertThat(found.state().name()).isEqualTo(state.name());
                    assertThat(found.expiresAt())
                            .isEqualTo(state == State.HELD ? Shop.second(model.limit(sale)) : null);
                    for (Reservation.Line line : found.lines()) {
                        lineAsTheModelSays(sale, state, line);
                    }
                }
            }
        }
    }

    private static StockEvent kit() {
        return Shop.product("K", null, null, new KitComponent("A", 2), new KitComponent("B", 1));
    }

    private static StockEvent eventOf(Step step) {
        String sku = SKUS.get(step.order() % 2);
        Order.Line line = LINES.get(step.order());
        return switch (step.kind()) {
            case LEVEL -> new StockLevel(sku, "WAW", step.quantity() - 2, StockLevel.Basis.PHYSICAL, null);
            case AVAILABLE_LEVEL -> new StockLevel(sku, "WAW", step.quantity(), StockLevel.Basis.AVAILABLE, null);
            case NET_LEVEL -> new StockLevel(sku, "WAW", step.quantity(), StockLevel.Basis.NET, null);
            case MOVE ->
                new StockMovement(
                        sku,
                        "WAW",
                        step.quantity() % 2 == 0 ? step.quantity() + 1 : -step.quantity(),
                        step.second() ? StockMovement.Reason.ISSUE : StockMovement.Reason.ADJUSTMENT,
                        null,
                        null);
            case ISSUE ->
                new StockMovement(
                        line.sku().equals("K") ? sku : line.sku(),
                        "WAW",
                        -1 - step.quantity() % 3,
                        StockMovement.Reason.ISSUE,
                        null,
                        "o" + step.order());
            case BARE_PENDING -> new Payment("o" + step.order(), "web", Order.Payment.PENDING);
            case BARE_FAILED -> new Payment("o" + step.order(), "web", Order.Payment.FAILED);
            case BARE_CANCELLED -> new Payment("o" + step.order(), "web", Order.Payment.CANCELLED);
            case BARE_PAID -> new Payment("o" + step.order(), "web", Order.Payment.PAID);
            default -> order(step, line);
        };
    }

    private static final Map<Kind, Order.Payment> PAYMENTS = Map.of(
            Kind.PENDING,
            Order.Payment.PENDING,
            Kind.FAILED,
            Order.Payment.FAILED,
            Kind.PAYMENT_CANCELLED,
            Order.Payment.CANCELLED,
            Kind.PAID_AS_PLACED,
            Order.Payment.PAID);

    private static Order order(Step step, Order.Line line) {
        boolean parcel = step.kind() == Kind.SHIPPED || step.kind() == Kind.RETURNED;
        long quantity = parcel ? 1 + step.quantity() % line.quantity() : line.quantity();
        String channel = step.second() ? "base" : "web";
        String order = (step.second() ? "b" : "o") + step.order();
        String external = step.second() ? "o" + step.order() : null;
        Order.Payment payment = PAYMENTS.get(step.kind());
        return payment != null
                ? Shop.paying(payment, channel, order, external, line.sku(), quantity)
                : Shop.order(Order.Status.valueOf(step.kind().name()), channel, order, external, line.sku(), quantity);
    }

    @Property(tries = 100, shrinking = ShrinkingMode.BOUNDED)
    void everyHistoryEndsWhereTheModelSays(@ForAll("histories") List<Step> history) {
        Pair pair = new Pair();
        for (Step step : history) {
            pair.run(step);
            pair.compare();
        }
        ledgerSumsUp(pair.shop);
        for (String sku : SKUS) {
            assertThat(demand(pair.shop, sku)).as("demand of %s", sku).isEqualTo(pair.model.demand(sku));
        }
    }

    private static long demand(Shop shop, String sku) {
        return shop.ledger().stream()
                .filter(entry -> entry.sku().equals(sku))
                .mapToLong(LedgerEntry::demand)
                .sum();
    }

    /** Entries link up without a gap per SKU and location, sequence numbers rise, and the last one is what is shown. */
    private static void ledgerSumsUp(Shop shop) {
        Map<String, LedgerEntry> last = new HashMap<>();
        long seq = 0;
        for (LedgerEntry entry : shop.ledger()) {
            assertThat(entry.seq()).isEqualTo(seq + 1);
            seq = entry.seq();
            if (entry.location() == null) {
                continue;
            }
            LedgerEntry before = last.put(entry.sku(), entry);
            assertThat(entry.onHandBefore()).isEqualTo(before == null ? 0 : before.onHandAfter());
            assertThat(entry.reservedBefore()).isEqualTo(before == null ? 0 : before.reservedAfter());
        }
        for (String sku : SKUS) {
            Availability seen = shop.availability(sku);
            assertThat(last.get(sku).onHandAfter())
                    .isEqualTo(seen.locations().get(0).onHand());
            assertThat(last.get(sku).reservedAfter())
                    .isEqualTo(seen.locations().get(0).reserved());
            assertThat(last.get(sku).availableAfter()).isEqualTo(seen.available());
        }
    }

    @Property(tries = 100, shrinking = ShrinkingMode.BOUNDED)
    void anyOrderOfArrivalWithRepeatsEndsInTheSameState(@ForAll("events") List<Step> steps, @ForAll Random random) {
        List<Command> commands = new ArrayList<>();
        Shop first = new Shop(SETTINGS);
        first.tickTo(1_000);
        for (int i = 0; i < steps.size(); i++) {
            // Distinct times: two levels of one moment would contradict each other.
            long second = 16L * (steps.get(i).when() / 2) + i;
            StockEvent event = eventOf(steps.get(i));
            commands.add(first.command(event instanceof Order ? "shop" : "erp", Shop.second(second + 1), event));
        }
        List<Command> shuffled = new ArrayList<>(commands);
        shuffled.addAll(commands.subList(0, commands.size() / 2));
        Collections.shuffle(shuffled, random);
        Shop other = new Shop(SETTINGS);
        other.tickTo(1_000);
        for (Shop shop : List.of(first, other)) {
            SKUS.forEach(sku -> shop.apply(
                    "master", Shop.second(0), new StockLevel(sku, "WAW", 10, StockLevel.Basis.PHYSICAL, null)));
            shop.apply("master", Shop.second(0), kit());
        }
        Shop.await(first.apply(null, commands));
        for (Command command : shuffled) {
            other.apply(command);
        }
        // At once, after the normal limit, and after the time a pending payment has: every fact about a payment shows
        // at one of them.
        long[] moments = {1_000, 1_000 + StockModel.HOLD_SECONDS, 1_000 + StockModel.PENDING_SECONDS};
        for (long moment : moments) {
            first.tickTo(moment);
            other.tickTo(moment);
            sameState(first, other);
        }
    }

    private static void sameState(Shop first, Shop other) {
        for (String sku : List.of("A", "B", "K")) {
            Availability one = first.availability(sku);
            Availability two = other.availability(sku);
            assertThat(two.available()).as(sku).isEqualTo(one.available());
            assertThat(two.locations()).as(sku).isEqualTo(one.locations());
            assertThat(two.shortfall()).as(sku).isEqualTo(one.shortfall());
            assertThat(demand(other, sku)).as(sku).isEqualTo(demand(first, sku));
        }
    }
}
