package io.zapas.bench.measure;

import io.zapas.bench.events.AvailabilityWatch;
import io.zapas.bench.events.EventProducer;
import io.zapas.bench.events.EventText;
import io.zapas.bench.events.SkuName;
import io.zapas.bench.process.SuiteProcess;
import io.zapas.stocksync.api.StockTopics;
import java.time.Duration;

/** Gives SKUs their first level through Kafka. */
final class Levels {
    private static final Duration LIMIT = Duration.ofMinutes(15);

    private Levels() {}

    /** Returns when {@code stock.availability} shows every SKU below {@code skus} with that quantity. */
    static void load(SuiteProcess suite, int skus, long quantity) throws Exception {
        try (AvailabilityWatch watch = new AvailabilityWatch(suite.kafka(), skus, suite::requireAlive);
                EventProducer producer = EventProducer.bulk(suite.kafka(), StockTopics.ERP_EVENTS)) {
            watch.expect(sku -> quantity);
            producer.produce(0, skus, new EventProducer.Content() {
                @Override
                public String key(long number) {
                    return SkuName.of((int) number);
                }

                @Override
                public byte[] value(long number) {
                    return EventText.level("first-" + number, SkuName.of((int) number), quantity, 1);
                }
            });
            watch.awaitExpected(LIMIT);
        }
    }
}
