package io.zapas.alerting.delivery;

import io.vertx.core.Future;
import io.zapas.alerting.api.Alert;
import java.util.Collection;

/** What companions need of the engine. Called on the engine's context, and futures complete there. */
public interface Office {

    /**
     * Stores a record of the caller's own.
     *
     * @param key begins with the caller's prefix
     * @param value a JSON object with a {@code kind} that is neither alert nor delivery; null: forget the key
     * @return completes when it is safe; waits as long as Kafka is away
     */
    Future<Void> put(String key, byte[] value);

    /** {@link Mailroom#onDuty()} */
    Future<Void> onDuty();

    /** Every alert people may see, resolved ones included, in no order. */
    Collection<Alert> alerts();
}
