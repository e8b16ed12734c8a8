package io.zapas.alerting.mail;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.digest.Digest;
import io.zapas.alerting.digest.Digest.Section;
import io.zapas.alerting.render.AlertFigures;
import io.zapas.alerting.render.AlertLinks;
import io.zapas.alerting.render.CsvTable;
import io.zapas.alerting.render.Titles;
import io.zapas.alerting.render.Wording;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Digests as mails: a table per section with at most {@value #MAX_ROWS} rows, and all rows (at most {@value #MAX_CSV_ROWS}) in an attached CSV. Safe on every
 * thread.
 */
final class DigestMails {
    static final int MAX_ROWS = 50;
    static final int MAX_CSV_ROWS = 10_000;
    private static final int MAX_SKU = 128;
    private static final int MAX_NAME = 80;
    private static final List<String> FIGURES =
            List.of("available", "cover", "runsOut", "delivery", "suggestion", "loss");

    private final MailPages pages;
    private final MailTexts texts;
    private final Wording wording;
    private final ZoneId zone;
    private final URI dashboard;
    private final boolean unsubscribable;

    /**
     * @param dashboard null: no link
     * @param unsubscribable readers get a link of their own
     */
    DigestMails(MailPages pages, ZoneId zone, URI dashboard, boolean unsubscribable) {
        this.pages = pages;
        this.wording = pages.wording();
        this.texts = new MailTexts(wording.locale());
        this.zone = zone;
        this.dashboard = dashboard;
        this.unsubscribable = unsubscribable;
    }

    /** @param reader whose digest it is; empty: everybody's */
    String subject(Digest digest, String reader) {
        String name = AlertFigures.line(reader, MAX_NAME);
        return texts.text("digest.subject", day(digest.day())) + (name.isEmpty() ? "" : " (" + name + ")");
    }

    MailContent content(Digest digest, String subject) {
        String currency = onlyCurrency(digest);
        List<Map<String, Object>> sections = new ArrayList<>();
        for (Section section : Section.values()) {
            List<Alert> alerts = digest.sections().getOrDefault(section, List.of());
            if (!alerts.isEmpty()) {
                sections.add(model(section, alerts, digest, currency));
            }
        }
        String preview = sections.stream()
                .map(section -> section.get("title").toString())
                .collect(Collectors.joining(" · "));
        Map<String, Object> model = new HashMap<>();
        model.put("subject", subject);
        model.put("preview", preview);
        model.put("columns", columns(currency));
        model.put("sections", sections);
        model.put("link", dashboard == null ? "" : dashboard.toString());
        model.put("linkText", wording.text("open"));
        model.put("unsubscribe", unsubscribable ? Envelope.UNSUBSCRIBE : "");
        model.put("unsubscribeText", texts.text("unsubscribe.link"));
        model.put("footer", wording.text("footer"));
        return new MailContent(
                plain(preview, sections),
                pages.render("digest.html.peb", model),
                csv(digest),
                texts.text("digest.file", digest.day().toString()));
    }

    /** 23.11.2026, 23 Nov 2026. */
    private String day(LocalDate day) {
        String separator = "pl".equals(wording.locale().getLanguage()) ? "." : " ";
        return wording.dayMonth(day) + separator + day.getYear();
    }

    private List<String> columns(String currency) {
        List<String> columns =
                new ArrayList<>(List.of(texts.text("digest.column.sku"), texts.text("digest.column.name")));
        FIGURES.forEach(figure -> columns.add(label(figure, currency)));
        return columns;
    }

    private String label(String figure, String currency) {
        String label = texts.text("digest.column." + figure);
        return figure.equals("loss") && currency != null ? label + " (" + symbol(currency) + ")" : label;
    }

    private String symbol(String currency) {
        return "PLN".equals(currency) && "pl".equals(wording.locale().getLanguage())
                ? "zł"
                : AlertFigures.line(currency, 8);
    }

    private Map<String, Object> model(Section section, List<Alert> alerts, Digest digest, String currency) {
        int hidden = Math.max(0, alerts.size() - MAX_ROWS);
        return Map.of(
                "title", texts.text("digest.section." + section, Integer.toString(alerts.size())),
                "rows",
                        alerts.stream()
                                .limit(MAX_ROWS)
                                .map(alert -> row(alert, digest, currency))
                                .toList(),
                "more", hidden == 0 ? "" : texts.text("digest.more", Integer.toString(hidden)));
    }

    private Map<String, Object> row(Alert alert, Digest digest, String currency) {
        AlertFigures figures = AlertFigures.of(alert, zone);
        Section fresh = digest.fresh().get(alert.id());
        List<Optional<String>> values = List.of(
                figures.available().map(wording::number),
                figures.coverDays().map(wording::number),
                figures.runsOut().map(wording::dayShort),
                figures.delivery().map(wording::dayShort),
                figures.suggestion().map(wording::number),
                figures.loss().map(loss -> wording.money(loss, currency == null ? alert.currency() : null)));
        List<Map<String, String>> cells = new ArrayList<>();
        for (int i = 0; i < FIGURES.size(); i++) {
            cells.add(Map.of(
                    "label",
                    label(FIGURES.get(i), currency),
                    "value",
                    values.get(i).orElse("")));
        }
        return Map.of(
                "sku",
                sku(alert),
                "link",
                new AlertLinks(dashboard).to(alert).orElse(""),
                "name",
                AlertFigures.line(alert.name(), MAX_NAME),
                "title",
                speaksForItself(alert) ? "" : Titles.problem(alert, wording),
                "tag",
                fresh == null ? "" : texts.text("digest.tag." + fresh),
                "colour",
                colour(alert),
                "cells",
                cells);
    }

    /** The figures say what is wrong. */
    private static boolean speaksForItself(Alert alert) {
        return alert.type() == Alert.Type.SHORTAGE || alert.type() == Alert.Type.OUT_OF_STOCK;
    }

    private static String sku(Alert alert) {
        return AlertFigures.line(alert.sku() == null ? alert.scope() : alert.sku(), MAX_SKU);
    }

    private static String colour(Alert alert) {
        return alert.handling() == Alert.Handling.RESOLVED
                ? SeverityColours.RESOLVED
                : SeverityColours.of(alert.severity());
    }

    private String plain(String preview, List<Map<String, Object>> sections) {
        List<String> lines = new ArrayList<>(List.of(preview));
        for (Map<String, Object> section : sections) {
            lines.add("");
            lines.add(section.get("title").toString());
            for (Object row : (List<?>) section.get("rows")) {
                lines.add(plain((Map<?, ?>) row));
            }
            if (!section.get("more").toString().isEmpty()) {
                lines.add(section.get("more").toString());
            }
        }
        lines.add("");
        if (dashboard != null) {
            lines.add(wording.text("open") + ": " + dashboard);
        }
        if (unsubscribable) {
            lines.add(texts.text("unsubscribe.link") + ": " + Envelope.UNSUBSCRIBE);
        }
        lines.add(wording.text("footer"));
        return String.join("\n", lines) + "\n";
    }

    private static String plain(Map<?, ?> row) {
        StringBuilder line = new StringBuilder("- ").append(row.get("sku"));
        if (!row.get("name").toString().isEmpty()) {
            line.append(" – ").append(row.get("name"));
        }
        if (!row.get("tag").toString().isEmpty()) {
            line.append(" [").append(row.get("tag")).append(']');
        }
        if (!row.get("title").toString().isEmpty()) {
            line.append(": ").append(row.get("title"));
        }
        for (Object entry : (List<?>) row.get("cells")) {
            Map<?, ?> cell = (Map<?, ?>) entry;
            if (!cell.get("value").toString().isEmpty()) {
                line.append("; ").append(cell.get("label")).append(' ').append(cell.get("value"));
            }
        }
        return line.toString();
    }

    private String csv(Digest digest) {
        List<String> header = new ArrayList<>();
        for (String column : List.of("section", "sku", "name", "problem", "owner")) {
            header.add(texts.text("digest.column." + column));
        }
        FIGURES.forEach(figure -> header.add(texts.text("digest.column." + figure)));
        header.add(texts.text("digest.column.currency"));
        CsvTable csv = new CsvTable(header);
        int rows = 0;
        for (Section section : Section.values()) {
            for (Alert alert : digest.sections().getOrDefault(section, List.of())) {
                if (rows++ < MAX_CSV_ROWS) {
                    csv.add(csvRow(section, alert));
                }
            }
        }
        return csv.text();
    }

    /** Dates as ISO, numbers with a point: for machines. */
    private List<Object> csvRow(Section section, Alert alert) {
        AlertFigures figures = AlertFigures.of(alert, zone);
        List<Object> row = new ArrayList<>();
        row.add(texts.text("digest.section." + section, "").replace(" ()", ""));
        row.add(sku(alert));
        row.add(AlertFigures.line(alert.name(), MAX_NAME));
        row.add(Titles.title(alert, wording.locale()));
        row.add(AlertFigures.line(alert.owner(), MAX_NAME));
        row.add(figures.available().map(BigDecimal::toPlainString).orElse(null));
        row.add(figures.coverDays()
                .map(days -> days.setScale(1, RoundingMode.HALF_UP).toPlainString())
                .orElse(null));
        row.add(figures.runsOut().map(LocalDate::toString).orElse(null));
        row.add(figures.delivery().map(LocalDate::toString).orElse(null));
        row.add(figures.suggestion().map(BigDecimal::toPlainString).orElse(null));
        row.add(figures.loss().map(BigDecimal::toPlainString).orElse(null));
        row.add(AlertFigures.line(alert.currency(), 8));
        return row;
    }

    /** The currency of all losses; null: there are several, or none is named. */
    private static String onlyCurrency(Digest digest) {
        Set<String> currencies = digest.sections().values().stream()
                .flatMap(List::stream)
                .filter(alert -> alert.lostValue() != null)
                .map(alert -> Objects.requireNonNullElse(alert.currency(), ""))
                .collect(Collectors.toSet());
        String only = currencies.size() == 1 ? currencies.iterator().next() : "";
        return only.isBlank() ? null : only;
    }
}
