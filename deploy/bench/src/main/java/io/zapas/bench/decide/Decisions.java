package io.zapas.bench.decide;

import io.zapas.bench.decide.Shop.Outcome;
import io.zapas.bench.decide.Shop.Rule;
import io.zapas.bench.decide.Shop.Setting;
import io.zapas.bench.report.Plot;
import io.zapas.bench.report.Plot.Curve;
import io.zapas.bench.report.Plot.Panel;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code deploy/run bench decisions DATASET...}: what a shop that orders by our suggestions sells and holds, and who tells of stockouts in time, beside other rules. */
@Command(
        name = "decisions",
        description = "Runs a simulated shop by suggested orders, R's ets, a normal-theory reorder point and a minimum"
                + " stock; then compares alarms before stockouts.",
        mixinStandardHelpOptions = true)
public final class Decisions implements Callable<Integer> {
    private static final PrintStream OUT = System.out;
    private static final double PERCENT = 100;
    private static final double DAYS_PER_YEAR = 365;
    private static final int LEAST_HISTORY_DAYS = 120;
    private static final double NANOS = 1e9;

    @Parameters(
            paramLabel = "DATASET",
            arity = "1..*",
            description = "series_id,date,y[,in_stock] as CSV, may be gzipped; daily")
    private List<Path> datasets;

    @Option(
            names = "--truth",
            description =
                    "file with the true demand of a DATASET with in_stock: rules know what that shows, customers are those of this")
    private Path truth;

    @Option(names = "--series", defaultValue = "100", description = "how many series of each, drawn at random")
    private int limit;

    @Option(
            names = "--ets-series",
            defaultValue = "0",
            description =
                    "run R's ets, and every rule beside it, on so many of them; slow: seconds per series and level")
    private int etsLimit;

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

    @Option(
            names = "--margin",
            defaultValue = "40",
            description = "percent of the price that a lost unit costs; stock costs the rest of it to buy")
    private double marginPercent;

    @Option(names = "--holding", defaultValue = "25", description = "percent of its cost to hold a unit for a year")
    private double holdingPercent;

    @Option(names = "--plot", paramLabel = "FILE.svg", description = "draws service over stock, and alarms")
    private Path plot;

    @Option(
            names = "--buyer",
            defaultValue = "2.5",
            description = "minimum stock in lead times of the buyer whose stockouts alarms are to announce")
    private double buyerTimes;

    @Option(names = "--alarms-only", description = "leaves out the orders")
    private boolean alarmsOnly;

    @Option(names = "--seed", defaultValue = "42", description = "of every random choice")
    private long seed;

    /** A rule and the family it is drawn with. */
    record Named(String family, String name, Rule rule) {}

    @Override
    public Integer call() throws Exception {
        Setting setting = new Setting(days, reviewDays, leadDays, leadSdDays, lateDays, seed);
        List<Panel> panels = new ArrayList<>();
        for (Path dataset : datasets) {
            List<Series> all = enough(Series.read(dataset));
            List<Series> series = all.subList(0, Math.min(limit, all.size()));
            Rules rules = new Rules(all, days);
            OUT.printf(
                    Locale.ROOT,
                    "%n%s%s: %d series, the last %d days, review %d, lead time %.0f ± %.0f days, %.0f later than stated, seed %d%n",
                    dataset.getFileName(),
                    truth == null ? "" : " with the demand of " + truth.getFileName(),
                    series.size(),
                    days,
                    reviewDays,
                    leadDays,
                    leadSdDays,
                    lateDays,
                    seed);
            if (!alarmsOnly) {
                panels.add(decisions(dataset, series, setting, rules(rules)));
            }
            if (etsLimit > 0) {
                ets(dataset, series.subList(0, Math.min(etsLimit, series.size())), setting, rules)
                        .ifPresent(panels::add);
            }
            panels.add(alarms(dataset, series, setting, rules));
        }
        if (plot != null) {
            Files.writeString(plot, Plot.svg(panels));
            OUT.println("\nPlot: " + plot);
        }
        return 0;
    }

    static List<Named> rules(Rules ours) {
        List<Named> rules = new ArrayList<>();
        for (double level : new double[] {0.8, 0.95, 0.98}) {
            rules.add(named("suggested order", "%.0f %%", PERCENT * level, ours.suggestions(level)));
        }
        for (double level : new double[] {0.8, 0.95, 0.98, 0.999}) {
            rules.add(named("normal theory", "%.1f %%", PERCENT * level, Rules.normal(level)));
        }
        for (double times : new double[] {1, 1.5, 2, 3}) {
            rules.add(named("minimum stock, told", "%.1f lead times", times, Rules.minimum(times, true)));
        }
        for (double times : new double[] {1, 1.5, 2, 3}) {
            rules.add(named("minimum stock, sales", "%.1f lead times", times, Rules.minimum(times, false)));
        }
        return rules;
    }

    private static Named named(String family, String format, double figure, Rule rule) {
        return new Named(family, family + ", " + String.format(Locale.ROOT, format, figure), rule);
    }

