package io.zapas.alerting.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.zapas.alerting.mail.ReportPages;
import io.zapas.alerting.report.WeekReport;
import io.zapas.alerting.report.Weeks;
import io.zapas.runtime.http.ProblemException;
import io.zapas.runtime.json.Json;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/** {@code GET /v1/reports/weekly}: JSON, CSV or HTML, by {@code format} or else by Accept. */
public final class ReportRoutes {
    private final ReportBook book;
    private final ReportPages pages;

    public ReportRoutes(ReportBook book, ReportPages pages) {
        this.book = book;
        this.pages = pages;
    }

    public void mount(Router router) {
        router.get("/v1/reports/weekly").handler(this::weekly);
    }

    private void weekly(RoutingContext call) {
        LocalDate monday;
        String format;
        try {
            monday = monday(call.request().getParam("week"));
            format = format(call);
        } catch (ProblemException e) {
            call.fail(e);
            return;
        }
        Context home = call.vertx().getOrCreateContext();
        book.week(monday)
                .onComplete(done -> home.runOnContext(v -> {
                    if (done.failed()) {
                        call.fail(done.cause());
                    } else {
                        answer(call, format, done.result());
                    }
                }));
    }

    private void answer(RoutingContext call, String format, Optional<WeekReport> found) {
        if (found.isEmpty()) {
            call.fail(new ProblemException(404, "unknown-week", "Nothing is known of that week."));
            return;
        }
        WeekReport report = found.get();
        call.response().putHeader("vary", "Accept");
        switch (format) {
            case "html" ->
                call.response()
                        .putHeader("content-type", "text/html; charset=utf-8")
                        .putHeader("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'")
                        .end(pages.html(report));
            case "csv" ->
                call.response()
                        .putHeader("content-type", "text/csv; charset=utf-8")
                        .putHeader("content-disposition", "attachment; filename=zapas-" + report.week() + ".csv")
                        .end(pages.csv(report));
            default ->
                call.response().putHeader("content-type", "application/json").end(Buffer.buffer(Json.bytes(report)));
        }
    }

    private static LocalDate monday(String week) {
        return week == null
                ? null
                : Weeks.monday(week)
                        .orElseThrow(() -> new ProblemException(
                                400, "invalid-field", "week must be an ISO week such as 2026-W47, was " + week));
    }

    private static String format(RoutingContext call) {
        String format = call.request().getParam("format");
        if (format == null) {
            String accept = String.valueOf(call.request().getHeader("accept")).toLowerCase(Locale.ROOT);
            return accept.contains("text/html") ? "html" : accept.contains("text/csv") ? "csv" : "json";
        }
        return switch (format.toLowerCase(Locale.ROOT)) {
            case "json" -> "json";
            case "csv" -> "csv";
            case "html" -> "html";
            default ->
                throw new ProblemException(
                        400, "invalid-field", "format must be one of json, csv, html, was " + format);
        };
    }
}
