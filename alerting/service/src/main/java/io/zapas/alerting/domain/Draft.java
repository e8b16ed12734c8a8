package io.zapas.alerting.domain;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Change;
import io.zapas.alerting.api.Alert.Condition;
import io.zapas.alerting.api.Alert.Handling;
import io.zapas.alerting.api.Alert.Severity;
import io.zapas.alerting.domain.Life.Ping;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A tracked alert while it is being changed; {@link #build} gives the next revision. For one step on one thread. */
final class Draft {
    static final int MAX_HISTORY = 100;
    private static final int MAX_PINGS = 16;
    private static final int MAX_TURNS = 16;
    private static final Duration PING_MEMORY = Duration.ofHours(24);

    final String id;
    final Alert.Type type;
    private final String fingerprint;
    private final long rev;
    private final String sku;
    private final String scope;
    private final String owner;
    private final String group;
    private final String subject;
    private final Instant openedAt;
    private final List<Change> history;
    private final List<Ping> pings;
    private final List<Instant> turns;

    private String name;
    private Map<String, Object> facts;
    private Double lostUnits;
    private BigDecimal lostValue;
    private String currency;
    private String title;

    Severity severity;
    Condition condition;
    Handling handling;
    Instant resolvedAt;
    String handledBy;
    String note;
    Instant snoozedUntil;
    Instant conditionSince;
    Severity told;
    boolean pingWanted;
    Instant pingSince;
    boolean flapping;
    String message;
    Instant messageAt;
    long noticeRev;
    long pingRev;
    String purchaseOrder;
    String snoozeStockout;
    String snoozeEta;

    /** A new occurrence. */
    Draft(String id, Finding finding, Instant now) {
        this.id = id;
        this.rev = 0;
        this.fingerprint = finding.fingerprint();
        this.type = finding.type();
        this.sku = finding.sku();
        this.scope = finding.scope();
        this.owner = finding.owner();
        this.group = finding.group();
        this.subject = finding.subject();
        this.openedAt = now;
        this.history = new ArrayList<>();
        this.pings = new ArrayList<>();
        this.turns = new ArrayList<>();
        this.handling = Handling.NEW;
        this.condition = Condition.CLEAR;
        this.conditionSince = now;
        take(finding);
    }

    Draft(Tracked tracked) {
        Alert alert = tracked.alert();
        Life life = tracked.life();
        this.id = alert.id();
        this.rev = alert.rev();
        this.fingerprint = alert.fingerprint();
        this.type = alert.type();
        this.sku = alert.sku();
        this.scope = alert.scope();
        this.owner = alert.owner();
        this.group = alert.group();
        this.subject = life.subject();
        this.openedAt = alert.openedAt();
        this.history = new ArrayList<>(alert.history());
        this.pings = new ArrayList<>(life.pings());
        this.turns = new ArrayList<>(life.turns());
        this.name = alert.name();
        this.facts = alert.facts();
        this.lostUnits = alert.lostUnits();
        this.lostValue = alert.lostValue();
        this.currency = alert.currency();
        this.title = alert.title();
        this.severity = alert.severity();
        this.condition = alert.condition();
        this.handling = alert.handling();
        this.resolvedAt = alert.resolvedAt();
        this.handledBy = alert.handledBy();
        this.note = alert.note();
        this.snoozedUntil = alert.snoozedUntil();
        this.conditionSince = life.conditionSince();
        this.told = life.told();
        this.pingWanted = life.pingWanted();
        this.pingSince = life.pingSince();
        this.flapping = life.flapping();
        this.message = life.message();
        this.messageAt = life.messageAt();
        this.noticeRev = life.noticeRev();
        this.pingRev = life.pingRev();
        this.purchaseOrder = life.purchaseOrder();
        this.snoozeStockout = life.snoozeStockout();
        this.snoozeEta = life.snoozeEta();
    }

    /** Takes over what the facts say now. Owner and group stay: an alert does not change hands because of new master data. */
    Draft take(Finding finding) {
        severity = finding.severity();
        name = finding.name();
        facts = finding.facts();
        lostUnits = finding.lostUnits();
        lostValue = finding.lostValue();
        currency = finding.currency();
        title = null;
        return this;
    }

    Draft condition(Condition next, Instant now) {
        condition = next;
        conditionSince = now;
        return this;
    }

    Draft log(Instant at, String what, String by, String detail) {
        history.add(new Change(at, what, by, detail));
        while (history.size() > MAX_HISTORY) {
            history.remove(oldestOfTheSystem());
        }
        return this;
    }

    /** What people did and how it began is kept longest. */
    private int oldestOfTheSystem() {
        for (int i = 1; i < history.size() - 1; i++) {
            if (history.get(i).by() == null) {
                return i;
            }
        }
        return 1;
    }

    Draft wantPing(Instant now) {
        if (!pingWanted) {
            pingWanted = true;
            pingSince = now;
        }
        return this;
    }

    Draft needNoPing() {
        pingWanted = false;
        pingSince = null;
        return this;
    }

    /** It opened or closed: counts for the latch. */
    Draft turn(Instant now) {
        turns.add(now);
        Instant start = now.minus(LifePolicy.FLAP_WINDOW);
        turns.removeIf(at -> !at.isAfter(start));
        while (turns.size() > MAX_TURNS) {
            turns.remove(0);
        }
        if (!flapping && turns.size() >= LifePolicy.FLAP_START) {
            flapping = true;
            log(now, "FLAPPING", null, turns.size() + " turns in " + LifePolicy.FLAP_WINDOW.toHours() + " h");
        } else if (flapping && turns.size() < LifePolicy.FLAP_STOP) {
            flapping = false;
        }
        return this;
    }

    /** People have been told with this revision of the message. */
    Draft pinged(long messageRev, Instant now) {
        needNoPing();
        pings.add(new Ping(now, severity));
        Instant start = now.minus(PING_MEMORY);
        pings.removeIf(ping -> ping.at().isBefore(start));
        while (pings.size() > MAX_PINGS) {
            pings.remove(0);
        }
        if (told == null || severity.compareTo(told) < 0) {
            told = severity;
        }
        noticeRev = messageRev;
        pingRev = messageRev;
        return this;
    }

    String text(String fact) {
        return text(facts, fact);
    }

    static String text(Map<String, Object> facts, String name) {
        return facts.get(name) instanceof String text ? text : null;
    }

    /** ISO date of the earliest delivery on its way, or null. */
    static String nextDelivery(Map<String, Object> facts) {
        if (!(facts.get("incoming") instanceof List<?> deliveries)) {
            return null;
        }
        String earliest = null;
        for (Object delivery : deliveries) {
            if (delivery instanceof Map<?, ?> fields
                    && fields.get("eta") instanceof String eta
                    && (earliest == null || eta.compareTo(earliest) < 0)) {
                earliest = eta;
            }
        }
        return earliest;
    }

    Tracked build(Instant now, TitleWriter titles) {
        Alert alert = alert(title, now);
        if (title == null) {
            alert = alert(titles.title(alert), now);
        }
        return new Tracked(
                alert,
                new Life(
                        subject,
                        conditionSince,
                        told,
                        pingWanted,
                        pingSince,
                        pings,
                        turns,
                        flapping,
                        message,
                        messageAt,
                        noticeRev,
                        pingRev,
                        purchaseOrder,
                        snoozeStockout,
                        snoozeEta));
    }

    private Alert alert(String line, Instant now) {
        return new Alert(
                id,
                fingerprint,
                rev + 1,
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
                now,
                resolvedAt,
                facts,
                lostUnits,
                lostValue,
                currency,
                handledBy,
                note,
                snoozedUntil,
                history);
    }
}
