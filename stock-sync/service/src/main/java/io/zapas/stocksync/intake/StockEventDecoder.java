package io.zapas.stocksync.intake;

import io.zapas.runtime.events.Fields;
import io.zapas.runtime.events.InboundEvent;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.stocksync.api.Offer;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.api.Payment;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.api.StockEvent;
import io.zapas.stocksync.api.StockLevel;
import io.zapas.stocksync.api.StockMovement;
import io.zapas.stocksync.api.SupplyExpected;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * CloudEvents data to typed events, every field with its limits. Stateless, safe on every thread.
 *
 * <p>What does not fit throws {@link InvalidFieldException} with the path of the field ({@code data.lines[0].quantity}); a type nobody knows
 * names the field {@code type}. Type names are exact, constants are read in any case, unknown fields are ignored.
 */
public final class StockEventDecoder {
    /** Lines of one order, and components of one kit. */
    public static final int MAX_LINES = 1_000;

    static final int MAX_CHANNELS = 200;
    static final int MAX_REPLACED = 20;
    static final int MAX_LOCATIONS = 1_000;
    private static final long MAX_PREORDER_DAYS = 3_650;
    private static final long MAX_PRIORITY = 1_000_000;
    private static final long MAX = Fields.MAX_QUANTITY;
    private static final double MAX_LEAD_TIME_DAYS = 3_650;
    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
    private static final Set<String> TYPES = Set.of(
            StockLevel.TYPE,
            StockMovement.TYPE,
            SupplyExpected.TYPE,
            Product.TYPE,
            Order.TYPE,
            Payment.TYPE,
            Offer.TYPE);

    private StockEventDecoder() {}

    /** Whether the type is one of those this decoder reads. */
    public static boolean knows(String type) {
        return TYPES.contains(type);
    }

    /** Reads the event's data by its type. */
    public static StockEvent decode(InboundEvent event) {
        if (!knows(event.type())) {
            throw new InvalidFieldException("type", "is not a type stock-sync reads, was \"" + event.type() + "\"");
        }
        Fields data = Fields.of(event.data(), "data");
        return switch (event.type()) {
            case StockLevel.TYPE -> level(data);
            case StockMovement.TYPE -> movement(data);
            case SupplyExpected.TYPE -> supply(data);
            case Product.TYPE -> product(data);
            case Order.TYPE -> order(data);
            case Payment.TYPE -> payment(data);
            default -> offer(data);
        };
    }

    private static StockLevel level(Fields data) {
        StockLevel.Basis basis = data.oneOf("basis", StockLevel.Basis.class);
        StockLevel level = new StockLevel(
                data.requiredText("sku"),
                data.requiredText("location"),
                data.requiredInteger("quantity", -MAX, MAX),
                basis == null ? StockLevel.Basis.PHYSICAL : basis,
                data.integer("version", 0, Long.MAX_VALUE),
                data.text("lot"),
                data.date("expires"));
        if (level.lot() != null && level.basis() != StockLevel.Basis.PHYSICAL) {
            throw new InvalidFieldException("data.basis", "must be physical for the level of a lot");
        }
        if (level.expires() != null && level.lot() == null) {
            throw new InvalidFieldException("data.lot", "is required when there is an expiry date");
        }
        return level;
    }

    private static StockMovement movement(Fields data) {
        String sku = data.requiredText("sku");
        String location = data.requiredText("location");
        long delta = data.requiredInteger("delta", -MAX, MAX);
        if (delta == 0) {
            throw new InvalidFieldException("data.delta", "must not be 0");
        }
        return new StockMovement(
                sku,
                location,
                delta,
                required("data.reason", data.oneOf("reason", StockMovement.Reason.class)),
                data.text("documentId"),
                data.text("orderId"),
                data.text("lot"));
    }

    private static SupplyExpected supply(Fields data) {
        return new SupplyExpected(
                data.requiredText("sku"),
                data.text("location"),
                data.requiredInteger("quantity", 0, MAX),
                required("data.eta", data.date("eta")),
                data.requiredText("purchaseOrder"),
                data.flag("confirmed"));
    }

    private static Product product(Fields data) {
        String sku = data.requiredText("sku");
        return new Product(
                sku,
                data.text("name"),
                data.text("ean"),
                data.text("supplier"),
                data.number("leadTimeDays", 0, MAX_LEAD_TIME_DAYS),
                data.number("leadTimeSdDays", 0, MAX_LEAD_TIME_DAYS),
                data.amount("unitCost"),
                data.amount("price"),
                currency(data),
                data.integer("moq", 1, MAX),
                data.integer("orderMultiple", 1, MAX),
                data.text("owner"),
                data.integer("buffer", 0, MAX),
                channels(data),
                locations(data),
                preorder(data),
                kit(data, sku),
                data.flag("discontinued"),
                replaced(data, sku));
    }

