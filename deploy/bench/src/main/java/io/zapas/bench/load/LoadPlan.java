package io.zapas.bench.load;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * What to send and when to stop: whichever of the two bounds is met first.
 *
 * @param connections kept open, one request on its way on each at most
 * @param firstNumber number of the first request
 * @param maxRequests how many requests to begin
 * @param maxTime how long to begin requests; answers are waited for a little longer
 */
public record LoadPlan(
        InetSocketAddress target,
        int connections,
        RequestSource requests,
        long firstNumber,
        long maxRequests,
        Duration maxTime) {
    public LoadPlan {
        if (connections < 1 || maxRequests < 0 || maxTime.isNegative()) {
            throw new IllegalArgumentException(
                    "bounds must be positive: " + connections + ", " + maxRequests + ", " + maxTime);
        }
    }
}
