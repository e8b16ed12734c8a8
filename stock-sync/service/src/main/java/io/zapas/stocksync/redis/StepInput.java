package io.zapas.stocksync.redis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Offer;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.api.Payment;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.api.StockLevel;
import io.zapas.stocksync.api.StockMovement;
import io.zapas.stocksync.api.SupplyExpected;
import io.zapas.stocksync.domain.SellingRules;
import io.zapas.stocksync.domain.Stock.Command;
import io.zapas.stocksync.domain.Stock.Position;
import io.zapas.stocksync.domain.Stock.ReserveCommand;
import io.zapas.stocksync.domain.Stock.TransitionCommand;
import io.zapas.stocksync.domain.StockSettings;
import io.zapas.stocksync.quick.Header;
import io.zapas.stocksync.quick.Versions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/** Writes the script's input: maps without nulls, times in epoch milliseconds. Safe on every thread. */
final class StepInput {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ObjectNode settings;
    private volatile Lineage lineage = new Lineage("none", 0);

    /** The store every call expects to find: its epoch, and an outbox number it has come to. */
    private record Lineage(String epoch, long number) {}

    /** Every input from now on names this epoch and number. Answers whether it is another epoch than before. */
    boolean expect(long epoch, long number) {
        Lineage before = lineage;
        lineage = new Lineage(Long.toString(epoch), number);
        return !lineage.epoch().equals(before.epoch());
    }

    StepInput(StockSettings settings) {
        this.settings = settings(settings);
    }

    private static ObjectNode settings(StockSettings settings) {
        ObjectNode node = NODES.objectNode();
        putMillis(node, "hold", settings.hold());
        ObjectNode holds = node.putObject("holds");
        settings.holds().forEach((channel, limit) -> holds.put(channel, limit.toMillis()));
        putMillis(node, "holdMax", settings.holdMax());
        putMillis(node, "pending", settings.pending());
        ObjectNode pendings = node.putObject("pendings");
        settings.pendings().forEach((channel, limit) -> pendings.put(channel, limit.toMillis()));
        ObjectNode sellFrom = node.putObject("sellFrom");
        settings.sellFrom().forEach((channel, locations) -> {
            ArrayNode names = sellFrom.putArray(channel);
            locations.forEach(names::add);
        });
        rules(node, settings.rules());
        putMillis(node, "eventRetention", settings.eventRetention());
        putMillis(node, "idempotencyRetention", settings.idempotencyRetention());
        putMillis(node, "finishedRetention", settings.finishedRetention());
        return node;
    }

    /** Only what is configured: each run of the script reads all of it. */
    private static void rules(ObjectNode node, SellingRules rules) {
        rules.sellOnly().forEach((channel, locations) -> {
            ArrayNode names = node.withObjectProperty("sellOnly").putArray(channel);
            locations.forEach(names::add);
        });
        rules.splits().forEach((channel, split) -> {
            if (!split) {
                node.withObjectProperty("whole").put(channel, true);
            }
        });
        rules.unsellable()
                .forEach(location -> node.withObjectProperty("unsellable").put(location, true));
        rules.buffers()
                .forEach((location, units) -> node.withObjectProperty("buffers").put(location, units));
        rules.priorities().forEach((channel, priority) -> node.withObjectProperty("priorities")
                .put(channel, priority));
    }

    private static void putMillis(ObjectNode node, String name, Duration value) {
        node.put(name, value.toMillis());
    }

    /** @param position whose epoch the store must have; null: the expected one */
    Header header(Position position) {
        Lineage expected = lineage;
        return new Header(position == null ? expected.epoch() : Long.toString(position.epoch()), expected.number());
    }

