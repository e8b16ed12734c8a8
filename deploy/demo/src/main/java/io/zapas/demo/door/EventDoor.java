package io.zapas.demo.door;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.zapas.runtime.kafka.KafkaAccess;

/**
 * Sends events through Kafka, all from one context, so that events of one key arrive in the order in which they were handed over. Safe on
 * every thread. Unbounded by itself: callers bound what they have under way.
 */
public final class EventDoor {
    private final KafkaAccess kafka;
    private final Context context;

    public EventDoor(KafkaAccess kafka, Context context) {
        this.kafka = kafka;
        this.context = context;
    }

    /** Completes on the door's context when the brokers have the event; fails when they are away for longer than 30 s. */
    public Future<Void> publish(OutEvent event) {
        Promise<Void> sent = Promise.promise();
        byte[] body = event.body();
        context.runOnContext(go ->
                kafka.publish(event.topic(), event.key(), event.headers(), body).onComplete(sent));
        return sent.future();
    }
}
