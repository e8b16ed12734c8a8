package io.zapas.suite;

import io.vertx.core.Future;
import io.zapas.demo.door.SuiteDoors;
import io.zapas.demo.replay.Replay;
import io.zapas.demo.replay.ReplayClock;
import io.zapas.demo.replay.ReplayOptions;
import io.zapas.demo.replay.ReplaySummary;
import io.zapas.demo.shop.SampleShop;
import io.zapas.demo.shop.SampleShopOptions;
import io.zapas.runtime.config.ConfigException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** The command line: {@code run}, {@code demo}, {@code replay}, {@code config}, {@code alerts}, or one service alone. Exit codes: 0 done or stopped by request, 1 failed, 2 wrong use. */
@Command(
        name = "zapas",
        description =
                "Stock availability and out-of-stock alerting for multichannel shops. Without a command it runs the suite.",
        version = "Zapas 0.1.0",
        subcommands = AlertsCommand.class,
        mixinStandardHelpOptions = true)
public final class Main implements Callable<Integer> {
    private static final PrintStream OUT = System.out;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "YAML file with the configuration; ZAPAS_* environment variables win over it.")
    private Path config;

    public static void main(String[] args) {
        System.exit(line(CommandLine.defaultFactory()).execute(args));
    }

    static CommandLine line(CommandLine.IFactory factory) {
        return new CommandLine(new Main(), factory).setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("Zapas: " + reason(failure));
            return 1;
        });
    }

    /** Runs the suite until it is told to stop. */
    @Override
    public Integer call() throws Exception {
        // From here on only a signal ends it, and the suite's own hook stops it then.
        Suite.start(Settings.load(config), InstantSource.system(), OUT);
        untilSignal();
        return 0;
    }

    @Command(name = "run", description = "Runs the suite (the same as no command).")
    int run() throws Exception {
        return call();
    }

    @Command(name = "demo", description = "Runs the suite with a sample shop that trades at a visible pace.")
    int demo() throws Exception {
        try (Suite suite = Suite.start(Settings.load(config).forDemo(), InstantSource.system(), OUT)) {
            SampleShop shop = get(SampleShop.start(SampleShopOptions.DEFAULT, doors(suite), InstantSource.system()));
            suite.beforeStop(shop::stop);
            OUT.println("The sample shop trades. Ctrl-C stops.");
            untilSignal();
        }
        return 0;
    }

    @Command(
            name = "replay",
            description =
                    "Plays an order history through the suite in its own time, in a data directory of its own, and checks the result.")
    int replay(
            @Parameters(paramLabel = "FILE", description = "gzip CSV: ts,invoice,sku,qty,price,country, sorted by time")
                    Path file,
            @Option(
                            names = "--speed",
                            paramLabel = "N",
                            defaultValue = "150000",
                            description = "times its own pace, or max")
                    String speed,
            @Option(
                            names = "--top",
                            paramLabel = "N",
                            defaultValue = "0",
                            description = "only the N SKUs with the highest turnover")
                    int top,
            @Option(
                            names = "--report",
                            paramLabel = "FILE",
                            description = "write expected and actual stock per SKU as CSV")
                    Path report)
            throws Exception {
        ReplayOptions options = new ReplayOptions(
                file, ReplayOptions.parseSpeed(speed), top, report, Boolean.getBoolean("zapas.terminal"));
        ReplayClock clock = Replay.clockFor(options);
        try (Suite suite = Suite.start(Settings.load(config).forReplay(), clock, OUT)) {
            Replay replay = Replay.start(options, doors(suite), clock);
            suite.beforeStop(replay::stop);
            ReplaySummary summary = get(replay.summary());
            OUT.println(summary.text());
            return summary.agrees() ? 0 : 1;
        }
    }

    @Command(
            name = "stock-sync",
            description = "Runs stock-sync alone (port 8081) on a Kafka and a Redis that others run.")
    int stockSync() throws Exception {
        return alone("stock-sync");
    }

    @Command(name = "forecast", description = "Runs forecast alone (port 8082) on a Kafka and a Redis that others run.")
    int forecast() throws Exception {
        return alone("forecast");
    }

    @Command(name = "alerting", description = "Runs alerting alone (port 8083) on a Kafka and a Redis that others run.")
    int alerting() throws Exception {
        return alone("alerting");
    }

    /** May be null. */
    Path configFile() {
        return config;
    }

    private int alone(String service) throws Exception {
        Suite.start(Settings.load(config).forService(service), InstantSource.system(), OUT);
        untilSignal();
        return 0;
    }

    @Command(name = "config", description = "Prints the effective configuration with secrets masked.")
    int config() {
        OUT.print(Settings.load(config).config().print());
        return 0;
    }

    private static SuiteDoors doors(Suite suite) {
        return new SuiteDoors(
                suite.host().context().vertx(), suite.host().context().kafka(), suite.url(), OUT);
    }

    /** The shutdown hook ends the process; this thread only waits for it. */
    private static void untilSignal() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    private static <T> T get(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(reason(e.getCause()), e.getCause());
        }
    }

    private static String reason(Throwable failure) {
        Throwable known = failure;
        while (!(known instanceof ConfigException) && known instanceof ExecutionException && known.getCause() != null) {
            known = known.getCause();
        }
        return known.getMessage() == null ? known.toString() : known.getMessage();
    }
}
