package io.zapas.alerting.domain;

import static io.zapas.alerting.domain.LifePolicy.REOPEN_WINDOW;
import static io.zapas.alerting.domain.LifePolicy.WAKE_DAYS;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Condition;
import io.zapas.alerting.api.Alert.Handling;
import io.zapas.alerting.api.Alert.Severity;
import io.zapas.alerting.domain.Decision.Outcome;
import io.zapas.alerting.domain.Finding.Level;
import io.zapas.alerting.domain.LifeTable.Event;
import io.zapas.alerting.domain.LifeTable.Signal;
import io.zapas.alerting.domain.Step.Effect;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The life of one alert as a pure function: (alert, event, now) to (next alert, effect). What may happen is in {@link LifeTable}; here is when, and what is
 * remembered of it.
 *
 * <p>Commands never touch the condition and never reopen; a condition that goes on after a person resolved the alert reopens it only when it becomes
 * worse than anything people were told. Every function may be called again with what it has seen: the effect is NONE. Time may jump: deadlines are
 * compared with the time given, and nothing is done before they are reached.
 */
public final class AlertLife {
    private static final List<String> URGENT_FACTS = List.of("shortfall", "shortOrders", "expected", "actual");
    private static final List<String> HEADLINE_FACTS = List.of(
            "stockoutP50",
            "suggestedQuantity",
            "incoming",
            "tooLateToOrder",
            "medianSellOut",
            "decideBy",
            "cause",
            "suppressed");

    private final LifePolicy policy;
    private final Escalation escalation;
    private final Supplier<String> ids;

    /** With nobody above the buyers, who work Polish hours in Warsaw. */
    public AlertLife(LifePolicy policy, Supplier<String> ids) {
        this(policy, Escalation.of(WorkCalendar.polish(ZoneId.of("Europe/Warsaw")), Map.of()), ids);
    }

    public AlertLife(LifePolicy policy, Escalation escalation, Supplier<String> ids) {
        this.policy = policy;
        this.escalation = escalation;
        this.ids = ids;
    }

    public LifePolicy policy() {
        return policy;
    }

    /**
     * What the rules say now.
     *
     * @param current the newest occurrence of this fingerprint, null: there was none
     * @param finding null: the exit threshold is met
     */
    public Step observe(Tracked current, Finding finding, Instant now) {
        Condition condition =
                current == null ? Condition.CLEAR : current.alert().condition();
        Condition next = LifeTable.next(condition, Signal.of(finding), held(current, condition, finding, now));
        if (next == condition) {
            return condition == Condition.FIRING ? refresh(current, finding, now) : new Step(current, Effect.NONE);
        }
        return switch (next) {
            case PENDING -> await(current, finding, now);
            case FIRING ->
                condition == Condition.RECOVERING ? comeBack(current, finding, now) : fire(current, finding, now);
            case RECOVERING -> recover(current, now);
            case CLEAR -> condition == Condition.PENDING ? drop(current, now) : end(current, now);
        };
    }

    /** Whether the hold before the next step of the condition is over. */
    private boolean held(Tracked current, Condition condition, Finding finding, Instant now) {
        return switch (condition) {
            case CLEAR -> finding != null && policy.openHold(finding.type()).isZero();
            case PENDING -> !now.isBefore(since(current).plus(policy.openHold(type(current))));
            case FIRING -> policy.closeHold(type(current)).isZero();
            case RECOVERING -> !now.isBefore(since(current).plus(policy.closeHold(type(current))));
        };
    }

    private static Instant since(Tracked current) {
        return current.life().conditionSince();
    }

    private static Alert.Type type(Tracked current) {
        return current.alert().type();
    }

    /** Another alert of the same SKU says more: this one ends at once, and comes back as the same occurrence if it must. */
    public Step absorb(Tracked current, Alert.Type by, Instant now) {
        if (current == null || !current.active()) {
            return new Step(current, Effect.NONE);
        }
        if (current.alert().condition() == Condition.PENDING) {
            return drop(current, now);
        }
        Draft draft = new Draft(current).condition(Condition.CLEAR, now);
        if (!close(draft, Event.CLEARED, now)) {
            return done(draft, Effect.RECORD, now);
        }
        draft.log(now, "ABSORBED", null, by.name()).turn(now);
        draft.decide(now, "ABSORBED", Outcome.ABSORBED, null, draft.targets, null, by.name());
        return done(draft.needNoPing(), Effect.EDIT, now);
    }

