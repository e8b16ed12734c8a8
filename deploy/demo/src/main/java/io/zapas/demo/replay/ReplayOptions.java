package io.zapas.demo.replay;

import java.nio.file.Path;
import java.util.Locale;

/**
 * What to replay and how.
 *
 * @param file gzip CSV with header {@code ts,invoice,sku,qty,price,country}, sorted by time; {@code ts} is local time in London
 * @param speed virtual seconds per real second; positive infinity: as fast as it is absorbed
 * @param top only the SKUs with the highest turnover; 0: all
 * @param report where to write expected and actual on-hand per SKU as CSV; null: nowhere
 * @param terminal whether a progress bar may redraw its line; otherwise progress comes as plain lines
 */
public record ReplayOptions(Path file, double speed, int top, Path report, boolean terminal) {
    /** A year in about four minutes. */
    public static final double DEFAULT_SPEED = 150_000;

    public ReplayOptions {
        if (!(speed > 0)) {
            throw new IllegalArgumentException("speed: must be above 0, was " + speed);
        }
        if (top < 0) {
            throw new IllegalArgumentException("top: must be 0 or more, was " + top);
        }
    }

    public static ReplayOptions of(Path file) {
        return new ReplayOptions(file, DEFAULT_SPEED, 0, null, false);
    }

    /** A positive number, or {@code max}. Throws {@link IllegalArgumentException} that says so. */
    public static double parseSpeed(String text) {
        String given = text.strip().toLowerCase(Locale.ROOT);
        if (given.equals("max")) {
            return Double.POSITIVE_INFINITY;
        }
        try {
            double speed = Double.parseDouble(given);
            if (speed > 0) {
                return speed;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("speed: must be a number above 0 or max, was \"" + text + "\"", e);
        }
        throw new IllegalArgumentException("speed: must be a number above 0 or max, was \"" + text + "\"");
    }
}
