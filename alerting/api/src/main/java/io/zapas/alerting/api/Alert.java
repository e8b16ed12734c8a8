package io.zapas.alerting.api;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One problem from its opening to its end: the value of {@code alerts} and the answer of {@code GET /v1/alerts/{id}}. What is true
 * ({@code condition}) and what people did about it ({@code handling}) are kept apart.
 *
 * @param id of this occurrence
 * @param fingerprint of the problem: type, SKU and scope; never quantity, name or severity. One open occurrence per fingerprint.
 * @param rev rises with every change
 * @param scope channel + offer, or campaign; null when the SKU says it all
 * @param title one line in the house language, ready to show; null while nobody is shown it: it follows from the rest
 * @param owner the buyer who answers for it, may be null
 * @param group notices of the same group are one message
 * @param facts the numbers behind it, by the field names of the documents they come from
 * @param lostUnits, lostValue expected loss if ignored, may be null
 * @param note what a person wrote, may be null
 * @param snoozedUntil null unless snoozed
 * @param history newest last, at most 100
 * @param flapping it opened and closed so often that people are told once, and then only shown
 * @param assignee who is asked to act now: the owner, and those above after nobody answered; may be null
 * @param escalations how often nobody answered
 * @param purchaseOrder what a person ordered against it, may be null
 */
public record Alert(
        String id,
        String fingerprint,
        long rev,
        Type type,
        Severity severity,
        Condition condition,
        Handling handling,
        String sku,
        String name,
        String scope,
        String title,
        String owner,
        String group,
        Instant openedAt,
        Instant updatedAt,
        Instant resolvedAt,
        Map<String, Object> facts,
        Double lostUnits,
        BigDecimal lostValue,
        String currency,
        String handledBy,
        String note,
        Instant snoozedUntil,
        List<Change> history,
        boolean flapping,
        String assignee,
        int escalations,
        String purchaseOrder) {

    public Alert {
        facts = facts == null ? Map.of() : FactMap.copyOf(facts);
        history = history == null ? History.NONE : History.copyOf(history);
    }

    /** One that nobody has dealt with yet. */
    public Alert(
            String id,
            String fingerprint,
            long rev,
            Type type,
            Severity severity,
            Condition condition,
            Handling handling,
            String sku,
            String name,
            String scope,
            String title,
            String owner,
            String group,
            Instant openedAt,
            Instant updatedAt,
            Instant resolvedAt,
            Map<String, Object> facts,
            Double lostUnits,
            BigDecimal lostValue,
            String currency,
            String handledBy,
            String note,
            Instant snoozedUntil,
            List<Change> history) {
        this(
                id,
                fingerprint,
                rev,
                type,
                severity,
                condition,
                handling,
                sku,
                name,
                scope,
                title,
                owner,
                group,
                openedAt,
                updatedAt,
                resolvedAt,
                facts,
                lostUnits,
                lostValue,
                currency,
                handledBy,
                note,
                snoozedUntil,
                history,
                false,
                owner,
                0,
                null);
    }

    /** The same with this title. */
    public Alert titled(String line) {
        return new Alert(
                id,
                fingerprint,
                rev,
                type,
                severity,
                condition,
                handling,
                sku,
                name,
                scope,
                line,
                owner,
                group,
                openedAt,
                updatedAt,
                resolvedAt,
                facts,
                lostUnits,
                lostValue,
                currency,
                handledBy,
                note,
                snoozedUntil,
                history,
                flapping,
                assignee,
                escalations,
                purchaseOrder);
    }

    /** What kind of problem. */
    public enum Type {
        OUT_OF_STOCK,
        SHORTAGE,
        OVERSOLD,
        CAMPAIGN_RISK,
        DESYNC,
        STALE_SOURCE,
        MASS_DROP,
        UNKNOWN_SKU
    }

    /** How bad it is, worst first. */
    public enum Severity {
        CRITICAL,
        HIGH,
        MEDIUM,
        LOW
    }

    /** What detectors see. */
    public enum Condition {
        PENDING,
        FIRING,
        RECOVERING,
        CLEAR
    }

    /** What people and timers did. */
    public enum Handling {
        NEW,
        NOTIFIED,
        ACKNOWLEDGED,
        SNOOZED,
        ESCALATED,
        RESOLVED
    }

    /** One step of its life: when, what ({@code OPENED}, {@code WORSE}, {@code ACKNOWLEDGED}, ...), by whom (null: the system), detail. */
    public record Change(Instant at, String what, String by, String detail) {}
}
