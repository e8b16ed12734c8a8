package io.zapas.testkit.slack;

import java.time.Duration;

/** What goes wrong with one call. Scripted with {@link SlackStandIn#fail}; each is used up by one call. */
public sealed interface SlackFault {

    /** HTTP 429 with {@code Retry-After}; the call has no effect. */
    record RateLimited(Duration retryAfter) implements SlackFault {}

    /** A plain HTTP status such as 503; the call has no effect. */
    record Status(int code) implements SlackFault {}

    /** {@code ok: false} with this error; the call has no effect. */
    record NotOk(String error) implements SlackFault {}

    /** The call takes effect, then the connection is cut before the answer. */
    record LostAnswer() implements SlackFault {}

    /** The connection is cut before the call takes effect. */
    record LostRequest() implements SlackFault {}

    /** The call takes effect and is never answered. */
    record NoAnswer() implements SlackFault {}

    /** The call takes effect, then HTTP 502 is answered: a gateway that lost patience. */
    record AppliedThenBadGateway() implements SlackFault {}
}
