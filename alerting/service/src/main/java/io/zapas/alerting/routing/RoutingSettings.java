package io.zapas.alerting.routing;

import io.zapas.alerting.domain.Escalation;
import io.zapas.alerting.domain.QuietHours;
import io.zapas.alerting.domain.WorkCalendar;
import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.runtime.config.RuntimeKeys;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Who answers for alerts, where they are told, and when people work. */
public final class RoutingSettings {
    private static final int MAX_FREE_DAYS = 366;

    public static final ConfigKey<Map<String, Owner>> OWNERS = new ConfigKey<>(
            "alert.owners",
            "Who answers for alerts, one a line: NAME name=\"FULL NAME\" deputy=NAME head=NAME mail=ADDRESS slack=MEMBER-ID"
                    + " away=DAY,DAY/DAY (their answer is not waited for then); the name * is for all others; who has an address gets a digest of their own, the others' alerts are in that to mail.to",
            "",
            false,
            RuleReader::owners);
    public static final ConfigKey<List<Rule>> ROUTES = new ConfigKey<>(
            "alert.routes",
            "Where alerts are told, one rule a line, the first that matches decides: NAME: severity=… class=… owner=… type=…"
                    + " -> slack slack=CHANNEL mail mail=ADDRESSES mail=owner webhook teams alertmanager, or digest; without one"
                    + " everywhere, but where there is a digest only what is critical or escalated by mail at once, and shortages"
                    + " of class C in the digest alone",
            "",
            false,
            RuleReader::rules);
    public static final ConfigKey<Span> WORK_HOURS = new ConfigKey<>(
            "alert.work-hours",
            "When people work, Monday to Friday: the time to answer an alert passes only then",
            "08:00-16:00",
            false,
            text -> {
                Span span = Span.parse(text);
                if (!span.to.equals(LocalTime.MIDNIGHT) && !span.from.isBefore(span.to)) {
                    throw new IllegalArgumentException("must begin before it ends on the same day");
                }
                return span;
            });
    public static final ConfigKey<WorkCalendar.Country> HOLIDAYS = new ConfigKey<>(
            "alert.holidays", "Whose public holidays are free: pl or none", "pl", false, RoutingSettings::country);
    public static final ConfigKey<Set<LocalDate>> FREE_DAYS = new ConfigKey<>(
            "alert.free-days",
            "Days on which nobody works beside those, such as 2026-12-31, separated by commas",
            "",
            false,
            RoutingSettings::days);
    public static final ConfigKey<Span> QUIET_HOURS = new ConfigKey<>(
            "alert.quiet-hours",
            "When only critical news are told, every day, such as 20:00-07:00; the rest waits for their end",
            null,
            false,
            Span::parse);
    public static final ConfigKey<Duration> ANSWER_A = ConfigKey.duration(
            "alert.answer-a", "2h", "Working time to answer an alert of an A article before the next person is asked");
    public static final ConfigKey<Duration> ANSWER = ConfigKey.duration(
            "alert.answer", "8h", "The same for B articles and what has no class; C articles are left to the digest");

    private RoutingSettings() {}

    public static List<ConfigKey<?>> keys() {
        return List.of(OWNERS, ROUTES, WORK_HOURS, HOLIDAYS, FREE_DAYS, QUIET_HOURS, ANSWER_A, ANSWER);
    }

    /** Throws {@link IllegalArgumentException} naming key and rule of everything that cannot be meant. */
    public static RouteBook routes(Config config) {
        return new RouteBook(config.get(ROUTES), config.get(OWNERS));
    }

    public static WorkCalendar calendar(Config config) {
        Span hours = config.get(WORK_HOURS);
        return new WorkCalendar(
                config.get(RuntimeKeys.ZONE), hours.from, hours.to, config.get(HOLIDAYS), config.get(FREE_DAYS));
    }

    public static Escalation escalation(Config config, RouteBook routes) {
        WorkCalendar calendar = calendar(config);
        return new Escalation(
                calendar, routes.chains(), config.get(ANSWER_A), config.get(ANSWER), calendar.day(), routes.absences());
    }

    public static QuietHours quietHours(Config config) {
        ZoneId zone = config.get(RuntimeKeys.ZONE);
        return config.find(QUIET_HOURS)
                .map(span -> new QuietHours(zone, span.from, span.to))
                .orElse(QuietHours.NONE);
    }

    private static WorkCalendar.Country country(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "pl" -> WorkCalendar.Country.PL;
            case "none" -> WorkCalendar.Country.NONE;
            default -> throw new IllegalArgumentException("must be pl or none");
        };
    }

    private static Set<LocalDate> days(String text) {
        try {
            Set<LocalDate> days = Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .filter(day -> !day.isEmpty())
                    .map(LocalDate::parse)
                    .collect(Collectors.toUnmodifiableSet());
            if (days.size() <= MAX_FREE_DAYS) {
                return days;
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("must be dates such as 2026-12-31 separated by commas", e);
        }
        throw new IllegalArgumentException("must be at most " + MAX_FREE_DAYS + " dates");
    }

    /** From one time of the day to another. */
    public record Span(LocalTime from, LocalTime to) {
        static Span parse(String text) {
            String[] ends = text.strip().split("\\s*-\\s*", -1);
            try {
                if (ends.length == 2) {
                    String to = ends[1].equals("24:00") ? "00:00" : ends[1];
                    return new Span(LocalTime.parse(ends[0]), LocalTime.parse(to));
                }
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("must be times such as 08:00-16:00", e);
            }
            throw new IllegalArgumentException("must be times such as 08:00-16:00");
        }
    }
}
