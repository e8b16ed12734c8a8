package io.zapas.bench.forecast;

import io.zapas.bench.process.CpuTime;
import io.zapas.bench.report.Plot;
import io.zapas.forecast.domain.engine.Baseline;
import io.zapas.forecast.domain.engine.PeriodCalendar;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code deploy/run bench forecast}: exit code 0 when every file is written, 2 for wrong use or a file that cannot be read. */
@Command(
        name = "forecast",
        description = "Forecasts demand files and writes DATASET.METHOD.csv.gz in the exchange format of the protocol.",
        mixinStandardHelpOptions = true)
public final class ForecastCommand implements Callable<Integer> {
    private static final PrintStream OUT = System.out;
    private static final int JMH_SECONDS = 3;
    private static final int[] LAUNCH_DAYS = {1, 3, 7, 14, 28, 56};

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DATASET", arity = "1..*", description = "CSV (also .gz): series_id,date,y[,in_stock]")
    private List<Path> files = List.of();

    @Option(
            names = "--protocol",
            paramLabel = "FILE",
            description = "origins and horizons, by the data set's file name; default: four origins before the end")
    private Path protocol;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            description = "reads the protocol as if the data set's file were called so")
    private Path as;

    @Option(names = "--origin", paramLabel = "DATE", description = "last known day, instead of those of the protocol")
    private List<LocalDate> origins = List.of();

    @Option(
            names = "--calendar",
            paramLabel = "FILE",
            description = "events of days: date and columns event_name... and snap...")
    private Path events;

    @Option(names = "--out", paramLabel = "DIR", defaultValue = ".", description = "where to write")
    private Path out;

    @Option(names = "--method", paramLabel = "NAME", defaultValue = "zapas", description = "second part of the names")
    private String method;

    @Option(
            names = "--baseline",
            paramLabel = "METHOD",
            description = "a method of the text book, smoothing 0.1, in place of the engine: ${COMPLETION-CANDIDATES}")
    private Baseline.Method baseline;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "3",
            description = "runs; the speed of the first (cold) and of the last (warm) are printed")
    private int repeat;

    @Option(
            names = "--scale",
            paramLabel = "SKUS",
            description =
                    "writes no forecast: measures a shop of so many SKUs of two years, made of the data set's own")
    private int scale;

    @Option(
            names = "--jmh",
            description = "writes no forecast: measures the inner loops by JMH on series of two years of the data set")
    private boolean jmh;

    @Option(
            names = "--launches",
            description =
                    "writes no forecast: scores those of SKUs that are 1 to 56 days old, of the 28 days that follow")
    private boolean launches;

    @Option(
            names = "--calibration",
            paramLabel = "FILE",
            description = "also draws, as SVG, how much of demand the quantiles held; a panel per data set")
    private Path calibration;

    @Option(
            names = "--truth",
            paramLabel = "FILE",
            description = "the demand to compare with, where the data set's own is censored")
    private Path truth;

    private final List<Plot.Panel> panels = new ArrayList<>();

    @Option(names = "--threads", paramLabel = "N", defaultValue = "2", description = "threads of --scale")
    private int threads;

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(out);
        for (Path file : files) {
            try {
                run(file);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), file + ": " + e.getMessage(), e);
            }
        }
        if (calibration != null) {
            Files.writeString(calibration, Plot.svg(panels));
        }
        return 0;
    }

    private void run(Path file) throws Exception {
        if (jmh) {
            loops(file);
            return;
        }
        DemandFile demand = DemandFile.read(file);
        if (scale > 0) {
            scale(file, demand);
            return;
        }
        if (launches) {
            launches(file, demand);
            return;
        }
        Protocol wanted =
                protocol == null ? Protocol.suggested(file, demand) : Protocol.of(protocol, as == null ? file : as);
        PeriodCalendar calendar = demand.period() == Period.MONTH ? PeriodCalendar.MONTHS : days();
        ForecastRun run = new ForecastRun(demand, calendar, wanted.withOrigins(origins), baseline);
        ForecastRun.Result result = run.forecast();
        double cold = result.perSecond();
        for (int i = 1; i < repeat; i++) {
            result = run.forecast();
        }
        Path target = out.resolve(wanted.dataset() + "." + method + ".csv.gz");
        run.write(result.rows(), target);
        if (calibration != null) {
            panels.add(new Calibration(truth == null ? demand : DemandFile.read(truth))
                    .panel(wanted.dataset() + ", " + method, result.rows(), wanted.cumulated()));
        }
        OUT.printf(
                Locale.ROOT,
                "%s: %d series x origins, %,.0f series/s of CPU time cold, %,.0f warm (one thread, fit and quantiles) -> %s%n",
                wanted.dataset(),
                result.rows().size(),
                cold,
                result.perSecond(),
                target);
    }

    private void loops(Path file) throws RunnerException {
        TimeValue time = TimeValue.seconds(JMH_SECONDS);
        new Runner(new OptionsBuilder()
                        .include(InnerLoops.class.getSimpleName())
                        .param("dataset", file.toAbsolutePath().toString())
                        .param(
                                "events",
                                events == null ? "" : events.toAbsolutePath().toString())
                        .addProfiler(CpuTime.class)
                        .forks(1)
                        .warmupIterations(repeat)
                        .warmupTime(time)
                        .measurementIterations(repeat)
                        .measurementTime(time)
                        .jvmArgs("-Xmx1g", "-XX:+UseSerialGC")
                        .build())
                .run();
    }

    private PeriodCalendar days() throws IOException {
        return events == null ? PeriodCalendar.DAYS : EventFile.read(events);
    }

    private void launches(Path file, DemandFile demand) {
        if (demand.period() == Period.MONTH) {
            throw new IllegalArgumentException("--launches needs days");
        }
        LaunchRun run = new LaunchRun(demand.series());
        for (int days : LAUNCH_DAYS) {
            LaunchRun.Score score = run.after(days);
            OUT.printf(
                    Locale.ROOT,
                    "%s after %2d days: %d launches, MAE / mean %.3f (own mean %.3f), bias %+.1f %%, sl95 %.1f, PL50 %.1f, PL95 %.1f%n",
                    file.getFileName(),
                    days,
                    score.launches(),
                    score.error(),
                    score.ownError(),
                    100 * score.bias(),
                    100 * score.within95(),
                    score.pinball50(),
                    score.pinball95());
        }
    }

    private void scale(Path file, DemandFile demand) throws Exception {
        if (demand.period() == Period.MONTH) {
            throw new IllegalArgumentException("--scale needs days");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("--threads " + threads + " must be 1 or more");
        }
        ScaleRun run = new ScaleRun(demand.series(), days());
        for (int i = 0; i < repeat; i++) {
            ScaleRun.Result result = run.run(scale, threads);
            OUT.printf(
                    Locale.ROOT,
                    "%s: %,d SKUs of 730 days, %d threads: %.1f s, %.1f s of CPU (%.1f to make the SKUs), peak heap %,d MiB, sum of quantiles %.3e%n",
                    file.getFileName(),
                    scale,
                    threads,
                    result.seconds(),
                    result.cpuSeconds(),
                    result.making(),
                    result.heapMegabytes(),
                    result.units());
        }
    }
}
