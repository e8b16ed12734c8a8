package io.zapas.alerting.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.render.Wording;
import io.zapas.alerting.report.Observations;
import io.zapas.alerting.report.Reporter;
import io.zapas.alerting.report.ReporterTest;
import io.zapas.alerting.report.SkuOutlook;
import io.zapas.alerting.report.WeekReport;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportPagesTest {
    private static final ZoneId WARSAW = ZoneId.of("Europe/Warsaw");

    @ParameterizedTest
    @ValueSource(strings = {"pl", "en"})
    void aReportReads(String language) throws Exception {
        WeekReport report = ReporterTest.aReport();
        MailContent content = pages(language).content(report, true);
        Files.createDirectories(Path.of("target", "mail"));
        Files.writeString(Path.of("target", "mail", "report_" + language + ".html"), content.html());
        Agreed.check("report_" + language + ".txt", content.text());
        Agreed.check("report_" + language + ".html", content.html());
        Agreed.check("report.csv", content.csv().replace("\r\n", "\n"));
    }

    @Test
    void whatIsNotKnownSaysSo() {
        Instant begun = Instant.parse("2026-11-23T10:00:00Z");
        WeekReport report = new Reporter(WARSAW)
                .report(LocalDate.of(2026, 11, 23), new Observations(), List.of(), begun, begun.plusSeconds(60));
        String text = pages("en").content(report, false).text();
        assertThat(text)
                .contains("Share of time out of stock, top SKUs: unknown\n")
                .contains("Estimated lost sales: unknown\n")
                .contains("Mean error of a day's forecast, last 28 days: unknown\n")
                .contains("Stockouts nobody was told of: unknown\n")
                .contains("Alert precision: unknown")
                .contains("Time to react: unknown")
                .contains("Observed since Mon 23 Nov 2026, 11:00")
                .contains("The week is not over; as of Mon 23 Nov 2026, 11:01.")
                .doesNotContain("Unsubscribe");
        assertThat(pages("en").csv(report)).contains("stockouts.outOfStockRate,,\r\n", "lostSales.units,,\r\n");
    }

    @Test
    void aSkuIsNotMarkup() {
        Observations seen = new Observations();
        Instant start = Instant.parse("2026-11-16T10:00:00Z");
        String name = "<script>alert(1)</script>";
        seen.learn(new SkuOutlook(name, "A", 1.0, null, null, null, false));
        seen.stock(name, true, start);
        seen.desync("d", start, null, "<img src=x>");
        WeekReport report =
                new Reporter(WARSAW).report(LocalDate.of(2026, 11, 16), seen, List.of(), start, start.plusSeconds(600));
        var html = Jsoup.parse(pages("pl").html(report));
        assertThat(html.select("script, img")).isEmpty();
        assertThat(html.text()).contains(name, "<img src=x>");
    }

    private static ReportPages pages(String language) {
        return new ReportPages(
                Wording.of(Locale.forLanguageTag(language), WARSAW), WARSAW, URI.create("https://zapas.example.com"));
    }
}
