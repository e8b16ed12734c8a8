package io.zapas.alerting.domain;

import io.zapas.alerting.api.Alert;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

/**
 * The times that govern an alert's life.
 *
 * @param openHold how long a forecast-driven condition must last before it is an alert; facts (out of stock, oversold, desync) open at once
 * @param closeHold how long the end of a condition must last before the alert is resolved
 * @param desyncCloseHold the same for desyncs and silent sources, whose detector waits out changes in flight already
 * @param refresh how often at most new numbers alone change an open alert
 * @param deliverySlack how much later than announced an ordered delivery may come before its alert wakes
 */
public record LifePolicy(
        Duration openHold, Duration closeHold, Duration desyncCloseHold, Duration refresh, Duration deliverySlack) {

    /** With a day for a delivery to be late. */
    public LifePolicy(Duration openHold, Duration closeHold, Duration desyncCloseHold, Duration refresh) {
        this(openHold, closeHold, desyncCloseHold, refresh, Duration.ofDays(1));
    }

    /** A condition that returns within this time after the end is the same occurrence. */
    public static final Duration REOPEN_WINDOW = Duration.ofHours(24);

    /** Nobody may snooze for longer. */
    public static final Duration MAX_SNOOZE = Duration.ofDays(14);

    /** The latch counts openings and closings over this time. */
    public static final Duration FLAP_WINDOW = Duration.ofHours(4);

    /** So many openings and closings within the window set the latch... */
    public static final int FLAP_START = 4;

    /** ...and it opens again only when fewer than this many are left in it. */
    public static final int FLAP_STOP = 2;

    /** A snoozed alert wakes when its stockout date comes closer by this many days. */
    public static final int WAKE_DAYS = 2;

    public static final LifePolicy DEFAULT =
            new LifePolicy(Duration.ofMinutes(1), Duration.ofMinutes(30), Duration.ofMinutes(2), Duration.ofMinutes(5));

    /**
     * Until when an alert sleeps for a delivery: the end of its day and the slack, and then until people work again; but never longer than anybody may snooze.
     */
    public static Instant asleepUntil(LocalDate eta, WorkCalendar work, Duration slack, Instant now) {
        Instant missed = eta.plusDays(1).atStartOfDay(work.zone()).toInstant().plus(slack);
        Instant until = work.plus(missed, Duration.ZERO);
        Instant latest = now.plus(MAX_SNOOZE);
        return until.isAfter(latest) ? latest : until;
    }

    public Duration openHold(Alert.Type type) {
        return switch (type) {
            case SHORTAGE, CAMPAIGN_RISK -> openHold;
            case OUT_OF_STOCK, OVERSOLD, DESYNC, STALE_SOURCE, MASS_DROP, UNKNOWN_SKU -> Duration.ZERO;
        };
    }

    public Duration closeHold(Alert.Type type) {
        return switch (type) {
            case DESYNC, STALE_SOURCE, UNKNOWN_SKU -> desyncCloseHold;
            case SHORTAGE, CAMPAIGN_RISK, OUT_OF_STOCK, OVERSOLD, MASS_DROP -> closeHold;
        };
    }
}
