package io.zapas.alerting.routing;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Decision;
import java.time.Instant;
import java.util.List;

/**
 * Why people were told about an alert where they were, or were not.
 *
 * @param destinations names of those that show it now
 * @param route where the next notice would go
 * @param decisions oldest first, at most 16
 * @param lines all of it for a person, in {@code locale}
 */
public record Explanation(
        String id,
        String title,
        Alert.Condition condition,
        Alert.Handling handling,
        boolean flapping,
        String owner,
        String assignee,
        List<String> destinations,
        Where route,
        List<Entry> decisions,
        String locale,
        List<String> lines) {

    /**
     * Where the rules of now lead.
     *
     * @param targets empty: only to the digest
     */
    public record Where(String rule, List<String> targets) {}

    /** One recorded decision, see {@link Decision}, with {@code text} for a person. */
    public record Entry(
            Instant at,
            String why,
            Decision.Outcome outcome,
            String rule,
            List<String> targets,
            Instant until,
            String detail,
            String text) {}
}
