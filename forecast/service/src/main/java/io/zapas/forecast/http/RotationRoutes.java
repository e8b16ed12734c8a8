package io.zapas.forecast.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.zapas.forecast.api.Campaign;
import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.domain.SkuFacts;
import io.zapas.forecast.domain.SkuFacts.Receipt;
import io.zapas.forecast.domain.Trust;
import io.zapas.forecast.kafka.Calculator.Supposition;
import io.zapas.forecast.kafka.RotationView;
import io.zapas.forecast.kafka.RotationView.Entry;
import io.zapas.runtime.events.Fields;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.http.ProblemException;
import io.zapas.runtime.json.Json;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** {@code /v1/rotation}: lists, one SKU, what-if; {@code /v1/backtest}. */
public final class RotationRoutes {
    private static final String CSV = "text/csv";
    /** Rows of CSV that are made and sent at a time. */
    private static final int CSV_PART = 200;

    private static final double MAX_LEAD_TIME_DAYS = 365;
    private static final double MAX_UPLIFT = 1_000;

    private final RotationView rotation;
    private final Desk desk;

    RotationRoutes(RotationView rotation, Desk desk) {
        this.rotation = rotation;
        this.desk = desk;
    }

    void mount(Router router) {
        router.get("/v1/rotation").handler(this::list);
        router.get("/v1/backtest").handler(ctx -> Replies.answer(ctx, this::backtest));
        router.get("/v1/rotation/:sku").handler(ctx -> Replies.answer(ctx, this::one));
        router.post("/v1/rotation/:sku/what-if").handler(ctx -> Replies.answer(ctx, this::whatIf));
    }

    private void list(RoutingContext ctx) {
        try {
            if (isCsv(ctx)) {
                csv(ctx, RotationQuery.of(ctx));
            } else {
                Replies.answer(ctx, this::json);
            }
        } catch (RuntimeException e) {
            ctx.fail(e);
        }
    }

    private static boolean isCsv(RoutingContext ctx) {
        String format = Replies.parameter(ctx, "format");
        if (format == null) {
            String accept = ctx.request().getHeader("accept");
            return accept != null && accept.toLowerCase(Locale.ROOT).contains(CSV);
        }
        return switch (format) {
            case "csv" -> true;
            case "json" -> false;
            default -> throw new InvalidFieldException("format", "must be json or csv, was \"" + format + "\"");
        };
    }

    private Future<String> json(RoutingContext ctx) {
        RotationQuery query = RotationQuery.of(ctx);
        List<Entry> selected = query.select(rotation.all());
        List<Entry> page = query.page(selected);
        String items = page.stream().map(Entry::json).collect(Collectors.joining(","));
        String next = query.next(selected, page);
        return Future.succeededFuture("{\"items\":[" + items + "],\"total\":" + selected.size()
                + (next == null ? "" : ",\"next\":\"" + next + "\"") + "}");
    }

    /** Everything that is asked for, on one page; {@code top} only where it is given. Made on the worker and sent part by part. */
    private void csv(RoutingContext ctx, RotationQuery query) {
        List<Entry> selected = query.select(rotation.all());
        List<Entry> rows = Replies.parameter(ctx, "top") == null ? selected : query.page(selected);
        HttpServerResponse response = ctx.response();
        response.putHeader("content-type", "text/csv; charset=utf-8")
                .putHeader("content-disposition", "attachment; filename=\"rotation.csv\"")
                .setChunked(true);
        response.write(RotationCsv.heading()).onFailure(ctx::fail).onSuccess(done -> csv(ctx, rows, 0));
    }

    private void csv(RoutingContext ctx, List<Entry> rows, int from) {
        if (from >= rows.size()) {
            ctx.response().end();
            return;
        }
        List<Entry> part = rows.subList(from, Math.min(rows.size(), from + CSV_PART));
        desk.work(() -> part.stream()
                        .map(entry -> RotationCsv.line(entry.forecast()))
                        .collect(Collectors.joining()))
                .compose(ctx.response()::write)
                .onFailure(failure -> ctx.request().connection().close())
                .onSuccess(done -> csv(ctx, rows, from + CSV_PART));
    }

