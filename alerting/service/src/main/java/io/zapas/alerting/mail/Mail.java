package io.zapas.alerting.mail;

import io.vertx.core.Future;
import io.zapas.alerting.delivery.Companion;
import io.zapas.alerting.delivery.OpsLine;
import io.zapas.alerting.domain.Destination;
import io.zapas.alerting.report.WeekReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Everything that goes out by e-mail: notices at once, and what comes regularly. */
public final class Mail {
    private final MailQueue queue;
    private final MailDestination destination;

    private final Detours detours;
    private final List<Companion> companions;
    private final Subscriptions subscriptions;
    private final UnsubscribeLinks links;
    private final UnsubscribePages pages;
    private final ReportMail reports;

    Mail(
            MailQueue queue,
            MailDestination destination,
            Detours detours,
            List<Companion> companions,
            Subscriptions subscriptions,
            UnsubscribeLinks links,
            UnsubscribePages pages,
            ReportMail reports) {
        this.queue = queue;
        this.destination = destination;
        this.detours = detours;
        this.companions = List.copyOf(companions);
        this.subscriptions = subscriptions;
        this.links = links;
        this.pages = pages;
        this.reports = reports;
    }

    public Subscriptions subscriptions() {
        return subscriptions;
    }

    /** Empty: readers get no links. */
    public Optional<UnsubscribeLinks> links() {
        return Optional.ofNullable(links);
    }

    public UnsubscribePages pages() {
        return pages;
    }

    /** For notices. Works once the companions have been loaded. */
    public Destination destination() {
        return destination;
    }

    /** The same for other recipients, under a name of its own. */
    public Destination destination(String name, List<String> recipients) {
        return destination.to(name, recipients);
    }

    /** What has to run beside the desk, in this order. */
    public List<Companion> companions() {
        return companions;
    }

    /** Mails a weekly report to its readers; completes when that is safely under way. A week is mailed once, however often this is called. */
    public Future<Void> send(WeekReport report) {
        return reports.send(report);
    }

    /** How operations are told of mails that cannot be delivered; before the start. */
    public void tellBy(OpsLine line) {
        queue.tellBy(line);
    }

    /** Tells operations of another destination by mail; false: there is nobody to tell. On the engine's context, as {@link OpsLine#tell}. */
    public Future<Boolean> tellOperations(String id, String text) {
        return queue.tellOperations(id, text);
    }

    /** Which notices come by mail because Slack is away, and since when; before the start. */
    public void detours(Function<String, Optional<Instant>> since) {
        detours.set(since);
    }

    /** What is wrong with mail, for a person; null: nothing. Safe on every thread. */
    public String trouble() {
        return queue.trouble();
    }

    /** Mails somebody still waits for. Safe on every thread. */
    public int open() {
        return queue.open();
    }

    /** How long the mailing has waited that waits longest; zero: none does. Safe on every thread. */
    public Duration oldestWait() {
        return queue.oldestWait();
    }

    /** Copies that could not be delivered, since the start. Safe on every thread. */
    public long failed() {
        return queue.failed();
    }
}
