package io.zapas.alerting.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Finding.Level;
import io.zapas.alerting.render.Shown;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * A SKU whose cover trembles around its threshold, an event every 30 s, 200 runs of 8 hours: notices per hour with less and more protection, beside the
 * figures of the design. The cover is an AR(1) process around the threshold, {@code x' = 0.9 x + e}: it crosses its mean {@code arccos(0.9) / pi}
 * times per event, 17.2 times an hour. Opens below the threshold, closes above 1.3 times it.
 */
class FlapSim {
    private static final int RUNS = 200;
    private static final int HOURS = 8;
    private static final int EVENTS_PER_HOUR = 120;
    private static final double PERSISTENCE = 0.9;
    /** Of the cover, in thresholds. */
    private static final double SPREAD = 0.18;

    private static final double EXIT = 0.3;
    private static final int FIVE_MINUTES = 10;
    private static final Instant START = Instant.parse("2026-11-22T07:30:00Z");

    @Test
    void whoTremblesIsToldSeldom() {
        long seed = 20_261_122;
        double[][] rates = new double[5][RUNS];
        for (int run = 0; run < RUNS; run++) {
            double[] cover = cover(new Random(seed + run));
            rates[0][run] = perHour(notices(cover, 0, 1));
            rates[1][run] = perHour(notices(cover, 0, FIVE_MINUTES));
            rates[2][run] = perHour(notices(cover, EXIT, 1));
            rates[3][run] = perHour(lifeAlone(cover));
            rates[4][run] = perHour(wholeDesk(cover));
        }
        System.out.printf(
                "Flap simulation, %d runs of %d h, seed %d: notices per hour, mean (p99)%n", RUNS, HOURS, seed);
        print("raw", rates[0], "17.2 (23.3)");
        print("5 min both ways", rates[1], "1.7 (2.6)");
        print("hysteresis alone", rates[2], "2.3 (3.6)");
        print("life of an alert", rates[3], "0.15 (0.38)");
        print("with the budget of pings", rates[4], "-");
        Shown.check(
                "flap",
                "| protection | mean | p99 | design: mean (p99) |\n|---|---|---|---|\n"
                        + row("none", rates[0], "17.2 (23.3)")
                        + row("5 minutes both ways", rates[1], "1.7 (2.6)")
                        + row("hysteresis alone", rates[2], "2.3 (3.6)")
                        + row("life of an alert: hysteresis, close hold, latch", rates[3], "0.15 (0.38)")
                        + row("with the budget of pings", rates[4], "–"));
        assertThat(mean(rates[0])).as("the generator is that of the design").isBetween(16.5, 18.0);
        assertThat(mean(rates[2])).as("the generator is that of the design").isBetween(2.0, 2.7);
        assertThat(mean(rates[3])).isLessThanOrEqualTo(0.15);
        assertThat(p99(rates[3])).isLessThanOrEqualTo(0.38);
        assertThat(mean(rates[4])).isBetween(0.1, 0.15);
        assertThat(Arrays.stream(rates[4]).max().orElseThrow()).isLessThanOrEqualTo(3.0 / HOURS);
    }

    private static double[] cover(Random random) {
        double[] cover = new double[HOURS * EVENTS_PER_HOUR];
        double innovation = SPREAD * Math.sqrt(1 - PERSISTENCE * PERSISTENCE);
        double now = SPREAD * random.nextGaussian();
        for (int i = 0; i < cover.length; i++) {
            now = PERSISTENCE * now + innovation * random.nextGaussian();
            cover[i] = now;
        }
        return cover;
    }

    /** Openings and closings, each told, when they must last for so many events. */
    private static int notices(double[] cover, double exit, int hold) {
        boolean open = false;
        int lasted = 0;
        int notices = 0;
        for (double now : cover) {
            boolean turns = open ? now > exit : now < 0;
            lasted = turns ? lasted + 1 : 0;
            if (lasted >= hold) {
                open = !open;
                notices++;
                lasted = 0;
            }
        }
        return notices;
    }

    /** What {@link AlertLife} wants people to be told, each at once. */
    private static int lifeAlone(double[] cover) {
        AtomicInteger ids = new AtomicInteger();
        AlertLife life = new AlertLife(LifePolicy.DEFAULT, () -> "id-" + ids.incrementAndGet());
        Instant now = START;
        Tracked current = null;
        int told = 0;
        for (double value : cover) {
            now = now.plusSeconds(30);
            Step step = life.observe(current, finding(value), now);
            current = step.next();
            if (current != null && current.life().pingWanted()) {
                current = life.told(current, Route.EVERYWHERE, "m", START, told + 1, now);
                told++;
            }
        }
        return told;
    }

    private static int wholeDesk(double[] cover) {
        AtomicInteger ids = new AtomicInteger();
        AlertLife life = new AlertLife(LifePolicy.DEFAULT, () -> "id-" + ids.incrementAndGet());
        AlertDesk desk = new AlertDesk(life, DeskPolicy.DEFAULT, () -> "m-" + ids.incrementAndGet());
        Instant now = START;
        int told = 0;
        for (double value : cover) {
            now = now.plusSeconds(30);
            Finding finding = finding(value);
            desk.observe("sku LED", finding == null ? List.of() : List.of(finding), now);
            desk.tick(now);
            told += desk.issue(now);
            desk.drain();
        }
        return told;
    }

    private static Finding finding(double cover) {
        if (cover > EXIT) {
            return null;
        }
        return new Finding(
                cover < 0 ? Level.ENTER : Level.HOLD,
                "sku LED",
                "sh:led",
                Alert.Type.SHORTAGE,
                Alert.Severity.HIGH,
                "LED",
                "Żarówka LED",
                null,
                "anna.k",
                "SHORTAGE/anna.k",
                Map.of("abc", "A"),
                null,
                null,
                null);
    }

    private static double perHour(int notices) {
        return notices / (double) HOURS;
    }

    private static void print(String what, double[] rates, String design) {
        System.out.printf("  %-26s %6.2f (%5.2f)   design %s%n", what, mean(rates), p99(rates), design);
    }

    private static String row(String what, double[] rates, String design) {
        return String.format(Locale.ROOT, "| %s | %.2f | %.2f | %s |%n", what, mean(rates), p99(rates), design)
                .replace("\r", "");
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double p99(double[] values) {
        List<Double> sorted =
                new ArrayList<>(Arrays.stream(values).boxed().sorted().toList());
        return sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1);
    }
}
