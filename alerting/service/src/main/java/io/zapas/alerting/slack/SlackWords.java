package io.zapas.alerting.slack;

import io.zapas.alerting.render.Wording;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;

/** What only Slack needs words for: buttons, the modal, lines in threads. In the language of the notices. Immutable. */
final class SlackWords {
    private final Wording wording;
    private final ResourceBundle bundle;

    SlackWords(Wording wording) {
        this.wording = wording;
        this.bundle =
                bundle("pl".equals(wording.locale().getLanguage()) ? "words_pl.properties" : "words_en.properties");
    }

    Wording wording() {
        return wording;
    }

    String text(String key) {
        return bundle.getString(key);
    }

    /** Empty when there are no words for it. */
    Optional<String> find(String key) {
        return bundle.containsKey(key) ? Optional.of(bundle.getString(key)) : Optional.empty();
    }

    /** Puts values for {@code {name}} in; values are taken as they are. */
    String text(String key, Map<String, String> values) {
        String pattern = text(key);
        StringBuilder filled = new StringBuilder();
        int at = 0;
        while (at < pattern.length()) {
            int open = pattern.indexOf('{', at);
            int close = open < 0 ? -1 : pattern.indexOf('}', open);
            if (close < 0) {
                break;
            }
            filled.append(pattern, at, open).append(values.get(pattern.substring(open + 1, close)));
            at = close + 1;
        }
        return filled.append(pattern.substring(at)).toString();
    }

    private static ResourceBundle bundle(String resource) {
        try (InputStream in = SlackWords.class.getResourceAsStream(resource)) {
            return new PropertyResourceBundle(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
