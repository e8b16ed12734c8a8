package io.zapas.alerting.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often a group of alerts may speak: once in an interval; with something critical, which cannot wait, up to {@value #URGENT} times in it, so that a buyer is told at once without
 * being told every second in a storm. Not safe for concurrent use.
 */
final class GroupPace {
    static final int URGENT = 3;

    private final Duration interval;
    /** Of every group the last times it spoke, the newest first. */
    private final Map<String, List<Instant>> spoken = new HashMap<>();

    GroupPace(Duration interval) {
        this.interval = interval;
    }

    /** The group spoke then; in any order. */
    void spoke(String group, Instant at) {
        List<Instant> times = spoken.computeIfAbsent(group, g -> new ArrayList<>(URGENT + 1));
        if (!times.contains(at)) {
            times.add(at);
            times.sort(Comparator.reverseOrder());
            if (times.size() > URGENT) {
                times.remove(URGENT);
            }
        }
    }

    boolean maySpeak(String group, Instant now) {
        return isOver(group, 0, now);
    }

    /** Of what is critical only. */
    boolean maySpeakUrgently(String group, Instant now) {
        return isOver(group, URGENT - 1, now);
    }

    private boolean isOver(String group, int nth, Instant now) {
        List<Instant> times = spoken.getOrDefault(group, List.of());
        return times.size() <= nth || !times.get(nth).plus(interval).isAfter(now);
    }
}
