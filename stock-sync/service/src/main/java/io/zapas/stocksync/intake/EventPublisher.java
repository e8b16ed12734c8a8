package io.zapas.stocksync.intake;

import io.vertx.core.Future;
import io.zapas.runtime.events.CloudEventCodec;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.json.Json;
import io.zapas.runtime.kafka.KafkaAccess;
import java.io.UncheckedIOException;
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
     *
     * @throws InvalidFieldException when data holds text that is no Unicode; then nothing was written
     */
    public Future<Void> publish(List<OutgoingEvent> events) {
        List<byte[]> bodies = new ArrayList<>(events.size());
        for (int i = 0; i < events.size(); i++) {
            bodies.add(body(events.get(i), events.size() == 1 ? "" : "[" + i + "]."));
        }
        List<Future<Void>> written = new ArrayList<>(events.size());
        for (int i = 0; i < events.size(); i++) {
            OutgoingEvent outgoing = events.get(i);
            written.add(kafka.publish(
                    outgoing.topic(), outgoing.key(), codec.kafkaHeaders(outgoing.event()), bodies.get(i)));
        }
        return Future.join(written).mapEmpty();
    }

    private static byte[] body(OutgoingEvent outgoing, String prefix) {
        try {
            return Json.bytes(outgoing.event().data());
        } catch (UncheckedIOException e) {
            throw new InvalidFieldException(prefix + "data", "must hold text that is Unicode");
        }
    }
}
