package io.zapas.alerting.mail;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.zapas.alerting.domain.Destination;
import io.zapas.alerting.domain.Destination.DeliveryException.Kind;
import io.zapas.alerting.domain.Notice;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices by e-mail, one mail per recipient. NEW, WORSE and RESOLVED are mailed; an UPDATE is not, since a mail cannot be edited.
 *
 * <p>What identifies a mail does not change between tries: the Message-ID follows from delivery id, revision and recipient, the Date from
 * the first try. Many servers drop a second copy by these; who already accepted a mail is not sent it again by this process. Subject and first
 * message of a group are kept in the receipt ({@code subject}, {@code rootRev}), so that clients thread the group.
 *
 * <p>A recipient refused for good is logged and does not hold up the others; PERMANENT only when all are.
 */
final class MailDestination implements Destination {
    private static final Logger log = LoggerFactory.getLogger(MailDestination.class);
    private static final int REMEMBERED = 10_000;

    private final MailClient smtp;
    private final String from;
    private final List<String> recipients;
    private final MailMessages messages;
    private final Duration sendTimeout;
    /** Message-IDs the server took: a retry for one recipient does not repeat the others. */
    private final Set<String> accepted = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    }));

    /** @param sendTimeout for one mail, after which nobody knows whether it arrived */
    MailDestination(
            MailClient smtp, String from, List<String> recipients, MailMessages messages, Duration sendTimeout) {
        this.smtp = smtp;
        this.from = from;
        this.recipients = List.copyOf(recipients);
        this.messages = messages;
        this.sendTimeout = sendTimeout;
    }

    @Override
    public String name() {
        return "mail";
    }

    @Override
    public CompletionStage<Receipt> deliver(Notice notice, Receipt previous, Instant firstTriedAt) {
        if (previous != null && notice.kind() == Notice.Kind.UPDATE) {
            return CompletableFuture.completedFuture(previous);
        }
        Map<String, String> before = previous == null ? Map.of() : previous.fields();
        String subject = before.getOrDefault("subject", messages.subject(notice));
        String rootRev = before.getOrDefault("rootRev", Long.toString(notice.rev()));
        MailContent content = messages.content(notice, subject);
        List<Future<Void>> sends = new ArrayList<>();
        Future<Void> last = Future.succeededFuture();
        for (String recipient : recipients) {
            MailMessage mail = mail(notice, recipient, rootRev, firstTriedAt)
                    .setSubject(subject)
                    .setText(content.text())
                    .setHtml(content.html());
            last = last.transform(done -> send(mail, recipient));
            sends.add(last);
        }
        return Future.join(sends)
                .transform(done -> outcome(sends))
                .map(new Receipt(Map.of("subject", subject, "rootRev", rootRev, "rev", Long.toString(notice.rev()))))
                .toCompletionStage();
    }

    /** Nobody can look into a mailbox: an identical mail is sent again. */
    @Override
    public CompletionStage<Optional<Receipt>> find(String deliveryId) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /** The part of an address behind its @, without brackets. */
    static String domain(String address) {
        return address.substring(address.lastIndexOf('@') + 1).replace(">", "").strip();
    }

    private MailMessage mail(Notice notice, String recipient, String rootRev, Instant firstTriedAt) {
        String id = messageId(notice.deliveryId(), Long.toString(notice.rev()), recipient);
        String root = messageId(notice.deliveryId(), rootRev, recipient);
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("Message-ID", id)
                .add("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(firstTriedAt.atOffset(ZoneOffset.UTC)))
                .add("Auto-Submitted", "auto-generated")
                .add("X-Auto-Response-Suppress", "All")
                .add("List-Id", "Zapas <zapas." + domain(from) + ">");
        if (!root.equals(id)) {
            headers.add("In-Reply-To", root).add("References", root);
        }
        return new MailMessage().setFrom(from).setTo(recipient).setHeaders(headers);
    }

    private String messageId(String deliveryId, String rev, String recipient) {
        String left = deliveryId.replaceAll("[^A-Za-z0-9-]", "-") + "." + rev + "." + hash(recipient);
        return "<" + left + "@" + domain(from) + ">";
    }

    private Future<Void> send(MailMessage mail, String recipient) {
        String id = mail.getHeaders().get("Message-ID");
        if (accepted.contains(id)) {
            return Future.succeededFuture();
        }
        return smtp.sendMail(mail)
                .onSuccess(result -> accepted.add(id))
                .timeout(sendTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .<Void>mapEmpty()
                .recover(failure -> {
                    DeliveryException known = explained(failure);
                    log.atWarn()
                            .addKeyValue("recipient", recipient)
                            .addKeyValue("messageId", id)
                            .addKeyValue("kind", known.kind())
                            .log("Mail not sent: {}", known.getMessage());
                    return Future.failedFuture(known);
                });
    }

    /** Done when every recipient is either served or hopeless, and at least one is served. */
    private static Future<Void> outcome(List<Future<Void>> sends) {
        List<DeliveryException> failures = sends.stream()
                .filter(Future::failed)
                .map(failed -> (DeliveryException) failed.cause())
                .toList();
        for (Kind kind : List.of(Kind.UNKNOWN, Kind.TRANSIENT)) {
            Optional<DeliveryException> first =
                    failures.stream().filter(failure -> failure.kind() == kind).findFirst();
            if (first.isPresent()) {
                return Future.failedFuture(first.get());
            }
        }
        return failures.size() < sends.size() ? Future.succeededFuture() : Future.failedFuture(failures.get(0));
    }

    private static DeliveryException explained(Throwable failure) {
        if (failure instanceof SMTPException answer) {
            Kind kind = answer.isPermanent() ? Kind.PERMANENT : Kind.TRANSIENT;
            return new DeliveryException(kind, "SMTP " + answer.getReplyCode() + ": " + answer.getReplyMessage(), null);
        }
        boolean neverSent = failure instanceof ConnectException || failure instanceof UnknownHostException;
        return new DeliveryException(
                neverSent ? Kind.TRANSIENT : Kind.UNKNOWN,
                "SMTP: " + failure.getClass().getSimpleName() + ": " + failure.getMessage(),
                null);
    }

    private static String hash(String recipient) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(recipient.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
