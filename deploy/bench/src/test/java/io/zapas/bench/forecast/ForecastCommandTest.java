package io.zapas.bench.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ForecastCommandTest {
    @TempDir
    Path directory;

    private Path demand(String name, boolean months, String gapAt) throws IOException {
        StringBuilder text = new StringBuilder("series_id,date,y,in_stock\n");
        LocalDate first = LocalDate.of(2024, 1, 1);
        for (String id : List.of("a", "b")) {
            for (int t = 0; t < 150; t++) {
                LocalDate date = months ? first.plusMonths(t) : first.plusDays(t);
                if (!date.toString().equals(gapAt)) {
                    text.append(id + "," + date + "," + (t % 5) + ",1.0\n");
                }
            }
        }
        return Files.writeString(directory.resolve(name), text);
    }

    private static int run(Object... arguments) {
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i].toString();
        }
        return new CommandLine(new ForecastCommand()).execute(texts);
    }

    private List<String> written(String name) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(directory.resolve(name))), StandardCharsets.UTF_8))) {
            return lines.lines().toList();
        }
    }

    @Test
    void writesStepsAndQuantilesOfEverySeriesAndOrigin() throws IOException {
        Path protocol = Files.writeString(
                directory.resolve("protocol.json"),
                "{\"toy\": {\"series\": \"toy.csv\", \"h\": 14, \"cum\": [7, 14], \"min_history\": 50,"
                        + " \"origins\": [\"2024-04-30\", \"2024-05-10\"]}}");
        Path events = Files.writeString(
                directory.resolve("events.csv"),
                "date,event_name_1,snap_TX\n2024-04-01,Easter,0\n2024-05-03,Constitution,1\n");
        assertThat(run(
                        demand("toy.csv", false, ""),
                        "--protocol",
                        protocol,
                        "--calendar",
                        events,
                        "--out",
                        directory,
                        "--repeat",
                        1))
                .isZero();
        List<String> lines = written("toy.zapas.csv.gz");
        assertThat(lines).hasSize(1 + 2 * 2 * (14 + 2));
        assertThat(lines.get(0)).isEqualTo("series_id,origin,kind,h,mean,q025,q100,q500,q900,q950,q975,q990");
        assertThat(lines.stream().filter(line -> line.startsWith("a,2024-04-30,cum,14,")))
                .hasSize(1)
                .first()
                .satisfies(line -> {
                    String[] fields = line.split(",");
                    assertThat(Double.parseDouble(fields[4])).isBetween(20.0, 36.0);
                    for (int i = 6; i < fields.length; i++) {
                        assertThat(Double.parseDouble(fields[i]))
                                .isGreaterThanOrEqualTo(Double.parseDouble(fields[i - 1]));
                    }
                });
    }

    @Test
    void monthsAreKnownByTheirDatesAndOriginsAreSuggested() throws IOException {
        assertThat(run(demand("parts.csv", true, ""), "--out", directory, "--repeat", 1))
                .isZero();
        List<String> lines = written("parts.zapas.csv.gz");
        assertThat(lines).hasSize(1 + 2 * 4 * (6 + 2));
        assertThat(lines.get(1)).startsWith("a,2034-06-01,step,1,");
    }

    /** Demand of 0, 1, 2, 3, 4 in turn: SBA is 0.95 x a size near 2.5 / an interval near 1.25. */
    @Test
    void methodsOfTheTextBookAreWrittenBesideTheEngine() throws IOException {
        assertThat(run(
                        demand("parts.csv", true, ""),
                        "--baseline",
                        "SBA",
                        "--method",
                        "sba",
                        "--out",
                        directory,
                        "--repeat",
                        1))
                .isZero();
        List<String> lines = written("parts.sba.csv.gz");
        assertThat(lines).hasSize(1 + 2 * 4 * (6 + 2));
        assertThat(Double.parseDouble(lines.get(1).split(",")[4])).isBetween(1.7, 2.2);
        assertThat(run(demand("parts.csv", true, ""), "--baseline", "LUCK", "--out", directory))
                .isEqualTo(2);
    }

    @Test
    void aGapIsRefusedByNameAndDate() throws IOException {
        assertThat(run(demand("gap.csv", false, "2024-02-02"), "--out", directory))
                .isEqualTo(2);
    }
}
