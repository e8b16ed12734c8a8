package io.zapas.alerting.render;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is on its way, and what to order. */
final class SupplyWords extends FactWords {
    private static final int MAX_DELIVERIES = 3;
    /** As the forecast writes it down: {@code 34*(12+7)+90-240-200=296}. */
    private static final Pattern ARITHMETIC = Pattern.compile(
            "(?<demandPerDay>[0-9.]+)\\*\\((?<leadDays>[0-9]+)\\+(?<reviewDays>[0-9]+)\\)\\+?(?<safety>-?[0-9.]+)"
                    + "-(?<available>-?[0-9]+)-(?<incoming>[0-9]+)=(?<need>[0-9]+)");

    private static final List<String> TERMS =
            List.of("demandPerDay", "leadDays", "reviewDays", "safety", "available", "incoming", "need");

    SupplyWords(FactWords words) {
        super(words);
    }

    void supply() {
        List<Facts> incoming = facts.list("incoming").stream()
                .sorted(Comparator.comparing(delivery -> delivery.date("eta").orElse(LocalDate.MAX)))
                .toList();
        if (incoming.isEmpty() && facts.has("incoming")) {
            words.put("nothingIncoming", wording.text("nothingIncoming"));
            words.put("incoming", wording.text("nothingIncoming"));
        }
        List<String> deliveries = new ArrayList<>(
                incoming.stream().limit(MAX_DELIVERIES).map(this::delivery).toList());
        if (incoming.size() > MAX_DELIVERIES) {
            deliveries.add(andMore(incoming.size() - MAX_DELIVERIES));
        }
        putList("incoming", "; ", deliveries);
        // The delivery that matters is the first one that comes when stock is already gone.
        LocalDate runsOut = facts.date("stockoutP50").orElse(LocalDate.MIN);
        incoming.stream()
                .filter(delivery -> delivery.date("eta")
                        .filter(eta -> !eta.isBefore(runsOut))
                        .isPresent())
                .findFirst()
                .ifPresent(delivery -> {
                    put("nextDelivery", delivery.date("eta").map(wording::date));
                    put("purchaseOrder", delivery.text("purchaseOrder", MAX_WORD));
                });
        put("gap", facts.number("gapDays").filter(days -> days.signum() > 0).map(wording::days));
        put("leadTime", facts.number("leadTimeDays").map(wording::days));
        put(
                "leadTimeCareful",
                facts.number("leadTimeP90Days")
                        .map(days -> days.setScale(0, RoundingMode.UP))
                        .filter(days -> facts.number("leadTimeDays")
                                .filter(mean -> mean.compareTo(days) < 0)
                                .isPresent())
                        .map(wording::number));
        put(
                "suggested",
                facts.number("suggestedQuantity")
                        .filter(units -> units.signum() > 0)
                        .map(wording::units));
        put(
                "orderCost",
                facts.number("suggestedCost")
                        .filter(cost -> cost.signum() > 0 && alert.currency() != null)
                        .map(cost -> wording.money(cost, alert.currency())));
        List<String> terms = new ArrayList<>();
        facts.number("moq").ifPresent(moq -> terms.add(plain("minimum", Map.of("moq", wording.number(moq)))));
        facts.number("orderMultiple")
                .filter(multiple -> multiple.compareTo(BigDecimal.ONE) > 0)
                .ifPresent(multiple -> terms.add(plain("multiple", Map.of("multiple", wording.number(multiple)))));
        putList("terms", ", ", terms);
        put("lastOrder", lastOrder(facts.object("lastOrder")));
        put("why", arithmetic().or(() -> facts.text("suggestedWhy", MAX_TEXT)));
    }

    /** How the quantity comes about, term by term. */
    private Optional<String> arithmetic() {
        return facts.text("suggestedWhy", MAX_TEXT)
                .map(ARITHMETIC::matcher)
                .filter(Matcher::matches)
                .flatMap(found -> {
                    Map<String, String> values = new HashMap<>();
                    for (String term : TERMS) {
                        values.put(term, wording.number(new BigDecimal(found.group(term))));
                    }
                    return wording.phrase("arithmetic", values).map(Line::plain);
                });
    }

    private Optional<String> lastOrder(Facts order) {
        return order.text("purchaseOrder", MAX_WORD).map(number -> {
            Map<String, String> values = new HashMap<>(Map.of("order", number));
            order.number("quantity").map(wording::units).ifPresent(units -> values.put("quantity", units));
            order.instant("orderedAt")
                    .map(at -> wording.date(LocalDate.ofInstant(at, wording.zone())))
                    .ifPresent(date -> values.put("date", date));
            order.number("received")
                    .filter(units -> units.signum() > 0)
                    .map(wording::units)
                    .ifPresent(units -> values.put("received", units));
            if (order.flag("cancelled")) {
                values.put("cancelled", wording.text("cancelled"));
            }
            return plain("lastOrder", values);
        });
    }

    private String delivery(Facts delivery) {
        Map<String, String> values = new HashMap<>();
        values.put("quantity", delivery.number("quantity").map(wording::units).orElse(UNKNOWN));
        delivery.text("purchaseOrder", MAX_WORD).ifPresent(order -> values.put("purchaseOrder", order));
        delivery.date("eta").map(wording::date).ifPresent(eta -> values.put("eta", eta));
        if (delivery.has("confirmed") && !delivery.flag("confirmed")) {
            values.put("unconfirmed", wording.text("unconfirmed"));
        }
        return plain("delivery", values);
    }
}
