package io.zapas.alerting.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Notice;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoticeTextsTest {
    private static final ZoneId WARSAW = ZoneId.of("Europe/Warsaw");

    @ParameterizedTest
    @ValueSource(strings = {"pl", "en"})
    void everyTypeReadsAsAgreed(String language) throws IOException {
        String texts = SampleAlerts.ofEveryType().stream()
                .map(alert -> told(language, Notice.Kind.NEW, alert))
                .collect(Collectors.joining("\n\n"));
        assertGolden(texts, "types_" + language + ".txt");
    }

    @Test
    void theDocumentShowsEveryTypeInBothLanguages() {
        StringBuilder shown = new StringBuilder();
        for (Alert alert : SampleAlerts.ofEveryType()) {
            shown.append("### ").append(alert.type()).append("\n\n```text\n");
            shown.append(told("pl", Notice.Kind.NEW, alert)).append("\n\n");
            shown.append(told("en", Notice.Kind.NEW, alert)).append("\n```\n\n");
        }
        shown.append("### UNKNOWN_SKU, of an order that was paid for\n\n```text\n");
        shown.append(told("pl", Notice.Kind.NEW, SampleAlerts.unknownOrder())).append("\n\n");
        shown.append(told("en", Notice.Kind.NEW, SampleAlerts.unknownOrder())).append("\n```\n\n");
        Shown.check("types", shown.toString());
    }

    /** An order somebody paid for is no product. */
    @Test
    void aPaidOrderNobodyKnowsIsCalledThat() {
        assertThat(told("en", Notice.Kind.NEW, SampleAlerts.unknownOrder()))
                .startsWith("🟠 Paid, but unknown order on shop: PL1043\n")
                .contains("somebody paid for order PL1043, which nobody has told of")
                .doesNotContain("catalogue", "SKU");
        assertThat(told("pl", Notice.Kind.NEW, SampleAlerts.unknownOrder()))
                .contains("nieznane zamówienie", "ktoś zapłacił za zamówienie PL1043");
        for (String language : List.of("pl", "en")) {
            Wording wording = Wording.of(Locale.forLanguageTag(language), WARSAW);
            Alert alert = SampleAlerts.unknownOrder();
            assertThat(Titles.title(alert, wording))
                    .isEqualTo(Titles.title(alert, wording, AlertValues.of(alert, wording)))
                    .contains("PL1043");
        }
    }

    /** A title is made of fewer words than the whole text, because many are made. */
    @ParameterizedTest
    @ValueSource(strings = {"pl", "en"})
    void aTitleByItselfIsThatOfTheText(String language) {
        Wording wording = Wording.of(Locale.forLanguageTag(language), WARSAW);
        for (Alert alert : SampleAlerts.ofEveryType()) {
            assertThat(Titles.title(alert, wording))
                    .isEqualTo(Titles.title(alert, wording, AlertValues.of(alert, wording)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pl", "en"})
    void everyTypeReadsWellWithoutFacts(String language) throws IOException {
        String texts = SampleAlerts.ofEveryType().stream()
                .map(alert -> told(
                        language,
                        Notice.Kind.NEW,
                        SampleAlerts.alert(alert.type(), alert.severity(), Map.of(), null, null)))
                .collect(Collectors.joining("\n\n"));
        assertGolden(texts, "bare_" + language + ".txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pl", "en"})
    void aGroupReadsAsAgreed(String language) throws IOException {
        Alert taken = SampleAlerts.with(
                SampleAlerts.shortage(),
                Map.of(
                        "handling", "SNOOZED",
                        "handledBy", "Anna K.",
                        "snoozedUntil", "2026-12-02T07:00:00Z",
                        "note", "Zamówione u dostawcy"));
        Alert lapsed = SampleAlerts.with(
                SampleAlerts.named(SampleAlerts.shortage(), "KOC-150", "Koc"),
                Map.of("handling", "ESCALATED", "handledBy", "Anna K.", "assignee", "Jan N."));
        String text = told(
                language,
                Notice.Kind.UPDATE,
                SampleAlerts.resolved(SampleAlerts.desync()),
                taken,
                lapsed,
                SampleAlerts.outOfStock());
        assertGolden(text, "group_" + language + ".txt");
    }

    @Test
    void worstAndMostExpensiveComeFirstAndTheRestIsCounted() {
        List<Alert> alerts = new ArrayList<>();
        for (int i = 1; i <= 30; i++) {
            alerts.add(SampleAlerts.with(
                    SampleAlerts.named(SampleAlerts.shortage(), "SKU-" + i, "Produkt"), Map.of("lostValue", i * 100)));
        }
        alerts.add(SampleAlerts.named(SampleAlerts.outOfStock(), "GONE", "Produkt"));
        NoticeText text = texts("pl").text(new Notice("id", "g", 1, Notice.Kind.NEW, alerts), 20);
        assertThat(text.alerts()).hasSize(20);
        assertThat(text.alerts().get(0).alert().sku()).isEqualTo("GONE");
        assertThat(text.alerts().get(1).alert().sku()).isEqualTo("SKU-30");
        assertThat(text.headline())
                .isEqualTo("🔴 31\u00a0otwartych problemów, szacowana strata 53\u00a0266,00\u00a0zł");
        assertThat(text.rest().plain())
                .isEqualTo(
                        "Oraz 11\u00a0otwartych problemów, szacowana strata 6\u00a0600,00\u00a0zł: kończące się zapasy: 11.");
    }

    @Test
    void whatGotWorseIsNamed() {
        Alert old = SampleAlerts.with(SampleAlerts.outOfStock(), Map.of("updatedAt", "2026-11-22T06:00:00Z"));
        NoticeText text = texts("pl").text(SampleAlerts.notice(Notice.Kind.WORSE, 4, old, SampleAlerts.shortage()), 20);
        assertThat(text.worse())
                .isEqualTo("Pogorszenie: Brak za 7\u00a0dni (niedz. 29.11): LED-E27-9W-4000K – Żarówka LED E27 9 W");
    }

    @Test
    void aQuarantineIsSaidAtOnce() {
        Alert aside = SampleAlerts.with(
                SampleAlerts.desync(),
                Map.of("facts", Map.of("quarantine", "odrzucone 5 razy", "heal", Map.of("tries", 5))));
        assertThat(told("pl", Notice.Kind.NEW, aside))
                .contains("W kwarantannie, oferta nie jest już poprawiana: odrzucone 5 razy.")
                .contains("Naprawa: ponowiono 5×\n");
        assertThat(told("en", Notice.Kind.NEW, aside))
                .contains("In quarantine, it is not corrected any more: odrzucone 5 razy.")
                .contains("Healing: sent again 5×\n");
        Alert ours = SampleAlerts.with(SampleAlerts.desync(), Map.of("facts", Map.of("quarantine", "NOT_SHOWN")));
        assertThat(told("pl", Notice.Kind.NEW, ours))
                .contains("oferta nie jest już poprawiana: mimo 3 ponowień w ciągu doby nadal pokazuje co innego.");
        assertThat(told("en", Notice.Kind.NEW, ours))
                .contains("not corrected any more: told again 3 times within a day, it still shows something else.");
    }

    @Test
    void whatIsNotKnownOfOrdersAndCampaignsIsNotClaimed() {
        Alert hot = SampleAlerts.with(
                SampleAlerts.desync(),
                Map.of("facts", Map.of("openOrders", Map.of("orders", 20, "units", 31, "atLeast", true))));
        assertThat(told("pl", Notice.Kind.NEW, hot))
                .contains("Otwarte zamówienia kanału: co najmniej 20 (31\u00a0szt.)");
        assertThat(told("en", Notice.Kind.NEW, hot))
                .contains("Open orders of the channel: at least 20 (31\u00a0units)");
        Alert first = SampleAlerts.with(
                SampleAlerts.campaignRisk(), Map.of("facts", Map.of("pastUplift", Map.of("campaigns", 0, "days", 0))));
        assertThat(told("pl", Notice.Kind.NEW, first)).contains("Wcześniejsze kampanie: brak w ostatnich 8 tygodniach");
        assertThat(told("en", Notice.Kind.NEW, first)).contains("Earlier campaigns: none in the last 8 weeks");
    }

    @Test
    void aCancelledOrderIsNoHelp() {
        Alert shortage = SampleAlerts.with(
                SampleAlerts.shortage(),
                Map.of(
                        "facts",
                        Map.of(
                                "lastOrder",
                                Map.of(
                                        "purchaseOrder",
                                        "ZD/2026/1190",
                                        "quantity",
                                        40,
                                        "received",
                                        0,
                                        "cancelled",
                                        true))));
        assertThat(told("pl", Notice.Kind.NEW, shortage))
                .contains("Ostatnie zamówienie: ZD/2026/1190, 40\u00a0szt. (anulowane)");
        assertThat(told("en", Notice.Kind.NEW, shortage))
                .contains("Last order: ZD/2026/1190, 40\u00a0units (cancelled)");
    }

    private static String told(String language, Notice.Kind kind, Alert... alerts) {
        return texts(language).plain(SampleAlerts.notice(kind, 1, alerts), 20);
    }

    private static NoticeTexts texts(String language) {
        return new NoticeTexts(Wording.of(Locale.forLanguageTag(language), WARSAW));
    }

    /** Compares with the agreed text; what was told instead is left in {@code target/golden} to be read and, if better, agreed on. */
    private static void assertGolden(String actual, String name) throws IOException {
        Path told = Files.createDirectories(Path.of("target", "golden")).resolve(name);
        Files.writeString(told, actual + "\n");
        try (InputStream in = NoticeTextsTest.class.getResourceAsStream(name)) {
            String agreed = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
            assertThat(actual).as("told: %s", told).isEqualTo(agreed);
        }
    }
}
