package io.zapas.alerting.render;

import io.zapas.alerting.api.Alert;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The facts of one alert as the words phrases are filled with, by the names used in the message bundles. A fact that is missing has no word. */
final class AlertValues {
    private static final int MAX_SKU = 128;
    private static final int MAX_NAME = 80;
    private static final int MAX_WORD = 60;
    private static final int MAX_TEXT = 200;
    private static final int MAX_DELIVERIES = 3;
    private static final int MAX_ITEMS = 8;
    private static final String UNKNOWN = "–";

    private final Alert alert;
    private final Facts facts;
    private final Wording wording;
    private final Map<String, String> words = new HashMap<>();

    private AlertValues(Alert alert, Wording wording) {
        this.alert = alert;
        this.wording = wording;
        facts = new Facts(alert.facts(), wording.zone());
    }

    static AlertValues of(Alert alert, Wording wording) {
        AlertValues values = new AlertValues(alert, wording);
        values.identity();
        values.stock();
        values.supply();
        values.money();
        values.desync();
        values.sources();
        values.campaign();
        values.handling();
        return values;
    }

    /** Only what a title shows. */
    static AlertValues ofTitle(Alert alert, Wording wording) {
        AlertValues values = new AlertValues(alert, wording);
        values.names();
        switch (alert.type()) {
            case SHORTAGE, OVERSOLD -> values.runningOut();
            case CAMPAIGN_RISK -> values.campaignWord();
            case DESYNC, UNKNOWN_SKU -> values.channelWord();
            case OUT_OF_STOCK, STALE_SOURCE, MASS_DROP -> {}
        }
        return values;
    }

    /** Only what a line of a long list shows: item, source, channel, loss. */
    static AlertValues brief(Alert alert, Wording wording) {
        AlertValues values = new AlertValues(alert, wording);
        values.identity();
        values.money();
        values.channelWord();
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
        return facts.number("daysOfCover")
                .filter(days -> days.signum() >= 0 && days.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) < 0)
                .map(days -> OptionalInt.of(days.setScale(0, RoundingMode.DOWN).intValue()))
                .orElse(OptionalInt.empty());
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

    private void stock() {
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
        put("stockoutDays", earlier.number("days").map(wording::days));
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
        putList("orders", ", ", capped(shortOrders()));
        put("channels", join(", ", capped(channels())));
        putList("locations", ", ", capped(locations()));
        putList(
                "absorbs",
                ", ",
                facts.texts("absorbs", MAX_WORD).stream()
                        .flatMap(type -> wording.find("tag." + type).stream())
                        .toList());
    }

