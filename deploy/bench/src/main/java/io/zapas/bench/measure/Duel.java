package io.zapas.bench.measure;

import io.zapas.bench.load.LoadDriver;
import io.zapas.bench.load.LoadPlan;
import io.zapas.bench.load.LoadResult;
import io.zapas.bench.load.RequestSource;
import io.zapas.bench.process.Contender;
import io.zapas.bench.process.JavaProcess;
import io.zapas.bench.report.Figure;
import io.zapas.bench.report.Latency;
import io.zapas.bench.report.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/** The same HTTP requests against ceiling and ours in turn, so that what else the machine does hits both. One thread. */
final class Duel {
    /** Never met: time ends a run. */
    private static final long MAX_REQUESTS = 100_000_000;

    private final Lab lab;
    private final Contender ours;
    private final Contender ceiling;
    private final Function<String, RequestSource> requests;
    private final int status;
    private long nextNumber;
    private long oursAnswered;

    /**
     * @param requests for a host and port; numbers go on from run to run
     * @param status the only answer that is right
     */
    Duel(Lab lab, Contender ours, Contender ceiling, Function<String, RequestSource> requests, int status) {
        this.lab = lab;
        this.ours = ours;
        this.ceiling = ceiling;
        this.requests = requests;
        this.status = status;
    }

    /** Requests that ours has answered so far, all of them with the right status. */
    long oursAnswered() {
        return oursAnswered;
    }

    /** Both, without measuring, as fast as answers come. */
    void warmUp(int connections) throws Exception {
        warmUp(LoadDriver::closed, connections);
    }

    /** Both, without measuring, at a fixed rate: other code is hot then. */
    void warmUp(int connections, double perSecond) throws Exception {
        warmUp(plan -> LoadDriver.open(plan, perSecond), connections);
    }

    private void warmUp(Load load, int connections) throws Exception {
        for (Side side : sides()) {
            WarmUp.of(
                    lab,
                    side.name,
                    side.pid,
                    () -> count(
                            side,
                            load.run(plan(side.port, connections, lab.options().run()))));
        }
    }

    /** As fast as answers come; unit: requests per second. */
    Figure closed(String name, int connections) throws Exception {
        return inTurn(name, "req/s", LoadDriver::closed, LoadResult::perSecond, connections);
    }

    /** At a fixed rate, corrected for coordinated omission; unit: p99 in ms. */
    Figure open(String name, int connections, double perSecond) throws Exception {
        return inTurn(
                name,
                "ms p99",
                plan -> LoadDriver.open(plan, perSecond),
                result -> Latency.ofNanos(result.latencyNanos()).p99(),
                connections);
    }

    private interface Load {
        LoadResult run(LoadPlan plan) throws Exception;
    }

    private interface Measure {
        double of(LoadResult result);
    }

    private Figure inTurn(String name, String unit, Load load, Measure measure, int connections) throws Exception {
        List<Side> sides = sides();
        for (int pair = 0; pair < lab.options().pairs(); pair++) {
            for (Side side : sides) {
                lab.quiet(ours);
                double cpu = side.cpuSeconds.getAsDouble();
                LoadResult result =
                        load.run(plan(side.port, connections, lab.options().run()));
                count(side, result);
                side.add(result, measure.of(result), side.cpuSeconds.getAsDouble() - cpu);
                lab.say(String.format(Locale.ROOT, "%s, %s: %.1f %s", name, side.name, measure.of(result), unit));
            }
        }
        Side first = sides.get(0);
        Side second = sides.get(1);
        return Figure.of(name, unit, new Samples(second.samples), new Samples(first.samples))
                .latency(Latency.ofNanos(second.latencyNanos), Latency.ofNanos(first.latencyNanos))
                .cpuMicros(second.cpuMicros(), first.cpuMicros());
    }

    private void count(Side side, LoadResult result) {
        result.requireOnly(status);
        if (side.port == ours.port()) {
            oursAnswered += result.answered();
        }
    }

    private List<Side> sides() {
        return List.of(
                new Side("ceiling", ceiling.port(), ceiling.pid(), ceiling::cpuSeconds),
                new Side("ours", ours.port(), ours.pid(), ours::cpuSeconds));
    }

    private LoadPlan plan(int port, int connections, Duration time) {
        RequestSource source = requests.apply("127.0.0.1:" + port);
        long first = nextNumber;
        nextNumber += 10_000_000;
        return new LoadPlan(JavaProcess.loopback(port), connections, source, first, MAX_REQUESTS, time);
    }

    /** One of the two, with what was measured of it. */
    private static final class Side {
        private final String name;
        private final int port;
        private final long pid;
        private final DoubleSupplier cpuSeconds;
        private final List<Double> samples = new ArrayList<>();
        private final Histogram latencyNanos = new Histogram(3);
        private double cpuSum;
        private long answers;

        Side(String name, int port, long pid, DoubleSupplier cpuSeconds) {
            this.name = name;
            this.port = port;
            this.pid = pid;
            this.cpuSeconds = cpuSeconds;
        }

        void add(LoadResult result, double sample, double cpu) {
            samples.add(sample);
            latencyNanos.add(result.latencyNanos());
            cpuSum += cpu;
            answers += result.answered();
        }

        double cpuMicros() {
            return answers == 0 ? Double.NaN : cpuSum * 1e6 / answers;
        }
    }
}
