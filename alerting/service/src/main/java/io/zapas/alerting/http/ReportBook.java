package io.zapas.alerting.http;

import io.vertx.core.Future;
import io.zapas.alerting.report.WeekReport;
import java.time.LocalDate;
import java.util.Optional;

/** Weekly reports as the HTTP doors see them. Safe on every thread. */
@FunctionalInterface
public interface ReportBook {

    /**
     * @param monday of the week; null: the newest week that is over
     * @return empty when nothing is known of the week
     */
    Future<Optional<WeekReport>> week(LocalDate monday);
}