    private ObjectNode at(Instant now) {
        ObjectNode node = NODES.objectNode();
        Lineage expected = lineage;
        node.put("epoch", expected.epoch()).put("seen", expected.number());
        node.put("nonce", Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), Character.MAX_RADIX));
        node.put("now", now.toEpochMilli());
        node.set("cfg", settings);
        return node;
    }

    byte[] apply(Position position, Instant now, List<Command> commands) {
        ObjectNode node = at(now);
        if (position != null) {
            node.put("epoch", Long.toString(position.epoch()));
            ObjectNode where = node.putObject("position");
            where.put("name", position.topic() + "/" + position.partition());
            where.put("next", position.next());
        }
        ArrayNode events = node.putArray("events");
        for (Command command : commands) {
            events.add(event(command));
        }
        return Packed.bytes(node);
    }

    byte[] reserve(List<ReserveCommand> commands) {
        ObjectNode node = at(commands.stream()
                .map(ReserveCommand::now)
                .max(Instant::compareTo)
                .orElseThrow());
        ArrayNode requests = node.putArray("requests");
        commands.forEach(command -> reserve(requests.addObject(), command));
        return Packed.bytes(node);
    }

    private static void reserve(ObjectNode request, ReserveCommand command) {
        request.put("id", command.id());
        putText(request, "key", command.idempotencyKey());
        putText(request, "hash", command.bodyHash());
        request.put("orderId", command.orderId());
        request.put("channel", command.channel());
        request.put("ttl", command.ttlMillis());
        request.put("partial", command.allowPartial());
        if (command.allowPreorder()) {
            request.put("preorder", true);
        }
        lines(request, command.lines());
    }

    private static void lines(ObjectNode request, List<ReserveCommand.Line> requested) {
        ArrayNode lines = request.putArray("lines");
        for (ReserveCommand.Line line : requested) {
            lines.addObject().put("sku", line.sku()).put("quantity", line.quantity());
        }
    }

    byte[] transition(List<TransitionCommand> commands) {
        ObjectNode node = at(commands.stream()
                .map(TransitionCommand::now)
                .max(Instant::compareTo)
                .orElseThrow());
        ArrayNode requests = node.putArray("requests");
        commands.forEach(command -> transition(requests.addObject(), command));
        return Packed.bytes(node);
    }

    private static void transition(ObjectNode request, TransitionCommand command) {
        request.put("id", command.reservationId());
        request.put("action", command.action().name());
        request.put("ttl", command.ttlMillis());
        if (command.part() != null) {
            putText(request, "key", command.part().idempotencyKey());
            putText(request, "hash", command.part().bodyHash());
            lines(request, command.part().lines());
        }
    }

    byte[] positions(Instant now) {
        return Packed.bytes(at(now));
    }

    byte[] expire(Instant now, int limit) {
        return Packed.bytes(at(now).put("limit", limit));
    }

    /** Tells rules apart by which availability is shown. */
    String rules() {
        ObjectNode shown = NODES.objectNode();
        for (String rule : List.of("sellOnly", "whole", "unsellable", "buffers", "priorities")) {
            if (settings.has(rule)) {
                shown.set(rule, settings.get(rule));
            }
        }
        return sorted(shown);
    }

    private static String sorted(JsonNode node) {
        if (!node.isObject()) {
            return node.toString();
        }
        Map<String, String> fields = new TreeMap<>();
        node.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
        return fields.toString();
    }

    byte[] freshen(Instant now, Map<String, Long> silent, boolean rulesChanged, String cursor) {
        ObjectNode node = at(now).put("cursor", cursor);
        if (rulesChanged) {
            node.put("rules", rules());
        }
        ObjectNode sources = node.putObject("silent");
        silent.forEach(sources::put);
        return Packed.bytes(node);
    }

    byte[] reservation(Instant now, String id) {
        return Packed.bytes(at(now).put("id", id));
    }

    byte[] explain(Instant now, String sku, String channel) {
        ObjectNode node = at(now).put("sku", sku);
        putText(node, "channel", channel);
        return Packed.bytes(node);
    }

    byte[] read(Instant now, Collection<String> skus) {
        ObjectNode node = at(now);
        ArrayNode names = node.putArray("skus");
        skus.forEach(names::add);
        return Packed.bytes(node);
    }

    private static ObjectNode event(Command command) {
        ObjectNode node = NODES.objectNode();
        node.put("offset", command.offset());
        node.put("source", command.source());
        putText(node, "id", command.eventId());
        node.put("at", command.at().toEpochMilli());
        node.put("type", command.event().type());
        if (command.event() instanceof StockLevel level) {
            level(node, level);
        } else if (command.event() instanceof StockMovement movement) {
            movement(node, movement);
        } else if (command.event() instanceof SupplyExpected supply) {
            supply(node, supply);
        } else if (command.event() instanceof Product product) {
            product(node, product);
        } else if (command.event() instanceof Order order) {
            order(node, order);
        } else if (command.event() instanceof Payment payment) {
            node.put("orderId", payment.orderId()).put("channel", payment.channel());
            node.put("payment", payment.status().name());
        } else if (command.event() instanceof Offer offer) {
            offer(node, offer);
        }
        return node;
    }

    private static void level(ObjectNode node, StockLevel level) {
        node.put("sku", level.sku()).put("location", level.location()).put("quantity", level.quantity());
        StockLevel.Basis basis = level.basis() == null ? StockLevel.Basis.PHYSICAL : level.basis();
        node.put("basis", basis.name());
        if (level.version() != null) {
            node.put("version", Versions.comparable(level.version()));
        }
        putText(node, "lot", level.lot());
        if (level.expires() != null) {
            node.put("expiresOn", level.expires().toString());
            node.put("expires", startOfDayMillis(level.expires()));
        }
    }

    private static long startOfDayMillis(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }

    private static void movement(ObjectNode node, StockMovement movement) {
        node.put("sku", movement.sku()).put("location", movement.location()).put("delta", movement.delta());
        node.put("reason", movement.reason().name());
        putText(node, "orderId", movement.orderId());
        putText(node, "lot", movement.lot());
    }

    private static void supply(ObjectNode node, SupplyExpected supply) {
        node.put("sku", supply.sku()).put("quantity", supply.quantity());
        putText(node, "location", supply.location());
        node.put("eta", supply.eta().toString()).put("purchaseOrder", supply.purchaseOrder());
        node.put("etaAt", startOfDayMillis(supply.eta()));
        if (supply.confirmed() != null) {
            node.put("confirmed", supply.confirmed());
        }
    }

    private static void product(ObjectNode node, Product product) {
        node.put("sku", product.sku());
        // Kept as text: Lua's numbers would round prices.
        node.put("product", Json.text(product));
        ObjectNode rules = node.putObject("rules");
        putNumber(rules, "buffer", product.buffer());
        ObjectNode channels = rules.putObject("channels");
        for (Map.Entry<String, Product.ChannelRule> entry : product.channels().entrySet()) {
            ObjectNode rule = channels.putObject(entry.getKey());
            putNumber(rule, "buffer", entry.getValue().buffer());
            putNumber(rule, "percent", entry.getValue().percent());
            putNumber(rule, "cap", entry.getValue().cap());
            putNumber(rule, "reserved", entry.getValue().reserved());
            putNumber(rule, "priority", entry.getValue().priority());
            putNumber(rule, "threshold", entry.getValue().threshold());
        }
        product.locations().forEach((location, rule) -> {
            if (rule.buffer() != null) {
                rules.withObjectProperty("locations").put(location, rule.buffer());
            }
        });
        if (product.preorder() != null) {
            ObjectNode ahead = rules.putObject("preorder");
            putNumber(ahead, "maxQuantity", product.preorder().maxQuantity());
            putNumber(ahead, "untilDays", product.preorder().untilDays());
            ahead.put("confirmedOnly", Boolean.TRUE.equals(product.preorder().confirmedOnly()));
        }
        ArrayNode kit = rules.putArray("kit");
        for (Product.KitComponent part : product.kit()) {
            kit.addObject().put("sku", part.sku()).put("quantity", part.quantity());
        }
    }

    private static void order(ObjectNode node, Order order) {
        node.put("orderId", order.orderId()).put("channel", order.channel());
        node.put("status", order.status().name());
        ArrayNode lines = node.putArray("lines");
        for (Order.Line line : order.lines()) {
            ObjectNode entry = lines.addObject().put("quantity", line.quantity());
            putText(entry, "sku", line.sku());
            putText(entry, "offerId", line.offerId());
        }
        if (order.placedAt() != null) {
            node.put("placedAt", order.placedAt().toEpochMilli());
        }
        putText(node, "external", order.externalOrderId());
        putText(node, "location", order.location());
        if (order.payment() != null) {
            node.put("payment", order.payment().name());
        }
    }

    private static void offer(ObjectNode node, Offer offer) {
        node.put("channel", offer.channel()).put("offerId", offer.offerId()).put("quantity", offer.quantity());
        putText(node, "sku", offer.sku());
        putNumber(node, "pushed", offer.pushed());
        putNumber(node, "retries", offer.retries());
        putNumber(
                node,
                "nextRetryAt",
                offer.nextRetryAt() == null ? null : (Long) offer.nextRetryAt().toEpochMilli());
        putText(node, "quarantine", offer.quarantine());
    }

    private static void putText(ObjectNode node, String name, String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    private static void putNumber(ObjectNode node, String name, Number value) {
        if (value != null) {
            node.put(name, value.longValue());
        }
    }
}
