package io.zapas.bench.measure;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.bench.events.ExpiryWatch;
import io.zapas.bench.events.SkuName;
import io.zapas.bench.load.LoadDriver;
import io.zapas.bench.load.LoadPlan;
import io.zapas.bench.load.LoadResult;
import io.zapas.bench.load.RequestSource;
import io.zapas.bench.load.RequestTemplate;
import io.zapas.bench.process.JavaProcess;
import io.zapas.bench.process.SuiteProcess;
import io.zapas.bench.report.Figure;
import io.zapas.bench.report.Findings;
import io.zapas.bench.report.Latency;
import io.zapas.bench.report.Samples;
import io.zapas.bench.report.Target;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongUnaryOperator;
import org.HdrHistogram.Histogram;

/**
 * Holds that fall due within one minute, spread evenly: from {@code expiresAt} to the release, as {@code stock.ledger} tells it. The holds are made over
 * HTTP, each with the {@code ttlSeconds} that lets it fall due then. Ceiling: a loop that asks every 10 ms for what is due and runs one minimal script
 * per 500.
 */
final class ExpiryBench implements Bench {
    private static final int CONNECTIONS = 64;
    private static final int NUMBER_DIGITS = 10;
    private static final int TTL_DIGITS = 6;
    private static final long LONG_TTL_SECONDS = 100_000;
    private static final double P99_MILLIS = 1_000;
    private static final double SLACK = 1.3;
    private static final long MARGIN_MILLIS = 10_000;
    private static final Duration GRACE = Duration.ofMinutes(3);

    @Override
    public String name() {
        return "expiry";
    }

    @Override
    public void run(Lab lab, Findings findings) throws Exception {
        int holds = lab.options().pick(100_000, 5_000);
        long spreadMillis = lab.options().pick(60_000, 10_000);
        try (Contest contest = Contest.start(lab, lab.options().pick(10_000, 1_000))) {
            Latency ceiling = ceiling(contest, holds, spreadMillis);
            lab.say(String.format(Locale.ROOT, "expiry, ceiling: p99 %.0f ms", ceiling.p99()));
            Histogram[] ours = ours(lab, contest, holds, spreadMillis);
            Latency released = Latency.ofMillis(ours[0]);
            Latency seen = Latency.ofMillis(ours[1]);
            findings.figure(Figure.of(
                            String.format(
                                    Locale.ROOT,
                                    "expiry, %,d holds due within %d s: until released",
                                    holds,
                                    spreadMillis / 1_000),
                            "ms p99",
                            Samples.of(released.p99()),
                            Samples.of(ceiling.p99()))
                    .target(Target.atMost(P99_MILLIS, "ms"))
                    .latency(released, ceiling));
            findings.figure(
                    Figure.of("expiry, until read from stock.ledger", "ms p99", Samples.of(seen.p99()), Samples.NONE)
                            .latency(seen, null));
        }
    }

    private static Latency ceiling(Contest contest, int holds, long spreadMillis) throws Exception {
        long from = System.currentTimeMillis() + MARGIN_MILLIS;
        JsonNode done = contest.bare()
                .http()
                .post(
                        "/bench/expiry",
                        "{\"count\":" + holds + ",\"skus\":" + contest.skus() + ",\"fromMillis\":" + from
                                + ",\"spreadMillis\":" + spreadMillis + "}");
        return new Latency(
                done.path("p50").doubleValue(),
                done.path("p99").doubleValue(),
                done.path("max").doubleValue());
    }

    /** Delays until released and until seen, in ms. */
    private static Histogram[] ours(Lab lab, Contest contest, int holds, long spreadMillis) throws Exception {
        SuiteProcess suite = contest.suite();
        int skus = contest.skus();
        LoadResult warmUp = LoadDriver.closed(new LoadPlan(
                        JavaProcess.loopback(suite.port()),
                        CONNECTIONS,
                        request(suite, "w", skus, n -> LONG_TTL_SECONDS),
                        0,
                        Long.MAX_VALUE,
                        lab.options().run()))
                .requireOnly(201);
        long loadMillis = (long) (holds / warmUp.perSecond() * 1_000 * SLACK) + MARGIN_MILLIS;
        long from = System.currentTimeMillis() + loadMillis;
        lab.say(String.format(Locale.ROOT, "expiry, ours: making holds for %.0f s", loadMillis / 1e3));
        LongUnaryOperator ttl = n ->
                secondsUntil(from + Choice.below(spreadMillis, lab.options().seed(), n));
        try (ExpiryWatch watch = new ExpiryWatch(suite.kafka())) {
            LoadDriver.closed(new LoadPlan(
                            JavaProcess.loopback(suite.port()),
                            CONNECTIONS,
                            request(suite, "x", skus, ttl),
                            0,
                            holds,
                            Duration.ofMillis(loadMillis)))
                    .requireOnly(201);
            long made = System.currentTimeMillis();
            if (made >= from) {
                throw new IllegalStateException(
                        "the last hold was made " + (made - from) + " ms after the first was due");
            }
            long limitMillis = from - made + spreadMillis + GRACE.toMillis();
            long released = watch.await(holds, Duration.ofMillis(limitMillis));
            if (released != holds) {
                throw new IllegalStateException("only " + released + " of " + holds + " holds were released");
            }
            long left = ReservedUnits.of(suite.http(), skus);
            if (left != warmUp.answered()) {
                throw new IllegalStateException(
                        left + " units are reserved after the release, not " + warmUp.answered());
            }
            lab.say(String.format(
                    Locale.ROOT,
                    "expiry, ours: p99 %.0f ms",
                    Latency.ofMillis(watch.releasedMillis()).p99()));
            return new Histogram[] {watch.releasedMillis(), watch.seenMillis()};
        }
    }

    /** Rounded up: the hold is not due before. */
    private static long secondsUntil(long millis) {
        return Math.max(1, -Math.floorDiv(System.currentTimeMillis() - millis, 1_000));
    }

    private static RequestSource request(SuiteProcess suite, String prefix, int skus, LongUnaryOperator ttl) {
        return RequestTemplate.post("/v1/reservations", "127.0.0.1:" + suite.port())
                .header("Idempotency-Key", "expiry-" + prefix, NUMBER_DIGITS, n -> n)
                .text("{\"orderId\":\"expiry-" + prefix)
                .digits(NUMBER_DIGITS, n -> n)
                .text("\",\"channel\":\"shop\",\"lines\":[{\"sku\":\"" + SkuName.PREFIX)
                .digits(SkuName.DIGITS, n -> n % skus)
                .text("\",\"quantity\":1}],\"ttlSeconds\":")
                .number(TTL_DIGITS, ttl)
                .text("}")
                .build();
    }
}
