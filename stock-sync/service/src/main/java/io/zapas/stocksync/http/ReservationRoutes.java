package io.zapas.stocksync.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.zapas.runtime.events.Fields;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.http.ProblemException;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.Stock.ReservationOutcome;
import io.zapas.stocksync.domain.Stock.ReserveCommand;
import io.zapas.stocksync.domain.Stock.TransitionCommand;
import io.zapas.stocksync.domain.Stock.TransitionCommand.Action;
import io.zapas.stocksync.domain.Stock.TransitionCommand.Part;
import io.zapas.stocksync.relay.OutboxRelay;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Reservations: hold, extend, confirm, release, fulfil; the latter two also by parts.
 *
 * <p>An answer that tells of a change is sent once its ledger entry is in Kafka. If that takes more than 5 s the answer is 503 with
 * {@code Retry-After}; the change stands, and the repeated call (same {@code Idempotency-Key}, or the same transition) finds it and waits
 * for Kafka in its turn.
 */
public final class ReservationRoutes {
    static final int MAX_LINES = 1_000;
    static final int MAX_TTL_SECONDS = 604_800;
    private static final String KEY = "Idempotency-Key";

    private final Context context;
    private final Stock stock;
    private final OutboxRelay relay;
    private final CallerChannel callers;
    private final InstantSource clock;

    public ReservationRoutes(
            Context context, Stock stock, OutboxRelay relay, CallerChannel callers, InstantSource clock) {
        this.context = context;
        this.stock = stock;
        this.relay = relay;
        this.callers = callers;
        this.clock = clock;
    }

    public void mount(Router router) {
        router.post("/v1/reservations").handler(this::reserve);
        router.get("/v1/reservations/:id").handler(this::get);
        router.post("/v1/reservations/:id/confirm").handler(ctx -> transition(ctx, Action.CONFIRM, null, 0));
        router.post("/v1/reservations/:id/extend").handler(this::extend);
        router.post("/v1/reservations/:id/release")
                .handler(ctx -> transition(ctx, Action.RELEASE, part(ctx, Action.RELEASE), 0));
        router.post("/v1/reservations/:id/fulfil")
                .handler(ctx -> transition(ctx, Action.FULFIL, part(ctx, Action.FULFIL), 0));
    }

    private void reserve(RoutingContext ctx) {
        ReserveCommand command = command(key(ctx, "one per order attempt"), Replies.body(ctx));
        callers.require(ctx, command.channel());
        Replies.store(context, stock.reserve(command))
                .compose(outcome -> settle(outcome))
                .onSuccess(done -> {
                    replayed(ctx, done);
                    ctx.response()
                            .putHeader(
                                    "Location",
                                    "/v1/reservations/" + done.reservation().id());
                    Replies.json(ctx, 201, done.reservation());
                })
                .onFailure(ctx::fail);
    }

    private ReserveCommand command(String key, Fields body) {
        String orderId = body.requiredText("orderId");
        String channel = body.requiredText("channel");
        List<ReserveCommand.Line> lines = lines(body);
        if (lines.isEmpty()) {
            throw new InvalidFieldException("lines", "must have at least one line");
        }
        Long ttlSeconds = body.integer("ttlSeconds", 1, MAX_TTL_SECONDS);
        boolean allowPartial = Boolean.TRUE.equals(body.flag("allowPartial"));
        boolean allowPreorder = Boolean.TRUE.equals(body.flag("allowPreorder"));
        return new ReserveCommand(
                UUID.randomUUID().toString(),
                key,
                hash(orderId, channel, lines, ttlSeconds, allowPartial, allowPreorder),
                orderId,
                channel,
                lines,
                ttlSeconds == null ? 0 : ttlSeconds * 1_000,
                allowPartial,
                allowPreorder,
                clock.instant());
    }

    /** Keys of a channel live in that channel's own space: two channels may count alike. */
    private String key(RoutingContext ctx, String use) {
        String key = ctx.request().getHeader(KEY);
        if (key == null) {
            throw new InvalidFieldException(KEY, "is required: " + use + ", the same when you repeat the call");
        }
        String text = Replies.text(KEY, key);
        return callers.of(ctx).map(bound -> bound + "|" + text).orElse(text);
    }

    private static List<ReserveCommand.Line> lines(Fields body) {
        return body.list(
                "lines",
                MAX_LINES,
                (line, i) -> new ReserveCommand.Line(
                        line.requiredText("sku"), line.requiredInteger("quantity", 1, Fields.MAX_QUANTITY)));
    }

    private static void replayed(RoutingContext ctx, ReservationOutcome.Done done) {
        if (done.replayed()) {
            ctx.response().putHeader("Idempotency-Replayed", "true");
        }
    }

    /** The units a call is about; null: all that is left. A body that names no lines is a mistake that must not end a whole reservation. */
    private Part part(RoutingContext ctx, Action action) {
        Fields body = Replies.optionalBody(ctx);
        if (body == null) {
            return null;
        }
        List<ReserveCommand.Line> lines = lines(body);
        if (lines.isEmpty()) {
            throw new InvalidFieldException(
                    "lines", "must have at least one line; send no body for everything that is left");
        }
        String key = key(ctx, "one per delivery or part given back");
        return new Part(key, digest(List.of(action.name(), canonical(lines))), lines);
    }

