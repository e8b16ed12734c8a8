package io.zapas.stocksync.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.zapas.runtime.events.Fields;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.http.ProblemException;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.relay.LedgerTrail;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * How many may be sold, and why. Every answer is read consistently from the store; {@code consistent} is accepted and changes nothing. With a
 * channel, {@code available} is what that channel may show.
 */
public final class AvailabilityRoutes {
    /** SKUs of one query. */
    public static final int MAX_SKUS = 1_000;

    private final Context context;
    private final Stock stock;
    private final LedgerTrail trail;

    public AvailabilityRoutes(Context context, Stock stock, LedgerTrail trail) {
        this.context = context;
        this.stock = stock;
        this.trail = trail;
    }

    public void mount(Router router) {
        router.get("/v1/availability/:sku").handler(this::one);
        router.get("/v1/availability/:sku/explain").handler(this::explain);
        router.post("/v1/availability/query").handler(this::query);
    }

    private void one(RoutingContext ctx) {
        String sku = Replies.text("sku", ctx.pathParam("sku"));
        String channel = Replies.parameter(ctx, "channel");
        consistent(ctx);
        find(sku)
                .onSuccess(found -> Replies.json(ctx, 200, seenBy(channel, found)))
                .onFailure(ctx::fail);
    }

    private void query(RoutingContext ctx) {
        Fields body = Replies.body(ctx);
        LinkedHashSet<String> skus = new LinkedHashSet<>(body.texts("skus", MAX_SKUS));
        String channel = body.text("channel");
        if (skus.isEmpty()) {
            throw new InvalidFieldException("skus", "must name 1 to " + MAX_SKUS + " SKUs");
        }
        read(new ArrayList<>(skus))
                .onSuccess(found -> {
                    List<Availability> items = new ArrayList<>();
                    List<String> unknown = new ArrayList<>();
                    for (String sku : skus) {
                        Availability availability = found.get(sku);
                        if (availability == null) {
                            unknown.add(sku);
                        } else {
                            items.add(seenBy(channel, availability));
                        }
                    }
                    Map<String, Object> answer = new LinkedHashMap<>();
                    answer.put("items", items);
                    answer.put("unknown", unknown);
                    Replies.json(ctx, 200, answer);
                })
                .onFailure(ctx::fail);
    }

    private void explain(RoutingContext ctx) {
        String sku = Replies.text("sku", ctx.pathParam("sku"));
        String channel = Replies.parameter(ctx, "channel");
        find(sku)
                .compose(availability -> trail.of(sku).otherwise(List.of()).compose(steps -> components(availability)
                        .map(parts -> Explanation.of(availability, parts, steps, channel))))
                .onSuccess(explanation -> Replies.json(ctx, 200, explanation))
                .onFailure(ctx::fail);
    }

    private Future<Map<String, Availability>> components(Availability availability) {
        Product product = availability.product();
        if (product == null || product.kit().isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return read(product.kit().stream().map(Product.KitComponent::sku).toList());
    }

    private Future<Availability> find(String sku) {
        return read(List.of(sku)).map(found -> {
            Availability availability = found.get(sku);
            if (availability == null) {
                throw new ProblemException(
                        404,
                        "unknown-sku",
                        "No level or product of \"" + sku + "\" has been seen.",
                        Map.of("sku", sku));
            }
            return availability;
        });
    }

    private Future<Map<String, Availability>> read(List<String> skus) {
        return Replies.store(context, stock.availability(skus));
    }

    private static void consistent(RoutingContext ctx) {
        String value = ctx.queryParams().get("consistent");
        if (value != null && !value.equals("true") && !value.equals("false")) {
            throw new InvalidFieldException("consistent", "must be true or false, was \"" + value + "\"");
        }
    }

    private static Availability seenBy(String channel, Availability all) {
        if (channel == null) {
            return all;
        }
        long exposure = all.exposure(channel);
        return new Availability(
                all.sku(),
                exposure,
                all.shortfall(),
                all.shortOrders(),
                Map.of(channel, exposure),
                all.locations(),
                all.incoming(),
                all.product(),
                all.version(),
                all.asOf(),
                all.stale(),
                all.preorder());
    }
}
