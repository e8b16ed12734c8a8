package io.zapas.alerting.render;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a channel shows and should show, and what speaks for which cause. */
final class MismatchWords extends FactWords {
    MismatchWords(FactWords words) {
        super(words);
    }

    void desync() {
        channelWord();
        put("offer", facts.text("offerId", MAX_WORD));
        Optional<BigDecimal> expected = facts.number("expected");
        Optional<BigDecimal> actual = facts.number("actual");
        put("expected", expected.map(wording::number));
        put("actual", actual.map(wording::number));
        Optional<BigDecimal> delta =
                facts.number("delta").or(() -> actual.flatMap(shown -> expected.map(shown::subtract)));
        put("delta", delta.map(wording::signed));
        put(
                "direction",
                delta.map(difference -> wording.text(
                        switch (difference.signum()) {
                            case 1 -> "direction.over";
                            case -1 -> "direction.under";
                            default -> "direction.none";
                        })));
        put("since", facts.instant("since").map(wording::moment));
        pushes(facts.object("evidence"));
        putList("healing", ", ", healing());
        put("quarantine", facts.text("quarantine", MAX_TEXT).map(why -> wording.find("quarantine." + why)
                .orElse(why)));
        put("openOrders", openOrders(facts.object("openOrders")));
        putList("cause", ", ", causes());
        putList("evidence", "; ", capped(evidence()));
    }

    /** How far the channel followed what it was to show. */
    private void pushes(Facts evidence) {
        put("ackedQuantity", evidence.number("ackedQuantity").map(wording::units));
        put("lastAcked", evidence.instant("lastAcked").map(wording::moment));
        put("ackedVersion", evidence.number("ackedVersion").map(BigDecimal::toPlainString));
        put("version", evidence.number("version").map(BigDecimal::toPlainString));
        put("inFlight", evidence.number("inFlight").filter(n -> n.signum() > 0).map(wording::number));
        put("missed", evidence.number("missed").filter(n -> n.signum() > 0).map(wording::number));
    }

    /** What whoever pushes does about it. */
    private List<String> healing() {
        Facts heal = facts.object("heal");
        List<String> healing = new ArrayList<>();
        heal.number("tries")
                .map(tries -> plain("healing.tries", Map.of("tries", wording.number(tries))))
                .ifPresent(healing::add);
        heal.instant("next")
                .map(next -> plain("healing.next", Map.of("next", wording.moment(next))))
                .ifPresent(healing::add);
        return healing;
    }

    private Optional<String> openOrders(Facts open) {
        return open.number("orders").map(orders -> {
            Map<String, String> values = new HashMap<>(Map.of("orders", wording.number(orders)));
            open.number("units")
                    .filter(units -> units.signum() > 0)
                    .map(wording::units)
                    .ifPresent(units -> values.put("units", units));
            return plain(open.flag("atLeast") ? "openOrders.atLeast" : "openOrders", values);
        });
    }

    /** The channel, and the order somebody paid for there that nobody knows. */
    void channelWord() {
        put("channel", facts.text("channel", MAX_WORD).map(this::channel));
        put("order", facts.object("evidence").text("order", MAX_WORD));
    }

    private List<String> causes() {
        List<String> causes = new ArrayList<>();
        facts.texts("cause", MAX_WORD).stream()
                .filter(code -> !code.equals(alert.type().name()))
                .forEach(code -> causes.add(cause(code) + confidence(code)));
        for (Facts cause : facts.list("cause")) {
            cause.text("code", MAX_WORD)
                    .ifPresent(code -> causes.add(cause(code)
                            + cause.number("confidence")
                                    .map(share -> " (" + wording.percent(share) + ")")
                                    .orElse("")));
        }
        return causes;
    }

    private String confidence(String code) {
        return facts.object("causeConfidence")
                .text(code, MAX_WORD)
                .flatMap(how -> wording.find("confidence." + how))
                .map(how -> " (" + how + ")")
                .orElse("");
    }

    private String cause(String code) {
        return wording.find("cause." + code).orElse(code.replace('_', ' '));
    }

    private List<String> evidence() {
        Facts evidence = facts.object("evidence");
        if (evidence.values().isEmpty()) {
            return facts.texts("evidence", MAX_TEXT);
        }
        // Only what a buyer can use has a label; the rest is for the dashboard.
        return evidence.values().keySet().stream()
                .flatMap(name -> wording
                        .find("evidence." + name)
                        .flatMap(label -> evidence.number(name)
                                .map(wording::number)
                                .or(() -> evidence.instant(name).map(wording::moment))
                                .or(() -> evidence.text(name, MAX_WORD))
                                .map(value -> label + " " + value))
                        .stream())
                .toList();
    }
}
