package io.zapas.bench.measure;

import io.zapas.bench.events.DeliveryTimes;
import io.zapas.bench.events.EventProducer;
import io.zapas.bench.events.EventText;
import io.zapas.bench.events.SkuName;
import io.zapas.bench.events.SseReader;
import io.zapas.bench.events.Topics;
import io.zapas.bench.process.BareProcess;
import io.zapas.bench.process.Pauses;
import io.zapas.bench.process.SuiteProcess;
import io.zapas.bench.report.Figure;
import io.zapas.bench.report.Findings;
import io.zapas.bench.report.Latency;
import io.zapas.bench.report.Samples;
import io.zapas.bench.report.Target;
import io.zapas.stocksync.api.StockTopics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * From event to a subscriber of the live stream, at 5,000 level events a second in Kafka: from when an event was due to when the subscriber has its SKU's
 * quantity or a newer one. The rate is kept whatever the service does, so a stall counts for all it delays. Ceiling: a consumer that parses the same events
 * from another topic of the same broker and writes a frame for each.
 */
final class StreamBench implements Bench {
    private static final double PER_SECOND = 5_000;
    private static final double P99_MILLIS = 50;
    private static final int WARM_UP_SECONDS = 3;
    private static final long FIRST_QUANTITY = 1_000_000;
    private static final Duration GRACE = Duration.ofMinutes(5);
    private static final String BARE_TOPIC = "bench.stream";

    @Override
    public String name() {
        return "stream";
    }

    @Override
    public void run(Lab lab, Findings findings) throws Exception {
        int skus = lab.options().pick(20_000, 2_000);
        SuiteProcess suite = lab.suite(Map.of());
        BareProcess bare = lab.bare();
        try (suite;
                bare) {
            Levels.load(suite, skus, 1);
            Topics.create(suite.kafka(), BARE_TOPIC);
            Side ceiling = new Side(
                    "ceiling",
                    "http://127.0.0.1:" + bare.port() + "/v1/stream?bootstrap=" + suite.kafka() + "&topic="
                            + BARE_TOPIC,
                    BARE_TOPIC);
            Side ours = new Side(
                    "ours",
                    "http://127.0.0.1:" + suite.port() + "/v1/stream?types=availability",
                    StockTopics.ERP_EVENTS);
            int count = (int) (PER_SECOND * (WARM_UP_SECONDS + lab.options().pick(20, 3)));
            // Of the next event: no quantity comes twice.
            AtomicLong next = new AtomicLong(FIRST_QUANTITY);
            WarmUp.of(lab, "ceiling", bare.pid(), () -> measure(suite, ceiling, skus, next.getAndAdd(count), count));
            WarmUp.of(lab, "ours", suite.pid(), () -> measure(suite, ours, skus, next.getAndAdd(count), count));
            for (int pair = 0; pair < lab.options().pairs(); pair++) {
                for (Side side : List.of(ceiling, ours)) {
                    lab.quiet(suite);
                    Histogram latency = measure(suite, side, skus, next.getAndAdd(count), count);
                    lab.say(String.format(
                            Locale.ROOT,
                            "stream, %s: p99 %.1f ms",
                            side.name,
                            Latency.ofNanos(latency).p99()));
                    side.add(latency);
                }
            }
            findings.figure(Figure.of(
                            String.format(Locale.ROOT, "stream, event to subscriber at %,.0f events/s", PER_SECOND),
                            "ms p99",
                            new Samples(ours.samples),
                            new Samples(ceiling.samples))
                    .target(Target.atMost(P99_MILLIS, "ms"))
                    .latency(Latency.ofNanos(ours.latencyNanos), Latency.ofNanos(ceiling.latencyNanos)));
        }
    }

    private static Histogram measure(SuiteProcess suite, Side side, int skus, long first, int count) throws Exception {
        DeliveryTimes times = new DeliveryTimes(skus, first, count, (int) (WARM_UP_SECONDS * PER_SECOND));
        try (SseReader reader = SseReader.open(side.url);
                EventProducer producer = EventProducer.prompt(suite.kafka(), side.topic)) {
            Thread subscriber = new Thread(() -> read(reader, times), "subscriber");
            subscriber.setDaemon(true);
            subscriber.start();
            // The bare server's consumer begins with what comes after it has found the end.
            Pauses.millis(1_000);
            producer.produceAt(
                    PER_SECOND,
                    first,
                    count,
                    new EventProducer.Content() {
                        @Override
                        public String key(long number) {
                            return SkuName.of((int) (number % skus));
                        }

                        @Override
                        public byte[] value(long number) {
                            return EventText.level("stream-" + number, key(number), number, number);
                        }
                    },
                    times::due);
            try {
                Pauses.until("all events delivered", GRACE, () -> times.delivered() == count);
            } catch (TimeoutException e) {
                throw new IllegalStateException(
                        "only " + times.delivered() + " of " + count + " events reached the subscriber", e);
            }
        }
        return times.latencyNanos();
    }

    private static void read(SseReader reader, DeliveryTimes times) {
        try {
            byte[] document = reader.next();
            while (document != null) {
                times.arrived(document, System.nanoTime());
                document = reader.next();
            }
        } catch (IOException e) {
            // Closed by the other thread: everything has arrived, or its wait has ended and tells.
            return;
        }
    }

    /** One of the two, with what was measured of it. */
    private static final class Side {
        private final String name;
        private final String url;
        private final String topic;
        private final List<Double> samples = new ArrayList<>();
        private final Histogram latencyNanos = new Histogram(3);

        Side(String name, String url, String topic) {
            this.name = name;
            this.url = url;
            this.topic = topic;
        }

        void add(Histogram latency) {
            samples.add(Latency.ofNanos(latency).p99());
            latencyNanos.add(latency);
        }
    }
}
