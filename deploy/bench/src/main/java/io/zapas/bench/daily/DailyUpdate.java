package io.zapas.bench.daily;

import io.zapas.forecast.domain.DemandHistory;
import io.zapas.forecast.domain.SkuState;
import io.zapas.forecast.domain.SmoothingEnsemble;
import io.zapas.forecast.domain.WeekdayProfile;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code deploy/run bench daily}: CPU time of the daily update of many SKUs, beside the same without it: the kept text read and written again. */
@Command(
        name = "daily",
        description =
                "Carries the kept states of many SKUs on by a day, as the service does at midnight, on one thread.",
        mixinStandardHelpOptions = true)
public final class DailyUpdate implements Callable<Integer> {
    private static final PrintStream OUT = System.out;
    private static final int FITTED = 500;
    private static final int DAYS = 730;
    private static final double NANOS = 1e9;

    @Option(names = "--skus", defaultValue = "100000", description = "SKUs with two years of history")
    private int skus;

    @Option(names = "--repeat", defaultValue = "5", description = "runs; the first is cold")
    private int repeat;

    @Option(names = "--seed", defaultValue = "42", description = "of the demand")
    private long seed;

    @Override
    public Integer call() {
        Random random = new Random(seed);
        List<String> fitted = new ArrayList<>(FITTED);
        SmoothingEnsemble model = new SmoothingEnsemble();
        LocalDate first = LocalDate.of(2024, 1, 1);
        double start = cpuSeconds();
        for (int i = 0; i < FITTED; i++) {
            double[] units = new double[DAYS];
            double mean = Math.exp(2 * random.nextGaussian());
            for (int day = 0; day < DAYS; day++) {
                units[day] = Math.max(0, Math.round(mean + Math.sqrt(2 * mean) * random.nextGaussian()));
            }
            double[] inStock = new double[DAYS];
            Arrays.fill(inStock, 1);
            fitted.add(SkuState.fit(
                            new DemandHistory(first, units, inStock),
                            model,
                            WeekdayProfile.UNIFORM,
                            first.plusDays(DAYS))
                    .encoded());
        }
        double fit = (cpuSeconds() - start) / FITTED;
        OUT.printf(
                Locale.ROOT,
                "%d SKUs, states of %d characters, seed %d; a cold fit to %d days took %.2f ms%n%n| run | daily update, CPU s | read and written only, CPU s |%n|---|---|---|%n",
                skus,
                fitted.get(0).length(),
                seed,
                DAYS,
                1_000 * fit);
        for (int run = 1; run <= repeat; run++) {
            double update = seconds(fitted, state -> state.next((int) (state.fittedDay() % 5), 1));
            double ceiling = seconds(fitted, state -> state);
            OUT.printf(Locale.ROOT, "| %d | %.2f | %.2f |%n", run, update, ceiling);
        }
        return 0;
    }

    private double seconds(List<String> fitted, UnaryOperator<SkuState> update) {
        double start = cpuSeconds();
        long characters = 0;
        for (int sku = 0; sku < skus; sku++) {
            SkuState state = SkuState.decoded(fitted.get(sku % fitted.size())).orElseThrow();
            characters += update.apply(state).encoded().length();
        }
        if (characters == 0) {
            throw new IllegalStateException("nothing was written");
        }
        return cpuSeconds() - start;
    }

    private static double cpuSeconds() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / NANOS;
    }
}
