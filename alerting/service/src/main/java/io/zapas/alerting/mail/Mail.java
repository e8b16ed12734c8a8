package io.zapas.alerting.mail;

import io.zapas.alerting.delivery.Companion;
import io.zapas.alerting.delivery.OpsLine;
import io.zapas.alerting.domain.Destination;
import java.util.List;

/** Everything that goes out by e-mail: notices at once, and what comes regularly. */
public final class Mail {
    private final MailQueue queue;
    private final MailDestination destination;

    Mail(MailQueue queue, MailDestination destination) {
        this.queue = queue;
        this.destination = destination;
    }

    /** For notices. Works once the companions have been loaded. */
    public Destination destination() {
        return destination;
    }

    /** What has to run beside the desk, in this order. */
    public List<Companion> companions() {
        return List.of(queue);
    }

    /** How operations are told of mails that cannot be delivered; before the start. */
    public void tellBy(OpsLine line) {
        queue.tellBy(line);
    }

    /** What is wrong with mail, for a person; null: nothing. Safe on every thread. */
    public String trouble() {
        return queue.trouble();
    }

    /** Mails somebody still waits for. Safe on every thread. */
    public int open() {
        return queue.open();
    }

    /** Copies that could not be delivered, since the start. Safe on every thread. */
    public long failed() {
        return queue.failed();
    }
}
