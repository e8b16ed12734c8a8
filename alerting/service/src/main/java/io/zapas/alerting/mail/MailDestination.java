package io.zapas.alerting.mail;

import io.vertx.core.Future;
import io.zapas.alerting.domain.Destination;
import io.zapas.alerting.domain.Notice;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Notices by e-mail, one mail per recipient. NEW, WORSE and RESOLVED are mailed; an UPDATE is not, since a mail cannot be edited.
 *
 * <p>Delivered means: safely on the queue, which sends it to every recipient as soon as it can ({@link MailQueue}). What identifies a mail follows from delivery id,
 * revision and recipient, its Date from the first try. Subject and first message of a group are kept in the receipt ({@code subject}, {@code rootRev}),
 * so that clients thread the group.
 */
final class MailDestination implements Destination {
    private static final String DEFAULT = "mail";

    private final String name;
    private final MailQueue queue;
    private final List<String> recipients;
    private final MailMessages messages;
    private final Detours detours;

    MailDestination(MailQueue queue, List<String> recipients, MailMessages messages, Detours detours) {
        this(DEFAULT, queue, recipients, messages, detours);
    }

    private MailDestination(
            String name, MailQueue queue, List<String> recipients, MailMessages messages, Detours detours) {
        this.name = name;
        this.queue = queue;
        this.recipients = List.copyOf(recipients);
        this.messages = messages;
        this.detours = detours;
    }

    /** The same for other recipients. */
    MailDestination to(String otherName, List<String> others) {
        return new MailDestination(otherName, queue, others, messages, detours);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletionStage<Receipt> deliver(Notice notice, Receipt previous, Instant firstTriedAt) {
        if (previous != null && notice.kind() == Notice.Kind.UPDATE) {
            return CompletableFuture.completedFuture(previous);
        }
        Map<String, String> before = previous == null ? Map.of() : previous.fields();
        String subject = before.getOrDefault("subject", messages.subject(notice));
        String rootRev = before.getOrDefault("rootRev", Long.toString(notice.rev()));
        String id = mailing(notice, Long.toString(notice.rev()));
        String root = mailing(notice, rootRev);
        Future<Mailing> queued = queue.put(Mailing.of(
                id,
                firstTriedAt,
                root.equals(id) ? null : root,
                null,
                subject,
                messages.content(notice, subject, detours.since(notice.deliveryId())),
                recipients));
        return queued.map(mailing -> new Receipt(
                        Map.of("subject", mailing.subject(), "rootRev", rootRev, "rev", Long.toString(notice.rev()))))
                .toCompletionStage();
    }

    /** Not asked for: put on the queue again, a mailing changes nothing. */
    @Override
    public CompletionStage<Optional<Receipt>> find(String deliveryId) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /** The default recipients and others may get the same notice: two mailings. */
    private String mailing(Notice notice, String rev) {
        String id = notice.deliveryId() + "." + rev;
        return name.equals(DEFAULT) ? id : id + "." + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }
}
