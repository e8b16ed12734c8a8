package io.zapas.alerting.mail;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;

/** The words of mails that are not about a single notice. Every language but Polish reads English. Immutable; safe on every thread. */
final class MailTexts {
    private static final ResourceBundle POLISH = bundle("texts_pl.properties");
    private static final ResourceBundle ENGLISH = bundle("texts_en.properties");

    private final ResourceBundle texts;

    MailTexts(Locale locale) {
        texts = "pl".equals(locale.getLanguage()) ? POLISH : ENGLISH;
    }

    /** The text under a key that must be there, with {0}, {1}... filled in once each. */
    String text(String key, String... values) {
        String text = texts.getString(key);
        StringBuilder filled = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            boolean slot = text.charAt(at) == '{' && at + 2 < text.length() && text.charAt(at + 2) == '}';
            int index = slot ? text.charAt(at + 1) - '0' : -1;
            if (index >= 0 && index < values.length) {
                filled.append(values[index]);
                at += 2;
            } else {
                filled.append(text.charAt(at));
            }
        }
        return filled.toString();
    }

    private static ResourceBundle bundle(String resource) {
        try (InputStreamReader reader =
                new InputStreamReader(MailTexts.class.getResourceAsStream(resource), StandardCharsets.UTF_8)) {
            return new PropertyResourceBundle(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
