package io.zapas.bench.forecast;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/** Dates as numbers of periods, as the engine counts them. */
enum Period {
    DAY {
        @Override
        int number(LocalDate date) {
            return (int) date.toEpochDay();
        }

        @Override
        LocalDate date(int number) {
            return LocalDate.ofEpochDay(number);
        }
    },
    MONTH {
        @Override
        int number(LocalDate date) {
            return (int) ChronoUnit.MONTHS.between(LocalDate.EPOCH, date);
        }

        @Override
        LocalDate date(int number) {
            return LocalDate.EPOCH.plusMonths(number);
        }
    };

    abstract int number(LocalDate date);

    abstract LocalDate date(int number);
}
