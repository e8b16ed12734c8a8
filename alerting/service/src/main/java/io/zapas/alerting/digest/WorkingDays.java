package io.zapas.alerting.digest;

import java.time.LocalDate;

/** Days on which people read mail at work. Pure; safe on every thread. */
@FunctionalInterface
public interface WorkingDays {
    boolean isWorkingDay(LocalDate day);
}
