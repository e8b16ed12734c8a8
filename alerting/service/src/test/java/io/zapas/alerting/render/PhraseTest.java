package io.zapas.alerting.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class PhraseTest {

    @Test
    void leavesOutWhatIsNotKnown() {
        assertThat(told("*{a}*[ (b {b}[, c {c}])]", Map.of("a", "1"))).isEqualTo("1");
        assertThat(told("*{a}*[ (b {b}[, c {c}])]", Map.of("a", "1", "b", "2"))).isEqualTo("1 (b 2)");
        assertThat(told("*{a}*[ (b {b}[, c {c}])]", Map.of("a", "1", "b", "2", "c", "3")))
                .isEqualTo("1 (b 2, c 3)");
        assertThat(Phrase.render("{a}[ {b}]", Map.of("b", "2"))).isEmpty();
    }

    @Test
    void valuesAreNeverReadAsPattern() {
        Line line = Phrase.render("x {a} *y*", Map.of("a", "*[{a}]*")).orElseThrow();
        assertThat(line.plain()).isEqualTo("x *[{a}]* y");
        assertThat(line.spans()).containsExactly(new Span("x *[{a}]* ", false), new Span("y", true));
    }

    @Test
    void aStopAfterAStopIsOne() {
        assertThat(told("zamówić *{units}*.", Map.of("units", "300 szt."))).isEqualTo("zamówić 300 szt.");
        assertThat(told("o *{units}*[, {more}].", Map.of("units", "2 szt."))).isEqualTo("o 2 szt.");
    }

    @Test
    void bothLanguagesSayTheSameThings() throws Exception {
        Properties polish = messages("pl");
        Properties english = messages("en");
        polish.stringPropertyNames().stream()
                .filter(key -> !key.endsWith(".few") && !key.endsWith(".many"))
                .forEach(key -> assertThat(english.stringPropertyNames()).contains(key));
        english.stringPropertyNames()
                .forEach(key -> assertThat(polish.stringPropertyNames()).contains(key));
        english.stringPropertyNames().forEach(key -> assertThat(names(english.getProperty(key)))
                .as(key)
                .containsExactlyInAnyOrderElementsOf(names(polish.getProperty(key))));
    }

    private static java.util.List<String> names(String pattern) {
        return java.util.regex.Pattern.compile("\\{(\\w+)}")
                .matcher(pattern)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static Properties messages(String language) throws Exception {
        Properties properties = new Properties();
        try (var reader = new java.io.InputStreamReader(
                Phrase.class.getResourceAsStream("messages_" + language + ".properties"),
                java.nio.charset.StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        return properties;
    }

    private static String told(String pattern, Map<String, String> values) {
        return Phrase.render(pattern, values).orElseThrow().plain();
    }
}
