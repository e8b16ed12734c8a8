package io.zapas.bench.measure;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.bench.events.AvailabilityWatch;
import io.zapas.bench.events.EventProducer;
import io.zapas.bench.events.EventText;
import io.zapas.bench.events.LedgerSample;
import io.zapas.bench.events.SkuName;
import io.zapas.bench.process.BareProcess;
import io.zapas.bench.process.Pauses;
import io.zapas.bench.process.Proc;
import io.zapas.bench.process.SuiteProcess;
import io.zapas.bench.report.Figure;
import io.zapas.bench.report.Findings;
import io.zapas.bench.report.Samples;
import io.zapas.stocksync.api.StockTopics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * A large shop: SKUs with a level each (through {@code erp.events}) and one open reservation per SKU (through {@code channel.events}). Memory of Redis and
 * service, time to start after a clean stop, time to rebuild after Redis has lost everything. Right is: a sample of SKUs has its level and its reserved unit,
 * a sample of reservations is HELD. Ceiling: the bare server's Redis with one value per SKU, one per hold and one expiry index.
 */
final class ScaleBench implements Bench {
    private static final double MEBI = 1024 * 1024;
    private static final long QUANTITY = 100;
    private static final int SAMPLE = 200;
    private static final Duration LOAD_LIMIT = Duration.ofMinutes(30);
    /** Holds of orders must not fall due while they are loaded. */
    private static final Map<String, String> SETTINGS = Map.of("ZAPAS_HOLD_DEFAULT", "7d");

    @Override
    public String name() {
        return "scale";
    }

    @Override
    public void run(Lab lab, Findings findings) throws Exception {
        int count = lab.options().pick(1_000_000, 50_000);
        Baseline baseline = baseline(lab, count);
        try (SuiteProcess suite = lab.suite(SETTINGS)) {
            String of = String.format(Locale.ROOT, "scale, %,d SKUs + holds: ", count);
            long emptyBytes = suite.redis().usedBytes();
            long beginNanos = System.nanoTime();
            load(lab, suite, count);
            double loadSeconds = (System.nanoTime() - beginNanos) / 1e9;
            findings.figure(Figure.of(of + "loading", "events/s", Samples.of(2 * count / loadSeconds), Samples.NONE));
            Map<String, String> holds = LedgerSample.holds(suite.kafka(), SAMPLE);
            requireRight(suite, lab, count, holds);
            lab.quiet(suite);

            findings.figure(mebi(of + "Redis used_memory", suite.redis().usedBytes(), baseline.usedBytes));
            findings.figure(
                    mebi(of + "Redis resident", Proc.residentBytes(suite.redis().pid()), baseline.residentBytes));
            findings.figure(Figure.of(
                    of + "Redis per SKU with hold",
                    "bytes",
                    Samples.of((double) (suite.redis().usedBytes() - emptyBytes) / count),
                    Samples.of((double) baseline.usedBytes / count)));
            findings.figure(Figure.of(
                    of + "service resident", "MiB", Samples.of(Proc.residentBytes(suite.pid()) / MEBI), Samples.NONE));
            findings.figure(
                    Figure.of(of + "service heap used", "MiB", Samples.of(suite.heapBytes() / MEBI), Samples.NONE));

            lab.say("scale: stopping and starting again");
            suite.restart();
            requireRight(suite, lab, count, holds);
            findings.figure(Figure.of(
                    of + "start after a clean stop",
                    "s",
                    Samples.of(suite.startSeconds()),
                    Samples.of(baseline.startSeconds)));
            rebuild(lab, suite, count, holds, of, findings);
        }
    }

    private record Baseline(long usedBytes, long residentBytes, double startSeconds) {}

    private static Baseline baseline(Lab lab, int count) throws Exception {
        Path data = lab.next("bare");
        long used;
        long resident;
        try (BareProcess bare = lab.bare(data)) {
            bare.http().post("/bench/stock", "{\"count\":" + count + ",\"text\":\"" + QUANTITY + "\"}");
            bare.http().post("/bench/holds", "{\"count\":" + count + ",\"skus\":" + count + "}");
            used = bare.redis().usedBytes();
            resident = Proc.residentBytes(bare.redis().pid());
        }
        try (BareProcess again = lab.bare(data)) {
            return new Baseline(used, resident, again.startSeconds());
        }
    }

