package io.zapas.alerting.render;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What is there, how long it lasts, how it sells, and who waits for it. */
final class StockWords extends FactWords {
    StockWords(FactWords words) {
        super(words);
    }

    void stock() {
        put("available", facts.number("available").map(wording::units));
        put("onHand", facts.number("onHand").map(wording::number));
        put("reserved", facts.number("reserved").map(wording::number));
        put("velocity", facts.number("velocity").map(wording::units));
        Facts demand = facts.object("demandPerDay");
        put(
                "busyDay",
                demand.number("p90")
                        .map(units -> units.setScale(0, RoundingMode.UP))
                        .map(wording::number));
        put(
                "daysLeftOut",
                demand.number("outOfStockDaysExcluded")
                        .filter(days -> days.signum() > 0)
                        .map(wording::number));
        put(
                "turnover",
                facts.number("turnoverPerDay")
                        .filter(money -> money.signum() > 0 && alert.currency() != null)
                        .map(money -> wording.money(money, alert.currency())));
        Facts earlier = facts.object("earlierStockouts");
        put("stockouts", earlier.number("stockouts").map(count -> wording.counted("stockout", count)));
        put("stockoutDays", earlier.number("days").map(wording::number));
        put("stockoutWindow", earlier.number("windowDays").map(wording::number));
        put("cover", facts.number("daysOfCover").map(wording::days));
        runningOut();
        Optional<LocalDate> median = facts.date("stockoutP50");
        put("runsOut", median.map(wording::date));
        put(
                "careful",
                facts.date("stockoutP90")
                        .filter(date -> !Optional.of(date).equals(median))
                        .map(wording::date));
        put("risk", facts.number("pStockout").map(wording::percent));
        put("lastSale", facts.date("lastSale").map(wording::date));
        putList("signals", "; ", signals());
        putList("orders", ", ", capped(shortOrders()));
        put("channels", join(", ", capped(channels())));
        putList("locations", ", ", capped(locations()));
        putList(
                "absorbs",
                ", ",
                facts.texts("absorbs", MAX_WORD).stream()
                        .flatMap(type -> wording.find("absorbs." + type).stream())
                        .toList());
    }

    void runningOut() {
        wholeDaysOfCover().ifPresent(days -> words.put("wholeDays", wording.days(BigDecimal.valueOf(days))));
        put("runsOutDay", facts.date("stockoutP50").map(wording::dayShort));
        put("shortfall", facts.number("shortfall").map(wording::units));
    }

    /** Full days the stock lasts, empty when unknown. */
    OptionalInt wholeDaysOfCover() {
        return facts.number("daysOfCover")
                .filter(days -> days.signum() >= 0 && days.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) < 0)
                .map(days -> OptionalInt.of(days.setScale(0, RoundingMode.DOWN).intValue()))
                .orElse(OptionalInt.empty());
    }

    /** What demand did that its forecast had not allowed for. */
    private List<String> signals() {
        return facts.list("signals").stream()
                .flatMap(signal -> signal(signal).stream())
                .toList();
    }

    private Optional<String> signal(Facts signal) {
        Map<String, String> values = new HashMap<>();
        signal.date("since").map(wording::date).ifPresent(since -> values.put("since", since));
        signal.number("actual").map(wording::units).ifPresent(units -> values.put("actual", units));
        signal.number("expected").map(wording::number).ifPresent(units -> values.put("expected", units));
        return signal.text("kind", MAX_WORD)
                .flatMap(kind -> wording.find("signal." + kind))
                .flatMap(pattern -> Phrase.render(pattern, values))
                .map(Line::plain);
    }

    private List<String> shortOrders() {
        List<Facts> orders = facts.list("shortOrders");
        if (orders.isEmpty()) {
            return facts.texts("shortOrders", MAX_WORD);
        }
        return orders.stream()
                .flatMap(order -> order.text("orderId", MAX_WORD).stream().map(id -> shortOrder(id, order)))
                .toList();
    }

    private String shortOrder(String id, Facts order) {
        List<String> detail = new ArrayList<>();
        order.text("channel", MAX_WORD).map(this::channel).ifPresent(detail::add);
        order.number("quantity")
                .or(() -> order.number("missing"))
                .map(wording::units)
                .ifPresent(detail::add);
        Map<String, String> values = new HashMap<>(Map.of("order", id));
        join(", ", detail).ifPresent(text -> values.put("detail", text));
        return plain("shortOrder", values);
    }

    /** One location says nothing that the sums do not. */
    private List<String> locations() {
        List<Facts> levels = facts.list("locations");
        return levels.size() < 2
                ? List.of()
                : levels.stream()
                        .flatMap(level -> level.text("location", MAX_WORD).stream()
                                .flatMap(name ->
                                        level
                                                .number("available")
                                                .map(units -> name + " " + wording.number(units))
                                                .stream()))
                        .toList();
    }

    private List<String> channels() {
        Facts channels = facts.object("channels");
        if (channels.values().isEmpty()) {
            return facts.texts("channels", MAX_WORD).stream().map(this::channel).toList();
        }
        return channels.values().keySet().stream()
                .flatMap(name -> channels.number(name).stream()
                        .map(quantity -> channel(Names.clean(name, MAX_WORD)) + " " + wording.number(quantity)))
                .toList();
    }
}
