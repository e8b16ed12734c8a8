package io.zapas.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void comparesTheMediansAndSaysWhetherTheTargetIsMet() {
        Figure half = Figure.of("half", "req/s", Samples.of(90, 500, 100), Samples.of(210, 200, 190));

        String table = Table.of(List.of(
                half.target(Target.shareOfCeiling(0.5)),
                half.target(Target.shareOfCeiling(0.6)),
                Figure.of("late", "ms p99", Samples.of(12.5), Samples.of(1.25)).target(Target.atMost(10, "ms"))));

        List<String> rows = table.lines().toList();
        assertThat(cells(rows.get(2)))
                .containsSubsequence("half", "req/s", "100 (90.0..500)", "200 (190..210)", "0.50", ">= 50 %", "met");
        assertThat(cells(rows.get(3))).containsSubsequence("0.50", ">= 60 %", "missed");
        assertThat(cells(rows.get(4))).containsSubsequence("late", "12.5", "1.25", "10.00", "<= 10 ms", "missed");
    }

    @Test
    void leavesEmptyWhatWasNotMeasured() {
        String table = Table.of(List.of(Figure.of("rebuild", "s", Samples.NONE, Samples.NONE)));

        assertThat(table).doesNotContain("NaN").doesNotContain("null");
        assertThat(table.lines().map(String::length).distinct()).hasSize(1);
    }

    @Test
    void readsPercentilesInMilliseconds() {
        Histogram nanos = new Histogram(3);
        for (int i = 1; i <= 100; i++) {
            nanos.recordValue(i * 1_000_000L);
        }

        Latency latency = Latency.ofNanos(nanos);

        assertThat(latency.p50()).isBetween(49.9, 50.1);
        assertThat(latency.p99()).isBetween(98.9, 99.1);
        assertThat(latency.max()).isBetween(99.9, 100.1);
    }

    @Test
    void aFailureStandsInTheReport() {
        Findings findings = new Findings();
        findings.failure("reads: expected only 200");

        assertThat(findings.failed()).isTrue();
        assertThat(Report.of(Map.of("seed", "42"), findings))
                .contains("- seed: 42")
                .contains("FAILED")
                .contains("reads: expected only 200");
    }

    private static List<String> cells(String row) {
        return Arrays.stream(row.split("\\|")).map(String::strip).toList();
    }
}
