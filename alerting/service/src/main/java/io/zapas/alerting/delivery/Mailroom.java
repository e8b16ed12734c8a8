package io.zapas.alerting.delivery;

import io.vertx.core.Future;
import io.zapas.alerting.domain.MessageView;
import java.util.Optional;

/** What couriers need of the engine. Called on the engine's context. */
public interface Mailroom {

    /** What the message should show now; empty when it is gone. */
    Optional<MessageView> message(String deliveryId);

    /** Completes when everything decided so far is stored. */
    Future<Void> settled();

    /** Stores how far a delivery is; completes when it is safe. Waits as long as Kafka is away. */
    Future<Void> record(Delivery delivery);

    /** Forgets a delivery. */
    void forget(Delivery delivery);
}
