package io.zapas.bench.alerting;

import io.zapas.alerting.condition.SkuFacts;
import io.zapas.alerting.condition.StockRules;
import io.zapas.alerting.domain.AlertDesk;
import io.zapas.alerting.domain.AlertLife;
import io.zapas.alerting.domain.DeskChanges;
import io.zapas.alerting.domain.DeskPolicy;
import io.zapas.alerting.domain.Finding;
import io.zapas.alerting.domain.Ids;
import io.zapas.alerting.domain.LifePolicy;
import io.zapas.alerting.domain.TitleWriter;
import io.zapas.alerting.kafka.RecordCodec;
import io.zapas.alerting.render.Titles;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Changes of conditions per second on one thread. Every operation is a change: of so many SKUs each in turn runs out of stock and comes back, a round every 40 minutes of the
 * shop's time, so that most of them are opened, recover, end, return as the same occurrence, and are latched as flapping in the long run, as the life of an alert has it. What was
 * decided is taken out every {@value #SLICE} changes, as the engine does.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class FoldBench {
    static final int SLICE = 500;
    private static final Instant BEGIN = Instant.parse("2026-11-23T09:00:00Z");
    private static final TitleWriter TITLES = alert -> Titles.title(alert, Locale.forLanguageTag("pl"));
    private static final Duration ROUND = Duration.ofMinutes(40);

    /** Of few SKUs all alerts are at hand; of many each has been packed by the time it changes again, which is the worst case. */
    @Param({"4000", "60000"})
    int skus;

    private final List<SkuFacts> gone = new ArrayList<>();
    private final List<SkuFacts> there = new ArrayList<>();
    private final List<List<Finding>> findings = new ArrayList<>();
    private final List<String> subjects = new ArrayList<>();
    private AlertDesk desk;
    private Instant now;
    private int next;
    private boolean zero;

    /** A desk that knows every SKU. */
    @Setup(Level.Trial)
    public void open() {
        for (int i = 0; i < skus; i++) {
            gone.add(SampleFacts.facts(i, 0, 1, BEGIN));
            there.add(SampleFacts.facts(i, 5_000, 2, BEGIN));
            findings.add(StockRules.judge(gone.get(i), BEGIN));
            subjects.add(StockRules.subject(SampleFacts.sku(i)));
            if (findings.get(i).isEmpty()
                    || !StockRules.judge(there.get(i), BEGIN).isEmpty()) {
                throw new IllegalStateException("not a change of condition: " + SampleFacts.sku(i));
            }
        }
        desk = desk(InstantSource.fixed(BEGIN));
        now = BEGIN;
        next = 0;
        zero = true;
    }

    static AlertDesk desk(InstantSource clock) {
        Ids ids = new Ids(clock);
        return new AlertDesk(new AlertLife(LifePolicy.DEFAULT, ids), DeskPolicy.DEFAULT, ids);
    }

    /** What a finding does to its alert, and nothing else. */
    @Benchmark
    @OperationsPerInvocation(SLICE)
    public DeskChanges fold() {
        for (int i = 0; i < SLICE; i++) {
            desk.observe(subjects.get(next), zero ? findings.get(next) : List.of(), now);
            turn();
        }
        return told();
    }

    /** The same, from facts: the rules judge them first. */
    @Benchmark
    @OperationsPerInvocation(SLICE)
    public DeskChanges judgeAndFold() {
        for (int i = 0; i < SLICE; i++) {
            desk.observe(subjects.get(next), StockRules.judge(zero ? gone.get(next) : there.get(next), now), now);
            turn();
        }
        return told();
    }

    /** The same, and what changed is written as the records that are stored. */
    @Benchmark
    @OperationsPerInvocation(SLICE)
    public int judgeFoldAndWrite() {
        for (int i = 0; i < SLICE; i++) {
            desk.observe(subjects.get(next), StockRules.judge(zero ? gone.get(next) : there.get(next), now), now);
            turn();
        }
        return told().records().stream()
                .mapToInt(tracked -> RecordCodec.bytes(tracked, TITLES).length)
                .sum();
    }

    private void turn() {
        next++;
        if (next == skus) {
            next = 0;
            zero = !zero;
            now = now.plus(ROUND.dividedBy(2));
        }
    }

    private DeskChanges told() {
        if (next == 0) {
            desk.tick(now);
            desk.issue(now);
        }
        return desk.drain();
    }
}
