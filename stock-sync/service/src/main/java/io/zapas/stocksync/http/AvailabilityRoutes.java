package io.zapas.stocksync.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.zapas.runtime.events.Fields;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.http.HotPath;
import io.zapas.runtime.http.ProblemException;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.domain.Evidence;
import io.zapas.stocksync.domain.ShownAvailability;
import io.zapas.stocksync.domain.Stock;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many may be sold, and why. Plain reads are answered from what this instance knows to be published, as long as that is current
 * ({@link CurrentView}); with {@code consistent=true}, and whenever there is doubt, from the store. With a channel, {@code available} is what that channel may
 * show.
 */
public final class AvailabilityRoutes {
    /** SKUs of one query. */
    public static final int MAX_SKUS = 1_000;

    private static final byte[] ITEMS = "{\"items\":[".getBytes(StandardCharsets.UTF_8);

    private final Context context;
    private final Stock stock;
    private final CurrentView view;

    public AvailabilityRoutes(Context context, Stock stock, CurrentView view) {
        this.context = context;
        this.stock = stock;
        this.view = view;
    }

    public void mount(Router router, HotPath hotPath) {
        hotPath.get("/v1/availability/", (sku, channel) -> channel.isEmpty() ? view.json(sku) : null);
        router.get("/v1/availability/:sku").handler(this::one);
        router.get("/v1/availability/:sku/explain").handler(this::explain);
        router.post("/v1/availability/query").handler(this::query);
    }

    private void one(RoutingContext ctx) {
        String sku = Replies.text("sku", ctx.pathParam("sku"));
        String channel = Replies.parameter(ctx, "channel");
        byte[] known = consistent(ctx) ? null : view.json(sku);
        if (known != null) {
            answer(ctx, known, channel);
            return;
        }
        find(sku).onSuccess(found -> answer(ctx, found.json(), channel)).onFailure(ctx::fail);
    }

    private static void answer(RoutingContext ctx, byte[] json, String channel) {
        if (channel == null) {
            Replies.json(ctx, 200, json);
        } else {
            Replies.json(ctx, 200, seenBy(channel, Json.read(json, Availability.class)));
        }
    }

    private void query(RoutingContext ctx) {
        Fields body = Replies.body(ctx);
        LinkedHashSet<String> skus = new LinkedHashSet<>(body.texts("skus", MAX_SKUS));
        String channel = body.text("channel");
        if (skus.isEmpty()) {
            throw new InvalidFieldException("skus", "must name 1 to " + MAX_SKUS + " SKUs");
        }
        Map<String, byte[]> known = new LinkedHashMap<>();
        List<String> asked = new ArrayList<>();
        for (String sku : skus) {
            byte[] json = view.json(sku);
            known.put(sku, json);
            if (json == null) {
                asked.add(sku);
            }
        }
        if (asked.isEmpty()) {
            answer(ctx, known, channel);
            return;
        }
        read(asked)
                .onSuccess(found -> {
                    found.forEach((sku, shown) -> known.put(sku, shown.json()));
                    answer(ctx, known, channel);
                })
                .onFailure(ctx::fail);
    }

    /** @param known by SKU, null for one that nobody knows */
    private static void answer(RoutingContext ctx, Map<String, byte[]> known, String channel) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(ITEMS.length + 512 * known.size());
        List<String> unknown = new ArrayList<>();
        body.writeBytes(ITEMS);
        boolean first = true;
        for (Map.Entry<String, byte[]> item : known.entrySet()) {
            if (item.getValue() == null) {
                unknown.add(item.getKey());
                continue;
            }
            if (!first) {
                body.write(',');
            }
            first = false;
            body.writeBytes(
                    channel == null
                            ? item.getValue()
                            : Json.bytes(seenBy(channel, Json.read(item.getValue(), Availability.class))));
        }
        body.writeBytes("],\"unknown\":".getBytes(StandardCharsets.UTF_8));
        body.writeBytes(Json.bytes(unknown));
        body.write('}');
        Replies.json(ctx, 200, body.toByteArray());
    }

    private void explain(RoutingContext ctx) {
        String sku = Replies.text("sku", ctx.pathParam("sku"));
        String channel = Replies.parameter(ctx, "channel");
        // Three reads of the store: a change in between makes terms and evidence differ by that change.
        find(sku)
                .map(ShownAvailability::read)
                .compose(availability -> Future.all(
                                components(availability),
                                Replies.store(context, stock.trail(sku)),
                                Replies.store(context, stock.explain(sku, channel)))
                        .map(read -> {
                            Map<String, Availability> parts = read.resultAt(0);
                            List<LedgerEntry> trail = read.resultAt(1);
                            Optional<Evidence> evidence = read.resultAt(2);
                            return Explanation.of(availability, parts, trail, evidence.orElseThrow(), channel);
                        }))
                .onSuccess(explanation -> Replies.json(ctx, 200, explanation))
                .onFailure(ctx::fail);
    }

    private Future<Map<String, Availability>> components(Availability availability) {
        Product product = availability.product();
        if (product == null || product.kit().isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return read(product.kit().stream().map(Product.KitComponent::sku).toList())
                .map(found -> {
                    Map<String, Availability> parts = new HashMap<>();
                    found.forEach((sku, shown) -> parts.put(sku, shown.read()));
                    return parts;
                });
    }

    private Future<ShownAvailability> find(String sku) {
        return read(List.of(sku)).map(found -> {
            ShownAvailability availability = found.get(sku);
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

    private Future<Map<String, ShownAvailability>> read(List<String> skus) {
        return Replies.store(context, stock.availability(skus));
    }

    private static boolean consistent(RoutingContext ctx) {
        String value = ctx.queryParams().get("consistent");
        if (value != null && !value.equals("true") && !value.equals("false")) {
            throw new InvalidFieldException("consistent", "must be true or false, was \"" + value + "\"");
        }
        return "true".equals(value);
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
