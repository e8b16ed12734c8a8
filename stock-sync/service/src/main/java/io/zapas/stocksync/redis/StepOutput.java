package io.zapas.stocksync.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.domain.Stock.Applied;
import io.zapas.stocksync.domain.Stock.OfferState;
import io.zapas.stocksync.domain.Stock.OutboxItem;
import io.zapas.stocksync.domain.Stock.ParkedSku;
import io.zapas.stocksync.domain.Stock.ReservationOutcome;
import io.zapas.stocksync.domain.Stock.Shortfall;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads what the script answered or left in the outbox. Lua writes an empty list as an empty object; both read as empty. */
final class StepOutput {

    private StepOutput() {}

    static JsonNode parse(String json) {
        return Json.tree(json.getBytes(StandardCharsets.UTF_8));
    }

    static List<Applied> applied(JsonNode answer) {
        return list(
                answer.path("results"),
                node -> new Applied(Applied.Result.valueOf(node.path("r").textValue()), detail(node)));
    }

    private static String detail(JsonNode node) {
        Instant time = instant(node, "t");
        return time == null ? text(node, "d") : text(node, "d") + " " + time;
    }

    static ReservationOutcome outcome(JsonNode answer) {
        String outcome = answer.path("outcome").textValue();
        return switch (outcome) {
            case "done" ->
                new ReservationOutcome.Done(
                        reservation(answer.path("reservation")),
                        answer.path("replayed").asBoolean(false),
                        text(answer, "outbox"));
            case "insufficient" ->
                new ReservationOutcome.Insufficient(list(
                        answer.path("shortfalls"),
                        node -> new Shortfall(text(node, "sku"), units(node, "requested"), units(node, "available"))));
            case "unknown" -> new ReservationOutcome.UnknownSku(list(answer.path("skus"), JsonNode::textValue));
            case "missing" -> new ReservationOutcome.UnknownReservation();
            case "conflict" ->
                new ReservationOutcome.Conflict(
                        text(answer, "type"), reservation(answer.path("reservation")), text(answer, "outbox"));
            case "reused" -> new ReservationOutcome.KeyReused();
            default -> throw new IllegalStateException("unknown outcome " + outcome);
        };
    }

    static Optional<Reservation> found(JsonNode answer) {
        return answer.path("reservation").isObject()
                ? Optional.of(reservation(answer.path("reservation")))
                : Optional.empty();
    }

    private static Reservation reservation(JsonNode node) {
        return new Reservation(
                text(node, "id"),
                text(node, "orderId"),
                text(node, "channel"),
                Reservation.State.valueOf(text(node, "state")),
                instant(node, "createdAt"),
                instant(node, "expiresAt"),
                list(node.path("lines"), StepOutput::line));
    }

    private static Reservation.Line line(JsonNode node) {
        return new Reservation.Line(
                text(node, "sku"),
                units(node, "quantity"),
                units(node, "shortfall"),
                list(
                        node.path("allocations"),
                        part -> new Reservation.Allocation(
                                text(part, "sku"), text(part, "location"), units(part, "quantity"))),
                node.has("preorder") ? Long.valueOf(units(node, "preorder")) : null,
                day(node, "availableFrom"));
    }

    static OutboxItem outboxItem(String id, String json) {
        JsonNode node = parse(json);
        return new OutboxItem(
                id,
                instant(node, "at"),
                list(node.path("e"), StepOutput::entry),
                list(node.path("t"), JsonNode::textValue),
                node.path("offer").isObject() ? offer(node.path("offer")) : null,
                node.path("parked").isObject() ? parked(node.path("parked")) : null,
                node.path("reservation").isObject() ? reservation(node.path("reservation")) : null);
    }

    private static LedgerEntry entry(JsonNode node) {
        return new LedgerEntry(
                units(node, "seq"),
                text(node, "sku"),
                text(node, "location"),
                units(node, "skuVersion"),
                LedgerEntry.Reason.valueOf(text(node, "reason")),
                instant(node, "at"),
                instant(node, "recordedAt"),
                units(node, "onHandBefore"),
                units(node, "onHandAfter"),
                units(node, "reservedBefore"),
                units(node, "reservedAfter"),
                units(node, "availableAfter"),
                units(node, "demand"),
                instant(node, "demandAt"),
                text(node, "source"),
                text(node, "eventId"),
                text(node, "channel"),
                text(node, "orderId"),
                text(node, "reservationId"),
                units(node, "shortfall"));
    }

    static OfferState offer(JsonNode node) {
        return new OfferState(
                text(node, "channel"),
                text(node, "offerId"),
                text(node, "sku"),
                units(node, "quantity"),
                node.has("pushed") ? Long.valueOf(units(node, "pushed")) : null,
                instant(node, "at"));
    }

    private static ParkedSku parked(JsonNode node) {
        return new ParkedSku(
                text(node, "sku"),
                text(node, "channel"),
                text(node, "offerId"),
                (int) units(node, "waiting"),
                instant(node, "since"));
    }

    static <T> List<T> list(JsonNode array, Function<JsonNode, T> reader) {
        List<T> items = new ArrayList<>(array.isArray() ? array.size() : 0);
        if (array.isArray()) {
            array.forEach(node -> items.add(reader.apply(node)));
        }
        return items;
    }

    static String text(JsonNode node, String name) {
        return node.path(name).textValue();
    }

    static LocalDate day(JsonNode node, String name) {
        return node.has(name) ? LocalDate.parse(text(node, name)) : null;
    }

    static long units(JsonNode node, String name) {
        return node.path(name).asLong();
    }

    static Instant instant(JsonNode node, String name) {
        return node.has(name) ? Instant.ofEpochMilli(node.path(name).asLong()) : null;
    }
}
