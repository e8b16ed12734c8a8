package io.zapas.alerting.domain;

import static io.zapas.alerting.domain.LifePolicy.REOPEN_WINDOW;
import static io.zapas.alerting.domain.LifePolicy.WAKE_DAYS;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Condition;
import io.zapas.alerting.api.Alert.Handling;
import io.zapas.alerting.api.Alert.Severity;
import io.zapas.alerting.domain.Finding.Level;
import io.zapas.alerting.domain.Step.Effect;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The life of one alert as a pure function: (alert, event, now) to (next alert, effect). Two axes that never mix:
 *
 * <pre>
 * condition (detectors only)   enter threshold met   between thresholds   exit threshold met
 *   CLEAR                      PENDING or FIRING     -                    -
 *   PENDING                    FIRING once it held   CLEAR                CLEAR
 *   FIRING                     new numbers           new numbers          RECOVERING
 *   RECOVERING                 FIRING                FIRING               CLEAR once it held: handling becomes RESOLVED
 *
 * handling (people and timers)
 *   NEW -> NOTIFIED            its group's message shows it
 *   open -> ACKNOWLEDGED       acknowledge, ordered
 *   open -> SNOOZED            snooze, ordered with a date
 *   SNOOZED -> NOTIFIED        the time is over, it got worse, runs out much earlier, or the delivery slips
 *   open -> RESOLVED           resolve, false alarm, or the condition ended, snoozed or not
 *   RESOLVED -> NEW            the condition returns within a day: the same occurrence; owner, note and snooze are still there
 * </pre>
 *
 * Commands never touch the condition and never reopen; a condition that goes on after a person resolved the alert reopens it only when it becomes
 * worse than anything people were told. Every function may be called again with what it has seen: the effect is NONE.
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
    private final TitleWriter titles;
    private final Supplier<String> ids;
    private final Map<Condition, Map<Signal, Transition>> table = new EnumMap<>(Condition.class);

    public AlertLife(LifePolicy policy, TitleWriter titles, Supplier<String> ids) {
        this.policy = policy;
        this.titles = titles;
        this.ids = ids;
        row(Condition.CLEAR, this::enter, this::stay, this::stay);
        row(Condition.PENDING, this::await, this::drop, this::drop);
        row(Condition.FIRING, this::refresh, this::refresh, this::recover);
        row(Condition.RECOVERING, this::comeBack, this::comeBack, this::end);
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
        return table.get(condition).get(Signal.of(finding)).apply(current, finding, now);
    }

    /** Another alert of the same SKU says more: this one ends at once, and comes back as the same occurrence if it must. */
    public Step absorb(Tracked current, Alert.Type by, Instant now) {
        if (current == null || !current.active()) {
            return new Step(current, Effect.NONE);
        }
        if (current.alert().condition() == Condition.PENDING) {
            return drop(current, null, now);
        }
        Draft draft = new Draft(current).condition(Condition.CLEAR, now);
        if (current.resolved()) {
            return done(draft, Effect.RECORD, now);
        }
        return done(close(draft, now).log(now, "ABSORBED", null, by.name()).turn(now), Effect.EDIT, now);
    }

    /** When it next wants to hear the time, at the latest. */
    public Optional<Instant> nextDue(Tracked tracked) {
        Alert alert = tracked.alert();
        Instant since = tracked.life().conditionSince();
        Instant due =
                switch (alert.condition()) {
                    case PENDING -> since.plus(policy.openHold(alert.type()));
                    case RECOVERING -> since.plus(policy.closeHold(alert.type()));
                    case FIRING, CLEAR -> null;
                };
        if (alert.handling() == Handling.SNOOZED && alert.snoozedUntil() != null) {
            due = due == null || alert.snoozedUntil().isBefore(due) ? alert.snoozedUntil() : due;
        }
        return Optional.ofNullable(due);
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
        if (alert.handling() == Handling.SNOOZED
                && alert.snoozedUntil() != null
                && !alert.snoozedUntil().isAfter(now)) {
            return done(wake(new Draft(current), "time is over", now), Effect.EDIT, now);
        }
        return switch (alert.condition()) {
            case PENDING, RECOVERING -> observe(current, finding, now);
            case FIRING, CLEAR -> new Step(current, Effect.NONE);
        };
    }

    /** A person does something; empty when the alert is resolved already and this would change it. */
    public Optional<Step> handle(Tracked current, Command command, Instant now) {
        if (current.resolved()) {
            boolean repeated = command instanceof Command.Resolve
                    || (command instanceof Command.FalseAlarm && ended(current, "FALSE_ALARM"));
            return repeated ? Optional.of(new Step(current, Effect.NONE)) : Optional.empty();
        }
        Draft draft = new Draft(current);
        return Optional.of(apply(draft, command, now) ? done(draft, Effect.EDIT, now) : new Step(current, Effect.NONE));
    }

    /** The message now shows it with this revision, and people were told. */
    Tracked told(Tracked current, String message, Instant messageAt, long messageRev, Instant now) {
        Draft draft = new Draft(current);
        draft.message = message;
        draft.messageAt = messageAt;
        if (draft.handling == Handling.NEW) {
            draft.handling = Handling.NOTIFIED;
            draft.log(now, "NOTIFIED", null, null);
        }
        return draft.pinged(messageRev, now).build(now, titles);
    }

    /** The message now shows it with this revision, in silence. */
    Tracked shown(Tracked current, String message, Instant messageAt, long messageRev, Instant now) {
        Draft draft = new Draft(current);
        draft.message = message;
        draft.messageAt = messageAt;
        draft.noticeRev = messageRev;
        return draft.build(now, titles);
    }

    // --- condition
    // ---------------------------------------------------------------------------------------------------------------------------

    private Step stay(Tracked current, Finding finding, Instant now) {
        return new Step(current, Effect.NONE);
    }

    private Step enter(Tracked current, Finding finding, Instant now) {
        boolean again = current != null
                && current.alert().resolvedAt() != null
                && now.isBefore(current.alert().resolvedAt().plus(REOPEN_WINDOW));
        Draft draft = again ? new Draft(current) : new Draft(ids.get(), finding, now);
        if (policy.openHold(finding.type()).isZero()) {
            return fire(draft, finding, now);
        }
        return done(draft.condition(Condition.PENDING, now), Effect.REMEMBER, now);
    }

    private Step await(Tracked current, Finding finding, Instant now) {
        Instant held = current.life()
                .conditionSince()
                .plus(policy.openHold(current.alert().type()));
        return now.isBefore(held) ? stay(current, finding, now) : fire(new Draft(current), finding, now);
    }

    private Step drop(Tracked current, Finding finding, Instant now) {
        return current.tentative()
                ? new Step(null, Effect.REMEMBER)
                : done(new Draft(current).condition(Condition.CLEAR, now), Effect.REMEMBER, now);
    }

    private Step fire(Draft draft, Finding finding, Instant now) {
        draft.take(finding).condition(Condition.FIRING, now);
        if (draft.handling != Handling.RESOLVED) {
            draft.log(now, "OPENED", null, finding.severity().name()).turn(now).wantPing(now);
            return done(draft, Effect.RECORD, now);
        }
        return done(reopen(draft.turn(now), now), Effect.EDIT, now);
    }

    private Draft reopen(Draft draft, Instant now) {
        draft.resolvedAt = null;
        draft.log(now, "REOPENED", null, draft.severity.name());
        if (draft.snoozedUntil != null && draft.snoozedUntil.isAfter(now)) {
            draft.handling = Handling.SNOOZED;
            return draft;
        }
        draft.snoozedUntil = null;
        if (draft.flapping && draft.message != null && !worse(draft.severity, draft.told)) {
            draft.handling = Handling.NOTIFIED;
            return draft;
        }
        draft.handling = Handling.NEW;
        return draft.wantPing(now);
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
                    : stay(current, finding, now);
        }
        Draft draft = new Draft(current);
        Effect effect = judge(draft, current, finding, now);
        return effect == Effect.NONE ? stay(current, finding, now) : done(draft, effect, now);
    }

    /** New numbers on an open alert: worse is told, much else is only shown, and not more often than the policy allows. */
    private Effect judge(Draft draft, Tracked current, Finding finding, Instant now) {
        Alert alert = current.alert();
        boolean rises = worse(finding.severity(), alert.severity());
        boolean falls = worse(alert.severity(), finding.severity());
        boolean calm = !now.isBefore(alert.updatedAt().plus(policy.refresh()));
        boolean urgent = changed(URGENT_FACTS, alert, finding);
        String reason = wakeReason(current, finding, rises);
        if (!rises && !urgent && reason == null && (!calm || sameContent(alert, finding))) {
            return Effect.NONE;
        }
        boolean shown = rises || falls || urgent || changed(HEADLINE_FACTS, alert, finding);
        draft.take(finding);
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
        } else if (rises && worse(finding.severity(), current.life().told()) && draft.handling != Handling.NEW) {
            draft.wantPing(now);
        }
        return shown ? Effect.EDIT : Effect.RECORD;
    }

    private static boolean sameContent(Alert alert, Finding finding) {
        return alert.severity() == finding.severity()
                && alert.facts().equals(finding.facts())
                && Objects.equals(alert.name(), finding.name());
    }

    private static boolean changed(List<String> names, Alert alert, Finding finding) {
        return names.stream()
                .anyMatch(name ->
                        !Objects.equals(alert.facts().get(name), finding.facts().get(name)));
    }

    private Step recover(Tracked current, Finding finding, Instant now) {
        Draft draft = new Draft(current).condition(Condition.RECOVERING, now);
        if (policy.closeHold(draft.type).isZero()) {
            return finish(draft, now);
        }
        if (!current.resolved()) {
            draft.log(now, "RECOVERING", null, null);
        }
        return done(draft, Effect.RECORD, now);
    }

    private Step end(Tracked current, Finding finding, Instant now) {
        Instant held = current.life()
                .conditionSince()
                .plus(policy.closeHold(current.alert().type()));
        return now.isBefore(held) ? stay(current, finding, now) : finish(new Draft(current), now);
    }

    private Step finish(Draft draft, Instant now) {
        boolean resolvedBefore = draft.handling == Handling.RESOLVED;
        draft.condition(Condition.CLEAR, now).turn(now);
        if (resolvedBefore) {
            return done(draft, Effect.RECORD, now);
        }
        return done(close(draft, now).log(now, "RESOLVED", null, null), Effect.EDIT, now);
    }

    private static Draft close(Draft draft, Instant now) {
        draft.handling = Handling.RESOLVED;
        draft.resolvedAt = now;
        return draft.needNoPing();
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
        draft.handling = Handling.ACKNOWLEDGED;
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
        putToSleep(draft, command.until(), command.eta());
        sign(draft, command, now, "SNOOZED", "until " + command.until());
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
        if (command.until() == null) {
            draft.handling = Handling.ACKNOWLEDGED;
            draft.snoozedUntil = null;
        } else {
            putToSleep(draft, command.until(), command.eta());
        }
        sign(draft, command, now, "ORDERED", command.purchaseOrder());
        return true;
    }

    private static boolean resolve(Draft draft, Command command, String what, Instant now) {
        close(draft, now);
        draft.snoozedUntil = null;
        sign(draft, command, now, what, command.note());
        return true;
    }

    private static void putToSleep(Draft draft, Instant until, String eta) {
        draft.handling = Handling.SNOOZED;
        draft.snoozedUntil = until;
        draft.snoozeEta = eta;
        draft.snoozeStockout = draft.text("stockoutP50");
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
        draft.handling = Handling.NOTIFIED;
        draft.snoozedUntil = null;
        draft.snoozeEta = null;
        draft.snoozeStockout = null;
        return draft.log(now, "WOKE", null, reason).wantPing(now);
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
        String waitedFor = current.life().snoozeEta();
        String eta = waitedFor == null ? null : Draft.nextDelivery(finding.facts());
        if (waitedFor != null && (eta == null || eta.compareTo(waitedFor) > 0)) {
            return eta == null ? "no delivery is on its way any more" : "delivery slipped to " + eta;
        }
        return null;
    }

    private static boolean worse(Severity one, Severity other) {
        return other == null || one.compareTo(other) < 0;
    }

    private static Severity worst(Severity one, Severity other) {
        return one == null || other.compareTo(one) < 0 ? other : one;
    }

    private Step done(Draft draft, Effect effect, Instant now) {
        return new Step(draft.build(now, titles), effect);
    }

    private void row(Condition condition, Transition enter, Transition hold, Transition exit) {
        Map<Signal, Transition> row = new EnumMap<>(Signal.class);
        row.put(Signal.ENTER, enter);
        row.put(Signal.HOLD, hold);
        row.put(Signal.EXIT, exit);
        table.put(condition, row);
    }

    @FunctionalInterface
    private interface Transition {
        Step apply(Tracked current, Finding finding, Instant now);
    }

    private enum Signal {
        ENTER,
        HOLD,
        EXIT;

        static Signal of(Finding finding) {
            if (finding == null) {
                return EXIT;
            }
            return finding.level() == Level.ENTER ? ENTER : HOLD;
        }
    }
}
