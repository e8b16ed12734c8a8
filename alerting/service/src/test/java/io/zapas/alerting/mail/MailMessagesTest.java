package io.zapas.alerting.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Notice;
import io.zapas.alerting.render.NoticeTexts;
import io.zapas.alerting.render.SampleAlerts;
import io.zapas.alerting.render.Wording;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailMessagesTest {
    private static final Pattern NUMBER = Pattern.compile("[0-9]+(?:[.,][0-9]+)*");

    static MailMessages messages(String language) {
        Wording wording = Wording.of(Locale.forLanguageTag(language), ZoneId.of("Europe/Warsaw"));
        return new MailMessages(
                new NoticeTexts(wording), new MailPages(wording), URI.create("https://zapas.example.com"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pl", "en"})
    void textAndHtmlTellTheSameNumbers(String language) throws IOException {
        Notice notice = new Notice("id", "g", 1, Notice.Kind.NEW, SampleAlerts.ofEveryType());
        MailContent mail = messages(language).content(notice, "subject");
        Files.createDirectories(Path.of("target", "mail"));
        Files.writeString(Path.of("target", "mail", "all_" + language + ".html"), mail.html());

        // Spaces inside numbers do not matter here, and the parser makes plain ones of them.
        Document html = Jsoup.parse(mail.html().replace("\u00a0", ""));
        html.select("title").remove();
        html.select("body > div").remove();
        String text = mail.text().replace("\u00a0", "");
        assertThat(numbers(html.text())).isEqualTo(numbers(text));
        assertThat(numbers(text)).contains(language.equals("pl") ? "1990,00" : "1,990.00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pl", "en"})
    void everyTypeReadsAsAgreed(String language) throws IOException {
        StringBuilder mails = new StringBuilder();
        for (Alert alert : SampleAlerts.ofEveryType()) {
            Notice notice = new Notice("id", "g", 1, Notice.Kind.NEW, List.of(alert));
            String subject = messages(language).subject(notice);
            mails.append("Subject: ")
                    .append(subject)
                    .append("\n\n")
                    .append(messages(language).content(notice, subject).text().strip())
                    .append("\n\n----\n\n");
        }
        Notice all = new Notice("id", "g", 1, Notice.Kind.NEW, SampleAlerts.ofEveryType());
        Agreed.check("notices_" + language + ".txt", mails.toString());
        Agreed.check(
                "notices_" + language + ".html",
                messages(language).content(all, messages(language).subject(all)).html());
    }

    @Test
    void theFirstLineIsWhatMatters() throws IOException {
        Notice notice = SampleAlerts.notice(Notice.Kind.NEW, 1, SampleAlerts.shortage());
        MailContent mail = messages("en").content(notice, "subject");
        Files.createDirectories(Path.of("target", "mail"));
        Files.writeString(Path.of("target", "mail", "one_en.html"), mail.html());
        Files.writeString(Path.of("target", "mail", "one_en.txt"), mail.text());

        String lead =
                "URGENT: stock runs out on Sun 29 Nov 2026, delivery due Wed 2 Dec 2026. Estimated lost sales: 100"
                        + " units / PLN 1,990.00.";
        assertThat(mail.text().replace('\u00a0', ' ')).startsWith(lead);
        assertThat(Jsoup.parse(mail.html()).body().text().replace('\u00a0', ' '))
                .startsWith(lead);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "Tom & Jerry's \"best\" &amp; {{ 7 * 7 }} {% if true %}",
                "مصباح \u202egnp.exe",
                "😀👩‍👩‍👧‍👦"
            })
    void anyNameIsSafe(String name) {
        Alert alert = SampleAlerts.with(
                SampleAlerts.named(SampleAlerts.shortage(), name, name), Map.of("owner", name, "note", name));
        Notice notice = SampleAlerts.notice(Notice.Kind.NEW, 1, alert);
        MailContent mail = messages("pl").content(notice, messages("pl").subject(notice));
        Document html = Jsoup.parse(mail.html());
        assertThat(html.select("script, img, iframe, object, form, [onerror], [onload]"))
                .isEmpty();
        assertThat(html.select("a")).hasSize(1);
        assertThat(html.text()).contains(name.replace("\u202e", ""));
        assertThat(mail.html()).doesNotContain("\u202e");
    }

    @Test
    void whatHasNoRoomIsCounted() {
        List<Alert> alerts = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            alerts.add(SampleAlerts.named(SampleAlerts.shortage(), "SKU-" + i, "Produkt"));
        }
        MailContent mail = messages("pl").content(new Notice("id", "g", 1, Notice.Kind.NEW, alerts), "subject");
        assertThat(mail.text().replace('\u00a0', ' '))
                .startsWith("🟠 60 otwartych problemów, szacowana strata 119 400,00 zł")
                .contains("Oraz 10 otwartych problemów, szacowana strata 19 900,00 zł: kończące się zapasy: 10.");
        assertThat(mail.html()).contains("Oraz 10\u00a0otwartych");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pl", "en"})
    void aMailInsteadOfSlackSaysSoAndSinceWhen(String language) {
        Notice notice = SampleAlerts.notice(Notice.Kind.NEW, 1, SampleAlerts.outOfStock());
        String told = language.equals("pl")
                ? "Slack nie przyjmuje wiadomości od 22.11.2026 (niedz.), 08:30"
                : "Slack has taken no messages since Sun 22 Nov 2026, 08:30";
        MailContent detoured = messages(language).content(notice, "subject", Optional.of(SampleAlerts.NOW));
        assertThat(detoured.text()).contains(told);
        assertThat(Jsoup.parse(detoured.html()).text()).contains(told);
        MailContent usual = messages(language).content(notice, "subject");
        assertThat(usual.text() + usual.html()).doesNotContain("Slack");
    }

    @Test
    void whatHasNoRoomIsOneLinkAway() {
        List<Alert> alerts = new ArrayList<>(
                java.util.Collections.nCopies(60, SampleAlerts.named(SampleAlerts.shortage(), "K", "P")));
        MailContent mail = messages("en").content(new Notice("id 1", "g", 1, Notice.Kind.NEW, alerts), "subject");
        String address = "https://zapas.example.com/v1/alerts?format=csv&notice=id+1";
        assertThat(mail.text()).contains("Whole list (CSV): " + address);
        assertThat(Jsoup.parse(mail.html()).select("a").eachAttr("href")).contains(address);
    }

    private static List<String> numbers(String text) {
        return NUMBER.matcher(text).results().map(found -> found.group()).toList();
    }
}