    private static List<String> replaced(Fields data, String sku) {
        Set<String> seen = new HashSet<>(Set.of(sku));
        List<String> replaced = data.texts("replaces", MAX_REPLACED);
        for (int i = 0; i < replaced.size(); i++) {
            if (!seen.add(replaced.get(i))) {
                throw new InvalidFieldException(
                        "data.replaces[" + i + "]",
                        replaced.get(i).equals(sku)
                                ? "must not be the product itself"
                                : "names \"" + replaced.get(i) + "\" a second time");
            }
        }
        return replaced;
    }

    private static String currency(Fields data) {
        String currency = data.text("currency");
        if (currency != null && !CURRENCY.matcher(currency).matches()) {
            throw new InvalidFieldException(
                    "data.currency", "must be three capital letters such as PLN, was \"" + currency + "\"");
        }
        return currency;
    }

    private static Map<String, Product.ChannelRule> channels(Fields data) {
        return data.map("channels", MAX_CHANNELS, (rule, channel) -> {
            if (channel.isBlank() || channel.codePointCount(0, channel.length()) > Fields.MAX_TEXT_LENGTH) {
                throw new InvalidFieldException(
                        "data.channels", "must name channels with 1 to " + Fields.MAX_TEXT_LENGTH + " characters");
            }
            Long percent = rule.integer("percent", 0, 100);
            Long priority = rule.integer("priority", -MAX_PRIORITY, MAX_PRIORITY);
            return new Product.ChannelRule(
                    rule.integer("buffer", 0, MAX),
                    percent == null ? null : percent.intValue(),
                    rule.integer("cap", 0, MAX),
                    rule.integer("reserved", 0, MAX),
                    priority == null ? null : priority.intValue(),
                    rule.integer("threshold", 0, MAX));
        });
    }

    private static Map<String, Product.LocationRule> locations(Fields data) {
        return data.map("locations", MAX_LOCATIONS, (rule, location) -> {
            if (location.isBlank() || location.codePointCount(0, location.length()) > Fields.MAX_TEXT_LENGTH) {
                throw new InvalidFieldException(
                        "data.locations", "must name locations with 1 to " + Fields.MAX_TEXT_LENGTH + " characters");
            }
            return new Product.LocationRule(rule.integer("buffer", 0, MAX));
        });
    }

    private static Product.PreorderRule preorder(Fields data) {
        Fields rule = data.object("preorder");
        if (rule == null) {
            return null;
        }
        Long days = rule.integer("untilDays", 0, MAX_PREORDER_DAYS);
        return new Product.PreorderRule(
                rule.integer("maxQuantity", 0, MAX), days == null ? null : days.intValue(), rule.flag("confirmedOnly"));
    }

    private static List<Product.KitComponent> kit(Fields data, String sku) {
        Set<String> seen = new HashSet<>();
        return data.list("kit", MAX_LINES, (component, i) -> {
            String part = component.requiredText("sku");
            if (part.equals(sku)) {
                throw new InvalidFieldException("data.kit[" + i + "].sku", "must not be the kit itself");
            }
            if (!seen.add(part)) {
                throw new InvalidFieldException("data.kit[" + i + "].sku", "names \"" + part + "\" a second time");
            }
            return new Product.KitComponent(part, component.requiredInteger("quantity", 1, MAX));
        });
    }

    private static Order order(Fields data) {
        String orderId = data.requiredText("orderId");
        String channel = data.requiredText("channel");
        Order.Status status = required("data.status", data.oneOf("status", Order.Status.class));
        List<Order.Line> lines = data.list("lines", MAX_LINES, (line, i) -> {
            String sku = line.text("sku");
            String offerId = line.text("offerId");
            if (sku == null && offerId == null) {
                throw new InvalidFieldException("data.lines[" + i + "].sku", "is required when there is no offerId");
            }
            return new Order.Line(sku, offerId, line.requiredInteger("quantity", 1, MAX));
        });
        if (lines.isEmpty()) {
            throw new InvalidFieldException("data.lines", "must have at least one line");
        }
        return new Order(
                orderId,
                channel,
                status,
                lines,
                data.time("placedAt"),
                data.text("externalOrderId"),
                data.text("location"),
                data.oneOf("payment", Order.Payment.class));
    }

    private static Payment payment(Fields data) {
        return new Payment(
                data.requiredText("orderId"),
                data.requiredText("channel"),
                required("data.status", data.oneOf("status", Order.Payment.class)));
    }

    private static Offer offer(Fields data) {
        Long retries = data.integer("retries", 0, MAX);
        return new Offer(
                data.requiredText("channel"),
                data.requiredText("offerId"),
                data.text("sku"),
                data.requiredInteger("quantity", 0, MAX),
                data.integer("pushed", 0, MAX),
                retries == null ? null : (Integer) retries.intValue(),
                data.time("nextRetryAt"),
                data.text("quarantine"));
    }

    private static <T> T required(String field, T value) {
        if (value == null) {
            throw new InvalidFieldException(field, "is required");
        }
        return value;
    }
}
