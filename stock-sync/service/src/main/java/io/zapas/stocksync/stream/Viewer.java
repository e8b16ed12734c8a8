package io.zapas.stocksync.stream;

import io.vertx.ext.web.RoutingContext;
import io.zapas.stocksync.http.CallerChannel;
import java.util.Optional;

/** Who asks, as far as reading goes: anybody, or the key of one channel. */
public final class Viewer {
    private final RoutingContext request;
    private final CallerChannel callers;

    private Viewer(RoutingContext request, CallerChannel callers) {
        this.request = request;
        this.callers = callers;
    }

    public static Viewer of(RoutingContext request, CallerChannel callers) {
        return new Viewer(request, callers);
    }

    boolean bound() {
        return callers.of(request).isPresent();
    }

    /** The channel to look through: the one asked for, or else the bound one; null: all. Throws 403 {@code other-channel} when they differ. */
    public String channel(String asked) {
        Optional<String> bound = callers.of(request);
        if (bound.isPresent() && asked != null) {
            callers.require(request, asked);
        }
        return bound.orElse(asked);
    }
}
