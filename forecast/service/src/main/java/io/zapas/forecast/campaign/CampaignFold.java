package io.zapas.forecast.campaign;

import io.vertx.core.Future;
import io.zapas.forecast.api.Campaign;
import io.zapas.runtime.events.CloudEventCodec;
import io.zapas.runtime.events.Fields;
import io.zapas.runtime.events.InboundEvent;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.kafka.KafkaAccess;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Folds batches of {@code ads.events} into {@link CampaignBook}. What is no campaign goes to the dead letters with the field's name. */
public final class CampaignFold implements KafkaAccess.BatchHandler {
    private final CloudEventCodec codec;
    private final CampaignBook book;
    private final KafkaAccess kafka;

    public CampaignFold(CloudEventCodec codec, CampaignBook book, KafkaAccess kafka) {
        this.codec = codec;
        this.book = book;
        this.kafka = kafka;
    }

    @Override
    public Future<Void> handle(TopicPartition partition, List<ConsumerRecord<String, byte[]>> records) {
        List<StatedCampaign> statements = new ArrayList<>(records.size());
        Future<Void> kept = Future.succeededFuture();
        for (ConsumerRecord<String, byte[]> record : records) {
            try {
                statements.add(read(record));
            } catch (InvalidFieldException e) {
                kept = kept.compose(done -> kafka.deadLetter(record, "invalid-field", e.getMessage()));
            }
        }
        long next = records.get(records.size() - 1).offset() + 1;
        return kept.compose(done -> book.state(partition, next, statements));
    }

    private StatedCampaign read(ConsumerRecord<String, byte[]> record) {
        InboundEvent event = codec.fromKafka(record);
        if (!Campaign.TYPE.equals(event.type())) {
            throw new InvalidFieldException("type", "must be " + Campaign.TYPE + ", was " + event.type());
        }
        return new StatedCampaign(
                CampaignReader.event(Fields.of(event.data(), "data")), event.source(), event.id(), event.time());
    }
}
