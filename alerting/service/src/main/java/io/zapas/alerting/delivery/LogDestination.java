package io.zapas.alerting.delivery;

import io.zapas.alerting.domain.Destination;
import io.zapas.alerting.domain.Notice;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where notices go when neither Slack nor mail is configured: the log. News are logged in full, edits only as a trace. Never fails. */
public final class LogDestination implements Destination {
    private static final Logger log = LoggerFactory.getLogger("zapas.notices");

    private final NoticeWriter writer;

    public LogDestination(NoticeWriter writer) {
        this.writer = writer;
    }

    @Override
    public String name() {
        return "log";
    }

    @Override
    public CompletionStage<Receipt> deliver(Notice notice, Receipt previous, Instant firstTriedAt) {
        boolean news = notice.kind() == Notice.Kind.NEW || notice.kind() == Notice.Kind.WORSE;
        (news ? log.atInfo() : log.atDebug())
                .addKeyValue("group", notice.group())
                .addKeyValue("kind", notice.kind())
                .log(() -> writer.text(notice));
        return CompletableFuture.completedFuture(new Receipt(Map.of("deliveryId", notice.deliveryId())));
    }

    /** A line in a log cannot be found again; a second one does no harm. */
    @Override
    public CompletionStage<Optional<Receipt>> find(String deliveryId) {
        return CompletableFuture.completedFuture(Optional.empty());
    }
}