    private void extend(RoutingContext ctx) {
        long ttlSeconds = Replies.body(ctx).requiredInteger("ttlSeconds", 1, MAX_TTL_SECONDS);
        transition(ctx, Action.EXTEND, null, ttlSeconds * 1_000);
    }

    private void get(RoutingContext ctx) {
        find(ctx).onSuccess(reservation -> Replies.json(ctx, 200, reservation)).onFailure(ctx::fail);
    }

    private void transition(RoutingContext ctx, Action action, Part part, long ttlMillis) {
        String id = Replies.text("id", ctx.pathParam("id"));
        Future<?> allowed = callers.of(ctx).isPresent() ? find(ctx) : Future.succeededFuture();
        allowed.compose(ok -> Replies.store(
                        context, stock.transition(new TransitionCommand(id, action, clock.instant(), part, ttlMillis))))
                .compose(this::settle)
                .onSuccess(done -> {
                    replayed(ctx, done);
                    Replies.json(ctx, 200, done.reservation());
                })
                .onFailure(ctx::fail);
    }

    private Future<Reservation> find(RoutingContext ctx) {
        String id = Replies.text("id", ctx.pathParam("id"));
        return Replies.store(context, stock.reservation(id)).map(found -> {
            Reservation reservation = found.orElseThrow(() -> unknown(id));
            callers.require(ctx, reservation.channel());
            return reservation;
        });
    }

    /** The change once it is safe in Kafka, or the problem it met. */
    private Future<ReservationOutcome.Done> settle(ReservationOutcome outcome) {
        if (outcome instanceof ReservationOutcome.Done done) {
            return safe(done.outboxId()).map(done);
        }
        // A refusal that tells of a change (paid too late, lost against a confirmation) must not be taken back either.
        Future<Void> told =
                outcome instanceof ReservationOutcome.Conflict conflict ? safe(conflict.outboxId()) : safe(null);
        return told.compose(relayed -> Future.failedFuture(problem(outcome)));
    }

    private Future<Void> safe(String outboxId) {
        return outboxId == null
                ? Future.succeededFuture()
                : relay.relayed(outboxId)
                        .recover(cause -> Future.failedFuture(Replies.away(
                                "kafka-unavailable", "The change is made but not yet safe in Kafka.", cause)));
    }

    private static ProblemException problem(ReservationOutcome outcome) {
        if (outcome instanceof ReservationOutcome.Insufficient insufficient) {
            return new ProblemException(
                    409,
                    "insufficient-stock",
                    "There is not enough of " + insufficient.shortfalls().size() + " SKU(s).",
                    Map.of("shortfalls", insufficient.shortfalls()));
        }
        if (outcome instanceof ReservationOutcome.UnknownSku unknown) {
            return new ProblemException(
                    404,
                    "unknown-sku",
                    "No level or product of these SKUs has been seen: " + String.join(", ", unknown.skus()),
                    Map.of("skus", unknown.skus()));
        }
        if (outcome instanceof ReservationOutcome.Conflict conflict) {
            return new ProblemException(
                    409,
                    conflict.type(),
                    detail(conflict),
                    conflict.shortfalls().isEmpty()
                            ? Map.of("reservation", conflict.reservation())
                            : Map.of("reservation", conflict.reservation(), "shortfalls", conflict.shortfalls()));
        }
        if (outcome instanceof ReservationOutcome.KeyReused) {
            return new ProblemException(
                    422, "idempotency-key-reused", "This Idempotency-Key came with another body before.");
        }
        return unknown(null);
    }

    private static String detail(ReservationOutcome.Conflict conflict) {
        if (conflict.type().equals("exceeds-reservation")) {
            return "More than what is left of "
                    + conflict.shortfalls().stream()
                            .map(line ->
                                    line.sku() + " (" + line.requested() + " asked, " + line.available() + " left)")
                            .collect(Collectors.joining(", "))
                    + ".";
        }
        String state = "The reservation is " + conflict.reservation().state() + ".";
        return conflict.shortfalls().isEmpty()
                ? state
                : state + " Its units are gone: " + conflict.shortfalls().size() + " SKU(s) are short.";
    }

    private static ProblemException unknown(String id) {
        return new ProblemException(
                404,
                "unknown-reservation",
                "There is no such reservation"
                        + Optional.ofNullable(id).map(text -> ": " + text).orElse("."));
    }

    /** The same for every way of writing the same request. */
    private static String hash(
            String orderId,
            String channel,
            List<ReserveCommand.Line> lines,
            Long ttlSeconds,
            boolean allowPartial,
            boolean allowPreorder) {
        return digest(List.of(
                orderId, channel, canonical(lines), ttlSeconds == null ? 0 : ttlSeconds, allowPartial, allowPreorder));
    }

    private static List<Object> canonical(List<ReserveCommand.Line> lines) {
        return lines.stream()
                .<Object>map(line -> List.of(line.sku(), line.quantity()))
                .toList();
    }

    private static String digest(List<Object> canonical) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(Json.text(canonical).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
