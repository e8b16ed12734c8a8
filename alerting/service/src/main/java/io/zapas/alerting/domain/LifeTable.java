package io.zapas.alerting.domain;

import static io.zapas.alerting.api.Alert.Condition.CLEAR;
import static io.zapas.alerting.api.Alert.Condition.FIRING;
import static io.zapas.alerting.api.Alert.Condition.PENDING;
import static io.zapas.alerting.api.Alert.Condition.RECOVERING;
import static io.zapas.alerting.api.Alert.Handling.ACKNOWLEDGED;
import static io.zapas.alerting.api.Alert.Handling.ESCALATED;
import static io.zapas.alerting.api.Alert.Handling.NEW;
import static io.zapas.alerting.api.Alert.Handling.NOTIFIED;
import static io.zapas.alerting.api.Alert.Handling.RESOLVED;
import static io.zapas.alerting.api.Alert.Handling.SNOOZED;
import static io.zapas.alerting.domain.LifeTable.Event.CLEARED;
import static io.zapas.alerting.domain.LifeTable.Event.PUT_OFF;
import static io.zapas.alerting.domain.LifeTable.Event.RETURNED;
import static io.zapas.alerting.domain.LifeTable.Event.RETURNED_ASLEEP;
import static io.zapas.alerting.domain.LifeTable.Event.RETURNED_FLAPPING;
import static io.zapas.alerting.domain.LifeTable.Event.SETTLED;
import static io.zapas.alerting.domain.LifeTable.Event.TAKEN;
import static io.zapas.alerting.domain.LifeTable.Event.TAKING_LAPSED;
import static io.zapas.alerting.domain.LifeTable.Event.TOLD;
import static io.zapas.alerting.domain.LifeTable.Event.UNANSWERED;
import static io.zapas.alerting.domain.LifeTable.Event.WAKES;
import static io.zapas.alerting.domain.LifeTable.Event.WORSE;
import static io.zapas.alerting.domain.LifeTable.Notice.EDIT;
import static io.zapas.alerting.domain.LifeTable.Notice.NONE;
import static io.zapas.alerting.domain.LifeTable.Notice.PING;
import static io.zapas.alerting.domain.LifeTable.Signal.ENTER;
import static io.zapas.alerting.domain.LifeTable.Signal.EXIT;
import static io.zapas.alerting.domain.LifeTable.Signal.HOLD;

import io.zapas.alerting.api.Alert.Condition;
import io.zapas.alerting.api.Alert.Handling;
import io.zapas.alerting.domain.Finding.Level;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Every step an alert's life can take. What is not in the table does not happen. The two halves never mix: detectors move the condition, people and timers the
 * handling; only the end and the return of a condition touch both.
 */
final class LifeTable {
    private static final Map<Condition, Map<Signal, Condition[]>> CONDITIONS = new EnumMap<>(Condition.class);
    private static final Map<Handling, Map<Event, Move>> MOVES = new EnumMap<>(Handling.class);

