package io.zapas.alerting.mail;

import io.vertx.core.Future;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.zapas.alerting.mail.Outcome.Kind;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Sends through an SMTP server, and reads its answers. Every mail has a client of its own: after a refusal one counts its connection as in use until the server closes it,
 * and there are servers that do not.
 */
final class SmtpSender implements MailSender {
    /** Not about this mail: the service closes, or it does not accept who we are (RFC 5321, RFC 4954). */
    private static final Set<Integer> ABOUT_US = Set.of(421, 454, 530, 534, 535, 538);

    private final Supplier<MailClient> clients;
    private final Duration timeout;

    /** @param timeout for one mail, after which nobody knows whether it arrived */
    SmtpSender(Supplier<MailClient> clients, Duration timeout) {
        this.clients = clients;
        this.timeout = timeout;
    }

    @Override
    public Future<Outcome> send(MailMessage mail) {
        MailClient smtp = clients.get();
        return smtp.sendMail(mail)
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .map(Outcome.SENT)
                .otherwise(SmtpSender::explained)
                .onComplete(sent -> smtp.close());
    }

    private static Outcome explained(Throwable failure) {
        if (failure instanceof SMTPException answer) {
            return new Outcome(kind(answer), "SMTP " + answer.getReplyCode() + ": " + answer.getReplyMessage());
        }
        boolean neverSent = failure instanceof ConnectException || failure instanceof UnknownHostException;
        return new Outcome(
                neverSent ? Kind.UNREACHABLE : Kind.UNKNOWN,
                "SMTP: " + failure.getClass().getSimpleName() + ": " + failure.getMessage());
    }

    private static Kind kind(SMTPException answer) {
        if (ABOUT_US.contains(answer.getReplyCode())) {
            return Kind.UNREACHABLE;
        }
        return answer.isPermanent() ? Kind.REFUSED : Kind.LATER;
    }
}
