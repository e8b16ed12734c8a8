package io.zapas.alerting.domain;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;

/** A group on its way into its messages, some alerts at a time: nobody is shown one before all are in it. Not safe for concurrent use. */
final class Telling {
    final String group;
    /** Still to be told. */
    final Deque<String> toTell;
    /** The messages they get into: that in which each was told first, and the newest for the others. */
    final Set<String> messages = new LinkedHashSet<>();

    Telling(String group, Collection<String> speakers) {
        this.group = group;
        this.toTell = new ArrayDeque<>(speakers);
    }

    boolean isOver() {
        return toTell.isEmpty();
    }
}
