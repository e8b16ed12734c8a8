package io.zapas.alerting.mail;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.delivery.Companion;
import io.zapas.alerting.delivery.Office;
import io.zapas.alerting.digest.Digest;
import io.zapas.alerting.digest.DigestClock;
import io.zapas.alerting.digest.DigestRun;
import io.zapas.alerting.digest.Digester;
import io.zapas.runtime.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the morning digest to every reader, once.
 *
 * <p>The run is stored as begun, with the span of time it tells; then each reader's mail is put on the queue under an id that follows from reader and day; then the
 * run is stored as done. Who dies in between begins the same run again, and mails that are on the queue already stay as they are. A digest whose time passed
 * while nobody ran goes out on the same day; of days missed altogether the next one tells everything.
 */
final class DigestDesk implements Companion {
    static final String PREFIX = "digest/";
    private static final Logger log = LoggerFactory.getLogger(DigestDesk.class);
    private static final String RUN = PREFIX + "run";
    private static final String KIND = "digest";
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final DigestClock clock;
    private final Digester digester;
    private final DigestMails mails;
    private final Readers readers;
    private final Subscriptions subscriptions;
    private final MailQueue queue;
    private Office office;
    private DigestRun run;
    private Instant retryFrom = Instant.MIN;
    private boolean busy;
    private boolean stopped;

    DigestDesk(
            DigestClock clock,
            Digester digester,
            DigestMails mails,
            Readers readers,
            Subscriptions subscriptions,
            MailQueue queue) {
        this.clock = clock;
        this.digester = digester;
        this.mails = mails;
        this.readers = readers;
        this.subscriptions = subscriptions;
        this.queue = queue;
    }

    @Override
    public String prefix() {
        return PREFIX;
    }

    @Override
    public void load(Map<String, byte[]> records, Office office) {
        this.office = office;
        byte[] stored = records.get(RUN);
        run = stored == null ? null : Json.read(stored, DigestRun.class);
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public void tick(Instant now) {
        if (busy || stopped || now.isBefore(retryFrom)) {
            return;
        }
        Optional<LocalDate> due = clock.dayDue(now);
        if (run == null) {
            LocalDate today = LocalDate.ofInstant(now, clock.zone());
            begin(DigestRun.first(due.orElse(today.minusDays(1)), now), now);
        } else if (!run.done()) {
            begin(run, now);
        } else if (due.isPresent() && due.get().isAfter(run.day())) {
            begin(run.next(due.get(), now), now);
        }
    }

    private void begin(DigestRun next, Instant now) {
        busy = true;
        run = next;
        Future<Void> over = store(next);
        if (!next.done()) {
            over = over.compose(stored -> send(next)).compose(sent -> {
                run = next.finished();
                return store(run);
            });
        }
        over.onComplete(done -> {
            busy = false;
            if (done.failed()) {
                retryFrom = now.plus(RETRY);
                log.atError().setCause(done.cause()).log("Digest broke off, trying again");
            }
        });
    }

    private Future<Void> store(DigestRun state) {
        ObjectNode node = Json.mapper().valueToTree(state);
        node.put("kind", KIND);
        return office.put(RUN, Json.bytes(node));
    }

    private Future<Void> send(DigestRun current) {
        Map<Readers.Reader, List<Alert>> byReader = new LinkedHashMap<>();
        for (Alert alert : office.alerts()) {
            for (Readers.Reader reader : readers.of(alert, current.day())) {
                byReader.computeIfAbsent(reader, r -> new ArrayList<>()).add(alert);
            }
        }
        List<Future<Mailing>> queued = new ArrayList<>();
        byReader.forEach((reader, alerts) ->
                mailing(current, reader, alerts).ifPresent(mailing -> queued.add(queue.put(mailing))));
        return queued.isEmpty() ? Future.succeededFuture() : Future.join(queued).mapEmpty();
    }

    private Optional<Mailing> mailing(DigestRun current, Readers.Reader reader, List<Alert> alerts) {
        List<String> recipients = subscriptions.staying(MailList.DIGEST, reader.mailboxes());
        Digest digest = digester.digest(alerts, current);
        if (!digest.due() || recipients.isEmpty()) {
            return Optional.empty();
        }
        String subject = mails.subject(digest, reader.name());
        String id = "digest-" + current.day() + "-" + Envelope.hash(reader.key());
        return Optional.of(Mailing.of(
                id, current.to(), null, MailList.DIGEST, subject, mails.content(digest, subject), recipients));
    }
}
