package io.zapas.alerting.render;

import io.zapas.alerting.api.Alert;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * Alerts as a CSV table (RFC 4180), one row each and none left out: what stands behind a message too long to show all of it. Columns are named as the fields of
 * {@code GET /v1/alerts}; dates are ISO, numbers have a point, a title is in the house language. Pure; safe on every thread, and not for an event loop
 * when there may be thousands of them.
 */
public final class AlertTable {
    /** For files: without it spreadsheets take UTF-8 for something else. */
    public static final String BYTE_ORDER_MARK = "\ufeff";

    private static final List<String> COLUMNS = List.of(
            "id",
            "type",
            "severity",
            "handling",
            "sku",
            "name",
            "scope",
            "owner",
            "supplier",
            "title",
            "available",
            "daysOfCover",
            "stockoutDate",
            "delivery",
            "suggestedQuantity",
            "lostUnits",
            "lostValue",
            "currency",
            "openedAt");
    private static final int MAX_TEXT = 500;

    private AlertTable() {}

    /**
     * @param alerts in the order of the rows
     * @param wording of titles; its zone is that of the days
     */
    public static String csv(List<Alert> alerts, Wording wording) {
        CsvTable table = new CsvTable(COLUMNS);
        for (Alert alert : alerts) {
            table.add(row(alert, wording));
        }
        return table.text();
    }

    private static List<Object> row(Alert alert, Wording wording) {
        ZoneId zone = wording.zone();
        AlertFigures figures = AlertFigures.of(alert, zone);
        List<Object> row = new ArrayList<>();
        row.add(alert.id());
        row.add(alert.type());
        row.add(alert.severity());
        row.add(alert.handling());
        row.add(AlertFigures.line(alert.sku(), MAX_TEXT));
        row.add(AlertFigures.line(alert.name(), MAX_TEXT));
        row.add(AlertFigures.line(alert.scope(), MAX_TEXT));
        row.add(AlertFigures.line(alert.owner(), MAX_TEXT));
        row.add(new Facts(alert.facts(), zone).text("supplier", MAX_TEXT).orElse(null));
        row.add(AlertFigures.line(Titles.titled(alert, wording).title(), MAX_TEXT));
        row.add(figures.available().map(BigDecimal::toPlainString).orElse(null));
        row.add(figures.coverDays()
                .map(days -> days.setScale(1, RoundingMode.HALF_UP).toPlainString())
                .orElse(null));
        row.add(figures.runsOut().map(LocalDate::toString).orElse(null));
        row.add(figures.delivery().map(LocalDate::toString).orElse(null));
        row.add(figures.suggestion().map(BigDecimal::toPlainString).orElse(null));
        row.add(alert.lostUnits());
        row.add(figures.loss().map(BigDecimal::toPlainString).orElse(null));
        row.add(AlertFigures.line(alert.currency(), 8));
        row.add(alert.openedAt());
        return row;
    }
}
