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

    /**
     * Completes when it has just been confirmed that this process is the one that sends; asked right before every call that people may notice. Fails
     * when it cannot be confirmed: nothing may be sent then.
     */
    Future<Void> onDuty();

    /** Forgets a delivery. */
    void forget(Delivery delivery);
}
