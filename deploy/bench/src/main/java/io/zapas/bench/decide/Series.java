package io.zapas.bench.decide;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Daily demand of one SKU without gaps. */
final class Series {
    private final String id;
    private final LocalDate first;
    private final double[] demand;

    /** @param demand units per day from {@code first} on, at least 0 */
    Series(String id, LocalDate first, double[] demand) {
        this.id = id;
        this.first = first;
        this.demand = demand.clone();
    }

    String id() {
        return id;
    }

    LocalDate first() {
        return first;
    }

    double demand(int day) {
        return demand[day];
    }

    /** A copy. */
    double[] demand() {
        return demand.clone();
    }

    int days() {
        return demand.length;
    }

    /** Reads {@code series_id,date,y} with a heading, sorted by series and date, gzipped if so named. Days left out had no demand. */
    static List<Series> read(Path file) throws IOException {
        Map<String, Map<LocalDate, Double>> found = new LinkedHashMap<>();
        try (InputStream in = Files.newInputStream(file);
                InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
                BufferedReader lines = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
            String heading = lines.readLine();
            if (heading == null || !heading.startsWith("series_id,date,y")) {
                throw new IOException(file + ": the heading must start with series_id,date,y");
            }
            int number = 1;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String[] cells = line.split(",", -1);
                try {
                    found.computeIfAbsent(cells[0], id -> new LinkedHashMap<>())
                            .put(LocalDate.parse(cells[1]), Math.max(0, Double.parseDouble(cells[2])));
                } catch (RuntimeException e) {
                    throw new IOException(file + ", line " + number + ": " + e.getMessage(), e);
                }
            }
        }
        List<Series> series = new ArrayList<>();
        found.forEach((id, days) -> {
            LocalDate first = days.keySet().stream().min(LocalDate::compareTo).orElseThrow();
            LocalDate last = days.keySet().stream().max(LocalDate::compareTo).orElseThrow();
            double[] demand = new double[(int) (last.toEpochDay() - first.toEpochDay()) + 1];
            days.forEach((day, units) -> demand[(int) (day.toEpochDay() - first.toEpochDay())] = units);
            series.add(new Series(id, first, demand));
        });
        return series;
    }
}
