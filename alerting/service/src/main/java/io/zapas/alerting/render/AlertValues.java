package io.zapas.alerting.render;

import io.zapas.alerting.api.Alert;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The facts of one alert as the words phrases are filled with, by the names used in the message bundles. A fact that is missing has no word. */
final class AlertValues extends FactWords {

    private AlertValues(Alert alert, Wording wording) {
        super(alert, wording);
    }

    static AlertValues of(Alert alert, Wording wording) {
        AlertValues values = new AlertValues(alert, wording);
        values.identity();
        new StockWords(values).stock();
        new SupplyWords(values).supply();
        values.money();
        new MismatchWords(values).desync();
        new SourceWords(values).sources();
        new CampaignWords(values).campaign();
        values.handling();
        return values;
    }

    /** Only what a title shows. */
    static AlertValues ofTitle(Alert alert, Wording wording) {
        AlertValues values = new AlertValues(alert, wording);
        values.names();
        switch (alert.type()) {
            case SHORTAGE, OVERSOLD -> new StockWords(values).runningOut();
            case CAMPAIGN_RISK -> new CampaignWords(values).campaignWord();
            case DESYNC, UNKNOWN_SKU -> new MismatchWords(values).channelWord();
            case OUT_OF_STOCK, STALE_SOURCE, MASS_DROP -> {}
        }
        return values;
    }

    /** Only what a line of a long list shows: item, source, channel, loss. */
    static AlertValues brief(Alert alert, Wording wording) {
        AlertValues values = new AlertValues(alert, wording);
        values.identity();
        values.money();
        new MismatchWords(values).channelWord();
        return values;
    }

    Map<String, String> map() {
        return words;
    }

    Optional<String> find(String word) {
        return Optional.ofNullable(words.get(word));
    }

    boolean has(String word) {
        return words.containsKey(word);
    }

    String sku() {
        return words.getOrDefault("sku", item());
    }

    String item() {
        return words.get("item");
    }

    /** The item for one line of a long list; a source where that is what it is about. */
    String listed() {
        boolean ofSource = alert.type() == Alert.Type.STALE_SOURCE || alert.type() == Alert.Type.MASS_DROP;
        String channel = alert.type() == Alert.Type.DESYNC || alert.type() == Alert.Type.UNKNOWN_SKU
                ? find("channel").map(name -> " @ " + name).orElse("")
                : "";
        return ofSource ? source() : item() + channel;
    }

    String source() {
        return words.get("source");
    }

    /** Full days the stock lasts, empty when unknown. */
    OptionalInt wholeDaysOfCover() {
        return new StockWords(this).wholeDaysOfCover();
    }

    boolean tooLateToOrder() {
        return facts.flag("tooLateToOrder");
    }

    boolean deliveryLeavesGap() {
        return tooLateToOrder()
                || facts.number("gapDays").filter(days -> days.signum() > 0).isPresent();
    }

    private void identity() {
        names();
        put("owner", clean(alert.owner(), MAX_WORD));
        put("note", clean(alert.note(), MAX_TEXT));
        List<String> product = new ArrayList<>();
        String regularity = facts.text("xyz", 8).map(xyz -> "-" + xyz).orElse("");
        facts.text("abc", 8).ifPresent(abc -> product.add(plain("product.abc", Map.of("abc", abc + regularity))));
        facts.text("supplier", MAX_WORD).ifPresent(product::add);
        facts.text("ean", 32).ifPresent(ean -> product.add(plain("product.ean", Map.of("ean", ean))));
        putList("product", " · ", product);
    }

    private void names() {
        Optional<String> sku = clean(alert.sku(), MAX_SKU);
        Optional<String> name = clean(alert.name(), MAX_NAME).filter(text -> !text.equals(alert.sku()));
        Optional<String> scope = clean(alert.scope(), MAX_SKU);
        put("sku", sku);
        String item = sku.map(text -> text + name.map(label -> " – " + label).orElse(""))
                .or(() -> name)
                .or(() -> facts.text("offerId", MAX_WORD))
                .or(() -> scope)
                .orElse(UNKNOWN);
        words.put("item", item);
        words.put(
                "source",
                facts.text("source", MAX_WORD)
                        .or(() -> facts.object("evidence").text("source", MAX_WORD))
                        .or(() -> facts.text("channel", MAX_WORD).map(this::channel))
                        .or(() -> scope)
                        .orElse(item));
    }

    private void money() {
        List<String> loss = new ArrayList<>();
        Optional.ofNullable(alert.lostUnits())
                .filter(units -> units > 0 && !Double.isInfinite(units))
                .ifPresent(units -> loss.add(wording.units(BigDecimal.valueOf(units))));
        Optional.ofNullable(alert.lostValue())
                .filter(value -> value.signum() > 0)
                .ifPresent(value -> loss.add(wording.money(value, alert.currency())));
        putList("loss", " / ", loss);
        put(
                "margin",
                facts.object("lost")
                        .number("margin")
                        .filter(margin -> margin.signum() > 0)
                        .map(margin -> wording.money(margin, alert.currency())));
    }

    private void handling() {
        put("resolvedAt", Optional.ofNullable(alert.resolvedAt()).map(wording::moment));
        if (alert.handling() == null) {
            return;
        }
        Map<String, String> values = new HashMap<>();
        clean(alert.handledBy(), MAX_WORD).ifPresent(person -> values.put("by", person));
        clean(alert.assignee(), MAX_WORD).ifPresent(person -> values.put("to", person));
        Optional.ofNullable(alert.snoozedUntil()).map(wording::moment).ifPresent(until -> values.put("until", until));
        put(
                "handling",
                wording.find("handling." + alert.handling())
                        .flatMap(pattern -> Phrase.render(pattern, values))
                        .map(Line::plain));
    }
}
