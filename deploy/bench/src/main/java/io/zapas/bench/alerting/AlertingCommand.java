package io.zapas.bench.alerting;

import io.zapas.bench.process.CpuTime;
import io.zapas.bench.process.JavaProcess;
import io.zapas.bench.process.Proc;
import io.zapas.bench.process.SuiteProcess.SuiteProgram;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code deploy/run bench alerting}: changes folded per second, memory of alerts, first notice, and ingest beside Prometheus Alertmanager's. */
@Command(
        name = "alerting",
        description = "Measures alerting: folding (JMH), memory, first notice, ingest beside Prometheus Alertmanager.",
        mixinStandardHelpOptions = true)
public final class AlertingCommand implements Callable<Integer> {
    private static final String LARGE_PAGES = "-XX:+UseTransparentHugePages";
    private static final PrintStream OUT = System.out;
    private static final double MEBI = 1024.0 * 1024;

    @Option(names = "--quick", description = "smaller and shorter: shows that everything works, not how fast it is")
    private boolean quick;

    @Option(names = "--alerts", description = "how many are ingested end to end; default 20000")
    private Integer alerts;

    @Option(names = "--states", description = "how many are held in memory; default 100000")
    private Integer states;

    @Option(
            names = "--alertmanager",
            description = "program of a Prometheus Alertmanager to measure beside ours; default: the one on the path")
    private Path alertmanager;

    @Option(
            names = "--suite",
            description =
                    "measures the whole suite in one process, with its own broker; else alerting alone beside one")
    private boolean whole;