    private static Figure mebi(String name, long ours, long ceiling) {
        return Figure.of(name, "MiB", Samples.of(ours / MEBI), Samples.of(ceiling / MEBI));
    }

    private static void load(Lab lab, SuiteProcess suite, int count) throws Exception {
        try (AvailabilityWatch watch = new AvailabilityWatch(suite.kafka(), count, suite::requireAlive)) {
            lab.say("scale: loading levels");
            try (EventProducer producer = EventProducer.bulk(suite.kafka(), StockTopics.ERP_EVENTS)) {
                producer.produce(
                        0, count, content(n -> sku(n), n -> EventText.level("scale-" + n, sku(n), QUANTITY, 1)));
            }
            watch.awaitChanges(count, LOAD_LIMIT);
            lab.say("scale: loading orders");
            try (EventProducer producer = EventProducer.bulk(suite.kafka(), StockTopics.CHANNEL_EVENTS)) {
                producer.produce(0, count, content(n -> "scale-" + n, n -> EventText.placed("scale-" + n, sku(n))));
            }
            watch.awaitChanges(2L * count, LOAD_LIMIT);
            lab.say("scale: loaded");
        }
    }

    private interface TextOf {
        String of(long number);
    }

    private interface BytesOf {
        byte[] of(long number);
    }

    private static EventProducer.Content content(TextOf key, BytesOf value) {
        return new EventProducer.Content() {
            @Override
            public String key(long number) {
                return key.of(number);
            }

            @Override
            public byte[] value(long number) {
                return value.of(number);
            }
        };
    }

    private static String sku(long number) {
        return SkuName.of((int) number);
    }

    private static void requireRight(SuiteProcess suite, Lab lab, int count, Map<String, String> holds)
            throws Exception {
        String wrong = wrong(suite, lab, count, holds);
        if (wrong != null) {
            throw new IllegalStateException(wrong);
        }
    }

    /** What is not as it was loaded; null when all of the sample is. */
    private static String wrong(SuiteProcess suite, Lab lab, int count, Map<String, String> holds)
            throws InterruptedException {
        try {
            for (int i = 0; i < SAMPLE; i++) {
                String sku = sku(Choice.below(count, lab.options().seed(), i));
                JsonNode found = suite.http().get("/v1/availability/" + sku);
                JsonNode location = found.path("locations").path(0);
                if (location.path("onHand").longValue() != QUANTITY
                        || location.path("reserved").longValue() != 1) {
                    return sku + " is " + found;
                }
            }
            for (Map.Entry<String, String> hold : holds.entrySet()) {
                JsonNode found = suite.http().get("/v1/reservations/" + hold.getKey());
                if (!found.path("state").asText().equals("HELD")) {
                    return "reservation of " + hold.getValue() + " is " + found;
                }
            }
            return null;
        } catch (IOException | IllegalStateException e) {
            return e.getMessage();
        }
    }

    private static void rebuild(
            Lab lab, SuiteProcess suite, int count, Map<String, String> holds, String of, Findings findings)
            throws Exception {
        lab.say("scale: Redis loses everything");
        Duration limit = Duration.ofSeconds(lab.options().pick(600, 45));
        suite.redis().flushAll();
        long beginNanos = System.nanoTime();
        String[] wrong = {"not asked"};
        try {
            Pauses.until("rebuilt", limit, () -> {
                wrong[0] = suite.ready() ? wrong(suite, lab, count, holds) : "not ready";
                return wrong[0] == null;
            });
            double seconds = (System.nanoTime() - beginNanos) / 1e9;
            findings.figure(Figure.of(of + "rebuild after FLUSHALL", "s", Samples.of(seconds), Samples.NONE));
        } catch (TimeoutException e) {
            findings.figure(Figure.of(of + "rebuild after FLUSHALL", "s", Samples.NONE, Samples.NONE));
            findings.remark("scale: not rebuilt within " + limit.toSeconds() + " s after FLUSHALL (" + wrong[0] + ")");
        }
    }
}
