package io.zapas.alerting.slack;

import java.util.Map;
import java.util.Optional;

/**
 * Who is who in Slack, and who may press buttons.
 *
 * @param names of those in {@code alert.owners}, by member id: what they do is recorded under the name that owns alerts
 * @param ownersOnly nobody else may act
 */
record SlackPeople(Map<String, String> names, boolean ownersOnly) {
    SlackPeople {
        names = Map.copyOf(names);
    }

    boolean mayAct(String memberId) {
        return !ownersOnly || names.containsKey(memberId);
    }

    Optional<String> name(String memberId) {
        return Optional.ofNullable(names.get(memberId));
    }
}
