package io.zapas.bench.report;

import java.util.List;
import java.util.Locale;

/** Curves as SVG, one panel below the other. */
public final class Plot {
    private static final List<String> COLOURS =
            List.of("#0b6e4f", "#c1121f", "#3a5ba0", "#e09f3e", "#6d597a", "#444444");
    private static final int WIDTH = 720;
    private static final int HEIGHT = 360;
    private static final int LEFT = 60;
    private static final int RIGHT = 230;
    private static final int TOP = 40;
    private static final int BOTTOM = 50;
    private static final int TICKS = 5;

    private Plot() {}

    /** Points as x, y; drawn in their order. */
    public record Curve(String name, List<double[]> points) {}

    public record Panel(String title, String x, String y, List<Curve> curves) {}

    public static String svg(List<Panel> panels) {
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">%n",
                WIDTH,
                HEIGHT * panels.size());
        add(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n");
        for (int i = 0; i < panels.size(); i++) {
            add(svg, "<g transform=\"translate(0 %d)\">%n", i * HEIGHT);
            panel(svg, panels.get(i));
            add(svg, "</g>%n");
        }
        return svg.append("</svg>\n").toString();
    }

    /** From the smallest to the largest of both, a little wider. */
    private record Axis(double low, double high, int from, int to) {
        static Axis of(List<Curve> curves, int coordinate, int from, int to) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (Curve curve : curves) {
                for (double[] point : curve.points()) {
                    low = Math.min(low, point[coordinate]);
                    high = Math.max(high, point[coordinate]);
                }
            }
            double margin = high > low ? (high - low) / 20 : 1;
            return new Axis(low - margin, high + margin, from, to);
        }

        double at(double value) {
            return from + (value - low) / (high - low) * (to - from);
        }
    }

    private static void panel(StringBuilder svg, Panel panel) {
        Axis x = Axis.of(panel.curves(), 0, LEFT, WIDTH - RIGHT);
        Axis y = Axis.of(panel.curves(), 1, HEIGHT - BOTTOM, TOP);
        add(svg, "<text x=\"%d\" y=\"20\" font-size=\"14\">%s</text>%n", LEFT, escaped(panel.title()));
        for (int i = 0; i <= TICKS; i++) {
            double vx = x.low() + (x.high() - x.low()) * i / TICKS;
            double vy = y.low() + (y.high() - y.low()) * i / TICKS;
            add(
                    svg,
                    "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#ddd\"/><text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.1f</text>%n",
                    x.at(vx),
                    TOP,
                    x.at(vx),
                    HEIGHT - BOTTOM,
                    x.at(vx),
                    HEIGHT - BOTTOM + 16,
                    vx);
            add(
                    svg,
                    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.1f</text>%n",
                    LEFT,
                    y.at(vy),
                    WIDTH - RIGHT,
                    y.at(vy),
                    LEFT - 6,
                    y.at(vy) + 4,
                    vy);
        }
        add(
                svg,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
                (LEFT + WIDTH - RIGHT) / 2,
                HEIGHT - BOTTOM + 36,
                escaped(panel.x()));
        add(
                svg,
                "<text transform=\"translate(16 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>%n",
                (TOP + HEIGHT - BOTTOM) / 2,
                escaped(panel.y()));
        for (int i = 0; i < panel.curves().size(); i++) {
            curve(svg, panel.curves().get(i), x, y, COLOURS.get(i % COLOURS.size()), TOP + 14 + 20 * i);
        }
    }

    private static void curve(StringBuilder svg, Curve curve, Axis x, Axis y, String colour, int legend) {
        svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"")
                .append(colour)
                .append("\" points=\"");
        for (double[] point : curve.points()) {
            add(svg, "%.1f,%.1f ", x.at(point[0]), y.at(point[1]));
        }
        svg.append("\"/>\n");
        for (double[] point : curve.points()) {
            add(svg, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n", x.at(point[0]), y.at(point[1]), colour);
        }
        add(
                svg,
                "<circle cx=\"%d\" cy=\"%d\" r=\"4\" fill=\"%s\"/><text x=\"%d\" y=\"%d\">%s</text>%n",
                WIDTH - RIGHT + 14,
                legend - 4,
                colour,
                WIDTH - RIGHT + 24,
                legend,
                escaped(curve.name()));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
