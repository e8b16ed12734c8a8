package io.zapas.alerting.mail;

import io.vertx.core.Future;
import io.vertx.ext.mail.MailMessage;

/** Hands mails to the smart host, one at a time. Completes on any thread. */
@FunctionalInterface
public interface MailSender {

    /** One recipient's mail; the future never fails. */
    Future<Outcome> send(MailMessage mail);
}
