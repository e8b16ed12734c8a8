package io.zapas.runtime.events;

import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * CloudEvents 1.0 in and out. Every method that reads throws {@link InvalidFieldException} naming the attribute (or {@code body}).
 */
public interface CloudEventCodec {

    /** Reads a Kafka record, binary or structured mode. */
    InboundEvent fromKafka(ConsumerRecord<String, byte[]> record);

    /** Reads an HTTP request, binary, structured or batch mode; a batch of zero events is allowed. Fields of the n-th event of a batch are named {@code [n].…}. */
    List<InboundEvent> fromHttp(MultiMap headers, byte[] body, Instant receivedAt);

    /** Headers of a Kafka record in binary mode. */
    Map<String, String> kafkaHeaders(InboundEvent event);
}
