package io.zapas.bench.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zapas.bench.events.AvailabilityWatch;
import io.zapas.bench.events.EventProducer;
import io.zapas.bench.events.EventText;
import io.zapas.bench.events.SkuName;
import io.zapas.bench.events.TopicReader;
import io.zapas.bench.process.BareProcess;
import io.zapas.bench.process.SuiteProcess;
import io.zapas.bench.report.Figure;
import io.zapas.bench.report.Findings;
import io.zapas.bench.report.Samples;
import io.zapas.bench.report.Target;
import io.zapas.stocksync.api.StockTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Level events from {@code erp.events} to {@code stock.availability}.
 *
 * <p>The service cannot be told to wait, so it begins to consume while the events are still being written. Its rate counts from the moment the last
 * event is written to the moment the last quantity of every SKU is visible, over the changes that became visible in between (the versions in
 * {@code stock.availability} count them): writing, which takes CPU from it, is left out, and so is what it did meanwhile. Should it be done with nearly
 * everything by then, its rate counts from the first write instead.
 *
 * <p>Ceiling: a loop that consumes the same records of the same broker from their first offset, parses the CloudEvent and runs one script per 500 that
 * only sets the value.
 */
final class IngestBench implements Bench {
    private static final double SHARE = 0.6;
    private static final double ENOUGH_LEFT = 0.2;
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public void run(Lab lab, Findings findings) throws Exception {
        int skus = lab.options().pick(100_000, 10_000);
        int events = lab.options().pick(300_000, 50_000);
        SuiteProcess suite = lab.suite(Map.of());
        BareProcess bare = lab.bare();
        try (suite;
                bare;
                AvailabilityWatch watch = new AvailabilityWatch(suite.kafka(), skus, suite::requireAlive)) {
            List<Double> ours = new ArrayList<>();
            List<Double> ceiling = new ArrayList<>();
            double oursCpu = 0;
            double ceilingCpu = 0;
            int pairs = lab.options().pairs();
            Pass[] latest = new Pass[1];
            WarmUp.of(lab, "ours", suite.pid(), () -> {
                latest[0] = ours(suite, watch, new Pass(latest[0] == null ? 0 : latest[0].index + 1, skus, events));
                lab.say("ingest, warm-up: " + latest[0].text());
            });
            Pass before = latest[0];
            Pass records = before;
            WarmUp.of(lab, "ceiling", bare.pid(), () -> ceiling(bare, suite, records));
            CpuProfile profile = null;
            for (int pair = 1; pair <= pairs; pair++) {
                lab.quiet(suite);
                double cpu = bare.cpuSeconds();
                ceiling.add(ceiling(bare, suite, before));
                ceilingCpu += bare.cpuSeconds() - cpu;
                lab.say(String.format(Locale.ROOT, "ingest, ceiling: %.0f events/s", ceiling.get(pair - 1)));

                lab.quiet(suite);
                profile = profile == null ? new CpuProfile(suite) : profile;
                cpu = suite.cpuSeconds();
                before = ours(suite, watch, new Pass(before.index + 1, skus, events));
                oursCpu += suite.cpuSeconds() - cpu;
                ours.add(before.perSecond);
                lab.say("ingest, ours: " + before.text());
            }
            findings.figure(Figure.of(
                            String.format(Locale.ROOT, "ingest, %,d SKUs, %,d events", skus, events),
                            "events/s",
                            new Samples(ours),
                            new Samples(ceiling))
                    .target(Target.shareOfCeiling(SHARE))
                    .cpuMicros(oursCpu * 1e6 / pairs / events, ceilingCpu * 1e6 / pairs / events));
            findings.remark("ingest, where ours spends it (the broker included): " + profile.text());
            findings.remark("ingest, in the ceiling's Redis: " + bare.redis().commands(4));
        }
    }

    /** Writes the events of a pass and waits until they are visible. */
    private static Pass ours(SuiteProcess suite, AvailabilityWatch watch, Pass pass) throws Exception {
        try (TopicReader erp = TopicReader.fromEnd(suite.kafka(), StockTopics.ERP_EVENTS)) {
            pass.from = erp.ends();
        }
        long changesBefore = watch.changes();
        watch.expect(pass::finalQuantity);
        FutureTask<Long> writing = new FutureTask<>(() -> write(suite, pass));
        Thread writer = new Thread(writing, "writer");
        writer.setDaemon(true);
        long beginNanos = System.nanoTime();
        writer.start();
        while (!writing.isDone()) {
            watch.poll();
        }
        long writtenNanos = written(writing);
        long done = watch.changes() - changesBefore;
        watch.awaitExpected(LIMIT);
        long endNanos = System.nanoTime();
        long all = watch.changes() - changesBefore;
        if (all != pass.events) {
            throw new IllegalStateException(pass.events + " events were written, but the versions rose by " + all);
        }
        boolean enoughLeft = all - done > ENOUGH_LEFT * all;
        pass.perSecond =
                enoughLeft ? (all - done) * 1e9 / (endNanos - writtenNanos) : all * 1e9 / (endNanos - beginNanos);
        pass.note = String.format(
                Locale.ROOT,
                " (%,d of %,d visible when all were written after %.1f s, %s)",
                done,
                all,
                (writtenNanos - beginNanos) / 1e9,
                enoughLeft ? "timed from there" : "timed from the beginning");
        return pass;
    }

    private static long write(SuiteProcess suite, Pass pass) throws Exception {
        try (EventProducer producer = EventProducer.bulk(suite.kafka(), StockTopics.ERP_EVENTS)) {
            producer.produce(pass.index * (long) pass.events, pass.events, pass);
            return System.nanoTime();
        }
    }

    private static long written(FutureTask<Long> writing) throws Exception {
        try {
            return writing.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the events could not be written: " + e.getCause(), e.getCause());
        }
    }

    private static double ceiling(BareProcess bare, SuiteProcess suite, Pass pass) throws Exception {
        JsonNode done = bare.http()
                .post(
                        "/bench/ingest",
                        JSON.writeValueAsString(Map.of(
                                "bootstrap",
                                suite.kafka(),
                                "topic",
                                StockTopics.ERP_EVENTS,
                                "from",
                                pass.from,
                                "count",
                                pass.events)));
        return done.path("events").longValue() * 1e9 / done.path("nanos").longValue();
    }

    /** One round of events, in which every SKU gets several levels one after another. */
    private static final class Pass implements EventProducer.Content {
        private final int index;
        private final int skus;
        private final int events;
        private Map<Integer, Long> from = Map.of();
        private double perSecond;
        private String note = "";

        Pass(int index, int skus, int events) {
            this.index = index;
            this.skus = skus;
            this.events = events;
        }

        String text() {
            return String.format(Locale.ROOT, "%.0f events/s%s", perSecond, note);
        }

        @Override
        public String key(long number) {
            return SkuName.of((int) (number % skus));
        }

        @Override
        public byte[] value(long number) {
            return EventText.level("level-" + number, key(number), quantity(number), number + 1);
        }

        private long quantity(long number) {
            return 1_000 + number / skus;
        }

        long finalQuantity(int sku) {
            long lastOfPass = (index + 1L) * events - 1;
            return quantity(lastOfPass - Math.floorMod(lastOfPass - sku, skus));
        }
    }
}
