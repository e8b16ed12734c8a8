package io.zapas.alerting.mail;

import io.zapas.alerting.render.AlertFigures;
import io.zapas.alerting.render.CsvTable;
import io.zapas.alerting.render.Wording;
import io.zapas.alerting.report.WeekReport;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Weekly reports in words: as a mail, a page, and CSV. A figure that is not known says so. Safe on every thread. */
public final class ReportPages {
    private static final int MAX_NAME = 128;

    private final MailPages pages;
    private final MailTexts texts;
    private final Wording wording;
    private final ZoneId zone;
    private final URI dashboard;

    /** @param dashboard null: no link */
    public ReportPages(Wording wording, ZoneId zone, URI dashboard) {
        this.pages = new MailPages(wording);
        this.wording = wording;
        this.texts = new MailTexts(wording.locale());
        this.zone = zone;
        this.dashboard = dashboard;
    }

    /** One figure: what it is, how much, and what more there is to say about it. */
    private record Row(String label, String value, String note) {
        Map<String, String> model() {
            return Map.of("label", label, "value", value, "note", note);
        }
    }

    String subject(WeekReport report) {
        return texts.text("report.subject", report.week(), period(report));
    }

    MailContent content(WeekReport report, boolean unsubscribable) {
        return new MailContent(
                plain(report, unsubscribable),
                html(report, unsubscribable),
                csv(report),
                "zapas-" + report.week() + ".csv");
    }

    /** A page of its own. */
    public String html(WeekReport report) {
        return html(report, false);
    }

    private String html(WeekReport report, boolean unsubscribable) {
        Map<String, Object> model = new HashMap<>();
        model.put("subject", subject(report));
        model.put("notes", notes(report));
        model.put("rows", rows(report).stream().map(Row::model).toList());
        model.put("desyncTitle", texts.text("report.desyncs"));
        model.put("desyncHead", desyncHead());
        model.put("desyncs", desyncs(report));
        model.put("noDesyncs", texts.text("report.desyncs.none"));
        model.put("link", dashboard == null ? "" : dashboard.toString());
        model.put("linkText", wording.text("open"));
        model.put("unsubscribe", unsubscribable ? Envelope.UNSUBSCRIBE : "");
        model.put("unsubscribeText", texts.text("unsubscribe.link"));
        model.put("footer", wording.text("footer"));
        return pages.render("report.html.peb", model);
    }

