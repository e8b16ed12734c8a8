package io.zapas.alerting.mail;

import io.zapas.alerting.render.Wording;

/** What operations are told about mails that do not arrive. Safe on every thread. */
final class OpsTexts {
    private final MailTexts texts;
    private final MailPages pages;

    OpsTexts(Wording wording, MailPages pages) {
        texts = new MailTexts(wording.locale());
        this.pages = pages;
    }

    String subject() {
        return texts.text("ops.subject");
    }

    String undelivered(String recipient, String subject, String reason) {
        return texts.text("ops.undelivered", Envelope.address(recipient), subject, reason == null ? "" : reason);
    }

    MailContent content(String text) {
        return new MailContent(text + "\n", pages.plain(subject(), text));
    }
}
