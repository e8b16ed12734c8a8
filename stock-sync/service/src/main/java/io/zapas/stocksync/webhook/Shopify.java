package io.zapas.stocksync.webhook;

import io.zapas.stocksync.api.Offer;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.intake.OutgoingEvent;
import io.zapas.stocksync.signing.Hmac;
import io.zapas.stocksync.statement.LineName;
import io.zapas.stocksync.statement.OrderStatement;
import io.zapas.stocksync.statement.Part;
import io.zapas.stocksync.statement.Statements;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Shopify: {@code X-Shopify-Hmac-Sha256} = base64 of HMAC-SHA256 over the body.
 *
 * <p>Each order message is the whole order as it stands, so every topic of orders is read alike, and from the signed body alone: what it is paid, what
 * left (fulfilments, by the time they were made), what came back to the shelf (refund lines with {@code return}), or that it is cancelled. Lines are
 * what is still wanted or has left. A line without SKU is named {@code variant/ID}; gift cards, lines of no product, and what neither ships nor has stock
 * are no stock. Levels are the channel's mirror and become offers named by inventory item, which {@code products/*} links to SKUs; a level of an
 * item that is not tracked says nothing.
 */
final class Shopify implements WebhookSystem {
    static final String NAME = "shopify";

    private static final String SIGNATURE = "X-Shopify-Hmac-Sha256";
    private static final String GID = "admin_graphql_api_id";

    private final Secrets secrets;
    private final Shop shop;
    private final Map<String, String> locations;
    private final String shownLocation;

