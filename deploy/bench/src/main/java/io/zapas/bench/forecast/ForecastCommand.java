package io.zapas.bench.forecast;

import io.zapas.forecast.domain.engine.PeriodCalendar;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
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
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "3",
            description = "runs; the speed of the first (cold) and of the last (warm) are printed")
    private int repeat;

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
        return 0;
    }

    private void run(Path file) throws Exception {
        DemandFile demand = DemandFile.read(file);
        Protocol wanted =
                protocol == null ? Protocol.suggested(file, demand) : Protocol.of(protocol, as == null ? file : as);
        PeriodCalendar calendar = demand.period() == Period.MONTH
                ? PeriodCalendar.MONTHS
                : events == null ? PeriodCalendar.DAYS : EventFile.read(events);
        ForecastRun run = new ForecastRun(demand, calendar, wanted.withOrigins(origins));
        ForecastRun.Result result = run.forecast();
        double cold = result.perSecond();
        for (int i = 1; i < repeat; i++) {
            result = run.forecast();
        }
        Path target = out.resolve(wanted.dataset() + "." + method + ".csv.gz");
        run.write(result.rows(), target);
        OUT.printf(
                Locale.ROOT,
                "%s: %d series x origins, %,.0f series/s of CPU time cold, %,.0f warm (one thread, fit and quantiles) -> %s%n",
                wanted.dataset(),
                result.rows().size(),
                cold,
                result.perSecond(),
                target);
    }
}
