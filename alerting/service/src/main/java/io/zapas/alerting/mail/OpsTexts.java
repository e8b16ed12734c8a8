package io.zapas.alerting.mail;

import io.zapas.alerting.render.OpsWords;
import io.zapas.alerting.render.Wording;

/** What operations are told about mails that do not arrive. Safe on every thread. */
final class OpsTexts {
    private final MailTexts texts;
    private final MailPages pages;
    private final OpsWords words;

    OpsTexts(Wording wording, MailPages pages) {
        words = new OpsWords(wording);
        texts = new MailTexts(wording.locale());
        this.pages = pages;
    }

    OpsWords words() {
        return words;
    }

    String subject() {
        return texts.text("ops.subject");
    }

    String undelivered(String recipient, String subject, String reason) {
        return texts.text("ops.undelivered", Envelope.address(recipient), subject, reason == null ? "" : reason);
    }

    MailContent content(String text) {
        return content(subject(), text);
    }

    /** About a destination that is not mail. */
    String noticesSubject() {
        return texts.text("ops.notices");
    }

    MailContent notices(String text) {
        return content(noticesSubject(), text);
    }

    private MailContent content(String subject, String text) {
        return new MailContent(text + "\n", pages.plain(subject, text));
    }
}
