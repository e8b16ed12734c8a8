package io.zapas.alerting.digest;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Handling;
import io.zapas.alerting.api.Alert.Severity;
import io.zapas.alerting.digest.Digest.Section;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Sorts a reader's alerts into a digest.
 *
 * <ul>
 *   <li>Decide today: open, at least HIGH, and nobody has taken it; or escalated, however bad it is; or a decision about a campaign is due by the end of the day.
 *   <li>Worse: it got worse or came back in the span of the run. New: it opened in it. Resolved: it ended in it.
 *   <li>Snoozed, back this week: until the end of Sunday.
 * </ul>
 *
 * Pure; safe on every thread.
 */
public final class Digester {
    private static final Set<String> GOT_WORSE = Set.of("WORSE", "REOPENED", "RETURNED", "WOKE", "ESCALATED");
    private static final Set<Severity> URGENT = Set.of(Severity.CRITICAL, Severity.HIGH);
    private static final Set<Handling> UNTAKEN = Set.of(Handling.NEW, Handling.NOTIFIED, Handling.ESCALATED);

    private static final Comparator<Alert> MOST_LOSS_FIRST = Comparator.comparing(
                    Alert::lostValue, Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(Alert::lostUnits, Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(alert -> alert.severity() == null ? Severity.LOW : alert.severity())
            .thenComparing(Alert::openedAt)
            .thenComparing(Alert::id);

    private final ZoneId zone;

    public Digester(ZoneId zone) {
        this.zone = zone;
    }

    public Digest digest(Collection<Alert> alerts, DigestRun run) {
        Map<Section, List<Alert>> sections = new EnumMap<>(Section.class);
        Map<String, Section> fresh = new HashMap<>();
        boolean due = false;
        for (Alert alert : alerts) {
            Optional<Section> section = section(alert, run);
            if (section.isEmpty()) {
                continue;
            }
            sections.computeIfAbsent(section.get(), s -> new ArrayList<>()).add(alert);
            if (section.get() == Section.DECIDE) {
                change(alert, run).ifPresent(change -> fresh.put(alert.id(), change));
            }
            due |= section.get() != Section.BACK || !alert.snoozedUntil().isAfter(endOf(run.day()));
        }
        sections.replaceAll(
                (section, found) -> found.stream().sorted(MOST_LOSS_FIRST).toList());
        return new Digest(run.day(), sections, fresh, due);
    }

    private Optional<Section> section(Alert alert, DigestRun run) {
        if (alert.handling() == Handling.RESOLVED) {
            return run.covers(alert.resolvedAt()) ? Optional.of(Section.RESOLVED) : Optional.empty();
        }
        if (decisionDue(alert, run.day())) {
            return Optional.of(Section.DECIDE);
        }
        if (alert.handling() == Handling.SNOOZED) {
            Instant endOfWeek = endOf(run.day().with(TemporalAdjusters.nextOrSame(DayOfWeek.SUNDAY)));
            boolean back = alert.snoozedUntil() != null && !alert.snoozedUntil().isAfter(endOfWeek);
            return back ? Optional.of(Section.BACK) : Optional.empty();
        }
        return change(alert, run);
    }

    private boolean decisionDue(Alert alert, LocalDate day) {
        boolean untaken = UNTAKEN.contains(alert.handling()) && URGENT.contains(alert.severity());
        return untaken
                || alert.handling() == Handling.ESCALATED
                || decideBy(alert)
                        .filter(moment -> !moment.isAfter(endOf(day)) && !moment.isBefore(startOf(day)))
                        .isPresent();
    }

    /** What happened to an open alert in the span: whatever became of one that is new, it is new. */
    private static Optional<Section> change(Alert alert, DigestRun run) {
        if (run.covers(shownSince(alert))) {
            return Optional.of(Section.NEW);
        }
        boolean worse = alert.history().stream()
                .anyMatch(change -> GOT_WORSE.contains(change.what()) && run.covers(change.at()));
        return worse ? Optional.of(Section.WORSE) : Optional.empty();
    }

    /** Since when people may see it: it was kept back until its condition had lasted, maybe beyond a digest. */
    private static Instant shownSince(Alert alert) {
        return alert.history().stream()
                .filter(change -> "OPENED".equals(change.what()))
                .map(Alert.Change::at)
                .findFirst()
                .orElse(alert.openedAt());
    }

    private static Optional<Instant> decideBy(Alert alert) {
        Object value = alert.facts().get("decideBy");
        if (value instanceof Instant moment) {
            return Optional.of(moment);
        }
        try {
            return value instanceof String text
                    ? Optional.of(OffsetDateTime.parse(text).toInstant())
                    : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private Instant startOf(LocalDate day) {
        return day.atStartOfDay(zone).toInstant();
    }

    /** The last moment of the day. */
    private Instant endOf(LocalDate day) {
        return startOf(day.plusDays(1)).minusNanos(1);
    }
}