    private final List<String> rows = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("zapas-bench-alerting");
        String before = Proc.load();
        try {
            fold();
            memory(directory);
            ingest(directory);
        } finally {
            delete(directory);
        }
        OUT.printf(
                Locale.ROOT,
                "%n%d cores, JVM %s, load average %s before, %s after%n%n",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vm.version"),
                before,
                Proc.load());
        OUT.println("| what | wall clock | CPU | target |");
        OUT.println("|---|---|---|---|");
        rows.forEach(OUT::println);
        return 0;
    }

    private void row(String what, String clock, String cpu, String target) {
        rows.add("| " + what + " | " + clock + " | " + cpu + " | " + target + " |");
    }

    private void fold() throws Exception {
        TimeValue time = TimeValue.seconds(quick ? 1 : 5);
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(FoldBench.class.getSimpleName())
                        .addProfiler(CpuTime.class)
                        .forks(1)
                        .warmupIterations(quick ? 1 : 3)
                        .warmupTime(time)
                        .measurementIterations(quick ? 1 : 5)
                        .measurementTime(time)
                        // The facts that are folded take half a gigabyte: in a small heap their collection would be
                        // measured.
                        .jvmArgs(withLargePages("-Xms3g", "-Xmx3g", "-Xmn512m", "-XX:+UseSerialGC"))
                        .build())
                .run();
        for (RunResult result : results) {
            String name = result.getParams().getBenchmark();
            double micros = result.getSecondaryResults().get(CpuTime.LABEL).getScore();
            row(
                    "changes of conditions of " + result.getParams().getParam("skus") + " SKUs, one thread: "
                            + name.substring(name.lastIndexOf('.') + 1),
                    String.format(
                            Locale.ROOT, "%,.0f/s", result.getPrimaryResult().getScore()),
                    String.format(Locale.ROOT, "%.2f us each, %,.0f/s of CPU", micros, 1e6 / micros),
                    name.endsWith(".fold") ? "100,000/s" : "");
        }
    }

    /** As the service is run: alerts lie all over the heap. */
    private static String[] withLargePages(String... options) {
        boolean asked = System.getProperty("zapas.suite.options", "").contains(LARGE_PAGES);
        return asked ? Stream.concat(Stream.of(options), Stream.of(LARGE_PAGES)).toArray(String[]::new) : options;
    }

    private void memory(Path directory) throws IOException, InterruptedException {
        int count = states != null ? states : quick ? 10_000 : 100_000;
        Path output = directory.resolve("states.out");
        double cpu = 0;
        try (JavaProcess process = JavaProcess.start(
                System.getProperty("java.class.path"),
                List.of("-Xmx2g", "-XX:+UseSerialGC"),
                Map.of(),
                output,
                StatesMemory.class.getName(),
                Integer.toString(count))) {
            while (ProcessHandle.of(process.pid()).map(ProcessHandle::isAlive).orElse(false)) {
                cpu = Math.max(cpu, Proc.cpuSeconds(process.pid()));
                Thread.sleep(100);
            }
        } catch (UncheckedIOException e) {
            OUT.println("ended while it was asked for its CPU time");
        }
        String said = Files.readString(output, StandardCharsets.UTF_8).strip();
        int at = said.lastIndexOf("bytes ");
        if (at < 0) {
            row(
                    String.format(Locale.ROOT, "%,d open alerts in memory", count),
                    "do not fit into 2 GiB",
                    "",
                    "1,000,000 in 1 GiB");
            OUT.println(said);
            return;
        }
        double bytes = Double.parseDouble(said.substring(at + "bytes ".length()));
        row(
                String.format(Locale.ROOT, "%,d open alerts in memory", count),
                String.format(Locale.ROOT, "%,.0f bytes each, %,.0f MiB", bytes / count, bytes / MEBI),
                String.format(Locale.ROOT, "%.1f s", cpu),
                String.format(
                        Locale.ROOT, "1,000,000 in 1 GiB: 1,073 bytes each; %,.0f fit", 1024 * MEBI / (bytes / count)));
    }

    private void ingest(Path directory) throws Exception {
        int count = alerts != null ? alerts : quick ? 1_000 : 20_000;
        Optional<Path> program = Alertmanager.find(alertmanager);
        if (program.isEmpty()) {
            OUT.println(
                    "Prometheus Alertmanager is NOT INSTALLED: no figures beside ours. Debian has it (apt-get install prometheus-alertmanager; it needs its templates in /usr/share),"
                            + " on the path or as --alertmanager PATH.");
            row(
                    String.format(Locale.ROOT, "%,d alerts into Alertmanager", count),
                    "not installed: Debian's prometheus-alertmanager, or --alertmanager PATH",
                    "",
                    "");
        } else {
            try (Alertmanager manager = Alertmanager.start(program.get(), directory.resolve("alertmanager"))) {
                double cpu = manager.cpuSeconds();
                long fromNanos = System.nanoTime();
                manager.take(count);
                double seconds = (System.nanoTime() - fromNanos) / 1e9;
                row(
                        String.format(
                                Locale.ROOT, "%,d alerts into Alertmanager (in memory only, until answered)", count),
                        String.format(Locale.ROOT, "%.1f s, %,.0f/s", seconds, count / seconds),
                        String.format(Locale.ROOT, "%.0f us each", (manager.cpuSeconds() - cpu) * 1e6 / count),
                        "");
            }
        }
        SuiteProgram suite = new SuiteProgram(
                System.getProperty("zapas.suite.classpath"),
                List.of(System.getProperty("zapas.suite.options", "").strip().split("\\s+")),
                whole ? null : "alerting");
        try (EndToEnd ours = new EndToEnd(suite, directory.resolve("suite"))) {
            ours.firstNotices(3);
            List<Double> millis = new ArrayList<>(ours.firstNotices(quick ? 5 : 30));
            Collections.sort(millis);
            row(
                    String.format(Locale.ROOT, "first notice of a critical alert, %d of them", millis.size()),
                    String.format(
                            Locale.ROOT,
                            "p50 %,.0f ms, max %,.0f ms",
                            millis.get(millis.size() / 2),
                            millis.get(millis.size() - 1)),
                    "",
                    "2,000 ms");
            ours.ingest(count);
            double[] took = ours.ingest(count);
            row(
                    String.format(
                            Locale.ROOT,
                            "%,d alerts into Zapas, after as many (broker and all, until stored in Kafka)",
                            count),
                    String.format(Locale.ROOT, "%.1f s, %,.0f/s", took[0], count / took[0]),
                    String.format(Locale.ROOT, "%.0f us each", took[1] * 1e6 / count),
                    "");
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
