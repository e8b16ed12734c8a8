package io.zapas.bench;

import io.zapas.bench.alerting.AlertingCommand;
import io.zapas.bench.daily.DailyUpdate;
import io.zapas.bench.decide.Decisions;
import io.zapas.bench.forecast.ForecastCommand;
import io.zapas.bench.measure.Bench;
import io.zapas.bench.measure.BenchOptions;
import io.zapas.bench.measure.Lab;
import io.zapas.bench.process.Proc;
import io.zapas.bench.process.SuiteProcess.SuiteProgram;
import io.zapas.bench.report.Findings;
import io.zapas.bench.report.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code deploy/run bench}. Exit codes: 0 everything measured and every answer right (targets may be missed: the table says so), 1 something was not
 * as it must be, 2 wrong use.
 */
@Command(
        name = "deploy/run bench",
        description =
                "Measures stock-sync as a process through its public doors, each figure beside a ceiling measured in the same run.",
        mixinStandardHelpOptions = true,
        subcommands = {ForecastCommand.class, Decisions.class, DailyUpdate.class, AlertingCommand.class})
public final class Main implements Callable<Integer> {
    private static final PrintStream OUT = System.out;
    private static final Set<String> ONLY_NAMED = Set.of("scale", "losses");
    private static final double GIBI = 1024.0 * 1024 * 1024;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description =
                    "ingest, reservations, durable, reads, query, stream, expiry, scale, losses; all but the last two when none is named")
    private List<String> names = List.of();

    @Option(names = "--quick", description = "smaller and shorter: shows that everything works, not how fast it is")
    private boolean quick;

    @Option(names = "--report", paramLabel = "FILE", description = "writes the table there too")
    private Path report;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "of every random choice")
    private long seed;

    @Option(names = "--pairs", paramLabel = "N", description = "how often ceiling and ours are measured in turn")
    private Integer pairs;

    @Option(
            names = "--suite",
            description =
                    "measures the whole suite in one process, with its own broker; else stock-sync alone beside one")
    private boolean whole;

    /** Runs what the arguments name and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        List<Bench> benches = chosen();
        BenchOptions options = new BenchOptions(quick, seed, pairs == null ? (quick ? 1 : 3) : pairs);
        Findings findings = new Findings();
        Map<String, String> facts = facts();
        try (Lab lab = new Lab(program(), options, OUT)) {
            Thread hook = new Thread(() -> closeQuietly(lab), "stop");
            Runtime.getRuntime().addShutdownHook(hook);
            for (Bench bench : benches) {
                String before = Proc.load();
                OUT.println("== " + bench.name());
                try {
                    bench.run(lab, findings);
                } catch (Exception e) {
                    findings.failure(bench.name() + ": " + e);
                    e.printStackTrace(OUT);
                }
                findings.remark(bench.name() + ": load average " + before + " before, " + Proc.load() + " after");
            }
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        String text = Report.of(facts, findings);
        OUT.println();
        OUT.print(text);
        if (report != null) {
            Files.writeString(report, text);
        }
        return findings.failed() ? 1 : 0;
    }

    private List<Bench> chosen() {
        List<Bench> chosen = new ArrayList<>();
        for (Bench bench : Bench.all()) {
            if (names.contains(bench.name()) || (names.isEmpty() && !ONLY_NAMED.contains(bench.name()))) {
                chosen.add(bench);
            }
        }
        List<String> known = Bench.all().stream().map(Bench::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new ParameterException(spec.commandLine(), "no benchmark \"" + name + "\", there are " + known);
            }
        }
        return chosen;
    }

    /** As {@code deploy/run} starts it. */
    private SuiteProgram program() {
        String classPath = System.getProperty("zapas.suite.classpath");
        String options = System.getProperty("zapas.suite.options", "");
        if (classPath == null) {
            throw new ParameterException(
                    spec.commandLine(), "zapas.suite.classpath is not set: start this with deploy/run bench");
        }
        return new SuiteProgram(classPath, List.of(options.strip().split("\\s+")), whole ? null : "stock-sync");
    }

    private Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "command",
                "deploy/run bench "
                        + spec.commandLine().getParseResult().originalArgs().stream()
                                .collect(Collectors.joining(" ")));
        facts.put("begun", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("seed", Long.toString(seed));
        facts.put(
                "machine",
                String.format(
                        Locale.ROOT,
                        "%d cores, %.1f GiB, %s %s; load generator, service, ceiling, Kafka and Redis all on it",
                        Runtime.getRuntime().availableProcessors(),
                        Proc.memoryBytes() / GIBI,
                        System.getProperty("os.name"),
                        System.getProperty("os.arch")));
        facts.put(
                "JVM",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version")
                        + "; suite and ceiling "
                        + System.getProperty("zapas.suite.options", "").strip());
        facts.put("load average", Proc.load());
        return facts;
    }

    private static void closeQuietly(Lab lab) {
        try {
            lab.close();
        } catch (IOException e) {
            OUT.println("not everything was deleted: " + e.getMessage());
        }
    }
}
