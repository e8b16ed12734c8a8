package io.zapas.demo.replay;

import io.zapas.demo.door.Events;
import io.zapas.demo.door.OutEvent;
import io.zapas.demo.replay.SupplyPlan.Action;
import io.zapas.demo.replay.SupplyPlan.Delivery;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.api.StockMovement;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Turns documents and supply actions into events of the contract. Ids come from the file, so the same file makes the same events. */
final class ReplayEvents {
    static final String LOCATION = "WAREHOUSE";
    private static final String SHOP = "shop";
    private static final String EXPORT = "export";
    private static final String HOME_COUNTRY = "United Kingdom";
    private static final Events EVENTS = new Events("replay/erp", "replay/");
    private static final int MAX_NAME = 128;

    private final Map<String, String> names;

    /** @param names product names by SKU; a SKU without one gets none */
    ReplayEvents(Map<String, String> names) {
        this.names = names;
    }

    List<OutEvent> supply(Action action, Instant at) {
        if (action instanceof Action.Listed listed) {
            return listed(listed, at);
        }
        if (action instanceof Action.Ordered ordered) {
            return List.of(expected(ordered.delivery(), ordered.delivery().agreed(), at, false));
        }
        if (action instanceof Action.Late late) {
            return List.of(expected(late.delivery(), late.delivery().arrives(), at, true));
        }
        Delivery delivery = ((Action.Received) action).delivery();
        return List.of(
                EVENTS.movement(
                        "receipt:" + delivery.purchaseOrder(),
                        at,
                        delivery.sku(),
                        LOCATION,
                        delivery.quantity(),
                        StockMovement.Reason.RECEIPT,
                        delivery.purchaseOrder()),
                EVENTS.supply(
                        "received:" + delivery.purchaseOrder(),
                        at,
                        delivery.sku(),
                        LOCATION,
                        0,
                        delivery.arrives(),
                        delivery.purchaseOrder(),
                        true));
    }

    OutEvent sale(Document sale, Order.Status status, Instant at, Instant placedAt) {
        String channel = HOME_COUNTRY.equals(sale.country()) ? SHOP : EXPORT;
        return EVENTS.order(at, sale.id(), channel, status, sale.units(), placedAt, LOCATION);
    }

    /** A return or a write-off: one movement per SKU. */
    List<OutEvent> movements(Document document, Instant at) {
        boolean comesBack = document.kind() == Document.Kind.RETURN;
        List<OutEvent> events = new ArrayList<>();
        document.units()
                .forEach((sku, units) -> events.add(EVENTS.movement(
                        document.id() + ":" + sku,
                        at,
                        sku,
                        LOCATION,
                        comesBack ? units : -units,
                        comesBack ? StockMovement.Reason.RETURN : StockMovement.Reason.ADJUSTMENT,
                        document.id())));
        return events;
    }

    private List<OutEvent> listed(Action.Listed listed, Instant at) {
        String sku = listed.goods().sku();
        return List.of(
                EVENTS.product("product:" + sku, at, product(listed)),
                EVENTS.level("opening:" + sku, at, sku, LOCATION, listed.opening()));
    }

    private Product product(Action.Listed listed) {
        FileProfile.Goods goods = listed.goods();
        SupplyPolicy.Terms terms = listed.terms();
        String name = names.get(goods.sku());
        return new Product(
                goods.sku(),
                name == null || name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME),
                null,
                terms.supplier(),
                (double) terms.leadDays(),
                terms.leadSdDays(),
                money(goods.price() * SupplyPolicy.COST_SHARE),
                money(goods.price()),
                "GBP",
                terms.moq(),
                terms.multiple(),
                terms.owner(),
                null,
                null,
                null,
                false);
    }

    private static OutEvent expected(Delivery delivery, LocalDate eta, Instant at, boolean confirmed) {
        return EVENTS.supply(
                "expected:" + delivery.purchaseOrder() + ":" + eta,
                at,
                delivery.sku(),
                LOCATION,
                delivery.quantity(),
                eta,
                delivery.purchaseOrder(),
                confirmed);
    }

    /** Null for a SKU that was never sold for money. */
    private static BigDecimal money(double amount) {
        return amount <= 0 ? null : BigDecimal.valueOf(amount).setScale(2, RoundingMode.HALF_UP);
    }
}
