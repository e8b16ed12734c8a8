package io.zapas.alerting.domain;

import io.zapas.alerting.api.Alert.Severity;
import java.time.Instant;
import java.util.List;

/**
 * What an alert must remember about itself beside what the world sees of it; stored with it, so that a restart forgets nothing.
 *
 * @param subject whose facts decide about it, see {@link Finding#subject()}
 * @param conditionSince when the condition took its present value: holds are counted from here
 * @param told the worst severity people have been told in this occurrence; null: nothing yet
 * @param pingWanted people have to be told, as soon as its group may speak and the alert's budget allows
 * @param pingSince since when that is so; null when not
 * @param pings when people were told, and how bad it was; the last 24 hours
 * @param turns when it opened and closed, the last 4 hours: the latch counts them
 * @param flapping it opened and closed so often that only its message is edited from now on
 * @param message id of the message that shows it; null while none does
 * @param messageAt when that message was begun
 * @param noticeRev the message's revision that last changed because of this alert
 * @param pingRev the message's revision that last told people because of this alert
 * @param purchaseOrder what a person ordered against it
 * @param snoozeStockout the median stockout date when it was snoozed; it wakes when the date comes much closer
 * @param snoozeEta the delivery it was snoozed for; it wakes when that slips
 * @param snoozeOrder that delivery's purchase order; null: unknown
 * @param snoozeOnHand units on the shelf when it was snoozed; null: unknown
 * @param snoozeUnseen that delivery has not been seen on its way: a person said that it would come, and nothing can be missed of it yet
 * @param handlingSince when the handling took its present value, or was asked for again: people's time is counted from here. Null in what was stored
 *     before there was such a time: no clock runs then
 * @param escalations how often it was escalated since people were first told
 * @param ordered the present answer is an order: it does not lapse
 * @param flapTold people know that it flaps
 * @param pingReason what there is to tell, null when nothing is
 * @param targets names of the destinations that show it; null: all of them
 * @param commands ids of the last commands that were carried out
 * @param decisions the last ones about telling people, newest last
 */
public record Life(
        String subject,
        Instant conditionSince,
        Severity told,
        boolean pingWanted,
        Instant pingSince,
        List<Ping> pings,
        List<Instant> turns,
        boolean flapping,
        String message,
        Instant messageAt,
        long noticeRev,
        long pingRev,
        String purchaseOrder,
        String snoozeStockout,
        String snoozeEta,
        String snoozeOrder,
        Long snoozeOnHand,
        boolean snoozeUnseen,
        Instant handlingSince,
        int escalations,
        boolean ordered,
        boolean flapTold,
        String pingReason,
        List<String> targets,
        List<String> commands,
        List<Decision> decisions) {

    public Life {
        pings = pings == null ? List.of() : List.copyOf(pings);
        turns = turns == null ? List.of() : List.copyOf(turns);
        targets = targets == null ? null : List.copyOf(targets);
        commands = commands == null ? List.of() : List.copyOf(commands);
        decisions = decisions == null ? List.of() : List.copyOf(decisions);
    }

    /** Whether the destination of this name shows it. */
    public boolean shownAt(String destination) {
        return targets == null || targets.contains(destination);
    }

    /** People were told at this time that it is this bad. */
    public record Ping(Instant at, Severity severity) {}
}
