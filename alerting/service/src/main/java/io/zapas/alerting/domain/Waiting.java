package io.zapas.alerting.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which alerts people are still to be told of, by group, and from when on. Looks into none of them, because many may wait for long. Not safe for concurrent use. */
final class Waiting {
    /**
     * @param due when it has waited long enough for others of its group
     * @param heldUntil before that it may not be told in any case
     */
    private record Want(Instant due, Instant heldUntil) {
        boolean isFree(Instant now) {
            return !heldUntil.isAfter(now);
        }

        boolean isDue(Instant now) {
            return isFree(now) && !due.isAfter(now);
        }
    }

    /** When it is due that cannot wait for others. */
    static final Instant AT_ONCE = Instant.MIN;

    private final Map<String, Map<String, Want>> byGroup = new LinkedHashMap<>();

    /** From now on it waits and nothing holds it, whatever was known of it. */
    void add(String group, String id, Instant due) {
        byGroup.computeIfAbsent(group, g -> new LinkedHashMap<>()).put(id, new Want(due, Instant.MIN));
    }

    void remove(String group, String id) {
        Map<String, Want> wants = byGroup.get(group);
        if (wants != null && wants.remove(id) != null && wants.isEmpty()) {
            byGroup.remove(group);
        }
    }

    /** It may not be told before this time, unless it changes. One that does not wait is left out. */
    void hold(String group, String id, Instant until) {
        Map<String, Want> wants = byGroup.get(group);
        if (wants != null) {
            wants.computeIfPresent(id, (same, want) -> new Want(want.due(), until));
        }
    }

    List<String> groups() {
        return List.copyOf(byGroup.keySet());
    }

    boolean isDue(String group, String id, Instant now) {
        Want want = byGroup.getOrDefault(group, Map.of()).get(id);
        return want != null && want.isDue(now);
    }

    /** Those of a group that nothing holds and that are due {@link #AT_ONCE}. */
    List<String> urgent(String group, Instant now) {
        List<String> urgent = new ArrayList<>();
        byGroup.getOrDefault(group, Map.of()).forEach((id, want) -> {
            if (want.due().equals(AT_ONCE) && want.isFree(now)) {
                urgent.add(id);
            }
        });
        return urgent;
    }

    /** Those of a group that nothing holds, the due ones first; none when none is due. */
    List<String> speakers(String group, Instant now) {
        Map<String, Want> wants = byGroup.getOrDefault(group, Map.of());
        List<String> due = new ArrayList<>();
        wants.forEach((id, want) -> {
            if (want.isDue(now)) {
                due.add(id);
            }
        });
        if (!due.isEmpty() && due.size() < wants.size()) {
            wants.forEach((id, want) -> {
                if (want.isFree(now) && !want.isDue(now)) {
                    due.add(id);
                }
            });
        }
        return due;
    }
}
