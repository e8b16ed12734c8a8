package io.zapas.alerting.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Handling;
import io.zapas.alerting.delivery.NoticeBoard;
import io.zapas.alerting.render.AlertTable;
import io.zapas.alerting.render.Titles;
import io.zapas.alerting.render.Wording;
import io.zapas.runtime.http.ProblemException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * {@code /v1/alerts} and {@code /v1/notices}. Open means not resolved, acknowledged and snoozed ones included; lists are sorted by what to look at first.
 */
public final class AlertRoutes {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;
    private static final int MAX_ROWS = 100_000;
    private static final int MAX_COMMAND_ID = 128;

    private final AlertBook book;
    private final NoticeBoard board;
    private final OrderReader orders;
    private final Locale locale;
    private final Wording wording;
    private final AlertDocument document;

    /** @param wording of titles in tables, and of explanations unless another language is asked for */
    public AlertRoutes(AlertBook book, NoticeBoard board, OrderReader orders, Wording wording, AlertDocument document) {
        this.document = document;
        this.book = book;
        this.board = board;
        this.orders = orders;
        this.wording = wording;
        this.locale = wording.locale();
    }

    public void mount(Router router) {
        router.get("/v1/alerts").handler(this::list);
        router.get("/v1/alerts/:id").handler(this::one);
        router.get("/v1/alerts/:id/explain").handler(this::explain);
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
            String commandId = call.request().getHeader("Idempotency-Key");
            try {
                if (commandId != null && (commandId.isBlank() || commandId.length() > MAX_COMMAND_ID)) {
                    throw new ProblemException(
                            400, "invalid-field", "Idempotency-Key must be 1 to " + MAX_COMMAND_ID + " characters");
                }
                order = reader.apply(call.body() == null ? null : call.body().buffer());
            } catch (ProblemException e) {
                call.fail(e);
                return;
            }
            answer(call, book.handle(call.pathParam("id"), commandId, order).map(document::of));
        });
    }

    private void list(RoutingContext call) {
        Predicate<Alert> wanted;
        int limit;
        boolean table;
        String notice = call.request().getParam("notice");
        try {
            table = isTable(call);
            wanted = state(call.request().getParam("state"), notice == null ? "open" : "all")
                    .and(type(call.request().getParam("type")))
                    .and(same(call.request().getParam("owner"), Alert::owner))
                    .and(same(call.request().getParam("sku"), Alert::sku));
            limit = table ? limit(call, MAX_ROWS, MAX_ROWS) : limit(call, DEFAULT_LIMIT, MAX_LIMIT);
        } catch (ProblemException e) {
            call.fail(e);
            return;
        }
        Future<? extends Collection<Alert>> all = notice == null
                ? book.alerts()
                : book.shownIn(notice)
                        .map(shown -> shown.orElseThrow(
                                () -> new ProblemException(404, "unknown-notice", "No notice " + notice)));
        if (table) {
            Future<String> rows = all.compose(alerts ->
                    aside(call, () -> AlertTable.csv(page(alerts, wanted, limit).items(), wording)));
            Answers.finish(call, rows, text -> sendTable(call, text));
        } else {
            answer(call, all.compose(alerts -> aside(call, () -> documents(page(alerts, wanted, limit)))));
        }
    }

    /** There may be a million alerts. */
    private static <T> Future<T> aside(RoutingContext call, Callable<T> work) {
        return call.vertx().executeBlocking(work, false);
    }

    /** As a CSV file, every row of it; the header of a request decides where no format is asked for. */
    private static boolean isTable(RoutingContext call) {
        String format = call.request().getParam("format");
        if (format == null) {
            String accept = call.request().getHeader("Accept");
            return accept != null && accept.contains("text/csv");
        }
        return switch (format) {
            case "json" -> false;
            case "csv" -> true;
            default ->
                throw new ProblemException(400, "invalid-field", "format must be one of json, csv, was " + format);
        };
    }

    private static void sendTable(RoutingContext call, String rows) {
        call.response()
                .putHeader("content-type", "text/csv; charset=utf-8")
                .putHeader("content-disposition", "attachment; filename=zapas-alerts.csv")
                .end(AlertTable.BYTE_ORDER_MARK + rows);
    }

    private Page page(Collection<Alert> all, Predicate<Alert> wanted, int limit) {
        return Page.first(all, wanted, limit).map(alert -> Titles.titled(alert, wording));
    }

    private Map<String, Object> documents(Page page) {
        return Map.of("items", page.items().stream().map(document::of).toList(), "total", page.total());
    }

    private void one(RoutingContext call) {
        String id = call.pathParam("id");
        answer(call, book.alert(id).map(alert -> document.of(alert.orElseThrow(() -> unknown(id)))));
    }

    private void explain(RoutingContext call) {
        String id = call.pathParam("id");
        String asked = call.request().getParam("lang");
        if (asked != null && !asked.equals("pl") && !asked.equals("en")) {
            call.fail(new ProblemException(400, "invalid-field", "lang must be pl or en, was " + asked));
            return;
        }
        answer(
                call,
                book.explain(id, asked == null ? locale : Locale.forLanguageTag(asked))
                        .map(explanation -> explanation.orElseThrow(() -> unknown(id))));
    }

    private static ProblemException unknown(String id) {
        return new ProblemException(404, "unknown-alert", "No alert " + id);
    }

    private void notices(RoutingContext call) {
        try {
            Answers.json(call, Map.of("items", board.newest(limit(call, DEFAULT_LIMIT, MAX_LIMIT))));
        } catch (ProblemException e) {
            call.fail(e);
        }
    }

    private static Predicate<Alert> state(String state, String standard) {
        return switch (state == null ? standard : state.toLowerCase(Locale.ROOT)) {
            case "open" -> alert -> alert.handling() != Handling.RESOLVED;
            case "acknowledged" -> alert -> alert.handling() == Handling.ACKNOWLEDGED;
            case "escalated" -> alert -> alert.handling() == Handling.ESCALATED;
            case "snoozed" -> alert -> alert.handling() == Handling.SNOOZED;
            case "resolved" -> alert -> alert.handling() == Handling.RESOLVED;
            case "all" -> alert -> true;
            default ->
                throw new ProblemException(
                        400,
                        "invalid-field",
                        "state must be one of open, acknowledged, escalated, snoozed, resolved, all, was " + state);
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
        Answers.finish(call, future, body -> Answers.json(call, body));
    }
}
