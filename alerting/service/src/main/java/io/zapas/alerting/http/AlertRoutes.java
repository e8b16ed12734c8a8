package io.zapas.alerting.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Handling;
import io.zapas.alerting.delivery.NoticeBoard;
import io.zapas.alerting.domain.AlertOrder;
import io.zapas.runtime.http.ProblemException;
import io.zapas.runtime.json.Json;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * {@code /v1/alerts} and {@code /v1/notices}. Open means not resolved, acknowledged and snoozed ones included; lists are sorted by what to look at first.
 */
public final class AlertRoutes {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    private final AlertBook book;
    private final NoticeBoard board;
    private final OrderReader orders;

    public AlertRoutes(AlertBook book, NoticeBoard board, ZoneId zone) {
        this.book = book;
        this.board = board;
        this.orders = new OrderReader(zone);
    }

    public void mount(Router router) {
        router.get("/v1/alerts").handler(this::list);
        router.get("/v1/alerts/:id").handler(this::one);
        command(router, "acknowledge", orders::acknowledge);
        command(router, "snooze", orders::snooze);
        command(router, "ordered", orders::ordered);
        command(router, "resolve", orders::resolve);
        command(router, "false-alarm", orders::falseAlarm);
        router.get("/v1/notices").handler(this::notices);
    }

    private void command(Router router, String name, Function<Buffer, AlertBook.Order> reader) {
        router.post("/v1/alerts/:id/" + name).handler(call -> {
            AlertBook.Order order;
            try {
                order = reader.apply(call.body() == null ? null : call.body().buffer());
            } catch (ProblemException e) {
                call.fail(e);
                return;
            }
            answer(call, book.handle(call.pathParam("id"), order));
        });
    }

    private void list(RoutingContext call) {
        Predicate<Alert> wanted;
        int limit;
        try {
            wanted = state(call.request().getParam("state"))
                    .and(type(call.request().getParam("type")))
                    .and(same(call.request().getParam("owner"), Alert::owner))
                    .and(same(call.request().getParam("sku"), Alert::sku));
            limit = limit(call, DEFAULT_LIMIT, MAX_LIMIT);
        } catch (ProblemException e) {
            call.fail(e);
            return;
        }
        answer(call, book.alerts().map(all -> page(all, wanted, limit)));
    }

    private static Page page(List<Alert> all, Predicate<Alert> wanted, int limit) {
        List<Alert> found =
                all.stream().filter(wanted).sorted(AlertOrder.MOST_URGENT_FIRST).toList();
        return new Page(found.subList(0, Math.min(limit, found.size())), found.size());
    }

    private void one(RoutingContext call) {
        String id = call.pathParam("id");
        answer(
                call,
                book.alert(id)
                        .map(alert ->
                                alert.orElseThrow(() -> new ProblemException(404, "unknown-alert", "No alert " + id))));
    }

    private void notices(RoutingContext call) {
        try {
            send(call, Map.of("items", board.newest(limit(call, DEFAULT_LIMIT, MAX_LIMIT))));
        } catch (ProblemException e) {
            call.fail(e);
        }
    }

    private static Predicate<Alert> state(String state) {
        return switch (state == null ? "open" : state.toLowerCase(Locale.ROOT)) {
            case "open" -> alert -> alert.handling() != Handling.RESOLVED;
            case "acknowledged" -> alert -> alert.handling() == Handling.ACKNOWLEDGED;
            case "snoozed" -> alert -> alert.handling() == Handling.SNOOZED;
            case "resolved" -> alert -> alert.handling() == Handling.RESOLVED;
            case "all" -> alert -> true;
            default ->
                throw new ProblemException(
                        400,
                        "invalid-field",
                        "state must be one of open, acknowledged, snoozed, resolved, all, was " + state);
        };
    }

    private static Predicate<Alert> type(String type) {
        if (type == null) {
            return alert -> true;
        }
        for (Alert.Type known : Alert.Type.values()) {
            if (known.name().equalsIgnoreCase(type)) {
                return alert -> alert.type() == known;
            }
        }
        throw new ProblemException(
                400,
                "invalid-field",
                "type must be one of " + List.of(Alert.Type.values()).toString().replaceAll("[\\[\\]]", "") + ", was "
                        + type);
    }

    private static Predicate<Alert> same(String wanted, Function<Alert, String> field) {
        return wanted == null ? alert -> true : alert -> wanted.equals(field.apply(alert));
    }

    private static int limit(RoutingContext call, int standard, int max) {
        String limit = call.request().getParam("limit");
        if (limit == null) {
            return standard;
        }
        try {
            int number = Integer.parseInt(limit);
            if (number >= 1 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new ProblemException(
                400, "invalid-field", "limit must be a whole number from 1 to " + max + ", was " + limit);
    }

    private static void answer(RoutingContext call, Future<?> future) {
        Context home = call.vertx().getOrCreateContext();
        future.onComplete(done -> home.runOnContext(v -> {
            if (done.failed()) {
                call.fail(done.cause());
            } else {
                send(call, done.result());
            }
        }));
    }

    private static void send(RoutingContext call, Object body) {
        call.response().putHeader("content-type", "application/json").end(Buffer.buffer(Json.bytes(body)));
    }

    /**
     * A list.
     *
     * @param total how many there are beyond the limit
     */
    record Page(List<Alert> items, int total) {}
}