    private record BacktestAnswer(Map<String, Trust> byClass, Map<String, Trust> byPattern) {}

    /** How far forecasts can be trusted, by ABC class and by pattern, as last published. */
    private Future<String> backtest(RoutingContext ctx) {
        List<Entry> judged = rotation.all().stream()
                .filter(entry -> entry.backtest() != null)
                .toList();
        return Future.succeededFuture(Json.text(new BacktestAnswer(
                Trust.of(judged.stream()
                        .map(entry -> new Trust.Judged(entry.backtest(), entry.abc()))
                        .toList()),
                Trust.of(judged.stream()
                        .map(entry -> new Trust.Judged(entry.backtest(), entry.pattern()))
                        .toList()))));
    }

    private Future<String> one(RoutingContext ctx) {
        Entry entry = entry(ctx);
        return Future.succeededFuture(explained(entry.json(), entry.forecast()));
    }

    /** The document with the words to it; its numbers stay as they are written. */
    private static String explained(String json, DemandForecast forecast) {
        String words = Json.text(Explanation.of(forecast));
        return json.substring(0, json.lastIndexOf('}')) + ",\"explanation\":" + words + "}";
    }

    private Entry entry(RoutingContext ctx) {
        String sku = ctx.pathParam("sku");
        Entry entry = rotation.find(sku);
        if (entry == null) {
            throw new ProblemException(404, "unknown-sku", "No SKU " + sku + " with stock or orders.");
        }
        return entry;
    }

    private Future<String> whatIf(RoutingContext ctx) {
        Entry entry = entry(ctx);
        String sku = entry.sku();
        Fields body = Replies.body(ctx);
        Double leadTimeDays = body.number("leadTimeDays", 0, MAX_LEAD_TIME_DAYS);
        Double leadTimeSdDays = body.number("leadTimeSdDays", 0, MAX_LEAD_TIME_DAYS);
        if (leadTimeDays == null && leadTimeSdDays != null) {
            throw new InvalidFieldException("leadTimeDays", "is required with leadTimeSdDays");
        }
        Receipt order = order(body);
        UnaryOperator<SkuFacts> facts = known -> {
            SkuFacts supposed = leadTimeDays == null ? known : known.withLeadTime(leadTimeDays, leadTimeSdDays);
            return order == null ? supposed : supposed.withReceipt(order);
        };
        return desk.calculate(List.of(sku), new Supposition(facts, campaign(body, sku), leadTimeDays != null))
                .map(forecasts -> {
                    DemandForecast supposed =
                            forecasts.get(0).withLastOrder(entry.forecast().lastOrder());
                    return explained(Json.text(supposed), supposed);
                });
    }

    private static Receipt order(Fields body) {
        Fields order = body.object("order");
        if (order == null) {
            return null;
        }
        long quantity = order.requiredInteger("quantity", 1, Fields.MAX_QUANTITY);
        LocalDate eta = order.date("eta");
        if (eta == null) {
            throw new InvalidFieldException("order.eta", "is required");
        }
        return new Receipt(eta, quantity, true);
    }

    private static Campaign campaign(Fields body, String sku) {
        Fields campaign = body.object("campaign");
        if (campaign == null) {
            return null;
        }
        Double uplift = campaign.number("uplift", 0, MAX_UPLIFT);
        Instant startsAt = campaign.time("startsAt");
        Instant endsAt = campaign.time("endsAt");
        if (uplift == null || startsAt == null || endsAt == null) {
            throw new InvalidFieldException(
                    "campaign." + (uplift == null ? "uplift" : startsAt == null ? "startsAt" : "endsAt"),
                    "is required");
        }
        if (!endsAt.isAfter(startsAt)) {
            throw new InvalidFieldException("campaign.endsAt", "must be after startsAt, was " + endsAt);
        }
        return new Campaign(
                "what-if", null, null, List.of(sku), startsAt, endsAt, null, null, null, null, uplift, null);
    }
}
