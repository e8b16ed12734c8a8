package io.zapas.alerting.receiver;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.zapas.alerting.domain.Destination.DeliveryException;
import io.zapas.alerting.domain.Destination.DeliveryException.Kind;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;

/**
 * One POST of JSON, and what its outcome means. Follows no redirects (a receiver that moved is configured anew), waits at most
 * {@value #TIMEOUT_MILLIS} ms, never repeats a call by itself, and never shows the address, which may be secret.
 */
final class Posting {
    static final long TIMEOUT_MILLIS = 15_000;
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final long LONGEST_RETRY_AFTER_SECONDS = 3_600;
    /** Slow, early, crowded or busy: worth another try. */
    private static final Set<Integer> PASSING = Set.of(408, 425, 503);

    private final WebClient http;
    private final URI address;
    private final String receiver;

    Posting(Vertx vertx, URI address, String receiver) {
        this.http = WebClient.create(
                vertx,
                new WebClientOptions()
                        .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                        .setFollowRedirects(false)
                        .setUserAgent("Zapas"));
        this.address = address;
        this.receiver = receiver;
    }

    /** Completes on any 2xx; fails with {@link Refused} for a status that no repetition mends, else with {@link DeliveryException}. */
    Future<Void> post(MultiMap headers, Buffer json) {
        return http.postAbs(address.toString())
                .timeout(TIMEOUT_MILLIS)
                .putHeaders(headers)
                .putHeader("content-type", "application/json")
                .sendBuffer(json)
                .recover(failure -> Future.failedFuture(unanswered(failure)))
                .compose(this::judge);
    }

    private Future<Void> judge(HttpResponse<Buffer> response) {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return Future.succeededFuture();
        }
        String message = receiver + ": HTTP " + status;
        Duration wait = retryAfter(response.getHeader("Retry-After")).orElse(null);
        if (status == 429) {
            return Future.failedFuture(new DeliveryException(Kind.RATE_LIMITED, message, wait));
        }
        if (PASSING.contains(status)) {
            return Future.failedFuture(new DeliveryException(Kind.TRANSIENT, message, wait));
        }
        if (status >= 500) {
            // Behind a gateway's time-out above all, the call may have had its effect.
            return Future.failedFuture(new DeliveryException(Kind.UNKNOWN, message, wait));
        }
        return Future.failedFuture(new Refused(status, message));
    }

    private DeliveryException unanswered(Throwable failure) {
        boolean neverSent = failure instanceof ConnectException
                || failure instanceof UnknownHostException
                || failure instanceof NoRouteToHostException
                || failure instanceof SSLException;
        return new DeliveryException(
                neverSent ? Kind.TRANSIENT : Kind.UNKNOWN,
                receiver + ": " + (neverSent ? "no connection (" : "no answer (")
                        + failure.getClass().getSimpleName() + ")",
                null);
    }

    /** Seconds only: a date needs a clock both sides agree on. */
    private static Optional<Duration> retryAfter(String seconds) {
        try {
            long asked = seconds == null ? 0 : Long.parseLong(seconds.strip());
            return asked <= 0
                    ? Optional.empty()
                    : Optional.of(Duration.ofSeconds(Math.min(asked, LONGEST_RETRY_AFTER_SECONDS)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The receiver answered that it will not take this. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;

        Refused(int status, String message) {
            super(message, null, false, false);
            this.status = status;
        }

        int status() {
            return status;
        }

        DeliveryException forGood() {
            return new DeliveryException(Kind.PERMANENT, getMessage(), null);
        }
    }
}
