package io.zapas.alerting.boot;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** When which subject is to be judged again although nothing new is known of it. One moment per subject. Not safe for concurrent use. */
final class Rechecks {
    private record Turn(Instant at, String subject) {}

    private final Map<String, Instant> moments = new HashMap<>();
    private final TreeSet<Turn> turns =
            new TreeSet<>(Comparator.comparing(Turn::at).thenComparing(Turn::subject));

    /** @param at null: not at all */
    void set(String subject, Instant at) {
        Instant before = moments.remove(subject);
        if (before != null) {
            turns.remove(new Turn(before, subject));
        }
        if (at != null) {
            moments.put(subject, at);
            turns.add(new Turn(at, subject));
        }
    }

    /** At this moment, unless it is to be judged earlier anyway. */
    void setAtLatest(String subject, Instant at) {
        Instant before = moments.get(subject);
        if (before == null || at.isBefore(before)) {
            set(subject, at);
        }
    }

    /** Takes out whose time has come, who waited longest first. */
    List<String> due(Instant now) {
        List<String> due = new ArrayList<>();
        while (!turns.isEmpty() && !turns.first().at().isAfter(now)) {
            String subject = turns.first().subject();
            set(subject, null);
            due.add(subject);
        }
        return due;
    }
}
