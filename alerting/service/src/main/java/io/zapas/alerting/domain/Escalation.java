package io.zapas.alerting.domain;

import io.zapas.alerting.api.Alert;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who is asked next when nobody answers, and how much working time people have. Alerts of class C are left to the digest: nobody is chased for them. Immutable.
 *
 * @param chains by owner, who is asked after them: deputy, then head. {@link #ANYBODY}: for alerts whose owner has no chain of their own
 * @param classA working time to answer an alert of an A article
 * @param others of a B article, or one without a class
 * @param taken working time after which an acknowledgement without an order or a change lapses
 * @param away by person, the days on which they do not work: nobody waits for their answer then, the next one is asked
 */
public record Escalation(
        WorkCalendar calendar,
        Map<String, List<String>> chains,
        Duration classA,
        Duration others,
        Duration taken,
        Map<String, Set<LocalDate>> away) {
    public static final String ANYBODY = "*";

    public Escalation {
        chains = Map.copyOf(chains);
        away = Map.copyOf(away);
    }

    /** Nobody above the buyers: acknowledgements lapse, nothing is escalated. */
    public static Escalation of(WorkCalendar calendar, Map<String, List<String>> chains) {
        return new Escalation(calendar, chains, Duration.ofHours(2), Duration.ofHours(8), calendar.day(), Map.of());
    }

    /** @param level how often it was escalated already */
    Optional<String> next(String owner, int level) {
        List<String> chain = owner != null && chains.containsKey(owner)
                ? chains.get(owner)
                : chains.getOrDefault(ANYBODY, List.of());
        return level < chain.size() ? Optional.of(chain.get(level)) : Optional.empty();
    }

    /** Who has been asked after the owner by now, in their order. */
    private List<String> asked(Alert alert) {
        List<String> asked = new ArrayList<>();
        for (int level = 0; level < alert.escalations(); level++) {
            next(alert.owner(), level).ifPresent(asked::add);
        }
        return asked;
    }

    /** Who reads about the alert beside its owner on that day: everybody who has been asked by now, and while the owner is away who would be next. */
    public List<String> readers(Alert alert, LocalDate day) {
        List<String> readers = new ArrayList<>(alert.handling() == Alert.Handling.ESCALATED ? asked(alert) : List.of());
        if (isAway(alert.owner(), day)) {
            next(alert.owner(), 0).filter(deputy -> !readers.contains(deputy)).ifPresent(readers::add);
        }
        return readers;
    }

    private boolean isAway(String person, LocalDate day) {
        return person != null && away.getOrDefault(person, Set.of()).contains(day);
    }

    /** When those who were asked at {@code since} should have answered; empty: nobody is above them, or the digest is enough. */
    Optional<Instant> answerBy(Alert alert, int level, Instant since) {
        String abc = alert.facts().get("abc") instanceof String text ? text : "";
        if (abc.equalsIgnoreCase("C") || next(alert.owner(), level).isEmpty()) {
            return Optional.empty();
        }
        Instant by = calendar.plus(since, abc.equalsIgnoreCase("A") ? classA : others);
        String person =
                level == 0 ? alert.owner() : next(alert.owner(), level - 1).orElse(null);
        return Optional.of(absence(person, since, by));
    }

    /** The first working moment from {@code since} at which the person is away, if that is before {@code by}; else {@code by}. */
    private Instant absence(String person, Instant since, Instant by) {
        if (person == null || !away.containsKey(person)) {
            return by;
        }
        Instant moment = calendar.plus(since, Duration.ZERO);
        while (moment.isBefore(by)) {
            LocalDate day = LocalDate.ofInstant(moment, calendar.zone());
            if (isAway(person, day)) {
                return moment;
            }
            moment = calendar.plus(day.plusDays(1).atStartOfDay(calendar.zone()).toInstant(), Duration.ZERO);
        }
        return by;
    }

    Instant lapsesAt(Instant takenAt) {
        return calendar.plus(takenAt, taken);
    }
}
