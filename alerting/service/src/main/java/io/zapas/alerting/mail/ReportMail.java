package io.zapas.alerting.mail;

import io.vertx.core.Future;
import io.zapas.alerting.report.WeekReport;
import java.util.List;

/**
 * Puts weekly reports on the queue, for the default recipients who have not left the list.
 *
 * @param unsubscribable readers get a link of their own
 */
record ReportMail(
        ReportPages pages,
        MailQueue queue,
        Subscriptions subscriptions,
        List<String> recipients,
        boolean unsubscribable) {

    Future<Void> send(WeekReport report) {
        List<String> staying = subscriptions.staying(MailList.REPORT, recipients);
        if (staying.isEmpty()) {
            return Future.succeededFuture();
        }
        return queue.put(Mailing.of(
                        "report-" + report.week(),
                        report.asOf(),
                        null,
                        MailList.REPORT,
                        pages.subject(report),
                        pages.content(report, unsubscribable),
                        staying))
                .mapEmpty();
    }
}
