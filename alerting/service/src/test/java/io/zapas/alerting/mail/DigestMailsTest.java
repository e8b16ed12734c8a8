package io.zapas.alerting.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.digest.Digest;
import io.zapas.alerting.digest.DigestRun;
import io.zapas.alerting.digest.Digester;
import io.zapas.alerting.render.SampleAlerts;
import io.zapas.alerting.render.Wording;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestMailsTest {
    static final ZoneId WARSAW = ZoneId.of("Europe/Warsaw");
    private static final Instant FROM = Instant.parse("2026-11-20T06:30:00Z");
    static final DigestRun MONDAY =
            new DigestRun(LocalDate.of(2026, 11, 23), FROM, Instant.parse("2026-11-23T06:30:00Z"), false);

    @ParameterizedTest
    @ValueSource(strings = {"pl", "en"})
    void aDigestReads(String language) throws Exception {
        DigestMails mails = mails(language);
        Digest digest = new Digester(WARSAW).digest(alerts(), MONDAY);
        String subject = mails.subject(digest, "Anna K.");
        MailContent content = mails.content(digest, subject);
        Files.createDirectories(Path.of("target", "mail"));
        Files.writeString(Path.of("target", "mail", "digest_" + language + ".html"), content.html());

        assertThat(subject)
                .isEqualTo(
                        language.equals("pl")
                                ? "Braki i ryzyka – 23.11.2026 (Anna K.)"
                                : "Shortages and risks – 23 Nov 2026 (Anna K.)");
        Agreed.check("digest_" + language + ".txt", content.text());
        Agreed.check("digest_" + language + ".csv", content.csv().replace("\r\n", "\n"));
        Agreed.check("digest_" + language + ".html", content.html());
    }

    @Test
    void textAndTableTellTheSameFigures() {
        MailContent content = mails("en").content(new Digester(WARSAW).digest(alerts(), MONDAY), "subject");
        Document html = Jsoup.parse(content.html());
        assertThat(html.select("th").eachText().subList(0, 8))
                .containsExactly(
                        "SKU", "Name", "Available", "Cover (days)", "Runs out", "Delivery", "Suggestion", "Loss (PLN)");
        for (String figure : html.select(".z-cell").eachText()) {
            if (!figure.equals("–")) {
                assertThat(content.text()).contains(figure.replaceFirst("^[^:]+: ", ""));
            }
        }
    }

    @Test
    void whatHasNoRoomIsInTheFile() throws Exception {
        List<Alert> many = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            many.add(SampleAlerts.with(
                    SampleAlerts.named(SampleAlerts.shortage(), "SKU-" + i, "Nazwa"), Map.of("id", "id-" + i)));
        }
        MailContent content = mails("pl").content(new Digester(WARSAW).digest(many, MONDAY), "subject");
        assertThat(content.text()).contains("Wymaga decyzji dziś (120)").contains("Oraz 70 dalszych");
        assertThat(Jsoup.parse(content.html()).select(".z-line")).hasSize(50);
        assertThat(rows(content.csv())).hasSize(120);
    }

    @Test
    void aNameIsNeitherMarkupNorAFormula() throws Exception {
        Alert alert = SampleAlerts.named(SampleAlerts.shortage(), "=1+1", "<img src=x onerror=alert(1)>, \"a\"\r\nb");
        MailContent content = mails("pl").content(new Digester(WARSAW).digest(List.of(alert), MONDAY), "subject");
        assertThat(Jsoup.parse(content.html()).select("img, script")).isEmpty();
        CSVRecord row = rows(content.csv()).get(0);
        assertThat(row.get(1)).isEqualTo("'=1+1");
        assertThat(row.get(2)).startsWith("<img").contains("\"a\"").doesNotContain("\n");
    }

    @Test
    void severalCurrenciesAreToldInTheirOwnCells() {
        Alert euro = SampleAlerts.with(SampleAlerts.outOfStock(), Map.of("currency", "EUR", "id", "e"));
        MailContent content =
                mails("pl").content(new Digester(WARSAW).digest(List.of(SampleAlerts.shortage(), euro), MONDAY), "s");
        assertThat(content.text().replace('\u00a0', ' ')).contains("Utrata 1 990,00 zł", "Utrata 6 766,00 EUR");
    }

    private static List<CSVRecord> rows(String csv) throws Exception {
        try (CSVParser parser = CSVParser.parse(csv, CSVFormat.RFC4180)) {
            List<CSVRecord> records = parser.getRecords();
            return records.subList(1, records.size());
        }
    }

    static DigestMails mails(String language) {
        Wording wording = Wording.of(Locale.forLanguageTag(language), WARSAW);
        return new DigestMails(new MailPages(wording), WARSAW, URI.create("https://zapas.example.com"), true);
    }

    /** One for every section and then some. */
    static List<Alert> alerts() {
        Instant before = FROM.minusSeconds(3_600);
        Instant within = FROM.plusSeconds(3_600);
        return List.of(
                sample(SampleAlerts.outOfStock(), "1", "KOC-150", "Koc pluszowy 150×200", Map.of("openedAt", within)),
                sample(SampleAlerts.shortage(), "2", SampleAlerts.SKU, SampleAlerts.NAME, Map.of("openedAt", before)),
                sample(
                        SampleAlerts.desync(),
                        "3",
                        "KUBEK-7",
                        "Kubek 330 ml",
                        Map.of(
                                "openedAt",
                                before,
                                "severity",
                                "MEDIUM",
                                "history",
                                List.of(Map.of("at", within, "what", "WORSE")))),
                sample(
                        SampleAlerts.shortage(),
                        "4",
                        "LAMPA-2",
                        "Lampa stojąca",
                        Map.of("openedAt", within, "handling", "ACKNOWLEDGED", "lostValue", 120.5)),
                sample(
                        SampleAlerts.shortage(),
                        "5",
                        "DYWAN-3",
                        "Dywan 3 m",
                        Map.of("openedAt", before, "handling", "RESOLVED", "resolvedAt", within)),
                sample(
                        SampleAlerts.shortage(),
                        "6",
                        "STÓŁ-9",
                        "Stół dębowy",
                        Map.of(
                                "openedAt",
                                before,
                                "handling",
                                "SNOOZED",
                                "snoozedUntil",
                                Instant.parse("2026-11-26T08:00:00Z"))));
    }

    private static Alert sample(Alert alert, String id, String sku, String name, Map<String, Object> changes) {
        Map<String, Object> all = new TreeMap<>(changes);
        all.put("id", id);
        return SampleAlerts.with(SampleAlerts.named(alert, sku, name), all);
    }
}
