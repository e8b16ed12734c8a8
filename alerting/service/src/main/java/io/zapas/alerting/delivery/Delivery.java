package io.zapas.alerting.delivery;

import io.zapas.alerting.domain.Destination.Receipt;
import io.zapas.alerting.domain.Notice;
import java.time.Instant;
import java.util.Map;

/**
 * How far one message is at one destination; stored before and after every call.
 *
 * @param deliveryId the message, see {@link Notice#deliveryId()}
 * @param state SENDING is stored before the call, SENT or FAILED after it
 * @param rev the revision being sent, sent, or refused
 * @param notice why that revision is sent
 * @param firstTriedAt when that revision was first tried
 * @param sentRev the revision shown there; null: none is
 * @param receipt of the message shown there; null: none is
 * @param reason why it failed, for a person; null unless FAILED
 */
public record Delivery(
        String destination,
        String group,
        String deliveryId,
        State state,
        long rev,
        Notice.Kind notice,
        Instant firstTriedAt,
        Long sentRev,
        Map<String, String> receipt,
        Instant at,
        String reason) {

    public Delivery {
        receipt = receipt == null ? null : Map.copyOf(receipt);
    }

    /** Where it stands. */
    public enum State {
        SENDING,
        SENT,
        /** The destination will not take this revision: tried again when the message changes, or after a restart. */
        FAILED
    }

    /** Its key in the topic of alerts. */
    public String key() {
        return key(destination, group, deliveryId);
    }

    public static String key(String destination, String group, String deliveryId) {
        return "delivery/" + destination + "/" + group + "/" + deliveryId;
    }

    Receipt previous() {
        return receipt == null ? null : new Receipt(receipt);
    }

    Delivery sending(Notice next, Instant firstTried, Instant now) {
        return new Delivery(
                destination,
                group,
                deliveryId,
                State.SENDING,
                next.rev(),
                next.kind(),
                firstTried,
                sentRev,
                receipt,
                now,
                null);
    }

    /** The revision that was being sent has arrived; {@code given} null keeps the receipt of before. */
    Delivery sent(Receipt given, Instant now) {
        Map<String, String> kept = given == null ? receipt : given.fields();
        return new Delivery(
                destination, group, deliveryId, State.SENT, rev, notice, firstTriedAt, rev, kept, now, null);
    }

    /** People were told of the revision that was being sent; the rest of it, which pings nobody, is still to be shown. */
    Delivery partly(Receipt given, Instant now) {
        return new Delivery(
                destination,
                group,
                deliveryId,
                State.SENDING,
                rev,
                Notice.Kind.UPDATE,
                firstTriedAt,
                rev,
                given.fields(),
                now,
                null);
    }

    /** What is being sent has been told already, and only a part of it is not shown yet. */
    boolean told() {
        return state == State.SENDING && sentRev != null && sentRev == rev;
    }

    Delivery failed(String why, Instant now) {
        return new Delivery(
                destination, group, deliveryId, State.FAILED, rev, notice, firstTriedAt, sentRev, receipt, now, why);
    }

    /** What was refused may be tried once more: a restart often means that somebody mended the configuration. */
    Delivery again() {
        return new Delivery(
                destination, group, deliveryId, State.SENDING, rev, notice, firstTriedAt, sentRev, receipt, at, null);
    }

    static Delivery none(String destination, String group, String deliveryId, Instant now) {
        return new Delivery(destination, group, deliveryId, State.SENT, 0, null, null, null, null, now, null);
    }
}
