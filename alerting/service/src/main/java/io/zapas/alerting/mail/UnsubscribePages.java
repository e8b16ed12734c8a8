package io.zapas.alerting.mail;

import io.zapas.alerting.mail.UnsubscribeLinks.Subscriber;
import java.util.Map;

/** The pages behind a link in a mail: what would happen, and a button that does it. Safe on every thread. */
public final class UnsubscribePages {
    private final MailPages pages;
    private final MailTexts texts;

    UnsubscribePages(MailPages pages) {
        this.pages = pages;
        texts = new MailTexts(pages.wording().locale());
    }

    /**
     * @param off the subscriber has left
     * @param justDone by the call that is answered
     */
    public String page(Subscriber subscriber, boolean off, boolean justDone) {
        String list = texts.text("list." + subscriber.list());
        String verb = off ? "subscribe" : "unsubscribe";
        String text = texts.text((off && justDone ? "unsubscribe.done" : verb + ".ask"), subscriber.address(), list);
        return pages.render(
                "page.html.peb",
                Map.of(
                        "title",
                        texts.text(verb + ".title", list),
                        "text",
                        text,
                        "action",
                        verb,
                        "button",
                        texts.text(verb + ".button")));
    }

    public String invalid() {
        return pages.plain("Zapas", texts.text("unsubscribe.invalid"));
    }
}
