package io.zapas.bench.report;

import java.util.Locale;

/** What a figure is to reach. */
public record Target(Kind kind, double bound, String unit) {
    /** How the bound is meant. */
    public enum Kind {
        /** Only to be seen. */
        NONE,
        /** Ours divided by the ceiling, at least. */
        SHARE_OF_CEILING,
        /** Ours, at most. */
        AT_MOST
    }

    public static final Target NONE = new Target(Kind.NONE, 0, "");

    public static Target shareOfCeiling(double share) {
        return new Target(Kind.SHARE_OF_CEILING, share, "");
    }

    public static Target atMost(double bound, String unit) {
        return new Target(Kind.AT_MOST, bound, unit);
    }

    /** {@code met}, {@code missed} or empty. */
    String verdict(Samples ours, Samples ceiling) {
        return switch (kind) {
            case NONE -> "";
            case AT_MOST -> ours.median() <= bound ? "met" : "missed";
            case SHARE_OF_CEILING -> ours.median() >= bound * ceiling.median() ? "met" : "missed";
        };
    }

    @Override
    public String toString() {
        return switch (kind) {
            case NONE -> "";
            case AT_MOST -> String.format(Locale.ROOT, "<= %.0f %s", bound, unit);
            case SHARE_OF_CEILING -> String.format(Locale.ROOT, ">= %.0f %%", bound * 100);
        };
    }
}
