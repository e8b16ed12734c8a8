package io.zapas.alerting.domain;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** A group on its way into a message, some alerts at a time: nobody is shown the message before all are in it. Not safe for concurrent use. */
final class Telling {
    final String group;
    /** Still to be told. */
    final Deque<String> toTell;
    /** All that were to be told when it began. */
    final Set<String> speakers;
    /** Members of the former message that are still to be shown in the new one. */
    final Deque<String> toMove = new ArrayDeque<>();

    /** The message they get into; null: none of them was told yet. */
    String message;
    /** The message before it; null: it goes on, or there was none. */
    String former;
    /** Something of the former message has changed meanwhile. */
    boolean formerChanged;

    Telling(String group, Collection<String> speakers) {
        this.group = group;
        this.toTell = new ArrayDeque<>(speakers);
        this.speakers = new HashSet<>(speakers);
    }

    boolean isOver() {
        return toTell.isEmpty() && toMove.isEmpty();
    }
}