    private Optional<Panel> ets(Path dataset, List<Series> series, Setting setting, Rules ours) throws IOException {
        Optional<EtsProcess> started = EtsProcess.start();
        if (started.isEmpty()) {
            OUT.println("\nR with its package forecast is not installed: ets is left out.");
            return Optional.empty();
        }
        try (EtsProcess r = started.get()) {
            OUT.printf(Locale.ROOT, "%nBeside R's ets: %d of these series%n", series.size());
            List<Named> rules = new ArrayList<>();
            for (double level : new double[] {0.8, 0.95}) {
                rules.add(named("R ets", "%.0f %%", PERCENT * level, Rules.ets(r, level)));
            }
            for (double level : new double[] {0.8, 0.95}) {
                rules.add(named("suggested order", "%.0f %%", PERCENT * level, ours.suggestions(level)));
            }
            for (double level : new double[] {0.8, 0.95, 0.999}) {
                rules.add(named("normal theory", "%.1f %%", PERCENT * level, Rules.normal(level)));
            }
            return Optional.of(decisions(dataset, series, setting, rules));
        }
    }

    private Panel decisions(Path dataset, List<Series> series, Setting setting, List<Named> rules) {
        OUT.println();
        OUT.println(
                "| rule | days in stock % | units served % | units lost | stock held, days of demand | cost, % of turnover | orders | s |");
        OUT.println("|---|---|---|---|---|---|---|---|");
        Map<String, Curve> curves = new LinkedHashMap<>();
        for (Named rule : rules) {
            long start = System.nanoTime();
            Outcome outcome = outcome(series, setting, rule.rule());
            OUT.println(row(rule.name(), outcome, (System.nanoTime() - start) / NANOS));
            curves.computeIfAbsent(rule.family(), family -> new Curve(family, new ArrayList<>()))
                    .points()
                    .add(new double[] {stockDays(outcome), PERCENT * outcome.sold / outcome.demand});
        }
        return new Panel(
                dataset.getFileName() + ", " + series.size() + " series",
                "stock held, days of demand",
                "units served %",
                List.copyOf(curves.values()));
    }

    private Panel alarms(Path dataset, List<Series> series, Setting setting, Rules rules) {
        Alarms alarms = new Alarms(series, setting, rules, buyerTimes);
        OUT.printf(
                Locale.ROOT,
                "%nAlarms: %d stockouts of a shop with a minimum stock of %.1f lead times; announced a lead time (%.0f days) ahead or more%n%n",
                alarms.stockouts(),
                buyerTimes,
                leadDays);
        OUT.println("| watcher | alarms | announced % | false alarms % |");
        OUT.println("|---|---|---|---|");
        for (double perStockout : new double[] {1.25, 1.5, 2, 3}) {
            int most = (int) Math.round(perStockout * alarms.stockouts());
            for (int watcher = 0; watcher < Alarms.WATCHERS.size(); watcher++) {
                Alarms.Outcome outcome = alarms.with(watcher, most);
                OUT.printf(
                        Locale.ROOT,
                        "| %s, at most %d alarms | %d | %.0f | %.0f |%n",
                        Alarms.WATCHERS.get(watcher),
                        most,
                        outcome.alarms(),
                        PERCENT * outcome.announced() / Math.max(1, alarms.stockouts()),
                        PERCENT * outcome.falseAlarms() / Math.max(1, outcome.alarms()));
            }
        }
        List<Curve> curves = new ArrayList<>();
        for (int watcher = 0; watcher < Alarms.WATCHERS.size(); watcher++) {
            List<double[]> points = new ArrayList<>();
            for (double share = 1; share <= 4.01; share += 0.25) {
                Alarms.Outcome outcome = alarms.with(watcher, (int) Math.round(share * alarms.stockouts()));
                points.add(new double[] {share, PERCENT * outcome.announced() / Math.max(1, alarms.stockouts())});
            }
            curves.add(new Curve(Alarms.WATCHERS.get(watcher), points));
        }
        return new Panel(
                dataset.getFileName() + ", " + alarms.stockouts() + " stockouts",
                "alarms per stockout",
                "announced a lead time ahead %",
                curves);
    }

    /** Shuffled. */
    private List<Series> enough(List<Series> read) throws IOException {
        List<Series> series = read;
        if (truth != null) {
            Map<String, Series> byId = Series.read(truth).stream().collect(Collectors.toMap(Series::id, one -> one));
            series = read.stream()
                    .map(one -> one.withDemandOf(byId.get(one.id())))
                    .filter(Objects::nonNull)
                    .toList();
        }
        List<Series> enough = new ArrayList<>(series.stream()
                .filter(one -> one.days() >= days + LEAST_HISTORY_DAYS)
                .toList());
        Collections.shuffle(enough, new Random(seed));
        return enough;
    }

    static Outcome outcome(List<Series> series, Setting setting, Rule rule) {
        Outcome sum = new Outcome();
        for (Series one : series) {
            sum.add(new Shop(one, setting).run(rule));
        }
        return sum;
    }

    private static double stockDays(Outcome outcome) {
        return outcome.stock / outcome.demand;
    }

    private String row(String name, Outcome outcome, double seconds) {
        double lost = outcome.demand - outcome.sold;
        double cost = lost * marginPercent / PERCENT
                + outcome.stock / DAYS_PER_YEAR * (1 - marginPercent / PERCENT) * holdingPercent / PERCENT;
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.0f | %.1f | %.2f | %d | %.1f |",
                name,
                PERCENT * (outcome.days - outcome.daysOut) / outcome.days,
                PERCENT * outcome.sold / outcome.demand,
                lost,
                stockDays(outcome),
                PERCENT * cost / outcome.demand,
                outcome.orders,
                seconds);
    }
}
