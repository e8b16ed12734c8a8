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
 * How much of a ceiling is left to anybody who keeps the contract. The ceilings of {@code ingest} and {@code reservations} against the same programs
 *
 * <ul>
 *   <li><b>durable</b>: that also write a ledger entry and the availability of every change to Kafka, the entry of a reservation before its answer;
 *   <li><b>checked</b>: whose records are true besides. A level has an effect if it is newer than its SKU's newest, a request if neither it nor its order is known, and all of it goes to Redis together: level,
 *       watermark and position; stock, hold, request and order; the outbox.
 * </ul>
 *
 * Nothing of ours runs: no journal, no location, channel, buffer or kit, no reader. What a service reaches lies below.
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
                BareProcess durable = lab.bare(lab.next("durable"), broker, false);
                BareProcess checked = lab.bare(lab.next("checked"), broker, true)) {
            for (BareProcess each : List.of(bare, durable, checked)) {
                each.http().post("/bench/stock", "{\"count\":" + skus + ",\"text\":\"" + Contest.QUANTITY + "\"}");
            }
            reservations(lab, findings, durable, bare, skus, "durable");
            reservations(lab, findings, checked, bare, skus, "checked");
            ingest(lab, findings, broker, bare, durable, checked, skus);
        }
    }

    private static void reservations(
            Lab lab, Findings findings, BareProcess ours, BareProcess bare, int skus, String name) throws Exception {
        Duel duel = ReservationsBench.duel(
                lab, ours, bare, name, n -> Choice.below(skus, lab.options().seed(), n));
        duel.warmUp(CONNECTIONS);
        Figure closed = duel.closed(
                String.format(Locale.ROOT, "%s reservations, %,d SKUs, 64 connections", name, skus), CONNECTIONS);
        findings.figure(closed);
        double rate = Math.max(1, Math.floor(closed.ours().median() / 2));
        findings.figure(duel.open(
                String.format(Locale.ROOT, "%s reservations at %,.0f/s (half), 1,000 connections", name, rate),
                MANY_CONNECTIONS,
                rate));
    }

    private static void ingest(
            Lab lab,
            Findings findings,
            BackingProcess broker,
            BareProcess bare,
            BareProcess durable,
            BareProcess checked,
            int skus)
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
        Side values = new Side(bare, "ceiling", broker, events);
        Side records = new Side(durable, "durable", broker, events);
        Side checks = new Side(checked, "checked", broker, events);
        List<Side> sides = List.of(values, records, checks);
        for (Side side : sides) {
            WarmUp.of(lab, side.name, side.program.pid(), side::read);
        }
        for (int pair = 0; pair < lab.options().pairs(); pair++) {
            for (Side side : sides) {
                lab.quiet(side.program);
                side.measure();
            }
        }
        findings.figure(records.against(values, skus));
        findings.figure(checks.against(values, skus));
    }

    /** A program that works at the levels in the topic, with what was measured of it. */
    private static final class Side {
        private final BareProcess program;
        private final String name;
        private final BackingProcess broker;
        private final int events;
        private final List<Double> perSecond = new ArrayList<>();
        private long rounds;
        private double cpuSeconds;

        Side(BareProcess program, String name, BackingProcess broker, int events) {
            this.program = program;
            this.name = name;
            this.broker = broker;
            this.events = events;
        }

        /** Reads all of it, as levels newer than those of the round before. */
        double read() throws Exception {
            JsonNode done = program.http()
                    .post(
                            "/bench/ingest",
                            JSON.writeValueAsString(Map.of(
                                    "bootstrap",
                                    broker.kafka(),
                                    "topic",
                                    TOPIC,
                                    "count",
                                    events,
                                    "raise",
                                    rounds++ * events)));
            if (done.path("events").intValue() != events) {
                throw new IllegalStateException(
                        name + ": " + done.path("events") + " of " + events + " levels had an effect");
            }
            return events * 1e9 / done.path("nanos").longValue();
        }

        void measure() throws Exception {
            double before = program.cpuSeconds();
            perSecond.add(read());
            cpuSeconds += program.cpuSeconds() - before;
        }

        Figure against(Side ceiling, int skus) {
            return Figure.of(
                            String.format(Locale.ROOT, "%s ingest, %,d SKUs, %,d events", name, skus, events),
                            "events/s",
                            new Samples(perSecond),
                            new Samples(ceiling.perSecond))
                    .cpuMicros(cpuMicros(), ceiling.cpuMicros());
        }

        private double cpuMicros() {
            return cpuSeconds * 1e6 / perSecond.size() / events;
        }
    }
}