    private void runningOut() {
        wholeDaysOfCover().ifPresent(days -> words.put("wholeDays", wording.days(BigDecimal.valueOf(days))));
        put("runsOutDay", facts.date("stockoutP50").map(wording::dayShort));
        put("shortfall", facts.number("shortfall").map(wording::units));
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

    private void supply() {
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
        put("why", facts.text("suggestedWhy", MAX_TEXT));
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

    private void channelWord() {
        put("channel", facts.text("channel", MAX_WORD).map(this::channel));
    }

    private void desync() {
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
        putList("cause", ", ", causes());
        putList("evidence", "; ", capped(evidence()));
    }

    private void sources() {
        put(
                "skus",
                facts.number("skus")
                        .or(() -> facts.object("evidence").number("skus"))
                        .map(wording::number));
        put(
                "articlesA",
                facts.number("articlesA").filter(count -> count.signum() > 0).map(wording::number));
        put("share", facts.number("share").map(wording::percent));
        put("usualGap", facts.number("usualGapMinutes").map(wording::minutes));
        put(
                "sla",
                facts.number("slaSeconds")
                        .map(seconds -> seconds.divide(BigDecimal.valueOf(60), 0, RoundingMode.HALF_UP))
                        .map(wording::minutes));
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
        Facts types = facts.object("suppressedTypes");
        putList(
                "heldTypes",
                ", ",
                types.values().keySet().stream()
                        .flatMap(type -> types
                                .number(type)
                                .flatMap(count ->
                                        wording.find("tag." + type).map(tag -> tag + " " + wording.number(count)))
                                .stream())
                        .toList());
        putList("heldList", "; ", heldList());
        put("doubtfulSource", facts.text("doubtfulSource", MAX_WORD));
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

    private List<String> causes() {
        List<String> causes = new ArrayList<>();
        facts.texts("cause", MAX_WORD).stream()
                .filter(code -> !code.equals(alert.type().name()))
                .forEach(code -> causes.add(cause(code)));
        for (Facts cause : facts.list("cause")) {
            cause.text("code", MAX_WORD)
                    .ifPresent(code -> causes.add(cause(code)
                            + cause.number("confidence")
                                    .map(share -> " (" + wording.percent(share) + ")")
                                    .orElse("")));
        }
        return causes;
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

    private void campaign() {
        campaignWord();
        put("platform", facts.text("platform", MAX_WORD).map(code -> wording.find("platform." + code)
                .orElse(code)));
        put("period", period());
        put("uplift", facts.number("uplift").map(wording::number));
        put("baseDemand", facts.number("baseDemandPerDay").map(wording::number));
        put("campaignDemand", facts.number("campaignDemandPerDay").map(wording::units));
        put("riskWithoutAds", facts.number("pWithoutAds").map(wording::percent));
        put("sellOut", facts.date("medianSellOut").map(wording::date));
        put(
                "spend",
                facts.number("spendAtRisk")
                        .filter(spend -> spend.signum() > 0)
                        .map(spend ->
                                wording.money(spend, facts.text("currency", 8).orElse(alert.currency()))));
        put("decideBy", facts.instant("decideBy").map(wording::moment));
        putList(
                "options",
                " | ",
                facts.list("options").stream()
                        .flatMap(option -> option(option).stream())
                        .limit(MAX_ITEMS)
                        .toList());
        runningCampaigns();
    }

    private void campaignWord() {
        put("campaign", facts.text("campaign", MAX_WORD).or(() -> facts.text("campaignId", MAX_WORD)));
    }

    private Optional<String> period() {
        Optional<LocalDate> first = facts.date("startsAt");
        // A campaign that ends at midnight has its last day before.
        Optional<LocalDate> last = facts.instant("endsAt")
                .map(end -> LocalDate.ofInstant(end.minus(Duration.ofSeconds(1)), wording.zone()))
                .or(() -> facts.date("endsAt"));
        return first.flatMap(start -> last.map(end -> wording.period(start, end)));
    }

    private Optional<String> option(Facts option) {
        Map<String, String> values = new HashMap<>();
        option.number("share").map(wording::percent).ifPresent(share -> values.put("share", share));
        option.date("date").map(wording::dayMonth).ifPresent(date -> values.put("date", date));
        option.number("pStockout").map(wording::percent).ifPresent(risk -> values.put("risk", risk));
        return option.text("action", 16)
                .flatMap(action -> wording.find("option." + action))
                .flatMap(pattern -> Phrase.render(pattern, values))
                .map(Line::plain);
    }

    private void runningCampaigns() {
        List<Facts> campaigns = facts.list("campaigns").stream()
                .filter(campaign -> campaignName(campaign).isPresent())
                .sorted(Comparator.comparing(
                        campaign -> campaign.instant("startsAt").orElse(Instant.MAX)))
                .toList();
        putList(
                "campaigns",
                ", ",
                capped(campaigns.stream().map(this::campaignFrom).toList()));
        if (campaigns.isEmpty()) {
            return;
        }
        Facts first = campaigns.get(0);
        put("nextCampaign", campaignName(first));
        Optional<Instant> start = first.instant("startsAt");
        if (alert.updatedAt() != null
                && start.filter(alert.updatedAt()::isBefore).isPresent()) {
            put("nextCampaignStart", first.date("startsAt").map(wording::date));
        }
    }

    private static Optional<String> campaignName(Facts campaign) {
        return campaign.text("name", MAX_WORD).or(() -> campaign.text("campaignId", MAX_WORD));
    }

    private String campaignFrom(Facts campaign) {
        Map<String, String> values = new HashMap<>();
        campaignName(campaign).ifPresent(name -> values.put("campaign", name));
        campaign.date("startsAt").map(wording::date).ifPresent(start -> values.put("start", start));
        return plain("campaignFrom", values);
    }

    private void handling() {
        put("resolvedAt", Optional.ofNullable(alert.resolvedAt()).map(wording::moment));
        if (alert.handling() == null) {
            return;
        }
        Map<String, String> values = new HashMap<>();
        clean(alert.handledBy(), MAX_WORD).ifPresent(person -> values.put("by", person));
        Optional.ofNullable(alert.snoozedUntil()).map(wording::moment).ifPresent(until -> values.put("until", until));
        put(
                "handling",
                wording.find("handling." + alert.handling())
                        .flatMap(pattern -> Phrase.render(pattern, values))
                        .map(Line::plain));
    }

    private String channel(String id) {
        return wording.find("channel." + id).orElse(id);
    }

    private List<String> capped(List<String> items) {
        if (items.size() <= MAX_ITEMS) {
            return items;
        }
        List<String> shown = new ArrayList<>(items.subList(0, MAX_ITEMS));
        shown.add(andMore(items.size() - MAX_ITEMS));
        return shown;
    }

    private String andMore(int count) {
        return plain("andMore", Map.of("count", wording.number(BigDecimal.valueOf(count))));
    }

    private String plain(String key, Map<String, String> values) {
        return wording.phrase(key, values).map(Line::plain).orElse(UNKNOWN);
    }

    private void put(String word, Optional<String> value) {
        value.ifPresent(text -> words.put(word, text));
    }

    private void putList(String word, String separator, List<String> items) {
        put(word, join(separator, items));
    }

    private static Optional<String> join(String separator, List<String> items) {
        return items.isEmpty() ? Optional.empty() : Optional.of(String.join(separator, items));
    }

    private static Optional<String> clean(String text, int maxLength) {
        return Optional.ofNullable(text).map(raw -> Names.clean(raw, maxLength)).filter(shown -> !shown.isEmpty());
    }
}
