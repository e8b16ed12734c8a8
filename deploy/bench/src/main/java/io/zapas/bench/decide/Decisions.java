package io.zapas.bench.decide;

import io.zapas.bench.decide.Shop.Outcome;
import io.zapas.bench.decide.Shop.Rule;
import io.zapas.bench.decide.Shop.Setting;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code deploy/run bench decisions DATASET...}: what a shop that orders by our suggestions sells and holds, beside other rules. */
@Command(
        name = "decisions",
        description = "Runs a simulated shop by suggested orders, a normal-theory reorder point and a minimum stock.",
        mixinStandardHelpOptions = true)
public final class Decisions implements Callable<Integer> {
    private static final PrintStream OUT = System.out;
    private static final double PERCENT = 100;
    private static final int LEAST_HISTORY_DAYS = 120;

    @Parameters(paramLabel = "DATASET", arity = "1..*", description = "series_id,date,y as CSV, may be gzipped; daily")
    private List<Path> datasets;

    @Option(names = "--series", defaultValue = "100", description = "how many series of each, drawn at random")
    private int limit;

    @Option(names = "--days", defaultValue = "182", description = "simulated days at the end of each series")
    private int days;

    @Option(names = "--review", defaultValue = "7", description = "days from one order to the next")
    private int reviewDays;

    @Option(names = "--lead", defaultValue = "12", description = "stated lead time in days")
    private double leadDays;

    @Option(names = "--lead-sd", defaultValue = "4", description = "its standard deviation")
    private double leadSdDays;

    @Option(names = "--late", defaultValue = "0", description = "days by which the supplier is later than stated")
    private double lateDays;

    @Option(names = "--seed", defaultValue = "42", description = "of every random choice")
    private long seed;

    @Override
    public Integer call() throws Exception {
        Setting setting = new Setting(days, reviewDays, leadDays, leadSdDays, lateDays, seed);
        for (Path dataset : datasets) {
            List<Series> series = drawn(Series.read(dataset));
            OUT.printf(
                    Locale.ROOT,
                    "%n%s: %d series, the last %d days, review %d, lead time %.0f ± %.0f days, %.0f later than stated, seed %d%n%n",
                    dataset.getFileName(),
                    series.size(),
                    days,
                    reviewDays,
                    leadDays,
                    leadSdDays,
                    lateDays,
                    seed);
            OUT.println(
                    "| rule | days in stock % | units served % | units lost | stock held, days of demand | orders |");
            OUT.println("|---|---|---|---|---|---|");
            for (Map.Entry<String, Rule> rule : rules().entrySet()) {
                OUT.println(row(rule.getKey(), outcome(series, setting, rule.getValue())));
            }
        }
        return 0;
    }

    static Map<String, Rule> rules() {
        Map<String, Rule> rules = new LinkedHashMap<>();
        for (double level : new double[] {0.8, 0.9, 0.95, 0.98}) {
            rules.put(
                    String.format(Locale.ROOT, "suggested order, %.0f %%", PERCENT * level), Rules.suggestions(level));
        }
        for (double level : new double[] {0.8, 0.9, 0.95, 0.98, 0.999}) {
            rules.put(String.format(Locale.ROOT, "normal theory, %.1f %%", PERCENT * level), Rules.normal(level));
        }
        for (double times : new double[] {1, 1.5, 2, 3}) {
            rules.put(String.format(Locale.ROOT, "minimum stock, %.1f lead times", times), Rules.minimum(times));
        }
        return rules;
    }

    private List<Series> drawn(List<Series> all) {
        List<Series> enough = new java.util.ArrayList<>(all.stream()
                .filter(series -> series.days() >= days + LEAST_HISTORY_DAYS)
                .toList());
        Collections.shuffle(enough, new Random(seed));
        return enough.subList(0, Math.min(limit, enough.size()));
    }

    static Outcome outcome(List<Series> series, Setting setting, Rule rule) {
        Outcome sum = new Outcome();
        for (Series one : series) {
            sum.add(new Shop(one, setting).run(rule));
        }
        return sum;
    }

    private static String row(String name, Outcome outcome) {
        double perDay = outcome.demand / outcome.days;
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.0f | %.1f | %d |",
                name,
                PERCENT * (outcome.days - outcome.daysOut) / outcome.days,
                PERCENT * outcome.sold / outcome.demand,
                outcome.demand - outcome.sold,
                outcome.stock / outcome.days / perDay,
                outcome.orders);
    }
}
