package io.zapas.alerting.render;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.AlertOrder;
import io.zapas.alerting.domain.Notice;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Puts notices into words, in one language. Immutable; safe on every thread. */
public final class NoticeTexts {
    private static final int MAX_WORSE = 3;
    private static final int MAX_SUBJECT = 150;

    private final Wording wording;
    private final AlertTexts texts;
    private final PingReasons reasons;

    public NoticeTexts(Wording wording) {
        this.wording = wording;
        texts = new AlertTexts(wording);
        reasons = new PingReasons(wording);
    }

    public Wording wording() {
        return wording;
    }

    /** @param maxAlerts how many alerts are told in full; the others are counted */
    public NoticeText text(Notice notice, int maxAlerts) {
        List<Alert> sorted =
                notice.alerts().stream().sorted(AlertOrder.MOST_URGENT_FIRST).toList();
        List<AlertText> shown =
                sorted.stream().limit(maxAlerts).map(texts::text).toList();
        List<Alert> hidden = sorted.subList(shown.size(), sorted.size());
        return new NoticeText(headline(sorted, shown), subject(sorted), shown, rest(hidden), worse(sorted));
    }

    /** One alert in words. */
    public AlertText text(Alert alert) {
        return texts.text(alert);
    }

    /**
     * One alert as a line of a long list: badge, SKU in full, name, problem, loss.
     *
     * @return at most some 330 characters
     */
    public String row(Alert alert) {
        AlertValues values = AlertValues.brief(alert, wording);
        String badge = AlertTexts.isResolved(alert) ? "✅" : AlertTexts.badge(alert);
        String problem = wording.text("tag." + alert.type());
        String row = badge + " " + values.listed() + " · " + problem;
        return row + values.find("loss").map(loss -> " · " + loss).orElse("");
    }

    /** The whole notice as plain lines, for logs and for readers without Slack or mail. */
    public String plain(Notice notice, int maxAlerts) {
        NoticeText text = text(notice, maxAlerts);
        List<String> lines = new ArrayList<>();
        if (text.alerts().size() != 1) {
            lines.add(text.headline());
        }
        for (AlertText alert : text.alerts()) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.addAll(plain(alert));
        }
        if (!text.rest().isEmpty()) {
            lines.add("");
            lines.add(text.rest().plain());
        }
        return String.join("\n", lines);
    }

    /** Text from outside, fit to stand in a line: no breaks, nothing that turns the direction of what follows; shortened. */
    public static String oneLine(String text, int maxLength) {
        return Names.clean(text, maxLength);
    }

    /** One alert as plain lines: badge and title, the lead, the details. */
    public static List<String> plain(AlertText alert) {
        List<String> lines = new ArrayList<>();
        lines.add(alert.badge() + " " + alert.title());
        if (!alert.lead().isEmpty()) {
            lines.add(alert.lead().plain());
        }
        alert.details()
                .forEach(detail ->
                        lines.add(detail.label() + ": " + detail.value().plain()));
        return lines;
    }

    private String headline(List<Alert> sorted, List<AlertText> shown) {
        List<Alert> open = open(sorted);
        if (sorted.isEmpty()) {
            return "✅";
        }
        if (open.isEmpty()) {
            return "✅ "
                    + (sorted.size() == 1
                            ? phrase(
                                    "headline.resolved",
                                    Map.of(
                                            "item",
                                            AlertValues.of(sorted.get(0), wording)
                                                    .item()))
                            : phrase("headline.resolvedMany", Map.of("resolved", counted("resolved", sorted.size()))));
        }
        AlertText worst = shown.isEmpty() ? texts.text(sorted.get(0)) : shown.get(0);
        if (sorted.size() == 1) {
            return worst.badge() + " " + worst.title();
        }
        Map<String, String> values = new HashMap<>(Map.of("open", counted("problem", open.size())));
        loss(open).ifPresent(loss -> values.put("loss", loss));
        return worst.badge() + " " + phrase("headline.many", values);
    }

    private String subject(List<Alert> sorted) {
        if (sorted.isEmpty()) {
            return "Zapas";
        }
        Alert worst = sorted.get(0);
        String others = sorted.size() > 1 ? " (+" + (sorted.size() - 1) + ")" : "";
        String subject = Titles.subject(worst, wording, AlertValues.of(worst, wording));
        return Names.cut(subject, MAX_SUBJECT - others.length()) + others;
    }

    private Line rest(List<Alert> hidden) {
        if (hidden.isEmpty()) {
            return Line.EMPTY;
        }
        List<Alert> open = open(hidden);
        List<String> sentences = new ArrayList<>();
        if (!open.isEmpty()) {
            Map<String, String> values = new HashMap<>();
            values.put("rest", counted("problem", open.size()));
            values.put("types", types(open));
            loss(open).ifPresent(loss -> values.put("loss", loss));
            sentences.add(phrase("more", values));
        }
        if (hidden.size() > open.size()) {
            sentences.add(phrase("moreResolved", Map.of("rest", counted("resolved", hidden.size() - open.size()))));
        }
        return Line.of(String.join(" ", sentences));
    }

    private String types(List<Alert> open) {
        Map<String, Long> counts = open.stream()
                .collect(Collectors.groupingBy(
                        alert -> wording.text("kinds." + alert.type()), TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + wording.number(BigDecimal.valueOf(entry.getValue())))
                .collect(Collectors.joining(", "));
    }

    /** What changed last among the open ones, worst first, and why people are told of it. */
    private String worse(List<Alert> sorted) {
        List<Alert> open = open(sorted);
        Optional<Instant> newest =
                open.stream().map(Alert::updatedAt).filter(Objects::nonNull).max(Comparator.naturalOrder());
        List<Alert> latest = open.stream()
                .filter(alert -> newest.isEmpty() || newest.get().equals(alert.updatedAt()))
                .toList();
        Map<String, List<String>> titles = new LinkedHashMap<>();
        latest.stream().limit(MAX_WORSE).forEach(alert -> titles.computeIfAbsent(
                        reasons.reason(alert), reason -> new ArrayList<>())
                .add(Titles.title(alert, wording)));
        String told = titles.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + String.join("; ", entry.getValue()))
                .collect(Collectors.joining("; "));
        String more = latest.size() > MAX_WORSE
                ? "; " + phrase("andMore", Map.of("count", Integer.toString(latest.size() - MAX_WORSE)))
                : "";
        return told + more;
    }

    /** The loss of all of them, one sum per currency, largest first; empty when nobody knows any. */
    private Optional<String> loss(List<Alert> alerts) {
        Map<String, BigDecimal> sums = new HashMap<>();
        alerts.stream()
                .filter(alert -> alert.lostValue() != null && alert.lostValue().signum() > 0)
                .forEach(alert -> sums.merge(
                        Objects.requireNonNullElse(alert.currency(), ""), alert.lostValue(), BigDecimal::add));
        if (sums.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(sums.entrySet().stream()
                .sorted(Map.Entry.<String, BigDecimal>comparingByValue().reversed())
                .map(entry -> wording.money(entry.getValue(), entry.getKey()))
                .collect(Collectors.joining(" + ")));
    }

    private static List<Alert> open(List<Alert> alerts) {
        return alerts.stream().filter(alert -> !AlertTexts.isResolved(alert)).toList();
    }

    private String counted(String thing, int count) {
        return wording.counted(thing, BigDecimal.valueOf(count));
    }

    private String phrase(String key, Map<String, String> values) {
        return wording.phrase(key, values).map(Line::plain).orElse("");
    }
}
