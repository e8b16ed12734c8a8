package io.zapas.bench.forecast;

import io.zapas.forecast.domain.engine.DemandSeries;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Demand of many SKUs: {@code series_id,date,y[,in_stock]}, one row per period, sorted by series and date. Months when every date is the first of a
 * month, else days.
 */
record DemandFile(Period period, List<DemandSeries> series) {

    static DemandFile read(Path file) throws IOException {
        Map<String, Rows> byId = new LinkedHashMap<>();
        boolean months = true;
        try (CSVParser rows = CsvFile.open(file)) {
            boolean stock = rows.getHeaderNames().contains("in_stock");
            for (CSVRecord row : rows) {
                LocalDate date = LocalDate.parse(row.get("date"));
                months &= date.getDayOfMonth() == 1;
                byId.computeIfAbsent(row.get("series_id"), id -> new Rows())
                        .add(
                                date,
                                Double.parseDouble(row.get("y")),
                                stock ? Double.parseDouble(row.get("in_stock")) : null);
            }
        }
        Period period = months ? Period.MONTH : Period.DAY;
        List<DemandSeries> series = new ArrayList<>(byId.size());
        for (Map.Entry<String, Rows> entry : byId.entrySet()) {
            series.add(entry.getValue().series(entry.getKey(), period));
        }
        return new DemandFile(period, series);
    }

    /** Rows of one series. */
    private static final class Rows {
        private final List<LocalDate> dates = new ArrayList<>();
        private final List<Double> units = new ArrayList<>();
        private final List<Double> inStock = new ArrayList<>();

        void add(LocalDate date, double y, Double share) {
            dates.add(date);
            units.add(y);
            if (share != null) {
                inStock.add(share);
            }
        }

        DemandSeries series(String id, Period period) {
            int first = period.number(dates.get(0));
            for (int i = 0; i < dates.size(); i++) {
                if (period.number(dates.get(i)) != first + i) {
                    throw new IllegalArgumentException("series " + id + ": " + dates.get(i)
                            + " does not follow the row before it; rows must be sorted and without gaps");
                }
            }
            return new DemandSeries(
                    id,
                    first,
                    units.stream().mapToDouble(Double::doubleValue).toArray(),
                    inStock.isEmpty()
                            ? null
                            : inStock.stream().mapToDouble(Double::doubleValue).toArray(),
                    null);
        }
    }
}
