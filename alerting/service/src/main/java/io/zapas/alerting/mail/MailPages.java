package io.zapas.alerting.mail;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import io.zapas.alerting.render.Wording;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** The HTML templates of mails and of pages that mails link to. Every value is escaped by the engine. Safe on every thread. */
final class MailPages {
    private final PebbleEngine engine = new PebbleEngine.Builder()
            .loader(new ClasspathLoader())
            .autoEscaping(true)
            .strictVariables(true)
            .build();
    private final Wording wording;

    MailPages(Wording wording) {
        this.wording = wording;
    }

    Wording wording() {
        return wording;
    }

    /** @param template file name beside this class */
    String render(String template, Map<String, Object> values) {
        Map<String, Object> model = new HashMap<>(values);
        model.put("language", wording.locale().getLanguage());
        StringWriter html = new StringWriter();
        try {
            engine.getTemplate("io/zapas/alerting/mail/" + template).evaluate(html, model, wording.locale());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return html.toString();
    }

    /** One paragraph. */
    String plain(String title, String text) {
        return render("page.html.peb", Map.of("title", title, "text", text, "action", "", "button", ""));
    }
}
