package io.zapas.alerting.domain;

import java.util.List;

/**
 * Where an alert is told.
 *
 * @param rule the name of the rule that said so
 * @param targets names of destinations; null: all there are; empty: none, the digest is enough
 */
public record Route(String rule, List<String> targets) {
    public static final Route EVERYWHERE = new Route("default", null);

    public Route {
        targets = targets == null ? null : List.copyOf(targets);
    }

    boolean digestOnly() {
        return targets != null && targets.isEmpty();
    }
}
