package io.zapas.forecast.http;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.zapas.forecast.api.Campaign;
import io.zapas.forecast.domain.SkuFacts;
import io.zapas.forecast.domain.SkuFacts.Receipt;
import io.zapas.forecast.kafka.Calculator.Supposition;
import io.zapas.forecast.kafka.RotationView;
import io.zapas.forecast.kafka.RotationView.Entry;
import io.zapas.runtime.events.Fields;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.http.ProblemException;
import io.zapas.runtime.json.Json;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** {@code /v1/rotation}: lists, one SKU, what-if. */
public final class RotationRoutes {
    private static final int DEFAULT_TOP = 50;
    private static final int MAX_TOP = 500;
    private static final double MAX_LEAD_TIME_DAYS = 365;
    private static final double MAX_UPLIFT = 1_000;

    /** What lists can be sorted by; SKUs without the figure come last, ties by SKU. */
    private static final Map<String, Comparator<Entry>> SORTS = Map.of(
            "cover", by(Entry::daysOfCover, Comparator.naturalOrder()),
            "stockout", by(Entry::stockout, Comparator.naturalOrder()),
            "velocity", by(Entry::velocity, Comparator.reverseOrder()),
            "turnover", by(Entry::turnover, Comparator.reverseOrder()),
            "risk", by(Entry::risk, Comparator.reverseOrder()));

    private final RotationView rotation;
    private final Desk desk;

    RotationRoutes(RotationView rotation, Desk desk) {
        this.rotation = rotation;
        this.desk = desk;
    }

    void mount(Router router) {
        router.get("/v1/rotation").handler(ctx -> Replies.answer(ctx, this::list));
        router.get("/v1/rotation/:sku").handler(ctx -> Replies.answer(ctx, this::one));
        router.post("/v1/rotation/:sku/what-if").handler(ctx -> Replies.answer(ctx, this::whatIf));
    }

    private static <T> Comparator<Entry> by(Function<Entry, T> figure, Comparator<? super T> order) {
        return Comparator.comparing(figure, Comparator.nullsLast(order)).thenComparing(Entry::sku);
    }

    private Future<String> list(RoutingContext ctx) {
        int top = Replies.integer(ctx, "top", DEFAULT_TOP, 1, MAX_TOP);
        String sort = Replies.parameter(ctx, "sort");
        Comparator<Entry> order = SORTS.get(sort == null ? "cover" : sort);
        if (order == null) {
            throw new InvalidFieldException(
                    "sort",
                    "must be one of "
                            + String.join(", ", SORTS.keySet().stream().sorted().toList()));
        }
        String abc = Replies.parameter(ctx, "class");
        if (abc != null && !List.of("A", "B", "C").contains(abc.toUpperCase(Locale.ROOT))) {
            throw new InvalidFieldException("class", "must be one of A, B, C");
        }
        String search = Replies.parameter(ctx, "search");
        String owner = Replies.parameter(ctx, "owner");
        List<Entry> found = rotation.all().stream()
                .filter(entry -> abc == null || abc.equalsIgnoreCase(entry.abc()))
                .filter(entry -> owner == null || owner.equalsIgnoreCase(entry.owner()))
                .filter(entry -> search == null || contains(entry.sku(), search) || contains(entry.name(), search))
                .sorted(order)
                .toList();
        String items = found.stream().limit(top).map(Entry::json).collect(Collectors.joining(","));
        return Future.succeededFuture("{\"items\":[" + items + "],\"total\":" + found.size() + "}");
    }

    private static boolean contains(String text, String part) {
        return text != null && text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    private Future<String> one(RoutingContext ctx) {
        return Future.succeededFuture(entry(ctx).json());
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
        String sku = entry(ctx).sku();
        Fields body = Replies.body(ctx);
        Double leadTimeDays = body.number("leadTimeDays", 0, MAX_LEAD_TIME_DAYS);
        Receipt order = order(body);
        UnaryOperator<SkuFacts> facts = known -> {
            SkuFacts supposed = leadTimeDays == null ? known : known.withLeadTimeDays(leadTimeDays);
            return order == null ? supposed : supposed.withReceipt(order);
        };
        return desk.calculate(List.of(sku), new Supposition(facts, campaign(body, sku)))
                .map(forecasts -> Json.text(forecasts.get(0)));
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