    private String plain(WeekReport report, boolean unsubscribable) {
        List<String> lines = new ArrayList<>();
        lines.add(subject(report));
        lines.addAll(notes(report));
        lines.add("");
        for (Row row : rows(report)) {
            lines.add(row.label() + ": " + row.value() + (row.note().isEmpty() ? "" : " (" + row.note() + ")"));
        }
        lines.add("");
        lines.add(texts.text("report.desyncs"));
        List<List<String>> desyncs = desyncs(report);
        if (desyncs.isEmpty()) {
            lines.add(texts.text("report.desyncs.none"));
        }
        List<String> head = desyncHead();
        for (List<String> desync : desyncs) {
            StringBuilder line = new StringBuilder("- ").append(desync.get(0)).append(": ");
            for (int i = 1; i < desync.size(); i++) {
                line.append(i == 1 ? "" : ", ").append(head.get(i)).append(' ').append(desync.get(i));
            }
            lines.add(line.toString());
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

    private List<String> notes(WeekReport report) {
        List<String> notes = new ArrayList<>();
        if (report.observedFrom() != null) {
            notes.add(texts.text("report.observedFrom", wording.moment(report.observedFrom())));
        }
        if (report.alertsFrom() != null) {
            notes.add(texts.text("report.alertsFrom", wording.moment(report.alertsFrom())));
        }
        if (report.asOf().isBefore(report.to())) {
            notes.add(texts.text("report.notOver", wording.moment(report.asOf())));
        }
        return notes;
    }

    private List<Row> rows(WeekReport report) {
        List<Row> rows = new ArrayList<>();
        WeekReport.Stockouts stockouts = report.stockouts();
        rows.add(row(
                "rate",
                stockouts == null || stockouts.outOfStockRate() == null ? null : percent(stockouts.outOfStockRate()),
                stockouts == null ? "" : texts.text("report.rate.note", count(stockouts.topSkus()))));
        WeekReport.LostSales lost = report.lostSales();
        rows.add(row(
                "lost",
                lost == null ? null : lostSales(lost),
                lost == null || lost.unpricedSkus() + lost.unknownSkus() == 0
                        ? ""
                        : texts.text("report.lost.note", count(lost.unpricedSkus()), count(lost.unknownSkus()))));
        rows.add(row(
                "forecast",
                report.forecast() == null ? null : percent(report.forecast().error()),
                report.forecast() == null
                        ? ""
                        : texts.text(
                                "report.forecast.note", count(report.forecast().skus()))));
        rows.add(row(
                "unalerted",
                stockouts == null
                        ? null
                        : texts.text("report.of", count(stockouts.unalerted()), count(stockouts.begun())),
                stockouts == null || stockouts.unalertedSkus().isEmpty()
                        ? ""
                        : stockouts.unalertedSkus().stream()
                                .map(sku -> AlertFigures.line(sku, MAX_NAME))
                                .collect(Collectors.joining(", "))));
        rows.add(row(
                "warned",
                stockouts == null ? null : texts.text("report.of", count(stockouts.warned()), count(stockouts.begun())),
                ""));
        rows.add(row(
                "precision",
                report.alerts().precision() == null
                        ? null
                        : percent(report.alerts().precision()),
                texts.text(
                        "report.precision.note",
                        count(report.alerts().falseAlarms()),
                        count(report.alerts().opened()))));
        WeekReport.Acknowledgement handled = report.acknowledgement();
        rows.add(row(
                "acknowledgement",
                handled.medianMinutes() == null
                        ? null
                        : texts.text(
                                "report.acknowledgement.value",
                                time(handled.medianMinutes()),
                                time(handled.p90Minutes())),
                texts.text(
                        "report.acknowledgement.note",
                        count(handled.handled()),
                        count(handled.resolvedAlone()),
                        count(handled.waiting()))));
        return rows;
    }

    private Row row(String key, String value, String note) {
        return new Row(texts.text("report." + key), value == null ? texts.text("report.unknown") : value, note);
    }

    private String lostSales(WeekReport.LostSales lost) {
        String units = wording.units(BigDecimal.valueOf(lost.units()));
        return lost.value().isEmpty()
                ? units
                : units
                        + lost.value().entrySet().stream()
                                .map(sum -> wording.money(sum.getValue(), sum.getKey()))
                                .collect(Collectors.joining(" + ", " / ", ""));
    }

    private List<String> desyncHead() {
        return Arrays.stream(texts.text("report.desyncs.head").split("\\|", -1)).toList();
    }

    private List<List<String>> desyncs(WeekReport report) {
        return report.desyncs().stream()
                .map(one -> List.of(
                        cause(one.cause()),
                        count(one.opened()),
                        count(one.healed()),
                        one.medianMinutes() == null ? "–" : time(one.medianMinutes()),
                        one.longestMinutes() == null ? "–" : time(one.longestMinutes()),
                        count(one.open())))
                .toList();
    }

    private String cause(String cause) {
        return cause == null ? texts.text("report.unknown") : wording.cause(cause);
    }

    private String percent(double share) {
        return wording.percent(BigDecimal.valueOf(share));
    }

    private String count(int number) {
        return wording.number(BigDecimal.valueOf(number));
    }

    /** Minutes up to two hours, then hours up to two days, then days. */
    private String time(double minutes) {
        if (minutes < Duration.ofHours(2).toMinutes()) {
            return wording.number(BigDecimal.valueOf(minutes)) + "\u00a0min";
        }
        double hours = minutes / Duration.ofHours(1).toMinutes();
        return hours < Duration.ofDays(2).toHours()
                ? wording.number(BigDecimal.valueOf(hours)) + "\u00a0h"
                : wording.days(BigDecimal.valueOf(hours / Duration.ofDays(1).toHours()));
    }

    private String period(WeekReport report) {
        return wording.period(
                LocalDate.ofInstant(report.from(), zone),
                LocalDate.ofInstant(report.to(), zone).minusDays(1));
    }

    /** One row per figure: its name as in the JSON, of what, and the value; empty where it is not known. */
    public String csv(WeekReport report) {
        CsvTable csv = new CsvTable(List.of("figure", "of", "value"));
        csv.add(List.of("week", "", report.week()));
        csv.add(Arrays.asList("observedFrom", "", report.observedFrom()));
        csv.add(List.of("asOf", "", report.asOf()));
        WeekReport.Stockouts stockouts = report.stockouts();
        csv.add(Arrays.asList("stockouts.topSkus", "", stockouts == null ? null : stockouts.topSkus()));
        csv.add(Arrays.asList("stockouts.outOfStockRate", "", stockouts == null ? null : stockouts.outOfStockRate()));
        csv.add(Arrays.asList("stockouts.begun", "", stockouts == null ? null : stockouts.begun()));
        csv.add(Arrays.asList("stockouts.warned", "", stockouts == null ? null : stockouts.warned()));
        csv.add(Arrays.asList("stockouts.unalerted", "", stockouts == null ? null : stockouts.unalerted()));
        WeekReport.LostSales lost = report.lostSales();
        csv.add(Arrays.asList("lostSales.units", "", lost == null ? null : lost.units()));
        if (lost != null) {
            lost.value().forEach((currency, sum) -> csv.add(List.of("lostSales.value", currency, sum)));
            csv.add(List.of("lostSales.unpricedSkus", "", lost.unpricedSkus()));
            csv.add(List.of("lostSales.unknownSkus", "", lost.unknownSkus()));
        }
        csv.add(Arrays.asList(
                "forecast.error",
                "",
                report.forecast() == null ? null : report.forecast().error()));
        for (WeekReport.DesyncFigures one : report.desyncs()) {
            csv.add(Arrays.asList("desyncs.opened", one.cause(), one.opened()));
            csv.add(Arrays.asList("desyncs.healed", one.cause(), one.healed()));
            csv.add(Arrays.asList("desyncs.medianMinutes", one.cause(), one.medianMinutes()));
            csv.add(Arrays.asList("desyncs.longestMinutes", one.cause(), one.longestMinutes()));
            csv.add(Arrays.asList("desyncs.open", one.cause(), one.open()));
        }
        csv.add(List.of("alerts.opened", "", report.alerts().opened()));
        report.alerts().byType().forEach((type, count) -> csv.add(List.of("alerts.opened", type.name(), count)));
        csv.add(List.of("alerts.falseAlarms", "", report.alerts().falseAlarms()));
        csv.add(Arrays.asList("alerts.precision", "", report.alerts().precision()));
        WeekReport.Acknowledgement handled = report.acknowledgement();
        csv.add(List.of("acknowledgement.handled", "", handled.handled()));
        csv.add(List.of("acknowledgement.resolvedAlone", "", handled.resolvedAlone()));
        csv.add(List.of("acknowledgement.waiting", "", handled.waiting()));
        csv.add(Arrays.asList("acknowledgement.medianMinutes", "", handled.medianMinutes()));
        csv.add(Arrays.asList("acknowledgement.p90Minutes", "", handled.p90Minutes()));
        return csv.text();
    }
}
