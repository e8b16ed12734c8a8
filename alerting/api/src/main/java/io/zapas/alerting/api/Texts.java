package io.zapas.alerting.api;

import java.time.LocalDate;
import java.time.YearMonth;

/** Texts that a number says as well: whole numbers such as an EAN, and dates and moments exactly as ISO 8601 is written here ({@code 2026-11-29}, {@code 2026-11-29T08:00:00.125Z}). */
final class Texts {
    static final long NONE = Long.MIN_VALUE;

    private static final int MIN_DIGITS = 3;
    private static final int MAX_DIGITS = 18;
    private static final int DATE_LENGTH = 10;
    private static final int SECONDS_LENGTH = 20;
    private static final int FRACTION_FROM = SECONDS_LENGTH;
    private static final int GROUP = 3;
    private static final int MAX_GROUPS = 3;
    private static final long SECONDS_OF_DAY = 86_400;

    private Texts() {}

    /** The number that is written so; -1: none, or it has zeros in front, or too many digits. */
    static long digits(String text) {
        int length = text.length();
        if (length < MIN_DIGITS || length > MAX_DIGITS || text.charAt(0) == '0') {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = 10 * number + (c - '0');
        }
        return number;
    }

    /** Days since 1970; {@link #NONE}: it is no date. */
    static long day(String text) {
        return text.length() == DATE_LENGTH ? dayIn(text) : NONE;
    }

    /** Whole seconds since 1970; {@link #NONE}: it is no moment. */
    static long second(String text) {
        int length = text.length();
        if (length < SECONDS_LENGTH || text.charAt(length - 1) != 'Z' || !isFraction(text)) {
            return NONE;
        }
        if (text.charAt(10) != 'T' || text.charAt(13) != ':' || text.charAt(16) != ':') {
            return NONE;
        }
        int hour = number(text, 11, 2);
        int minute = number(text, 14, 2);
        int second = number(text, 17, 2);
        boolean ofDay = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
        long day = ofDay ? dayIn(text) : NONE;
        return day == NONE ? NONE : day * SECONDS_OF_DAY + hour * 3_600L + minute * 60L + second;
    }

    /** Nothing, or as few groups of three digits as say it. */
    private static boolean isFraction(String text) {
        int length = text.length();
        if (length == SECONDS_LENGTH) {
            return true;
        }
        int digits = length - FRACTION_FROM - 1;
        return digits > 0
                && digits % GROUP == 0
                && digits <= GROUP * MAX_GROUPS
                && text.charAt(FRACTION_FROM - 1) == '.'
                && number(text, FRACTION_FROM, digits) >= 0
                && number(text, FRACTION_FROM + digits - GROUP, GROUP) > 0;
    }

    /** Of a text that has a {@link #second}. */
    static int nanos(String text) {
        int digits = text.length() - FRACTION_FROM - 1;
        if (digits <= 0) {
            return 0;
        }
        int nanos = number(text, FRACTION_FROM, digits);
        for (int missing = GROUP * MAX_GROUPS - digits; missing > 0; missing--) {
            nanos *= 10;
        }
        return nanos;
    }

    private static long dayIn(String text) {
        if (text.charAt(4) != '-' || text.charAt(7) != '-') {
            return NONE;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 2);
        int day = number(text, 8, 2);
        if (year < 0
                || month < 1
                || month > 12
                || day < 1
                || day > YearMonth.of(year, month).lengthOfMonth()) {
            return NONE;
        }
        return LocalDate.of(year, month, day).toEpochDay();
    }

    /** -1: not only digits. */
    private static int number(String text, int from, int digits) {
        int number = 0;
        for (int i = from; i < from + digits; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = 10 * number + (c - '0');
        }
        return number;
    }
}
