package io.zapas.alerting.digest;

import io.zapas.alerting.api.Alert;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * One reader's digest.
 *
 * @param sections only those that have alerts, in the order of {@link Section}; an alert stands in one of them; each sorted by loss, the largest first
 * @param fresh ids of those in {@link Section#DECIDE} that are new, and of those that got worse
 * @param due something in it is new or waits for the reader today: without that no mail is sent
 */
public record Digest(LocalDate day, Map<Section, List<Alert>> sections, Map<String, Section> fresh, boolean due) {

    /** Why an alert is told. An alert that fits several stands in the first. */
    public enum Section {
        DECIDE,
        WORSE,
        NEW,
        RESOLVED,
        BACK
    }
}