    static {
        //        is          rules say  while its hold runs, and when it is over
        condition(CLEAR, ENTER, PENDING, FIRING);
        condition(CLEAR, HOLD, CLEAR, CLEAR);
        condition(CLEAR, EXIT, CLEAR, CLEAR);
        condition(PENDING, ENTER, PENDING, FIRING);
        condition(PENDING, HOLD, CLEAR, CLEAR);
        condition(PENDING, EXIT, CLEAR, CLEAR);
        condition(FIRING, ENTER, FIRING, FIRING);
        condition(FIRING, HOLD, FIRING, FIRING);
        condition(FIRING, EXIT, RECOVERING, CLEAR);
        condition(RECOVERING, ENTER, FIRING, FIRING);
        condition(RECOVERING, HOLD, FIRING, FIRING);
        condition(RECOVERING, EXIT, RECOVERING, CLEAR);

        //     is           event              becomes       people get
        handle(NEW, TOLD, NOTIFIED, NONE);
        handle(NEW, WORSE, NEW, PING);
        handle(NEW, TAKEN, ACKNOWLEDGED, EDIT);
        handle(NEW, PUT_OFF, SNOOZED, EDIT);
        handle(NEW, SETTLED, RESOLVED, EDIT);
        handle(NEW, CLEARED, RESOLVED, EDIT);

        handle(NOTIFIED, WORSE, NOTIFIED, PING);
        handle(NOTIFIED, UNANSWERED, ESCALATED, PING);
        handle(NOTIFIED, TAKEN, ACKNOWLEDGED, EDIT);
        handle(NOTIFIED, PUT_OFF, SNOOZED, EDIT);
        handle(NOTIFIED, SETTLED, RESOLVED, EDIT);
        handle(NOTIFIED, CLEARED, RESOLVED, EDIT);

        handle(ESCALATED, WORSE, ESCALATED, PING);
        handle(ESCALATED, UNANSWERED, ESCALATED, PING);
        handle(ESCALATED, TAKEN, ACKNOWLEDGED, EDIT);
        handle(ESCALATED, PUT_OFF, SNOOZED, EDIT);
        handle(ESCALATED, SETTLED, RESOLVED, EDIT);
        handle(ESCALATED, CLEARED, RESOLVED, EDIT);

        handle(ACKNOWLEDGED, WORSE, ACKNOWLEDGED, PING);
        handle(ACKNOWLEDGED, TAKING_LAPSED, NOTIFIED, PING);
        handle(ACKNOWLEDGED, TAKEN, ACKNOWLEDGED, EDIT);
        handle(ACKNOWLEDGED, PUT_OFF, SNOOZED, EDIT);
        handle(ACKNOWLEDGED, SETTLED, RESOLVED, EDIT);
        handle(ACKNOWLEDGED, CLEARED, RESOLVED, EDIT);

        handle(SNOOZED, WAKES, NOTIFIED, PING);
        handle(SNOOZED, TAKEN, ACKNOWLEDGED, EDIT);
        handle(SNOOZED, PUT_OFF, SNOOZED, EDIT);
        handle(SNOOZED, SETTLED, RESOLVED, EDIT);
        handle(SNOOZED, CLEARED, RESOLVED, EDIT);

        handle(RESOLVED, RETURNED, NEW, PING);
        handle(RESOLVED, RETURNED_ASLEEP, SNOOZED, EDIT);
        handle(RESOLVED, RETURNED_FLAPPING, NOTIFIED, EDIT);
    }

    private LifeTable() {}

    /** Where the condition goes; the same: it stays. */
    static Condition next(Condition now, Signal signal, boolean held) {
        return CONDITIONS.get(now).get(signal)[held ? 1 : 0];
    }

    /** Empty: it does not happen to an alert in this state. */
    static Optional<Move> move(Handling now, Event event) {
        return Optional.ofNullable(MOVES.get(now).get(event));
    }

    private static void condition(Condition from, Signal signal, Condition meanwhile, Condition held) {
        CONDITIONS.computeIfAbsent(from, c -> new EnumMap<>(Signal.class)).put(signal, new Condition[] {meanwhile, held
        });
    }

    private static void handle(Handling from, Event event, Handling to, Notice notice) {
        MOVES.computeIfAbsent(from, h -> new EnumMap<>(Event.class)).put(event, new Move(to, notice));
    }

    record Move(Handling to, Notice notice) {}

    /** What the rules say. */
    enum Signal {
        /** The enter threshold is met. */
        ENTER,
        /** Between the thresholds. */
        HOLD,
        /** The exit threshold is met. */
        EXIT;

        static Signal of(Finding finding) {
            if (finding == null) {
                return EXIT;
            }
            return finding.level() == Level.ENTER ? ENTER : HOLD;
        }
    }

    /** What people and timers do, and what the condition does to them. */
    enum Event {
        /** Its message went out. */
        TOLD,
        /** More severe than anything people were told. */
        WORSE,
        /** Somebody takes care: acknowledged, or ordered without a date. */
        TAKEN,
        /** Snoozed, or ordered with a date. */
        PUT_OFF,
        /** A person says that it is over, or never was. */
        SETTLED,
        /** Nobody took it in the working time allowed, and there is somebody above. */
        UNANSWERED,
        /** Taken a working day ago, and nothing came of it. */
        TAKING_LAPSED,
        /** What it slept for is over, or no longer holds. */
        WAKES,
        /** The condition ended. */
        CLEARED,
        /** The condition is back. */
        RETURNED,
        /** The same, while its snooze lasts. */
        RETURNED_ASLEEP,
        /** The same, and people know that it flaps. */
        RETURNED_FLAPPING
    }

    /** What people get of a step. */
    enum Notice {
        NONE,
        /** Their message shows it. */
        EDIT,
        /** They are told. */
        PING
    }
}
