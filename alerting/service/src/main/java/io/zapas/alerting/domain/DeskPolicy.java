package io.zapas.alerting.domain;

import java.time.Duration;

/**
 * When a group speaks.
 *
 * @param groupWait how long the first alert of a group waits for others; a critical one does not wait
 * @param groupInterval the least time between two pings of one group; what comes meanwhile is told together, but for what is critical ({@link GroupPace})
 * @param messageAge an older message takes in no further alerts; those in it live on there
 * @param keepResolved how many resolved alerts are kept, newest first
 */
public record DeskPolicy(Duration groupWait, Duration groupInterval, Duration messageAge, int keepResolved) {
    public static final DeskPolicy DEFAULT =
            new DeskPolicy(Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofHours(24), 10_000);
}
