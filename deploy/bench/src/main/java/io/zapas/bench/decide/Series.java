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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Daily demand of one SKU without gaps, and what a shop has seen of it. */
final class Series {
    private final String id;
    private final LocalDate first;
    private final double[] demand;
    private final double[] sold;
    private final double[] inStock;

    /** @param demand units per day from {@code first} on, at least 0, all of it seen */
    Series(String id, LocalDate first, double[] demand) {
        this(id, first, demand, demand, ones(demand.length));
    }

    private Series(String id, LocalDate first, double[] demand, double[] sold, double[] inStock) {
        this.id = id;
        this.first = first;
        this.demand = demand.clone();
        this.sold = sold.clone();
        this.inStock = inStock.clone();
    }

    private static double[] ones(int days) {
        double[] ones = new double[days];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** What was seen stays, what was demanded is that of the other series on the same days; null when it has not all of these. */
    Series withDemandOf(Series truth) {
        int from = truth == null ? -1 : (int) (first.toEpochDay() - truth.first.toEpochDay());
        if (from < 0 || from + days() > truth.days()) {
            return null;
        }
        return new Series(id, first, Arrays.copyOfRange(truth.demand, from, from + days()), sold, inStock);
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

    /** Units sold, a copy. */
    double[] sold() {
        return sold.clone();
    }

    /** Share of each day with stock, a copy. */
    double[] inStock() {
        return inStock.clone();
    }

    int days() {
        return demand.length;
    }

    /** A day of a file. */
    private record Row(double units, double inStock) {}

    /** Reads {@code series_id,date,y[,in_stock]} with a heading, gzipped if so named. Days left out had no demand. */
    static List<Series> read(Path file) throws IOException {
        Map<String, Map<LocalDate, Row>> found = new LinkedHashMap<>();
        try (InputStream in = Files.newInputStream(file);
                InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
                BufferedReader lines = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
            String heading = lines.readLine();
            if (heading == null || !heading.startsWith("series_id,date,y")) {
                throw new IOException(file + ": the heading must start with series_id,date,y");
            }
            boolean stock = heading.startsWith("series_id,date,y,in_stock");
            int number = 1;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String[] cells = line.split(",", -1);
                try {
                    found.computeIfAbsent(cells[0], id -> new LinkedHashMap<>())
                            .put(
                                    LocalDate.parse(cells[1]),
                                    new Row(
                                            Math.max(0, Double.parseDouble(cells[2])),
                                            stock ? Double.parseDouble(cells[3]) : 1));
                } catch (RuntimeException e) {
                    throw new IOException(file + ", line " + number + ": " + e.getMessage(), e);
                }
            }
        }
        List<Series> series = new ArrayList<>();
        found.forEach((id, days) -> {
            LocalDate first = days.keySet().stream().min(LocalDate::compareTo).orElseThrow();
            LocalDate last = days.keySet().stream().max(LocalDate::compareTo).orElseThrow();
            double[] units = new double[(int) (last.toEpochDay() - first.toEpochDay()) + 1];
            double[] inStock = ones(units.length);
            days.forEach((day, row) -> {
                int index = (int) (day.toEpochDay() - first.toEpochDay());
                units[index] = row.units();
                inStock[index] = row.inStock();
            });
            series.add(new Series(id, first, units, units, inStock));
        });
        return series;
    }
}
