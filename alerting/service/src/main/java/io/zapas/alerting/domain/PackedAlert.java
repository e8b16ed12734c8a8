package io.zapas.alerting.domain;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Condition;
import io.zapas.alerting.api.Alert.Handling;
import io.zapas.alerting.api.Alert.Severity;
import io.zapas.alerting.api.History;
import io.zapas.alerting.api.PackReader;
import io.zapas.alerting.api.PackWriter;
import io.zapas.alerting.domain.Life.Ping;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * An alert with its memory as it is kept while nobody works with it: its fields one after the other as {@link PackWriter} writes them. As objects they take three times as
 * much. What is unpacked equals what was packed, but for the title, which follows from the rest.
 */
final class PackedAlert {
    private static final Alert.Type[] TYPES = Alert.Type.values();
    private static final Severity[] SEVERITIES = Severity.values();
    private static final Condition[] CONDITIONS = Condition.values();
    private static final Handling[] HANDLINGS = Handling.values();
    private static final Decision.Outcome[] OUTCOMES = Decision.Outcome.values();

    private PackedAlert() {}

    static byte[] pack(Tracked tracked) {
        return pack(tracked, null, new PackWriter());
    }

    /**
     * Null: its facts have no packed form.
     *
     * @param former an earlier state of the same alert as it was packed, null: none is known. What never changes about an alert is taken over from it
     * @param space to write in; what it holds is lost
     */
    static byte[] pack(Tracked tracked, byte[] former, PackWriter space) {
        Alert alert = tracked.alert();
        PackWriter out = space.clear();
        if (former == null) {
            out.part(part -> part.fingerprint(alert.fingerprint())
                    .oneOf(alert.type())
                    .text(alert.sku())
                    .text(alert.scope())
                    .often(alert.owner())
                    .often(alert.group())
                    .text(tracked.life().subject()));
        } else {
            out.partOf(former);
        }
        out.whole(alert.rev())
                .oneOf(alert.severity())
                .oneOf(alert.condition())
                .oneOf(alert.handling())
                .text(alert.name())
                .momentAgain(alert.openedAt())
                .momentAgain(alert.updatedAt())
                .momentAgain(alert.resolvedAt());
        if (!out.value(alert.facts())) {
            return null;
        }
        out.value(alert.lostUnits());
        out.value(alert.lostValue());
        out.often(alert.currency())
                .often(alert.handledBy())
                .text(alert.note())
                .momentAgain(alert.snoozedUntil())
                .history(History.copyOf(alert.history()))
                .flag(alert.flapping())
                .often(alert.assignee())
                .whole(alert.escalations())
                .text(alert.purchaseOrder());
        write(out, tracked.life());
        return out.bytes();
    }

    private static void write(PackWriter out, Life life) {
        out.momentAgain(life.conditionSince())
                .oneOf(life.told())
                .flag(life.pingWanted())
                .momentAgain(life.pingSince());
        many(out, life.pings(), ping -> out.momentAgain(ping.at()).oneOf(ping.severity()));
        many(out, life.turns(), out::momentAgain);
        out.flag(life.flapping())
                .text(life.message())
                .momentAgain(life.messageAt())
                .whole(life.noticeRev())
                .whole(life.pingRev())
                .text(life.purchaseOrder())
                .text(life.snoozeStockout())
                .text(life.snoozeEta())
                .text(life.snoozeOrder());
        out.value(life.snoozeOnHand());
        out.flag(life.snoozeUnseen())
                .momentAgain(life.handlingSince())
                .whole(life.escalations())
                .flag(life.ordered())
                .flag(life.flapTold())
                .often(life.pingReason());
        many(out, life.targets(), out::often);
        many(out, life.commands(), out::text);
        many(out, life.decisions(), decision -> {
            out.momentAgain(decision.at())
                    .often(decision.why())
                    .oneOf(decision.outcome())
                    .often(decision.rule());
            many(out, decision.targets(), out::often);
            out.momentAgain(decision.until()).text(decision.detail());
        });
    }

    private static <T> void many(PackWriter out, List<T> items, Consumer<T> writer) {
        out.whole(items == null ? -1 : items.size());
        if (items != null) {
            items.forEach(writer);
        }
    }

    /** Everything is read in the order in which it was written. */
    static Tracked unpack(String id, byte[] packed) {
        PackReader in = new PackReader(packed).part();
        String fingerprint = in.fingerprint();
        Alert.Type type = in.oneOf(TYPES);
        String sku = in.text();
        String scope = in.text();
        String owner = in.text();
        String group = in.text();
        String subject = in.text();
        long rev = in.whole();
        Severity severity = in.oneOf(SEVERITIES);
        Condition condition = in.oneOf(CONDITIONS);
        Handling handling = in.oneOf(HANDLINGS);
        String name = in.text();
        Alert alert = new Alert(
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
                null,
                owner,
                group,
                in.momentAgain(),
                in.momentAgain(),
                in.momentAgain(),
                in.facts(),
                (Double) in.value(),
                (BigDecimal) in.value(),
                in.text(),
                in.text(),
                in.text(),
                in.momentAgain(),
                in.history(),
                in.flag(),
                in.text(),
                (int) in.whole(),
                in.text());
        return new Tracked(alert, life(in, subject));
    }

    private static Life life(PackReader in, String subject) {
        return new Life(
                subject,
                in.momentAgain(),
                in.oneOf(SEVERITIES),
                in.flag(),
                in.momentAgain(),
                many(in, () -> new Ping(in.momentAgain(), in.oneOf(SEVERITIES))),
                many(in, in::momentAgain),
                in.flag(),
                in.text(),
                in.momentAgain(),
                in.whole(),
                in.whole(),
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                (Long) in.value(),
                in.flag(),
                in.momentAgain(),
                (int) in.whole(),
                in.flag(),
                in.flag(),
                in.text(),
                many(in, in::text),
                many(in, in::text),
                many(
                        in,
                        () -> new Decision(
                                in.momentAgain(),
                                in.text(),
                                in.oneOf(OUTCOMES),
                                in.text(),
                                many(in, in::text),
                                in.momentAgain(),
                                in.text())));
    }

    @SuppressWarnings("unchecked")
    private static <T> List<T> many(PackReader in, Supplier<T> reader) {
        int count = (int) in.whole();
        if (count <= 0) {
            return count < 0 ? null : List.of();
        }
        if (count == 1) {
            return List.of(reader.get());
        }
        Object[] items = new Object[count];
        for (int i = 0; i < count; i++) {
            items[i] = reader.get();
        }
        return (List<T>) List.of(items);
    }
}
