package io.zapas.alerting.slack;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.zapas.alerting.domain.Destination.DeliveryException;
import io.zapas.alerting.domain.Destination.DeliveryException.Kind;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What API and webhook have in common: time limits, and what an HTTP outcome means for the delivery. */
final class SlackHttp {
    static final long TIMEOUT_MILLIS = 10_000;
    static final long UPLOAD_TIMEOUT_MILLIS = 25_000;
    static final Duration DEFAULT_RETRY_AFTER = Duration.ofSeconds(30);

    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVICE_UNAVAILABLE = 503;

    private SlackHttp() {}

    static WebClient client(Vertx vertx) {
        return WebClient.create(
                vertx,
                new WebClientOptions()
                        .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                        .setFollowRedirects(false)
                        .setUserAgent("Zapas"));
    }

    /** No answer came. Without a connection the call had no effect; else nobody knows. Never shows the address, which may be secret. */
    static DeliveryException unreachable(String call, Throwable failure) {
        boolean neverSent = failure instanceof ConnectException
                || failure instanceof UnknownHostException
                || failure instanceof NoRouteToHostException
                || failure instanceof SSLException;
        return neverSent
                ? new DeliveryException(
                        Kind.TRANSIENT,
                        call + ": no connection (" + failure.getClass().getSimpleName() + ")",
                        null)
                : new DeliveryException(
                        Kind.UNKNOWN,
                        call + ": no answer (" + failure.getClass().getSimpleName() + ")",
                        null);
    }

    /**
     * What an HTTP status says; empty for 2xx. 503 refuses before work is done; behind any other 5xx, a gateway's time-out above all, the call may
     * have had its effect.
     */
    static Optional<DeliveryException> failure(String call, HttpResponse<Buffer> response) {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return Optional.empty();
        }
        String message = call + ": HTTP " + status;
        if (status == TOO_MANY_REQUESTS) {
            return Optional.of(
                    new DeliveryException(Kind.RATE_LIMITED, message, retryAfter(response.getHeader("Retry-After"))));
        }
        if (status == SERVICE_UNAVAILABLE) {
            return Optional.of(new DeliveryException(Kind.TRANSIENT, message, null));
        }
        return Optional.of(new DeliveryException(status >= 500 ? Kind.UNKNOWN : Kind.PERMANENT, message, null));
    }

    static Duration retryAfter(String seconds) {
        try {
            Duration asked = Duration.ofSeconds(Long.parseLong(seconds.strip()));
            if (asked.isNegative() || asked.isZero()) {
                return Duration.ofSeconds(1);
            }
            return asked.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : asked;
        } catch (NumberFormatException | NullPointerException e) {
            return DEFAULT_RETRY_AFTER;
        }
    }
}
