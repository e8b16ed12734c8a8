package io.zapas.alerting.delivery;

import java.time.Duration;

/**
 * Pace of a courier, in real time: destinations do not run faster because the shop's clock does.
 *
 * @param interval least time between two calls
 * @param backOff wait after the first failure; doubles with each further one up to {@code maxBackOff}, with full jitter
 * @param callTimeout after which the outcome of a call counts as unknown
 */
public record CourierPolicy(Duration interval, Duration backOff, Duration maxBackOff, Duration callTimeout) {
    public static final CourierPolicy DEFAULT = new CourierPolicy(
            Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(60));
}
