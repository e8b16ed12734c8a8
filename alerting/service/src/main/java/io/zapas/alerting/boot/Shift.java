package io.zapas.alerting.boot;

import io.zapas.alerting.delivery.Courier;
import io.zapas.alerting.mail.Mail;
import java.util.List;
import java.util.Optional;

/** All that works during one tenure. A process that gets the seat again begins with a new one, and knows nothing but what is stored. */
record Shift(Engine engine, List<Courier> couriers, Optional<Mail> mail, ReportDesk reports, EligibilityDesk ads) {
    Shift {
        couriers = List.copyOf(couriers);
    }
}
