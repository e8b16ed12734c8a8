package io.zapas.alerting.render;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which source is silent or broken, whom that touches, and what it holds back. */
final class SourceWords extends FactWords {
    /** Of what is rarer than once in a million nobody can tell how rare. */
    private static final double MAX_PHI = 6;

    private static final double ROUNDING = 1e-9;

    SourceWords(FactWords words) {
        super(words);
    }

    void sources() {
        put(
                "skus",
                facts.number("skus")
                        .or(() -> facts.object("evidence").number("skus"))
                        .map(wording::number));
        put(
                "articlesA",
                facts.number("articlesA").filter(count -> count.signum() > 0).map(wording::number));
        put("share", facts.number("share").map(wording::percent));
        putList("rhythm", ", ", rhythm());
        facts.number("phi").ifPresent(phi -> {
            words.put("phi", wording.number(phi));
            put("odds", odds(phi.doubleValue()));
        });
        put("lastChange", facts.instant("lastChange").map(wording::moment));
        put(
                "lastSign",
                facts.instant("lastContact")
                        .or(() -> facts.instant("lastChange"))
                        .map(wording::moment));
        put("serving", facts.text("serving", MAX_WORD).flatMap(code -> wording.find("serving." + code)));
        put(
                "held",
                facts.number("suppressed")
                        .filter(count -> count.signum() > 0)
                        .map(count -> wording.counted("alert", count)));
        putList("heldTypes", ", ", heldTypes());
        putList("heldList", "; ", heldList());
        put("doubtfulSource", facts.text("doubtfulSource", MAX_WORD));
    }

    /** How often it speaks, and how often it should. */
    private List<String> rhythm() {
        List<String> rhythm = new ArrayList<>();
        facts.number("usualGapMinutes")
                .map(wording::minutes)
                .ifPresent(gap -> rhythm.add(plain("rhythm.usual", Map.of("gap", gap))));
        facts.number("slaSeconds")
                .map(seconds -> seconds.divide(BigDecimal.valueOf(60), 0, RoundingMode.HALF_UP))
                .map(wording::minutes)
                .ifPresent(sla -> rhythm.add(plain("rhythm.sla", Map.of("sla", sla))));
        return rhythm;
    }

    /** One silence in so many is as long, to one figure and never too many: phi = -log10 of its probability. */
    private Optional<String> odds(double phi) {
        double odds = Math.pow(10, Math.min(MAX_PHI, phi));
        double figure = Math.pow(10, Math.floor(Math.log10(odds) + ROUNDING));
        return phi < 1
                ? Optional.empty()
                : Optional.of(wording.number(BigDecimal.valueOf(Math.floor(odds / figure + ROUNDING) * figure)));
    }

    /** How many of which type, most first. */
    private List<String> heldTypes() {
        Facts types = facts.object("suppressedTypes");
        return types.values().keySet().stream()
                .filter(type -> types.number(type).isPresent())
                .sorted(Comparator.<String, BigDecimal>comparing(
                                type -> types.number(type).orElseThrow())
                        .reversed())
                .flatMap(type -> wording
                        .find("kinds." + type)
                        .map(kind ->
                                kind + ": " + wording.number(types.number(type).orElseThrow()))
                        .stream())
                .toList();
    }

    private List<String> heldList() {
        List<Facts> listed = facts.list("suppressedAlerts");
        List<String> lines = new ArrayList<>();
        for (Facts line : listed.subList(0, Math.min(MAX_ITEMS, listed.size()))) {
            line.text("sku", MAX_WORD)
                    .or(() -> line.text("scope", MAX_WORD))
                    .map(what -> what
                            + line.number("money")
                                    .map(money -> " ("
                                            + wording.money(
                                                    money,
                                                    line.text("currency", 8).orElse(null)) + ")")
                                    .orElse(""))
                    .ifPresent(lines::add);
        }
        int all = facts.number("suppressed").map(BigDecimal::intValue).orElse(0);
        if (!lines.isEmpty() && all > lines.size()) {
            lines.add(andMore(all - lines.size()));
        }
        return lines;
    }
}