    /**
     * @param locations Shopify's location id -> ours
     * @param shownLocation the one whose levels the channel shows; null: all levels are of it
     */
    Shopify(Secrets secrets, Shop shop, Map<String, String> locations, String shownLocation) {
        this.secrets = secrets;
        this.shop = shop;
        this.locations = Map.copyOf(locations);
        this.shownLocation = shownLocation;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void verify(Delivery delivery) {
        String given = secrets.required(delivery, SIGNATURE);
        secrets.require(
                secret -> Signing.isBase64(Hmac.sha256(Signing.utf8(secret), delivery.body()), given), SIGNATURE);
    }

    @Override
    public List<OutgoingEvent> translate(Delivery delivery) {
        String topic = delivery.header("X-Shopify-Topic");
        String kind = topic == null ? "" : topic;
        Statements statements = new Statements("/webhooks/" + NAME, id(delivery, kind));
        switch (kind) {
            case "orders/create",
                    "orders/updated",
                    "orders/edited",
                    "orders/paid",
                    "orders/cancelled",
                    "orders/fulfilled",
                    "orders/partially_fulfilled" -> order(statements, Part.of(delivery.body()));
            case "refunds/create" -> refund(statements, Part.of(delivery.body()));
            case "inventory_levels/update", "inventory_levels/connect" -> level(statements, Part.of(delivery.body()));
            case "products/create", "products/update" -> product(statements, Part.of(delivery.body()));
            default -> {
                // Nothing about stock.
            }
        }
        return statements.events();
    }

    private static String id(Delivery delivery, String topic) {
        String event = delivery.header("X-Shopify-Event-Id");
        String id = event == null || event.isBlank() ? delivery.header("X-Shopify-Webhook-Id") : event;
        return id == null || id.isBlank()
                ? Statements.hashed(topic, delivery.body())
                : Statements.claimed(id.strip(), delivery.body());
    }

    /** The topic stands in a header nobody signed; the body says what it is. */
    private static void requireKind(Part part, String kind) {
        String gid = part.text(GID);
        if (gid != null && !gid.startsWith("gid://shopify/" + kind + "/")) {
            throw part.invalid(GID, "must be of a " + kind + ", as the topic says");
        }
    }

    private void order(Statements statements, Part order) {
        requireKind(order, "Order");
        String id = order.requiredText("id");
        Instant updated = order.required("updated_at", order.time("updated_at"));
        OrderStatement statement = new OrderStatement(
                shop.channel(), id, shop.external(withoutHash(order.text("name"))), order.time("created_at"));
        Map<String, LineName> names = new HashMap<>();
        Map<Instant, Parcel> parcels = parcels(order);
        Map<LineName, Long> lines = lines(order, parcels, names);
        if (lines.isEmpty() && names.isEmpty()) {
            return;
        }
        Instant cancelled = order.time("cancelled_at");
        if (cancelled != null) {
            statement.state(
                    statements, "cancelled", cancelled, Order.Status.CANCELLED, ordered(order, names), null, null);
        } else if (lines.isEmpty()) {
            // Edited until nothing was left of it.
            statement.state(
                    statements, "cancelled", updated, Order.Status.CANCELLED, ordered(order, names), null, null);
        } else {
            Money money = Money.of(order);
            statement.state(
                    statements,
                    money.paid() ? "paid" : "placed",
                    updated,
                    money.status(),
                    lines,
                    money.payment(),
                    null);
        }
        parcels.forEach((time, parcel) -> {
            Map<LineName, Long> left = parcel.named(names);
            if (!left.isEmpty()) {
                statement.state(statements, "shipped/" + time, time, Order.Status.SHIPPED, left, null, parcel.location);
            }
        });
        List<Part> refunds = order.list("refunds");
        returned(statements, statement, refunds, names);
    }

    /** The whole order's lines, as they were ordered. */
    private static Map<LineName, Long> ordered(Part order, Map<String, LineName> names) {
        Map<LineName, Long> lines = new LinkedHashMap<>();
        for (Part line : order.list("line_items")) {
            LineName name = names.get(line.text("id"));
            long units = line.requiredUnits("quantity");
            if (name != null && units > 0) {
                lines.merge(name, units, Long::sum);
            }
        }
        return lines;
    }

    /**
     * Units still wanted or gone. What was removed or refunded Shopify takes off {@code current_quantity}, also when it had left before: that it left stays
     * true.
     *
     * @param names filled with what each line is of
     */
    private static Map<LineName, Long> lines(Part order, Map<Instant, Parcel> parcels, Map<String, LineName> names) {
        Map<LineName, Long> lines = new LinkedHashMap<>();
        for (Part line : order.requiredList("line_items")) {
            String id = line.requiredText("id");
            LineName name = name(line);
            if (name == null) {
                continue;
            }
            names.put(id, name);
            long ordered = line.requiredUnits("quantity");
            Long current = line.units("current_quantity");
            long gone = parcels.values().stream()
                    .mapToLong(parcel -> parcel.units.getOrDefault(id, 0L))
                    .sum();
            long units = Math.max(current == null ? ordered : current, Math.min(gone, ordered));
            if (units > 0) {
                lines.merge(name, units, Long::sum);
            }
        }
        return lines;
    }

    /** Null: no stock. */
    private static LineName name(Part line) {
        String sku = line.text("sku");
        String variant = line.text("variant_id");
        boolean untracked = line.isNot("requires_shipping") && !line.has("variant_inventory_management");
        if (line.is("gift_card") || (sku == null && variant == null) || untracked) {
            return null;
        }
        return sku == null ? LineName.listing("variant/" + variant) : LineName.sku(sku);
    }

    /** What left, by the time the fulfilments were made; those of one moment are one parcel. */
    private Map<Instant, Parcel> parcels(Part order) {
        Map<Instant, Parcel> parcels = new TreeMap<>();
        for (Part fulfilment : order.list("fulfillments")) {
            String status = fulfilment.text("status");
            if (status != null && !status.equals("success")) {
                continue;
            }
            Instant made = fulfilment.required("created_at", fulfilment.time("created_at"));
            Parcel parcel = parcels.computeIfAbsent(made, time -> new Parcel());
            parcel.from(location(fulfilment));
            for (Part line : fulfilment.list("line_items")) {
                long units = line.requiredUnits("quantity");
                if (units > 0) {
                    parcel.units.merge(line.requiredText("id"), units, Long::sum);
                }
            }
        }
        return parcels;
    }

    private String location(Part part) {
        String id = part.text("location_id");
        return id == null ? null : locations.get(id);
    }

    private void refund(Statements statements, Part refund) {
        requireKind(refund, "Refund");
        OrderStatement statement = new OrderStatement(shop.channel(), refund.requiredText("order_id"), null, null);
        Map<String, LineName> names = new HashMap<>();
        for (Part line : refund.list("refund_line_items")) {
            Part of = line.object("line_item");
            LineName name = of == null ? null : name(of);
            if (name != null) {
                names.put(line.requiredText("line_item_id"), name);
            }
        }
        returned(statements, statement, List.of(refund), names);
    }

    private void returned(
            Statements statements, OrderStatement order, List<Part> refunds, Map<String, LineName> names) {
        Map<Instant, Parcel> parcels = new TreeMap<>();
        for (Part refund : refunds) {
            for (Part line : refund.list("refund_line_items")) {
                long units = line.requiredUnits("quantity");
                if (!"return".equals(line.text("restock_type")) || units <= 0) {
                    continue;
                }
                Instant made = refund.required("created_at", refund.time("created_at"));
                Parcel parcel = parcels.computeIfAbsent(made, time -> new Parcel());
                parcel.from(location(line));
                parcel.units.merge(line.requiredText("line_item_id"), units, Long::sum);
            }
        }
        parcels.forEach((time, parcel) -> {
            Map<LineName, Long> back = parcel.named(names);
            if (!back.isEmpty()) {
                order.state(statements, "returned/" + time, time, Order.Status.RETURNED, back, null, parcel.location);
            }
        });
    }

    private void level(Statements statements, Part level) {
        requireKind(level, "InventoryLevel");
        String item = level.requiredText("inventory_item_id");
        String location = level.requiredText("location_id");
        Instant time = level.required("updated_at", level.time("updated_at"));
        Long available = level.units("available");
        if (available != null && (shownLocation == null || shownLocation.equals(location))) {
            offer(statements, item, null, available, time);
        }
    }

    private void product(Statements statements, Part product) {
        requireKind(product, "Product");
        Instant time = product.required("updated_at", product.time("updated_at"));
        for (Part variant : product.requiredList("variants")) {
            String sku = variant.text("sku");
            String item = variant.text("inventory_item_id");
            Long shown = variant.units("inventory_quantity");
            if (sku != null && item != null && shown != null && variant.has("inventory_management")) {
                offer(statements, item, sku, shown, time);
            }
        }
    }

    /** A level below 0 shows nothing. */
    private void offer(Statements statements, String item, String sku, long quantity, Instant time) {
        statements.state(
                "offer/" + item,
                Offer.TYPE,
                sku,
                time,
                Statements.data()
                        .put("channel", shop.channel())
                        .put("offerId", item)
                        .put("sku", sku)
                        .put("quantity", Math.max(0, quantity)));
    }

    private static String withoutHash(String name) {
        return name != null && name.startsWith("#") ? name.substring(1) : name;
    }

    /** How an order's money stands. */
    private enum Money {
        NOTHING(false, null),
        UNDER_WAY(false, Order.Payment.PENDING),
        GIVEN_UP(false, Order.Payment.CANCELLED),
        PAID(true, null);

        private final boolean paid;
        private final Order.Payment payment;

        Money(boolean paid, Order.Payment payment) {
            this.paid = paid;
            this.payment = payment;
        }

        static Money of(Part order) {
            String status = order.text("financial_status");
            return switch (status == null ? "" : status) {
                case "paid", "partially_refunded", "refunded" -> PAID;
                case "pending", "authorized", "partially_paid" -> UNDER_WAY;
                case "voided", "expired" -> GIVEN_UP;
                default -> NOTHING;
            };
        }

        boolean paid() {
            return paid;
        }

        Order.Status status() {
            return paid ? Order.Status.PAID : Order.Status.PLACED;
        }

        Order.Payment payment() {
            return payment;
        }
    }

    /** Units by line id that moved together. */
    private static final class Parcel {
        private final Map<String, Long> units = new LinkedHashMap<>();
        private String location;
        private boolean first = true;

        /** Where it moved, unless it was at several places. */
        void from(String place) {
            location = first || (place != null && place.equals(location)) ? place : null;
            first = false;
        }

        Map<LineName, Long> named(Map<String, LineName> names) {
            Map<LineName, Long> named = new LinkedHashMap<>();
            units.forEach((line, quantity) -> {
                LineName name = names.get(line);
                if (name != null) {
                    named.merge(name, quantity, Long::sum);
                }
            });
            return named;
        }
    }
}
