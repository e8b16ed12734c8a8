package io.zapas.stocksync.intake;

import io.vertx.core.Future;
import io.zapas.runtime.events.CloudEventCodec;
import io.zapas.runtime.json.Json;
import io.zapas.runtime.kafka.KafkaAccess;
import java.util.ArrayList;
import java.util.List;

/** Writes validated events to their topics as CloudEvents in binary mode. Call it on one Vert.x context: that keeps the order per key. */
public final class EventPublisher {
    private final KafkaAccess kafka;
    private final CloudEventCodec codec;

    public EventPublisher(KafkaAccess kafka, CloudEventCodec codec) {
        this.kafka = kafka;
        this.codec = codec;
    }

    /**
     * Completes when Kafka has all of them. On a failure some may have arrived: the sender repeats the call, and events seen before have no effect.
     */
    public Future<Void> publish(List<OutgoingEvent> events) {
        List<Future<Void>> written = new ArrayList<>(events.size());
        for (OutgoingEvent outgoing : events) {
            written.add(kafka.publish(
                    outgoing.topic(),
                    outgoing.key(),
                    codec.kafkaHeaders(outgoing.event()),
                    Json.bytes(outgoing.event().data())));
        }
        return Future.join(written).mapEmpty();
    }
}
