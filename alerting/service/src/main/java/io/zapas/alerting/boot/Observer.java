package io.zapas.alerting.boot;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.kafka.FactInbox.Fact;
import java.time.Instant;

/** Looks on while alerting works. Called on the engine's context. */
interface Observer {
    /** A fact that is newer than those before. */
    void learn(Fact fact);

    /** @param held whether something about the SKU is not told by an alert of its own, but listed by that of a root cause */
    default void judged(String sku, boolean held, Instant now) {}

    /** An alert is over, and kept no longer. May be told again after a crash. */
    default void forgotten(Alert alert) {}
}
