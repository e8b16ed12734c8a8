package io.zapas.alerting.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Command;
import io.zapas.alerting.domain.LifePolicy;
import io.zapas.alerting.domain.WorkCalendar;
import io.zapas.runtime.events.Fields;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.http.ProblemException;
import io.zapas.runtime.json.Json;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the bodies of {@code POST /v1/alerts/{id}/...}: {@code {by, note, until, purchaseOrder}}, all optional. Stateless. */
public final class OrderReader {
    private static final String NOBODY = "anonymous";
    private static final int MAX_NOTE_LENGTH = 2_000;

    private final WorkCalendar work;
    private final Duration slack;
    private final InstantSource clock;

    /**
     * @param work when people are reminded of a delivery that has not come
     * @param slack how late a delivery may be before an ordered alert is told again
     */
    public OrderReader(WorkCalendar work, Duration slack, InstantSource clock) {
        this.work = work;
        this.slack = slack;
        this.clock = clock;
    }

    public AlertBook.Order acknowledge(Buffer body) {
        Body fields = read(body);
        return (alert, now) -> new Command.Acknowledge(fields.by, fields.note);
    }

    /** Without {@code until}: until the day after the next delivery. */
    public AlertBook.Order snooze(Buffer body) {
        Body fields = read(body);
        return (alert, now) -> {
            if (fields.until != null) {
                checkFuture(fields.until, now);
                return new Command.Snooze(fields.by, fields.note, fields.until, null);
            }
            Delivery delivery = nextDelivery(alert, null, Duration.ZERO, now)
                    .orElseThrow(() -> invalid("until", "is required: no delivery is on its way to wait for"));
            return new Command.Snooze(fields.by, fields.note, delivery.until, delivery.eta);
        };
    }

    /** The day after today, where people work. */
    public LocalDate tomorrow() {
        return LocalDate.ofInstant(clock.instant(), work.zone()).plusDays(1);
    }

    /**
     * Quiet until work begins on a day, or on the next one when people work.
     *
     * @param note may be null
     * @throws ProblemException when the order is carried out: 400 {@code past}, that day has begun; 400 {@code too-far}, nobody may snooze for so long
     */
    public AlertBook.Order snooze(String by, String note, LocalDate day) {
        return (alert, now) -> {
            Instant until = work.plus(day.atStartOfDay(work.zone()).toInstant(), Duration.ZERO);
            if (!day.isAfter(LocalDate.ofInstant(now, work.zone()))) {
                throw new ProblemException(400, "past", "until must be after today");
            }
            if (until.isAfter(now.plus(LifePolicy.MAX_SNOOZE))) {
                throw new ProblemException(
                        400, "too-far", "until must be at most " + LifePolicy.MAX_SNOOZE.toDays() + " days ahead");
            }
            return new Command.Snooze(by, note, until, null);
        };
    }

    /** Quiet until {@code until}, or until the purchase order's delivery and the time it may be late, where it is known. */
    public AlertBook.Order ordered(Buffer body) {
        Body fields = read(body);
        return (alert, now) -> {
            if (fields.until != null) {
                checkFuture(fields.until, now);
                return new Command.Ordered(fields.by, fields.note, fields.purchaseOrder, fields.until, null);
            }
            Optional<Delivery> delivery = fields.purchaseOrder == null
                    ? Optional.empty()
                    : nextDelivery(alert, fields.purchaseOrder, slack, now);
            return new Command.Ordered(
                    fields.by,
                    fields.note,
                    fields.purchaseOrder,
                    delivery.map(Delivery::until).orElse(null),
                    delivery.map(Delivery::eta).orElse(null));
        };
    }

    /**
     * Quiet until the delivery that was promised for a day, and the time it may be late.
     *
     * @param note may be null, as may {@code purchaseOrder}
     * @throws ProblemException when the order is carried out: 400 {@code past}, that day is over
     */
    public AlertBook.Order ordered(String by, String note, String purchaseOrder, LocalDate eta) {
        return (alert, now) -> {
            if (!eta.plusDays(1).atStartOfDay(work.zone()).toInstant().isAfter(now)) {
                throw new ProblemException(400, "past", "eta is in the past");
            }
            Instant until = LifePolicy.asleepUntil(eta, work, slack, now);
            return new Command.Ordered(by, note, purchaseOrder, until, eta.toString());
        };
    }

    public AlertBook.Order resolve(Buffer body) {
        Body fields = read(body);
        return (alert, now) -> new Command.Resolve(fields.by, fields.note);
    }

    public AlertBook.Order falseAlarm(Buffer body) {
        Body fields = read(body);
        return (alert, now) -> new Command.FalseAlarm(fields.by, fields.note);
    }

    private static void checkFuture(Instant until, Instant now) {
        if (!until.isAfter(now)) {
            throw invalid("until", "must be in the future, was " + until);
        }
        if (until.isAfter(now.plus(LifePolicy.MAX_SNOOZE))) {
            throw invalid("until", "must be at most " + LifePolicy.MAX_SNOOZE.toDays() + " days ahead, was " + until);
        }
    }

    /** The earliest delivery on its way (of a purchase order), with the end of its day and the time it may be late. */
    private Optional<Delivery> nextDelivery(Alert alert, String purchaseOrder, Duration late, Instant now) {
        if (!(alert.facts().get("incoming") instanceof List<?> deliveries)) {
            return Optional.empty();
        }
        return deliveries.stream()
                .filter(delivery -> delivery instanceof Map<?, ?>)
                .map(delivery -> (Map<?, ?>) delivery)
                .filter(delivery -> purchaseOrder == null || purchaseOrder.equals(delivery.get("purchaseOrder")))
                .map(delivery -> delivery.get("eta"))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .sorted()
                .map(eta -> new Delivery(eta, LifePolicy.asleepUntil(LocalDate.parse(eta), work, late, now)))
                .filter(delivery -> delivery.until.isAfter(now))
                .findFirst();
    }

    private static Body read(Buffer body) {
        if (body == null || body.length() == 0) {
            return new Body(NOBODY, null, null, null);
        }
        try {
            JsonNode node = Json.tree(body.getBytes());
            Fields fields = Fields.of(node, "");
            String by = fields.text("by");
            return new Body(by == null ? NOBODY : by, note(node), fields.time("until"), fields.text("purchaseOrder"));
        } catch (InvalidFieldException e) {
            throw new ProblemException(400, "invalid-field", e.getMessage());
        } catch (UncheckedIOException e) {
            throw new ProblemException(400, "invalid-json", "The body is not JSON");
        }
    }

    private static String note(JsonNode body) {
        JsonNode note = body.get("note");
        if (note == null || note.isNull()) {
            return null;
        }
        if (!note.isTextual() || note.textValue().length() > MAX_NOTE_LENGTH) {
            throw invalid("note", "must be text of at most " + MAX_NOTE_LENGTH + " characters");
        }
        return note.textValue().isBlank() ? null : note.textValue();
    }

    private static ProblemException invalid(String field, String rule) {
        return new ProblemException(400, "invalid-field", field + " " + rule);
    }

    private record Body(String by, String note, Instant until, String purchaseOrder) {}

    private record Delivery(String eta, Instant until) {}
}