    /** When it next wants to hear the time, at the latest. */
    public Optional<Instant> nextDue(Tracked tracked) {
        Optional<Instant> first = earlier(holdOver(tracked), snoozeOver(tracked));
        first = earlier(first, answerBy(tracked));
        first = earlier(first, lapsesAt(tracked));
        return earlier(first, steadyAt(tracked));
    }

    private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
        boolean second = other.isPresent() && (one.isEmpty() || other.get().isBefore(one.get()));
        return second ? other : one;
    }

    private Optional<Instant> holdOver(Tracked tracked) {
        return switch (tracked.alert().condition()) {
            case PENDING -> Optional.of(since(tracked).plus(policy.openHold(type(tracked))));
            case RECOVERING -> Optional.of(since(tracked).plus(policy.closeHold(type(tracked))));
            case FIRING, CLEAR -> Optional.empty();
        };
    }

    private static Optional<Instant> snoozeOver(Tracked tracked) {
        Alert alert = tracked.alert();
        return alert.handling() == Handling.SNOOZED ? Optional.ofNullable(alert.snoozedUntil()) : Optional.empty();
    }

    private Optional<Instant> answerBy(Tracked tracked) {
        Life life = tracked.life();
        Handling handling = tracked.alert().handling();
        boolean asked = handling == Handling.NOTIFIED || handling == Handling.ESCALATED;
        return asked && clockRuns(tracked)
                ? escalation.answerBy(tracked.alert(), life.escalations(), life.handlingSince())
                : Optional.empty();
    }

    private Optional<Instant> lapsesAt(Tracked tracked) {
        boolean taken = tracked.alert().handling() == Handling.ACKNOWLEDGED
                && !tracked.life().ordered();
        return taken && clockRuns(tracked)
                ? Optional.of(escalation.lapsesAt(tracked.life().handlingSince()))
                : Optional.empty();
    }

    /** Nobody is chased for what may be over, or for what they have not been told yet. */
    private static boolean clockRuns(Tracked tracked) {
        return tracked.alert().condition() == Condition.FIRING
                && tracked.life().handlingSince() != null
                && !tracked.life().pingWanted();
    }

    /** When the latch opens again. */
    private static Optional<Instant> steadyAt(Tracked tracked) {
        List<Instant> turns = tracked.life().turns();
        if (!tracked.life().flapping()) {
            return Optional.empty();
        }
        int last = turns.size() - LifePolicy.FLAP_STOP;
        return Optional.of(last < 0 ? Instant.MIN : turns.get(last).plus(LifePolicy.FLAP_WINDOW));
    }

    /**
     * A timer fires. One that was set for an older revision does nothing.
     *
     * @param finding what the rules last said, for a condition that is pending; null otherwise
     */
    public Step due(Tracked current, long rev, Finding finding, Instant now) {
        Alert alert = current.alert();
        if (alert.rev() != rev) {
            return new Step(current, Effect.NONE);
        }
        if (reached(snoozeOver(current), now)) {
            return done(wake(new Draft(current), "time is over", now), Effect.EDIT, now);
        }
        if (reached(answerBy(current), now)) {
            return escalate(current, now);
        }
        if (reached(lapsesAt(current), now)) {
            Draft draft = new Draft(current).backToOwner();
            draft.on(Event.TAKING_LAPSED, "REMINDER", now);
            return done(draft.log(now, "LAPSED", null, alert.handledBy()), Effect.EDIT, now);
        }
        if (reached(steadyAt(current), now)) {
            return done(new Draft(current).latch(now), current.resolved() ? Effect.RECORD : Effect.EDIT, now);
        }
        return reached(holdOver(current), now) ? observe(current, finding, now) : new Step(current, Effect.NONE);
    }

    private static boolean reached(Optional<Instant> deadline, Instant now) {
        return deadline.isPresent() && !deadline.get().isAfter(now);
    }

    private Step escalate(Tracked current, Instant now) {
        Draft draft = new Draft(current);
        String next = escalation
                .next(current.alert().owner(), current.life().escalations())
                .orElseThrow();
        draft.escalateTo(next).on(Event.UNANSWERED, "ESCALATED", now);
        return done(draft.log(now, "ESCALATED", null, next), Effect.EDIT, now);
    }

    /** A person does something; empty when the alert is resolved already and this would change it. */
    public Optional<Step> handle(Tracked current, Command command, Instant now) {
        return handle(current, command, null, now);
    }

    /**
     * The same with an id: a command whose id is among the last that were carried out does nothing, whatever has happened since.
     *
     * @param commandId null: none
     */
    public Optional<Step> handle(Tracked current, Command command, String commandId, Instant now) {
        if (commandId != null && current.life().commands().contains(commandId)) {
            return Optional.of(new Step(current, Effect.NONE));
        }
        if (current.resolved()) {
            boolean repeated = command instanceof Command.Resolve
                    || (command instanceof Command.FalseAlarm && ended(current, "FALSE_ALARM"));
            return repeated ? Optional.of(new Step(current, Effect.NONE)) : Optional.empty();
        }
        Draft draft = new Draft(current);
        if (apply(draft, command, now)) {
            return Optional.of(done(draft.carriedOut(commandId), Effect.EDIT, now));
        }
        return Optional.of(
                commandId == null
                        ? new Step(current, Effect.NONE)
                        : done(draft.carriedOut(commandId), Effect.RECORD, now));
    }

    /** The message now shows it with this revision, and people are told where the route leads. */
    Tracked told(Tracked current, Route route, String message, Instant messageAt, long messageRev, Instant now) {
        Draft draft = new Draft(current);
        String person = draft.assignee;
        draft.decide(now, draft.pingReason(), Outcome.TOLD, route, route.targets(), null, person);
        draft.showAt(route.targets());
        draft.message = message;
        draft.messageAt = messageAt;
        if (draft.on(Event.TOLD, null, now)) {
            draft.log(now, "NOTIFIED", null, null);
        }
        return draft.pinged(messageRev, now).build(now);
    }

    /** Its route leads to nobody: the digest is enough. */
    Tracked leftToDigest(Tracked current, Route route, Instant now) {
        Draft draft = new Draft(current);
        draft.decide(now, draft.pingReason(), Outcome.DIGEST_ONLY, route, List.of(), null, null);
        return draft.needNoPing().build(now);
    }

    /** People are not told before this time; empty when that is known. */
    Optional<Tracked> held(Tracked current, Outcome why, Instant until, Instant now) {
        Draft draft = new Draft(current);
        draft.decide(now, draft.pingReason(), why, null, List.of(), until, null);
        Tracked held = draft.build(now);
        return held.life().decisions().equals(current.life().decisions()) ? Optional.empty() : Optional.of(held);
    }

    /** The message now shows it with this revision, in silence. */
    Tracked shown(Tracked current, String message, Instant messageAt, long messageRev, Instant now) {
        Draft draft = new Draft(current);
        draft.message = message;
        draft.messageAt = messageAt;
        draft.noticeRev = messageRev;
        return draft.build(now);
    }

    // --- condition
    // ---------------------------------------------------------------------------------------------------------------------------

    private Step await(Tracked current, Finding finding, Instant now) {
        return done(occurrence(current, finding, now).condition(Condition.PENDING, now), Effect.REMEMBER, now);
    }

    /** The same occurrence when it ended less than a day ago, a new one after that. */
    private Draft occurrence(Tracked current, Finding finding, Instant now) {
        boolean again = current != null
                && current.alert().resolvedAt() != null
                && now.isBefore(current.alert().resolvedAt().plus(REOPEN_WINDOW));
        return again ? new Draft(current) : new Draft(ids.get(), finding, now);
    }

    private Step drop(Tracked current, Instant now) {
        return current.tentative()
                ? new Step(null, Effect.REMEMBER)
                : done(new Draft(current).condition(Condition.CLEAR, now), Effect.REMEMBER, now);
    }

    private Step fire(Tracked current, Finding finding, Instant now) {
        boolean waited = current != null && current.alert().condition() == Condition.PENDING;
        Draft draft = waited ? new Draft(current) : occurrence(current, finding, now);
        draft.take(finding).condition(Condition.FIRING, now);
        if (draft.handling != Handling.RESOLVED) {
            draft.log(now, "OPENED", null, finding.severity().name()).turn(now).wantPing("OPENED", now);
            return done(draft, Effect.RECORD, now);
        }
        return done(reopen(draft.turn(now), now), Effect.EDIT, now);
    }

    private static Draft reopen(Draft draft, Instant now) {
        draft.resolvedAt = null;
        draft.log(now, "REOPENED", null, draft.severity.name());
        if (draft.snoozedUntil != null && draft.snoozedUntil.isAfter(now)) {
            draft.on(Event.RETURNED_ASLEEP, null, now);
            return draft.decide(
                    now, "REOPENED", Outcome.SNOOZED, null, draft.targets, draft.snoozedUntil, draft.handledBy);
        }
        draft.snoozedUntil = null;
        draft.backToOwner();
        if (draft.flapKnown() && draft.message != null && !worse(draft.severity, draft.told)) {
            draft.on(Event.RETURNED_FLAPPING, null, now);
            return draft.decide(now, "REOPENED", Outcome.FLAPPING, null, draft.targets, null, null);
        }
        draft.on(Event.RETURNED, draft.flapping ? "FLAPPING" : "REOPENED", now);
        return draft;
    }

    private Step comeBack(Tracked current, Finding finding, Instant now) {
        Draft draft = new Draft(current).condition(Condition.FIRING, now);
        if (current.resolved()) {
            return done(draft, Effect.RECORD, now);
        }
        draft.log(now, "RETURNED", null, null);
        Effect effect = judge(draft, current, finding, now);
        return done(draft, effect == Effect.EDIT ? Effect.EDIT : Effect.RECORD, now);
    }

    private Step refresh(Tracked current, Finding finding, Instant now) {
        if (current.resolved()) {
            boolean worse = finding.level() == Level.ENTER
                    && worse(
                            finding.severity(),
                            worst(current.life().told(), current.alert().severity()));
            return worse
                    ? done(reopen(new Draft(current).take(finding), now), Effect.EDIT, now)
                    : new Step(current, Effect.NONE);
        }
        Draft draft = new Draft(current);
        Effect effect = judge(draft, current, finding, now);
        return effect == Effect.NONE ? new Step(current, Effect.NONE) : done(draft, effect, now);
    }

    /** New numbers on an open alert: worse is told, much else is only shown, and not more often than the policy allows. */
    private Effect judge(Draft draft, Tracked current, Finding finding, Instant now) {
        Alert alert = current.alert();
        boolean rises = worse(finding.severity(), alert.severity());
        boolean falls = worse(alert.severity(), finding.severity());
        boolean calm = !now.isBefore(alert.updatedAt().plus(policy.refresh()));
        boolean news = !alert.facts().equals(finding.facts());
        boolean urgent = news && changed(URGENT_FACTS, alert, finding);
        String reason = wakeReason(current, finding, rises);
        if (!rises && !urgent && reason == null && (!calm || (!news && sameContent(alert, finding)))) {
            return Effect.NONE;
        }
        boolean shown = rises || falls || urgent || (news && changed(HEADLINE_FACTS, alert, finding));
        draft.take(finding);
        if (draft.snoozeUnseen && draft.snoozeOrder != null) {
            draft.snoozeUnseen = Draft.deliveryOf(finding.facts(), draft.snoozeOrder) == null;
        }
        if (falls && !calm) {
            draft.severity = alert.severity();
        }
        if (rises) {
            draft.log(now, "WORSE", null, alert.severity() + " to " + finding.severity());
        } else if (falls && calm) {
            draft.log(now, "BETTER", null, alert.severity() + " to " + finding.severity());
        }
        if (reason != null) {
            wake(draft, reason, now);
            shown = true;
        } else if (rises && worse(finding.severity(), current.life().told())) {
            draft.on(Event.WORSE, "WORSE", now);
        } else if (shown && draft.handling == Handling.SNOOZED && draft.message != null) {
            draft.decide(now, "CHANGED", Outcome.SNOOZED, null, draft.targets, draft.snoozedUntil, draft.handledBy);
        }
        shown |= expectDelivery(draft, now);
        return shown ? Effect.EDIT : Effect.RECORD;
    }

    /** But for the facts. */
    private static boolean sameContent(Alert alert, Finding finding) {
        return alert.severity() == finding.severity() && Objects.equals(alert.name(), finding.name());
    }

    private static boolean changed(List<String> names, Alert alert, Finding finding) {
        return names.stream()
                .anyMatch(name ->
                        !Objects.equals(alert.facts().get(name), finding.facts().get(name)));
    }

    private Step recover(Tracked current, Instant now) {
        Draft draft = new Draft(current).condition(Condition.RECOVERING, now);
        if (!current.resolved()) {
            draft.log(now, "RECOVERING", null, null);
        }
        return done(draft, Effect.RECORD, now);
    }

    private Step end(Tracked current, Instant now) {
        Draft draft = new Draft(current).condition(Condition.CLEAR, now).turn(now);
        if (!close(draft, Event.CLEARED, now)) {
            return done(draft, Effect.RECORD, now);
        }
        return done(draft.log(now, "RESOLVED", null, null), Effect.EDIT, now);
    }

    /** False: it had been closed before. */
    private static boolean close(Draft draft, Event event, Instant now) {
        if (!draft.on(event, null, now)) {
            return false;
        }
        draft.resolvedAt = now;
        draft.needNoPing();
        if (draft.message != null) {
            draft.decide(now, "RESOLVED", Outcome.SHOWN, null, draft.targets, null, null);
        }
        return true;
    }

    // --- handling
    // ----------------------------------------------------------------------------------------------------------------------------

    private static boolean apply(Draft draft, Command command, Instant now) {
        if (command instanceof Command.Acknowledge acknowledge) {
            return acknowledge(draft, acknowledge, now);
        }
        if (command instanceof Command.Snooze snooze) {
            return snooze(draft, snooze, now);
        }
        if (command instanceof Command.Ordered ordered) {
            return ordered(draft, ordered, now);
        }
        return resolve(draft, command, command instanceof Command.FalseAlarm ? "FALSE_ALARM" : "RESOLVED", now);
    }

    private static boolean acknowledge(Draft draft, Command.Acknowledge command, Instant now) {
        if (draft.handling == Handling.ACKNOWLEDGED && sameHand(draft, command)) {
            return false;
        }
        draft.on(Event.TAKEN, null, now);
        draft.snoozedUntil = null;
        sign(draft, command, now, "ACKNOWLEDGED", command.note());
        return true;
    }

    private static boolean snooze(Draft draft, Command.Snooze command, Instant now) {
        if (draft.handling == Handling.SNOOZED
                && command.until().equals(draft.snoozedUntil)
                && sameHand(draft, command)) {
            return false;
        }
        String order = command.eta() == null ? null : Draft.orderDue(draft.facts(), command.eta());
        putToSleep(draft, command.until(), command.eta(), order, now);
        sign(draft, command, now, "SNOOZED", "until " + draft.snoozedUntil);
        return true;
    }

    private static boolean ordered(Draft draft, Command.Ordered command, Instant now) {
        Handling next = command.until() == null ? Handling.ACKNOWLEDGED : Handling.SNOOZED;
        if (draft.handling == next
                && Objects.equals(draft.purchaseOrder, command.purchaseOrder())
                && Objects.equals(draft.snoozedUntil, command.until())
                && sameHand(draft, command)) {
            return false;
        }
        draft.purchaseOrder = command.purchaseOrder();
        draft.ordered = true;
        if (command.until() == null) {
            draft.on(Event.TAKEN, null, now);
            draft.snoozedUntil = null;
        } else {
            putToSleep(draft, command.until(), command.eta(), command.purchaseOrder(), now);
        }
        sign(draft, command, now, "ORDERED", command.purchaseOrder());
        return true;
    }

    private static boolean resolve(Draft draft, Command command, String what, Instant now) {
        close(draft, Event.SETTLED, now);
        draft.snoozedUntil = null;
        sign(draft, command, now, what, command.note());
        return true;
    }

    private static void putToSleep(Draft draft, Instant until, String eta, String order, Instant now) {
        Instant latest = now.plus(LifePolicy.MAX_SNOOZE);
        draft.on(Event.PUT_OFF, null, now);
        draft.snoozedUntil = until.isAfter(latest) ? latest : until;
        draft.snoozeEta = eta;
        draft.snoozeOrder = eta == null ? null : order;
        draft.snoozeOnHand = Draft.onHand(draft.facts());
        draft.snoozeUnseen = eta != null && !Draft.isExpected(draft.facts(), eta, draft.snoozeOrder);
        draft.snoozeStockout = draft.text("stockoutP50");
    }

    /** What was ordered is on its way now: quiet until it should be there. Answers whether that is news. */
    private boolean expectDelivery(Draft draft, Instant now) {
        if (draft.handling != Handling.ACKNOWLEDGED || !draft.ordered || draft.purchaseOrder == null) {
            return false;
        }
        String eta = Draft.deliveryOf(draft.facts(), draft.purchaseOrder);
        if (eta == null) {
            return false;
        }
        Instant until =
                LifePolicy.asleepUntil(LocalDate.parse(eta), escalation.calendar(), policy.deliverySlack(), now);
        if (!until.isAfter(now)) {
            return false;
        }
        putToSleep(draft, until, eta, draft.purchaseOrder, now);
        draft.log(now, "DELIVERY_KNOWN", null, draft.purchaseOrder + ", " + eta);
        return true;
    }

    private static void sign(Draft draft, Command command, Instant now, String what, String detail) {
        draft.handledBy = command.by();
        if (command.note() != null) {
            draft.note = command.note();
        }
        draft.needNoPing().log(now, what, command.by(), detail);
    }

    private static boolean sameHand(Draft draft, Command command) {
        return command.by().equals(draft.handledBy)
                && (command.note() == null || command.note().equals(draft.note));
    }

    private static boolean ended(Tracked current, String what) {
        List<Alert.Change> history = current.alert().history();
        return history.stream()
                .reduce((first, last) -> last)
                .filter(c -> c.what().equals(what))
                .isPresent();
    }

    private static Draft wake(Draft draft, String reason, Instant now) {
        draft.backToOwner().on(Event.WAKES, "WOKE", now);
        draft.snoozedUntil = null;
        draft.snoozeEta = null;
        draft.snoozeOrder = null;
        draft.snoozeOnHand = null;
        draft.snoozeUnseen = false;
        draft.snoozeStockout = null;
        draft.ordered = false;
        return draft.log(now, "WOKE", null, reason);
    }

    /** Why a snoozed alert must not wait any longer, null: it may. */
    private static String wakeReason(Tracked current, Finding finding, boolean rises) {
        if (current.alert().handling() != Handling.SNOOZED) {
            return null;
        }
        if (rises) {
            return "worse: " + finding.severity();
        }
        String stockout = Draft.text(finding.facts(), "stockoutP50");
        String before = current.life().snoozeStockout();
        if (stockout != null
                && before != null
                && ChronoUnit.DAYS.between(LocalDate.parse(stockout), LocalDate.parse(before)) >= WAKE_DAYS) {
            return "runs out on " + stockout + ", not " + before;
        }
        return deliveryReason(current.life(), finding);
    }

    private static String deliveryReason(Life life, Finding finding) {
        String waitedFor = life.snoozeEta();
        if (waitedFor == null) {
            return null;
        }
        String order = life.snoozeOrder();
        if (life.snoozeUnseen() && (order == null || Draft.deliveryOf(finding.facts(), order) == null)) {
            return null;
        }
        String eta = order == null ? Draft.nextDelivery(finding.facts()) : Draft.deliveryOf(finding.facts(), order);
        if (eta != null) {
            return eta.compareTo(waitedFor) > 0 ? "delivery slipped to " + eta : null;
        }
        Long onHand = Draft.onHand(finding.facts());
        boolean came = order != null
                && onHand != null
                && life.snoozeOnHand() != null
                && onHand.compareTo(life.snoozeOnHand()) > 0;
        if (came) {
            return finding.level() == Level.ENTER ? "delivery " + order + " came, and it is still short" : null;
        }
        return order == null
                ? "no delivery is on its way any more"
                : "delivery " + order + " is not on its way any more";
    }

    private static boolean worse(Severity one, Severity other) {
        return other == null || one.compareTo(other) < 0;
    }

    private static Severity worst(Severity one, Severity other) {
        return one == null || other.compareTo(one) < 0 ? other : one;
    }

    private Step done(Draft draft, Effect effect, Instant now) {
        return new Step(draft.build(now), effect);
    }
}
