package io.zapas.alerting.domain;

import io.zapas.alerting.api.Alert;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is asked next when nobody answers, and how much working time people have. Alerts of class C are left to the digest: nobody is chased for them. Immutable.
 *
 * @param chains by owner, who is asked after them: deputy, then head. {@link #ANYBODY}: for alerts whose owner has no chain of their own
 * @param classA working time to answer an alert of an A article
 * @param others of a B article, or one without a class
 * @param taken working time after which an acknowledgement without an order or a change lapses
 */
public record Escalation(
        WorkCalendar calendar, Map<String, List<String>> chains, Duration classA, Duration others, Duration taken) {
    public static final String ANYBODY = "*";

    public Escalation {
        chains = Map.copyOf(chains);
    }

    /** Nobody above the buyers: acknowledgements lapse, nothing is escalated. */
    public static Escalation of(WorkCalendar calendar, Map<String, List<String>> chains) {
        return new Escalation(calendar, chains, Duration.ofHours(2), Duration.ofHours(8), calendar.day());
    }

    /** @param level how often it was escalated already */
    Optional<String> next(String owner, int level) {
        List<String> chain = owner != null && chains.containsKey(owner)
                ? chains.get(owner)
                : chains.getOrDefault(ANYBODY, List.of());
        return level < chain.size() ? Optional.of(chain.get(level)) : Optional.empty();
    }

    /** Who has been asked after the owner by now, in their order. */
    public List<String> asked(Alert alert) {
        List<String> asked = new ArrayList<>();
        for (int level = 0; level < alert.escalations(); level++) {
            next(alert.owner(), level).ifPresent(asked::add);
        }
        return asked;
    }

    /** When those who were asked at {@code since} should have answered; empty: nobody is above them, or the digest is enough. */
    Optional<Instant> answerBy(Alert alert, int level, Instant since) {
        String abc = alert.facts().get("abc") instanceof String text ? text : "";
        if (abc.equalsIgnoreCase("C") || next(alert.owner(), level).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(calendar.plus(since, abc.equalsIgnoreCase("A") ? classA : others));
    }

    Instant lapsesAt(Instant takenAt) {
        return calendar.plus(takenAt, taken);
    }
}
