package io.zapas.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures as a Markdown table whose columns are aligned for reading on a terminal. */
public final class Table {
    private static final List<String> HEAD = List.of(
            "name",
            "unit",
            "ours (min..max)",
            "ceiling (min..max)",
            "ratio",
            "target",
            "",
            "ours p50 / p99 / max ms",
            "ceiling p50 / p99 / max ms",
            "CPU us/op ours",
            "ceiling");

    private Table() {}

    public static String of(List<Figure> figures) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        figures.forEach(figure -> rows.add(row(figure)));
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] =
                        Math.max(widths[column], Math.max(3, row.get(column).length()));
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            line(text, rows.get(i), widths);
            if (i == 0) {
                List<String> rule = new ArrayList<>();
                for (int width : widths) {
                    rule.add("-".repeat(width));
                }
                line(text, rule, widths);
            }
        }
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells, int[] widths) {
        text.append('|');
        for (int column = 0; column < widths.length; column++) {
            String cell = cells.get(column);
            text.append(' ')
                    .append(cell)
                    .append(" ".repeat(widths[column] - cell.length()))
                    .append(" |");
        }
        text.append('\n');
    }

    private static List<String> row(Figure figure) {
        return List.of(
                figure.name(),
                figure.unit(),
                samples(figure.ours()),
                samples(figure.ceiling()),
                ratio(figure),
                figure.target().toString(),
                figure.target().verdict(figure.ours(), figure.ceiling()),
                latency(figure.oursLatency()),
                latency(figure.ceilingLatency()),
                number(figure.oursCpuMicros()),
                number(figure.ceilingCpuMicros()));
    }

    private static String ratio(Figure figure) {
        double ceiling = figure.ceiling().median();
        if (figure.ours().isEmpty() || figure.ceiling().isEmpty() || ceiling == 0) {
            return "";
        }
        return String.format(Locale.ROOT, "%.2f", figure.ours().median() / ceiling);
    }

    private static String samples(Samples samples) {
        if (samples.isEmpty()) {
            return "";
        }
        String median = number(samples.median());
        return samples.values().size() == 1
                ? median
                : median + " (" + number(samples.min()) + ".." + number(samples.max()) + ")";
    }

    private static String latency(Latency latency) {
        return latency == null
                ? ""
                : number(latency.p50()) + " / " + number(latency.p99()) + " / " + number(latency.max());
    }

    /** Three significant digits at least. */
    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        double size = Math.abs(value);
        int decimals = size >= 100 ? 0 : size >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
