package io.zapas.alerting.mail;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Which notices come by mail only because Slack cannot take them: the mail says so. Set once before the start, asked on the engine's context. */
final class Detours {
    private Function<String, Optional<Instant>> since = deliveryId -> Optional.empty();

    void set(Function<String, Optional<Instant>> newSince) {
        since = newSince;
    }

    /** Since when Slack cannot take the notice; empty: it can, or goes there anyway. */
    Optional<Instant> since(String deliveryId) {
        return since.apply(deliveryId);
    }
}
