package io.zapas.alerting.domain;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Change;
import io.zapas.alerting.api.Alert.Condition;
import io.zapas.alerting.api.Alert.Handling;
import io.zapas.alerting.api.Alert.Severity;
import io.zapas.alerting.api.History;
import io.zapas.alerting.domain.Life.Ping;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** A tracked alert while it is being changed; {@link #build} gives the next revision. For one step on one thread. */
final class Draft {
    static final int MAX_HISTORY = 100;
    private static final int MAX_PINGS = 16;
    private static final int MAX_TURNS = 16;
    private static final int MAX_COMMANDS = 16;
    private static final int MAX_DECISIONS = 16;
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
    private History history;
    private List<Ping> pings;
    private List<Instant> turns;

    private String name;
    private Map<String, Object> facts;
    private Double lostUnits;
    private BigDecimal lostValue;
    private String currency;

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
    String snoozeOrder;
    Long snoozeOnHand;
    boolean snoozeUnseen;
    int escalations;
    String assignee;
    boolean ordered;
    List<String> targets;
    private Instant handlingSince;
    private boolean flapTold;
    private String pingReason;
    private List<String> commands;
    private List<Decision> decisions;

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
        this.history = History.copyOf(List.of());
        this.pings = List.of();
        this.turns = List.of();
        this.commands = List.of();
        this.decisions = List.of();
        this.handlingSince = now;
        this.assignee = finding.owner();
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
        this.history = History.copyOf(alert.history());
        this.pings = life.pings();
        this.turns = life.turns();
        this.commands = life.commands();
        this.decisions = life.decisions();
        this.name = alert.name();
        this.facts = alert.facts();
        this.lostUnits = alert.lostUnits();
        this.lostValue = alert.lostValue();
        this.currency = alert.currency();
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
        this.snoozeOrder = life.snoozeOrder();
        this.snoozeOnHand = life.snoozeOnHand();
        this.snoozeUnseen = life.snoozeUnseen();
        this.escalations = life.escalations();
        this.assignee = life.escalations() == 0 ? alert.owner() : alert.assignee();
        this.ordered = life.ordered() || (life.handlingSince() == null && life.purchaseOrder() != null);
        this.targets = life.targets();
        this.handlingSince = life.handlingSince();
        this.flapTold = life.flapTold();
        this.pingReason = life.pingReason();
    }

    /** Takes over what the facts say now. Owner and group stay: an alert does not change hands because of new master data. */
    Draft take(Finding finding) {
        severity = finding.severity();
        name = finding.name();
        facts = finding.facts();
        lostUnits = finding.lostUnits();
        lostValue = finding.lostValue();
        currency = finding.currency();
        return this;
    }

    Draft condition(Condition next, Instant now) {
        condition = next;
        conditionSince = now;
        return this;
    }

    Draft log(Instant at, String what, String by, String detail) {
        history = history.plus(new Change(at, what, by, detail), MAX_HISTORY);
        return this;
    }

    /** What the table says of this event, if it says anything; people's time starts anew. Answers whether it did. */
    boolean on(LifeTable.Event event, String why, Instant now) {
        LifeTable.Move move = LifeTable.move(handling, event).orElse(null);
        if (move == null) {
            return false;
        }
        if (move.to() != handling || event != LifeTable.Event.WORSE) {
            handlingSince = now;
        }
        handling = move.to();
        if (move.notice() == LifeTable.Notice.PING) {
            wantPing(why, now);
        }
        return true;
    }

    /** People have to be told; a reason that waits already is replaced by the newer one. */
    Draft wantPing(String why, Instant now) {
        pingReason = why;
        if (!pingWanted) {
            pingWanted = true;
            pingSince = now;
        }
        return this;
    }

    Draft needNoPing() {
        pingWanted = false;
        pingSince = null;
        pingReason = null;
        return this;
    }

    /** Whoever answers for it is asked first. */
    Draft backToOwner() {
        escalations = 0;
        assignee = owner;
        return this;
    }

    Draft escalateTo(String next) {
        escalations++;
        assignee = next;
        return this;
    }

    Draft carriedOut(String commandId) {
        if (commandId != null) {
            commands = own(commands);
            commands.add(commandId);
            while (commands.size() > MAX_COMMANDS) {
                commands.remove(0);
            }
        }
        return this;
    }

    /** Records a decision, unless the newest one says the same. */
    Draft decide(
            Instant now,
            String why,
            Decision.Outcome outcome,
            Route route,
            List<String> to,
            Instant until,
            String detail) {
        Decision decision = new Decision(now, why, outcome, route == null ? null : route.rule(), to, until, detail);
        Decision newest = decisions.isEmpty() ? null : decisions.get(decisions.size() - 1);
        if (outcome != Decision.Outcome.TOLD && decision.sameAs(newest)) {
            return this;
        }
        decisions = own(decisions);
        decisions.add(decision);
        while (decisions.size() > MAX_DECISIONS) {
            decisions.remove(0);
        }
        return this;
    }

    String pingReason() {
        return pingReason == null ? "OPENED" : pingReason;
    }

    /** Everybody who needs to know that it flaps has been told. */
    boolean flapKnown() {
        return flapping && flapTold;
    }

    /** Shows it in further places: what showed it before goes on showing it, so that its end is seen there too. */
    Draft showAt(List<String> more) {
        if (message == null) {
            targets = more;
        } else if (targets == null || more == null) {
            targets = null;
        } else {
            List<String> all = new ArrayList<>(targets);
            more.stream().filter(target -> !all.contains(target)).forEach(all::add);
            targets = all;
        }
        return this;
    }

    /** It opened or closed: counts for the latch. */
    Draft turn(Instant now) {
        turns = own(turns);
        turns.add(now);
        return latch(now);
    }

    /** Sets or opens the latch, by what is left of the window. */
    Draft latch(Instant now) {
        Instant start = now.minus(LifePolicy.FLAP_WINDOW);
        turns = own(turns);
        turns.removeIf(at -> !at.isAfter(start));
        while (turns.size() > MAX_TURNS) {
            turns.remove(0);
        }
        if (!flapping && turns.size() >= LifePolicy.FLAP_START) {
            flapping = true;
            flapTold = false;
            log(now, "FLAPPING", null, turns.size() + " turns in " + LifePolicy.FLAP_WINDOW.toHours() + " h");
        } else if (flapping && turns.size() < LifePolicy.FLAP_STOP) {
            flapping = false;
            log(now, "STEADY", null, null);
        }
        return this;
    }

    /** People have been told with this revision of the message. */
    Draft pinged(long messageRev, Instant now) {
        flapTold = flapping;
        needNoPing();
        pings = own(pings);
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

    /** Lists are those of the alert as it was until one is changed. */
    private static <T> List<T> own(List<T> list) {
        return list instanceof ArrayList ? list : new ArrayList<>(list);
    }

    Map<String, Object> facts() {
        return facts;
    }

    String text(String fact) {
        return text(facts, fact);
    }

    static String text(Map<String, Object> facts, String name) {
        return facts.get(name) instanceof String text ? text : null;
    }

    /** The delivery of this purchase order that is on its way, as an ISO date; null: none is. */
    static String deliveryOf(Map<String, Object> facts, String order) {
        String earliest = null;
        for (Map<?, ?> delivery : deliveries(facts)) {
            if (order.equals(delivery.get("purchaseOrder"))
                    && delivery.get("eta") instanceof String eta
                    && (earliest == null || eta.compareTo(earliest) < 0)) {
                earliest = eta;
            }
        }
        return earliest;
    }

    /** The purchase order that is due on this date; null: unknown. */
    static String orderDue(Map<String, Object> facts, String eta) {
        for (Map<?, ?> delivery : deliveries(facts)) {
            if (delivery.get("eta") instanceof String due
                    && due.equals(eta)
                    && delivery.get("purchaseOrder") instanceof String order) {
                return order;
            }
        }
        return null;
    }

    /**
     * Whether this delivery is known to be on its way.
     *
     * @param order its purchase order; null: unknown, the next delivery must be the one that is due on this date
     */
    static boolean isExpected(Map<String, Object> facts, String eta, String order) {
        return order == null ? eta.equals(nextDelivery(facts)) : deliveryOf(facts, order) != null;
    }

    private static List<Map<?, ?>> deliveries(Map<String, Object> facts) {
        List<Map<?, ?>> found = new ArrayList<>();
        if (facts.get("incoming") instanceof List<?> deliveries) {
            deliveries.forEach(delivery -> {
                if (delivery instanceof Map<?, ?> fields) {
                    found.add(fields);
                }
            });
        }
        return found;
    }

    static Long onHand(Map<String, Object> facts) {
        return facts.get("onHand") instanceof Number number ? number.longValue() : null;
    }

    /** ISO date of the earliest delivery on its way, or null. */
    static String nextDelivery(Map<String, Object> facts) {
        return deliveries(facts).stream()
                .map(delivery -> delivery.get("eta"))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    Tracked build(Instant now) {
        if (handlingSince == null) {
            handlingSince = now;
        }
        return new Tracked(
                alert(now),
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
                        snoozeEta,
                        snoozeOrder,
                        snoozeOnHand,
                        snoozeUnseen,
                        handlingSince,
                        escalations,
                        ordered,
                        flapTold,
                        pingReason,
                        targets,
                        commands,
                        decisions));
    }

    /** Without a title: that is written when somebody is shown it. */
    private Alert alert(Instant now) {
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
                null,
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
                history,
                flapping,
                assignee,
                escalations,
                purchaseOrder);
    }
}
