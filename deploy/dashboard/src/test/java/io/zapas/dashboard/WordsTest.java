package io.zapas.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page's words: both languages have the same, and none that the page asks for is missing. */
class WordsTest {
    private static final Pattern KEY = Pattern.compile("(?:^|[\\s,{])([A-Za-z_0-9]+): '");
    private static final Pattern USED =
            Pattern.compile("(?:\\bt|\\bbutton)\\('([A-Za-z_0-9]+)'|data-t(?:-[a-z]+)?=\"([A-Za-z0-9]+)\"");

    @Test
    void bothLanguagesHaveTheSameWords() throws IOException {
        String source = file("i18n.js");
        Set<String> polish = keys(source.substring(source.indexOf("pl: {"), source.indexOf("en: {")));
        Set<String> english = keys(source.substring(source.indexOf("en: {"), source.indexOf("const LOCALES")));
        assertThat(polish).hasSizeGreaterThan(60).isEqualTo(english);
    }

    @Test
    void everyWordThePageAsksForExists() throws IOException {
        String source = file("i18n.js");
        Set<String> known = keys(source.substring(source.indexOf("pl: {"), source.indexOf("en: {")));
        for (String name : List.of(
                "index.html",
                "app.js",
                "alerts.js",
                "channels.js",
                "chart.js",
                "desyncs.js",
                "detail.js",
                "notices.js",
                "stock.js")) {
            Matcher used = USED.matcher(file(name));
            while (used.find()) {
                assertThat(known).as(name).contains(used.group(1) == null ? used.group(2) : used.group(1));
            }
        }
    }

    private static Set<String> keys(String block) {
        Set<String> keys = new TreeSet<>();
        Matcher key = KEY.matcher(block);
        while (key.find()) {
            keys.add(key.group(1));
        }
        return keys;
    }

    private static String file(String name) throws IOException {
        try (InputStream in = WordsTest.class.getResourceAsStream("web/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
