package io.zapas.stocksync;

import io.vertx.core.MultiMap;
import io.zapas.runtime.events.CloudEventCodec;
import io.zapas.runtime.events.InboundEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Headers only: for tests in which nothing is read. */
public final class FakeCodec implements CloudEventCodec {
    @Override
    public InboundEvent fromKafka(ConsumerRecord<String, byte[]> record) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<InboundEvent> fromHttp(MultiMap headers, byte[] body, Instant receivedAt) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, String> kafkaHeaders(InboundEvent event) {
        return Map.of(
                "ce_id", event.id(),
                "ce_source", event.source(),
                "ce_type", event.type(),
                "ce_time", event.time().toString());
    }
}
