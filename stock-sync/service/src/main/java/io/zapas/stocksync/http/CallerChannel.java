package io.zapas.stocksync.http;

import io.vertx.ext.web.RoutingContext;
import io.zapas.runtime.http.ProblemException;
import java.util.Optional;

/** Tells for which channel a caller may act: the access keys of a channel are bound to it. */
@FunctionalInterface
public interface CallerChannel {

    /** The channel the caller is bound to; empty: any. */
    Optional<String> of(RoutingContext ctx);

    /** Refuses (403 {@code other-channel}) a caller bound to another channel. */
    default void require(RoutingContext ctx, String channel) {
        Optional<String> bound = of(ctx);
        if (bound.isPresent() && !bound.get().equals(channel)) {
            throw new ProblemException(
                    403, "other-channel", "This key acts for channel " + bound.get() + " only, was " + channel + ".");
        }
    }
}
