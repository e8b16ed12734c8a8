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
        return pack(tracked, new PackWriter());
    }

    /**
     * Null: its facts have no packed form.
     *
     * @param space to write in; what it holds is lost
     */
    static byte[] pack(Tracked tracked, PackWriter space) {
        Alert alert = tracked.alert();
        Life life = tracked.life();
        PackWriter out = space.clear()
                .fingerprint(alert.fingerprint())
                .whole(alert.rev())
                .oneOf(alert.type())
                .oneOf(alert.severity())
                .oneOf(alert.condition())
                .oneOf(alert.handling())
                .text(alert.sku())
                .text(alert.name())
                .text(alert.scope())
                .often(alert.owner())
                .often(alert.group())
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
        write(out, life);
        return out.bytes();
    }

    private static void write(PackWriter out, Life life) {
        out.text(life.subject())
                .momentAgain(life.conditionSince())
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
        out.momentAgain(life.handlingSince())
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

    /** The arguments are read in the order in which they stand here, which is the order in which they were written. */
    static Tracked unpack(String id, byte[] packed) {
        PackReader in = new PackReader(packed);
        Alert alert = new Alert(
                id,
                in.fingerprint(),
                in.whole(),
                in.oneOf(TYPES),
                in.oneOf(SEVERITIES),
                in.oneOf(CONDITIONS),
                in.oneOf(HANDLINGS),
                in.text(),
                in.text(),
                in.text(),
                null,
                in.text(),
                in.text(),
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
        return new Tracked(alert, life(in));
    }

    private static Life life(PackReader in) {
        return new Life(
                in.text(),
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
