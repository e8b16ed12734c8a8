package io.zapas.stocksync.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.domain.Stock.Applied;
import io.zapas.stocksync.domain.Stock.OfferState;
import io.zapas.stocksync.domain.Stock.ParkedSku;
import io.zapas.stocksync.domain.Stock.ReservationOutcome;
import io.zapas.stocksync.domain.Stock.Shortfall;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads what the script answered. Lua cannot tell an empty list from an empty map; both read as empty. */
final class StepOutput {

    private StepOutput() {}

    static List<Applied> applied(JsonNode answer) {
        return list(
                answer.path("results"),
                node -> new Applied(result(node.path("r").textValue()), detail(node)));
    }

    /** A defect over an event is, for whoever sent it, a rejection. */
    private static Applied.Result result(String name) {
        return "FAILED".equals(name) ? Applied.Result.REJECTED : Applied.Result.valueOf(name);
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
                new ReservationOutcome.Insufficient(list(answer.path("shortfalls"), StepOutput::shortfall));
            case "unknown" -> new ReservationOutcome.UnknownSku(list(answer.path("skus"), JsonNode::textValue));
            case "missing" -> new ReservationOutcome.UnknownReservation();
            case "conflict" ->
                new ReservationOutcome.Conflict(
                        text(answer, "type"),
                        reservation(answer.path("reservation")),
                        text(answer, "outbox"),
                        list(answer.path("shortfalls"), StepOutput::shortfall));
            case "reused" -> new ReservationOutcome.KeyReused();
            case "failed" -> throw new IllegalStateException("the stock cannot decide: " + text(answer, "detail"));
            default -> throw new IllegalStateException("unknown outcome " + outcome);
        };
    }

    private static Shortfall shortfall(JsonNode node) {
        return new Shortfall(text(node, "sku"), units(node, "requested"), units(node, "available"));
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
                units(node, "fulfilled"),
                units(node, "released"),
                units(node, "remaining"),
                node.has("preorder") ? Long.valueOf(units(node, "preorder")) : null,
                day(node, "availableFrom"));
    }

    static OfferState offer(JsonNode node) {
        return new OfferState(
                text(node, "channel"),
                text(node, "offerId"),
                text(node, "sku"),
                units(node, "quantity"),
                node.path("pushed").isNumber() ? Long.valueOf(units(node, "pushed")) : null,
                instant(node, "at"),
                node.path("retries").isNumber() ? Integer.valueOf((int) units(node, "retries")) : null,
                instant(node, "nextRetryAt"),
                text(node, "quarantine"));
    }

    static ParkedSku parked(JsonNode node) {
        return new ParkedSku(
                text(node, "sku"),
                text(node, "channel"),
                text(node, "offerId"),
                text(node, "orderId"),
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
        return node.path(name).isNumber() ? Instant.ofEpochMilli(node.path(name).asLong()) : null;
    }
}
