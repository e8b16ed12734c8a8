package io.zapas.demo.replay;

import java.io.PrintStream;
import java.time.LocalDate;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far the replay is: a bar on a terminal, else a line every few seconds. One thread. */
final class Progress implements AutoCloseable {
    private static final long LINE_NANOS = 5_000_000_000L;
    private static final int BAR_UPDATE_MILLIS = 250;

    private final PrintStream out;
    private final long rows;
    private final ProgressBar bar;
    private final long startNanos = System.nanoTime();
    private long nextLineNanos = startNanos;

    Progress(PrintStream out, long rows, boolean terminal) {
        this.out = out;
        this.rows = rows;
        bar = terminal
                ? new ProgressBarBuilder()
                        .setTaskName("Replay")
                        .setUnit(" rows", 1)
                        .setInitialMax(rows)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(BAR_UPDATE_MILLIS)
                        .setConsumer(new ConsoleProgressBarConsumer(out))
                        .build()
                : null;
    }

    void at(LocalDate day, long rowsDone, long events, int inFlight) {
        if (bar != null) {
            bar.stepTo(rowsDone);
            bar.setExtraMessage(" " + day);
            return;
        }
        long now = System.nanoTime();
        if (now >= nextLineNanos) {
            nextLineNanos = now + LINE_NANOS;
            double seconds = Math.max(0.001, (now - startNanos) / 1e9);
            out.printf(
                    Locale.ROOT,
                    "%s  %3d %%  %,d of %,d rows  %,d events (%,.0f/s)  %d under way%n",
                    day,
                    rowsDone * 100 / Math.max(1, rows),
                    rowsDone,
                    rows,
                    events,
                    events / seconds,
                    inFlight);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
