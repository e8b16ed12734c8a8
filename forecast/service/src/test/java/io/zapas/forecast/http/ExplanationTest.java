package io.zapas.forecast.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.api.DemandForecast.Backtest;
import io.zapas.forecast.api.DemandForecast.BandDay;
import io.zapas.forecast.api.DemandForecast.LeadTime;
import io.zapas.forecast.api.DemandForecast.Risk;
import io.zapas.forecast.api.DemandForecast.Service;
import io.zapas.forecast.api.DemandForecast.Shelf;
import io.zapas.forecast.api.DemandForecast.Signal;
import io.zapas.forecast.api.DemandForecast.StockoutDate;
import io.zapas.forecast.api.DemandForecast.SuggestedOrder;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final String NO_BREAK = "\u00a0";

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 23);
    private static final SuggestedOrder ORDER = new SuggestedOrder(
            300,
            50L,
            20L,
            "34*(12+7)+90-240-200=296",
            new BigDecimal("3750.00"),
            296L,
            new BigDecimal("34"),
            12,
            7,
            new BigDecimal("90"),
            240L,
            200L,
            new BigDecimal("1234.5"));

    private static DemandForecast forecast(SuggestedOrder order, Double velocity, LeadTime leadTime, Shelf shelf) {
        return new DemandForecast(
                "KUBEK",
                Instant.parse("2026-11-23T09:00:00Z"),
                "Kubek",
                null,
                "Huta",
                "A",
                "X",
                90,
                0,
                velocity,
                null,
                List.of(),
                velocity == null ? List.of() : List.of(new BandDay(TODAY, 34, 20, 34, 50)),
                List.of(),
                240,
                velocity == null ? null : (Double) 7.1,
                velocity == null ? null : new StockoutDate(TODAY.plusDays(7), TODAY.plusDays(5), TODAY.plusDays(9)),
                velocity == null
                        ? null
                        : new Risk(0.873, TODAY.plusDays(12), true, 5, 170.4, new BigDecimal("3408"), 0.9),
                leadTime == null ? null : (Double) leadTime.meanDays(),
                velocity == null ? null : (Long) 736L,
                order,
                null,
                "PLN",
                List.of(),
                "m",
                null,
                leadTime,
                velocity == null ? null : new Service(0.98, "CLASS"),
                null,
                shelf,
                null,
                List.of(),
                null);
    }

    /** With a spike, a silence and a backtest. */
    private static DemandForecast trusted() {
        DemandForecast plain = forecast(null, null, null, null);
        return new DemandForecast(
                plain.sku(),
                plain.asOf(),
                null,
                null,
                null,
                null,
                null,
                5,
                0,
                null,
                null,
                null,
                null,
                null,
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                0.31,
                null,
                null,
                null,
                null,
                new Backtest(26, 400, 0.31, 0.45, 0.4, 0.96),
                List.of(
                        new Signal("SPIKE", TODAY, 12.3, 90, 0.00001),
                        new Signal("SILENCE", TODAY.minusDays(4), 40, 0, 0.0001),
                        new Signal("DRIFT_UP", TODAY.minusDays(28), 100, 400, 0.0001),
                        new Signal("DRIFT_DOWN", TODAY.minusDays(28), 1_000, 400, 0.0001)),
                null);
    }

    @Test
    void whatDemandDoesAndHowGoodTheForecastWasIsSaidInBothLanguages() {
        assertThat(words("en", trusted()))
                .contains(
                        "Spike of demand on 23 Nov 2026: 90 units, 12.3 were expected.",
                        "Nothing has been sold since 19 Nov 2026 although there is stock; 40 units were expected. Is the offer broken?",
                        "Demand has risen: 400 units since 26 Oct 2026, 100 were expected.",
                        "Demand has fallen: 400 units since 26 Oct 2026, 1,000 were expected.",
                        "Over the last days with stock (26 of them) the forecast of a day missed 31% of demand; the same weekday of the"
                                + " week before would have missed 45%, a mean of four weeks 40%.");
        assertThat(words("pl", trusted()))
                .contains(
                        "Skok popytu 23.11.2026: 90 szt., spodziewano się 12,3.",
                        "Od 19.11.2026 nic się nie sprzedało, choć towar jest; spodziewano się 40 szt. Czy oferta działa?",
                        "W ostatnich dniach z towarem (liczba: 26) prognoza dnia myliła się o 31 % popytu; ten sam dzień tygodnia"
                                + " sprzed tygodnia o 45 %, średnia z czterech tygodni o 40 %.");
    }

    private static List<String> words(String language, DemandForecast forecast) {
        return Explanation.of(forecast).get(language).stream()
                .map(sentence -> sentence.replace(NO_BREAK, " "))
                .toList();
    }

    @Test
    void whyThreeHundredInPolish() {
        DemandForecast forecast =
                forecast(ORDER, 34.0, new LeadTime(12, 2.1, 15, 10.0, 8), new Shelf(0.8, 51.7, TODAY, false, 0, null));
        assertThat(words("pl", forecast))
                .containsExactly(
                        "Dostępne: 240 szt., sprzedaż średnio 34 szt. dziennie: wystarczy na 7,1 dnia (w połowie przypadków do"
                                + " 30.11.2026, ostrożnie licząc do 28.11.2026).",
                        "Dostawa trwa średnio 12 dni, dziewięć na dziesięć nie dłużej niż 15 dni: według danych produktu,"
                                + " poprawionych o dostawy tego dostawcy (liczba: 8).",
                        "Prawdopodobieństwo wyczerpania, zanim dotrze zamówienie złożone dziś (05.12.2026): 87,3 %.",
                        "Spodziewana utracona sprzedaż do tego czasu: 170 szt. (3 408,00 PLN).",
                        "Zamówienie złożone dziś dotrze po wyczerpaniu zapasu.",
                        "Bez towaru do dostawy: 5 dni.",
                        "Zapas ma wystarczyć w 98 % przypadków (klasa A).",
                        "Dlaczego 300: 34 dziennie × (12 dni dostawy + 7 dni do następnego zamówienia) + 90 na niepewność −"
                                + " 240 dostępnych − 200 w drodze = brakuje 296, w górę do 300: w wielokrotnościach 20.",
                        "Koszt: 3 750,00 PLN.",
                        "Spodziewana uratowana sprzedaż: 1 234,50 PLN.");
    }

    @Test
    void whyThreeHundredInEnglish() {
        DemandForecast forecast = forecast(ORDER, 34.0, new LeadTime(12, 2.1, 15, 12.0, 0), null);
        assertThat(words("en", forecast))
                .containsExactly(
                        "240 units available, 34 sold a day on average: enough for 7.1 days (in half of all cases until 30 Nov"
                                + " 2026, carefully reckoned until 28 Nov 2026).",
                        "A delivery takes 12 days on average as stated; nine of ten are reckoned to be here within 15 days.",
                        "Probability of running out before an order placed today arrives (5 Dec 2026): 87.3%.",
                        "Expected to be lost until then: 170 units (3,408.00 PLN).",
                        "An order placed today arrives after the stock has run out.",
                        "Without stock until the delivery: 5 days.",
                        "Stock is to last in 98% of all cases (class A).",
                        "Why 300: 34 a day × (12 days lead time + 7 days until the next order) + 90 for uncertainty − 240"
                                + " available − 200 on the way = 296 missing, rounded up to 300: in multiples of 20.",
                        "It costs 3,750.00 PLN.",
                        "It is expected to spare lost sales of 1,234.50 PLN.");
    }

    @Test
    void theSmallestOrderIsNamedWhereItDecides() {
        SuggestedOrder small = new SuggestedOrder(
                60, 50L, 20L, "", null, 3L, new BigDecimal("1.5"), 1, 7, new BigDecimal("-2"), 7L, 0L, null);
        assertThat(words("en", forecast(small, 1.5, new LeadTime(1, 0, 1, 1.0, 0), null)))
                .contains(
                        "Why 60: 1.5 a day × (1 day lead time + 7 days until the next order) − 2 by which an average is more"
                                + " than is needed − 7 available − 0 on the way = 3 missing, rounded up to 60: the supplier sells at"
                                + " least 50, in multiples of 20.");
    }

    @Test
    void withoutHistoryOrLeadTimeThatIsWhatIsSaid() {
        Shelf dead = new Shelf(0.0, null, null, true, 240, null);
        assertThat(words("pl", forecast(null, null, null, dead)))
                .containsExactly(
                        "Za mało historii na prognozę (90 dni): potrzeba 14 dni (dla nowości: wcześniejszych nowości w ofercie), "
                                + "w tym z towarem na stanie i z popytem.",
                        "Nieznany czas dostawy, więc nie ma propozycji zamówienia.",
                        "Nikt nie kupił od 90 dni lub dłużej: 240 szt. nie rotuje.");
    }

    @Test
    void bothLanguagesHaveTheSamePhrasesWithTheSameNumbers() throws IOException {
        Properties polish = phrases("pl");
        Properties english = phrases("en");
        assertThat(polish.keySet()).isEqualTo(english.keySet());
        for (String key : polish.stringPropertyNames()) {
            assertThat(holes(polish.getProperty(key))).as(key).isEqualTo(holes(english.getProperty(key)));
        }
    }

    private static List<String> holes(String phrase) {
        return java.util.regex.Pattern.compile("\\{\\w+}")
                .matcher(phrase)
                .results()
                .map(java.util.regex.MatchResult::group)
                .sorted()
                .toList();
    }

    private static Properties phrases(String language) throws IOException {
        Properties phrases = new Properties();
        try (InputStream in = Explanation.class.getResourceAsStream("explanation_" + language + ".properties")) {
            phrases.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return phrases;
    }
}
