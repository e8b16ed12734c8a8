package io.zapas.alerting.slack;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Command;
import io.zapas.alerting.http.AlertBook;
import io.zapas.alerting.http.OrderReader;
import io.zapas.alerting.slack.SlackAction.Click;
import io.zapas.runtime.http.ProblemException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v1/slack/interactions}: clicks on buttons and the form of "ordered".
 *
 * <p>A click is answered 200 only after what it did is in Kafka, because Slack never repeats a click that was answered. When that takes longer than
 * {@value #PATIENCE_MILLIS} ms (Slack's own limit is 3 s) the answer is 503, the person sees Slack's warning and clicks again: the same click twice
 * is one command. The form is opened without waiting, since Slack's permission to open it lasts 3 s, and nothing happened yet.
 *
 * <p>What the person has to know is told to them alone, beside the answer and without holding it up. Nobody is let in without Slack's signature
 * ({@link SlackSignature}); without a signing secret everybody is refused.
 */
final class SlackInteractions {
    static final String PATH = "/v1/slack/interactions";
    private static final Set<SlackAction> MODALS = Set.of(SlackAction.ORDERED, SlackAction.SNOOZE, SlackAction.HISTORY);
    /** Types of refusals that concern the day in a form. */
    private static final Set<String> WRONG_DAYS = Set.of("past", "too-far");

    private static final long PATIENCE_MILLIS = 2_500;

    private static final Logger log = LoggerFactory.getLogger(SlackInteractions.class);
    private static final String FIELD = "payload=";
    private static final int MAX_BY = 128;

    private final Vertx vertx;
    private final SlackSignature signature;
    private final SlackClient slack;
    private final SlackWords words;
    private final SlackModal modal;
    private final AlertBook book;
    private final OrderReader orders;
    private final SlackPeople people;
    private final InstantSource realTime;

    /**
     * @param signingSecret null: every call is refused
     * @param slack null: people cannot be answered, and the form cannot be opened
     * @param people who may act, and under which name
     * @param realTime Slack's signatures carry it, whatever the shop's clock says
     */
    SlackInteractions(
            Vertx vertx,
            String signingSecret,
            SlackClient slack,
            SlackWords words,
            AlertBook book,
            OrderReader orders,
            SlackPeople people,
            InstantSource realTime) {
        this.vertx = vertx;
        this.signature = signingSecret == null ? null : new SlackSignature(signingSecret);
        this.slack = slack;
        this.words = words;
        this.modal = new SlackModal(words);
        this.book = book;
        this.orders = orders;
        this.people = people;
        this.realTime = realTime;
    }

    void mount(Router router) {
        router.post(PATH).handler(this::receive);
    }

    private void receive(RoutingContext call) {
        Buffer body = call.body() == null ? null : call.body().buffer();
        byte[] raw = body == null ? new byte[0] : body.getBytes();
        JsonObject payload;
        try {
            requireGenuine(call, raw);
            payload = payload(raw);
            switch (payload.getString("type", "")) {
                case "block_actions" -> clicked(call, payload);
                case "view_submission" -> submitted(call, payload);
                default -> call.response().end();
            }
        } catch (ProblemException e) {
            call.fail(e);
        } catch (DecodeException | ClassCastException | IllegalArgumentException e) {
            call.fail(new ProblemException(400, "invalid-payload", "payload is not an interaction of Slack"));
        }
    }

    private void requireGenuine(RoutingContext call, byte[] raw) {
        if (signature == null) {
            throw new ProblemException(401, "buttons-off", "Buttons are off: slack.signing-secret is not configured.");
        }
        SlackSignature.Verdict verdict = signature.judge(
                call.request().getHeader("X-Slack-Request-Timestamp"),
                call.request().getHeader("X-Slack-Signature"),
                raw,
                realTime.instant());
        switch (verdict) {
            case GENUINE -> {}
            case UNSIGNED ->
                throw new ProblemException(
                        401, "unsigned", "X-Slack-Request-Timestamp and X-Slack-Signature are needed.");
            case OUT_OF_TIME ->
                throw new ProblemException(
                        401,
                        "out-of-time",
                        "X-Slack-Request-Timestamp is more than " + SlackSignature.MAX_SKEW_SECONDS + " s off.");
            case FORGED -> throw new ProblemException(401, "forged", "X-Slack-Signature does not fit the body.");
            case REPLAYED -> throw new ProblemException(401, "replayed", "This very request came before.");
            case OVERRUN ->
                throw new ProblemException(
                        503, "overrun", "More clicks than can be remembered.", Map.of("retryAfterSeconds", 60));
        }
    }

    private static JsonObject payload(byte[] raw) {
        for (String pair : new String(raw, StandardCharsets.UTF_8).split("&", -1)) {
            if (pair.startsWith(FIELD)) {
                return new JsonObject(URLDecoder.decode(pair.substring(FIELD.length()), StandardCharsets.UTF_8));
            }
        }
        throw new IllegalArgumentException("no field payload");
    }

    private void clicked(RoutingContext call, JsonObject payload) {
        JsonArray actions = payload.getJsonArray("actions", new JsonArray());
        JsonObject action = actions.isEmpty() ? new JsonObject() : actions.getJsonObject(0);
        JsonObject chosen = action.getJsonObject("selected_option");
        Optional<Click> click = SlackAction.click((chosen == null ? action : chosen).getString("value"));
        if (click.isEmpty()) {
            // A link, or a button of another release.
            call.response().end();
            return;
        }
        Person person = person(payload);
        SlackAction wanted = click.get().action();
        if (wanted != SlackAction.HISTORY && !people.mayAct(person.id())) {
            call.response().end();
            tell(person, words.text("answer.notOwner"));
            return;
        }
        if (MODALS.contains(wanted)) {
            call.response().end();
            open(wanted, payload.getString("trigger_id", ""), click.get().alertId(), person);
            return;
        }
        String commandId = id("click", person.id(), (chosen == null ? action : chosen).getString("value"));
        answer(call, carryOut(click.get().alertId(), commandId, order(wanted, person.by())), refusal -> {
            tell(person, told(refusal));
            return null;
        });
    }

    private AlertBook.Order order(SlackAction action, String by) {
        return switch (action) {
            case TAKE -> orders.acknowledge(json(by));
            case SNOOZE_DELIVERY -> orders.snooze(json(by));
            case SNOOZE_DAY -> snooze(by, Duration.ofDays(1));
            case SNOOZE_WEEK -> snooze(by, Duration.ofDays(7));
            case FALSE_ALARM -> orders.falseAlarm(json(by));
            case ORDERED, SNOOZE, HISTORY -> throw new IllegalArgumentException(action + " opens a modal");
        };
    }

    private static AlertBook.Order snooze(String by, Duration time) {
        return (alert, now) -> new Command.Snooze(by, null, now.plus(time), null);
    }

    private void open(SlackAction wanted, String trigger, String alertId, Person person) {
        if (slack == null) {
            return;
        }
        book.alert(alertId).onSuccess(found -> {
            boolean changes = wanted != SlackAction.HISTORY;
            if (found.isEmpty() || (changes && found.get().handling() == Alert.Handling.RESOLVED)) {
                tell(person, found.map(this::alreadyResolved).orElseGet(() -> words.text("answer.unknown")));
                return;
            }
            slack.openView(trigger, modal(wanted, found.get(), person.channel()))
                    .onFailure(failure -> {
                        log.atWarn().addKeyValue("alert", alertId).log("Form not opened: {}", failure.getMessage());
                        tell(person, words.text("modal.failed"));
                    });
        });
    }

    private JsonObject modal(SlackAction wanted, Alert alert, String channel) {
        return switch (wanted) {
            case SNOOZE -> modal.snooze(alert.id(), channel, orders.tomorrow());
            case HISTORY -> modal.history(alert);
            default -> modal.ordered(alert.id(), channel);
        };
    }

    private void submitted(RoutingContext call, JsonObject payload) {
        JsonObject view = payload.getJsonObject("view", new JsonObject());
        String name = view.getString("callback_id", "");
        if (!SlackModal.ORDERED.equals(name) && !SlackModal.SNOOZE.equals(name)) {
            call.response().end();
            return;
        }
        Person person = person(payload);
        if (!people.mayAct(person.id())) {
            end(call, modal.closing(name, words.text("answer.notOwner")));
            return;
        }
        SlackModal.Form form = SlackModal.read(view);
        String by = person.by();
        String commandId = id("form", person.id(), view.getString("id"));
        answer(call, carryOut(form.alertId(), commandId, filledIn(form, by)), refusal -> {
            if (WRONG_DAYS.contains(refusal.type())) {
                return modal.wrongDate(name, words.text("modal." + refusal.type() + "." + name));
            }
            return modal.closing(name, told(refusal));
        });
    }

    /** Ordered with a day: quiet until the delivery of that day. Without: until the order's delivery, if it is known. */
    private AlertBook.Order filledIn(SlackModal.Form form, String by) {
        if (SlackModal.SNOOZE.equals(form.name())) {
            return orders.snooze(by, form.note(), form.day());
        }
        return form.day() == null
                ? orders.ordered(new JsonObject()
                        .put("by", by)
                        .put("note", form.note())
                        .put("purchaseOrder", form.purchaseOrder())
                        .toBuffer())
                : orders.ordered(by, form.note(), form.purchaseOrder(), form.day());
    }

    /** Completes when the effect is stored; fails with 503 when that is not known in time. */
    private Future<Alert> carryOut(String alertId, String commandId, AlertBook.Order order) {
        Promise<Alert> bounded = Promise.promise();
        long limit = vertx.setTimer(
                PATIENCE_MILLIS,
                t -> bounded.tryFail(new ProblemException(503, "not-stored", "Not stored in time; click again.")));
        book.handle(alertId, commandId, order).onComplete(done -> {
            vertx.cancelTimer(limit);
            if (done.succeeded()) {
                bounded.tryComplete(done.result());
            } else if (isResolved(done.cause())) {
                book.alert(alertId)
                        .onComplete(found -> bounded.tryFail(new AlreadyResolved(
                                found.succeeded() ? found.result().orElse(null) : null)));
            } else {
                bounded.tryFail(done.cause());
            }
        });
        return bounded.future();
    }

    /**
     * The same for the same person and the same thing on their screen: a button says which revision of the alert it stood beside, so it means something else
     * once the message shows what came of the first click.
     *
     * @param what null: the command has no id
     */
    private static String id(String kind, String person, String what) {
        return what == null
                ? null
                : "slack-"
                        + UUID.nameUUIDFromBytes((kind + " " + person + " " + what).getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isResolved(Throwable failure) {
        return failure instanceof ProblemException problem && "already-resolved".equals(problem.type());
    }

    /** 200 once stored; what was refused is explained to the person, and only a failure of ours is a failure of the call. */
    private void answer(
            RoutingContext call, Future<Alert> done, java.util.function.Function<Refusal, JsonObject> explain) {
        Context home = vertx.getOrCreateContext();
        done.onComplete(result -> home.runOnContext(v -> {
            if (result.succeeded()) {
                call.response().end();
            } else if (result.cause() instanceof AlreadyResolved resolved) {
                end(call, explain.apply(new Refusal("already-resolved", alreadyResolved(resolved.alert))));
            } else if (result.cause() instanceof ProblemException problem && problem.status() < 500) {
                end(call, explain.apply(new Refusal(problem.type(), problem.getMessage())));
            } else {
                call.fail(result.cause());
            }
        }));
    }

    private static void end(RoutingContext call, JsonObject answer) {
        if (answer == null) {
            call.response().end();
        } else {
            call.response().putHeader("content-type", "application/json").end(answer.toBuffer());
        }
    }

    private String told(Refusal refusal) {
        return switch (refusal.type()) {
            case "already-resolved" -> refusal.detail();
            case "unknown-alert" -> words.text("answer.unknown");
            case "invalid-field" ->
                refusal.detail().startsWith("until is required")
                        ? words.text("answer.noDelivery")
                        : words.text("answer.refused", Map.of("reason", refusal.detail()));
            default -> words.text("answer.refused", Map.of("reason", refusal.detail()));
        };
    }

    private String alreadyResolved(Alert alert) {
        return words.text("answer.resolved", Map.of("title", alert == null ? "" : String.valueOf(alert.title())));
    }

    private void tell(Person person, String text) {
        if (slack == null || person.channel().isEmpty() || person.id().isEmpty()) {
            return;
        }
        slack.postEphemeral(person.channel(), person.id(), SlackMessages.escape(text))
                .onFailure(failure -> log.atWarn().log("Person not told: {}", failure.getMessage()));
    }

    private Person person(JsonObject payload) {
        JsonObject user = payload.getJsonObject("user", new JsonObject());
        String id = user.getString("id", "");
        String name = people.name(id).orElseGet(() -> user.getString("username", user.getString("name", id)));
        String by = name.isBlank() ? "slack" : name.length() > MAX_BY ? name.substring(0, MAX_BY) : name;
        JsonObject channel = payload.getJsonObject("channel", new JsonObject());
        return new Person(id, by, channel.getString("id", ""));
    }

    private static Buffer json(String by) {
        return new JsonObject().put("by", by).toBuffer();
    }

    /** Who clicked, and where. */
    private record Person(String id, String by, String channel) {}

    /** Why nothing was done: a short code, and words for the person. */
    private record Refusal(String type, String detail) {}

    private static final class AlreadyResolved extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Alert alert;

        AlreadyResolved(Alert alert) {
            super("already resolved", null, false, false);
            this.alert = alert;
        }
    }
}
