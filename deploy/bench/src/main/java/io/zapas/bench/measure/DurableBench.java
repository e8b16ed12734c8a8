package io.zapas.bench.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zapas.bench.events.EventProducer;
import io.zapas.bench.events.EventText;
import io.zapas.bench.events.SkuName;
import io.zapas.bench.events.Topics;
import io.zapas.bench.process.BackingProcess;
import io.zapas.bench.process.BareProcess;
import io.zapas.bench.report.Figure;
import io.zapas.bench.report.Findings;
import io.zapas.bench.report.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How much of a ceiling is left to anybody who keeps the contract: the ceilings of {@code ingest} and {@code reservations}, against the same programs that also write
 * a ledger entry and the availability of every change to Kafka, the entry of a reservation before its answer. Nothing of ours runs: no journal, no decision, no
 * reader. What a service reaches lies below.
 */
final class DurableBench implements Bench {
    private static final int CONNECTIONS = 64;
    private static final int MANY_CONNECTIONS = 1_000;
    private static final String TOPIC = "bench.levels";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String name() {
        return "durable";
    }

    @Override
    public void run(Lab lab, Findings findings) throws Exception {
        int skus = lab.options().pick(100_000, 2_000);
        try (BackingProcess broker = lab.broker();
                BareProcess bare = lab.bare();
                BareProcess durable = lab.bare(lab.next("durable"), broker)) {
            for (BareProcess each : List.of(bare, durable)) {
                each.http().post("/bench/stock", "{\"count\":" + skus + ",\"text\":\"" + Contest.QUANTITY + "\"}");
            }
            Duel duel = ReservationsBench.duel(
                    lab,
                    durable,
                    bare,
                    "d",
                    n -> Choice.below(skus, lab.options().seed(), n));
            duel.warmUp(CONNECTIONS);
            Figure closed = duel.closed(
                    String.format(Locale.ROOT, "durable reservations, %,d SKUs, 64 connections", skus), CONNECTIONS);
            findings.figure(closed);
            double rate = Math.max(1, Math.floor(closed.ours().median() / 2));
            findings.figure(duel.open(
                    String.format(Locale.ROOT, "durable reservations at %,.0f/s (half), 1,000 connections", rate),
                    MANY_CONNECTIONS,
                    rate));
            findings.figure(ingest(lab, broker, bare, durable, skus));
        }
    }

    private static Figure ingest(Lab lab, BackingProcess broker, BareProcess bare, BareProcess durable, int skus)
            throws Exception {
        int events = lab.options().pick(300_000, 50_000);
        Topics.create(broker.kafka(), TOPIC);
        try (EventProducer producer = EventProducer.bulk(broker.kafka(), TOPIC)) {
            producer.produce(0, events, new EventProducer.Content() {
                @Override
                public String key(long number) {
                    return SkuName.of((int) (number % skus));
                }

                @Override
                public byte[] value(long number) {
                    return EventText.level("level-" + number, key(number), 1_000 + number / skus, number + 1);
                }
            });
        }
        String asked = JSON.writeValueAsString(Map.of("bootstrap", broker.kafka(), "topic", TOPIC, "count", events));
        Side ceiling = new Side(bare);
        Side ours = new Side(durable);
        for (Side side : List.of(ceiling, ours)) {
            WarmUp.of(lab, side == ours ? "durable" : "ceiling", side.program.pid(), () -> side.read(asked));
        }
        for (int pair = 0; pair < lab.options().pairs(); pair++) {
            for (Side side : List.of(ceiling, ours)) {
                lab.quiet(side.program);
                side.measure(asked);
            }
        }
        double each = 1e6 / lab.options().pairs() / events;
        return Figure.of(
                        String.format(Locale.ROOT, "durable ingest, %,d SKUs, %,d events", skus, events),
                        "events/s",
                        new Samples(ours.perSecond),
                        new Samples(ceiling.perSecond))
                .cpuMicros(ours.cpuSeconds * each, ceiling.cpuSeconds * each);
    }

    /** One of the two, with what was measured of it. */
    private static final class Side {
        private final BareProcess program;
        private final List<Double> perSecond = new ArrayList<>();
        private double cpuSeconds;

        Side(BareProcess program) {
            this.program = program;
        }

        double read(String asked) throws Exception {
            JsonNode done = program.http().post("/bench/ingest", asked);
            return done.path("events").longValue() * 1e9 / done.path("nanos").longValue();
        }

        void measure(String asked) throws Exception {
            double before = program.cpuSeconds();
            perSecond.add(read(asked));
            cpuSeconds += program.cpuSeconds() - before;
        }
    }
}
