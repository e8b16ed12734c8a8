package io.zapas.alerting.eligibility;

import java.time.Duration;
import java.time.ZoneId;

/**
 * How cautious eligibility is.
 *
 * @param worseAbove probability of running out above which ads are throttled or paused
 * @param betterBelow probability below which they come back
 * @param forecastAge figures of a forecast that is older are in doubt
 * @param blastShare share of what was advertised that may leave the ads within {@link #DAY} without a person's approval
 * @param blastMinSkus so many SKUs may leave in any case
 * @param zone where days of deliveries begin
 */
public record AdPolicy(
        double worseAbove, double betterBelow, Duration forecastAge, double blastShare, int blastMinSkus, ZoneId zone) {
    /** How long a state rests before it gets milder, and how far back the blast cap counts. */
    public static final Duration DAY = Duration.ofHours(24);
    /** Google takes 14 days for a pause, and days to bring back what was paused for longer (Merchant Center help, 11909930). */
    public static final Duration LONGEST_PAUSE = Duration.ofDays(13);

    /** @throws IllegalArgumentException when ads would come back at a risk at which they are taken out */
    public AdPolicy {
        if (!(betterBelow < worseAbove)) {
            throw new IllegalArgumentException("ads.better-below must be less than ads.worse-above, which is "
                    + Math.round(worseAbove * 100) + ", was " + Math.round(betterBelow * 100));
        }
    }
}
