package io.zapas.bench.forecast;

import io.zapas.forecast.domain.engine.PeriodCalendar;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * What is known of days in advance: {@code date} and any columns whose names begin with {@code event_name} (each text an event) or {@code snap} (an
 * event where it is 1). Others are left out.
 */
final class EventFile {
    private static final int MAX_EVENTS = 64;

    private EventFile() {}

    static PeriodCalendar read(Path file) throws IOException {
        NavigableMap<Integer, Long> flags = new TreeMap<>();
        Map<String, Integer> bits = new TreeMap<>();
        try (CSVParser rows = CsvFile.open(file)) {
            List<String> columns = rows.getHeaderNames();
            for (CSVRecord row : rows) {
                long day = 0;
                for (String column : columns) {
                    String value = row.get(column);
                    if (column.startsWith("event_name") && !value.isEmpty()) {
                        day |= bit(bits, value, file);
                    } else if (column.startsWith("snap") && value.equals("1")) {
                        day |= bit(bits, column, file);
                    }
                }
                flags.put((int) LocalDate.parse(row.get("date")).toEpochDay(), day);
            }
        }
        int first = flags.isEmpty() ? 0 : flags.firstKey();
        long[] days = new long[flags.isEmpty() ? 0 : flags.lastKey() - first + 1];
        flags.forEach((day, bitsOfDay) -> days[day - first] = bitsOfDay);
        return new PeriodCalendar() {
            @Override
            public int seasons() {
                return DAYS.seasons();
            }

            @Override
            public int season(int period) {
                return DAYS.season(period);
            }

            @Override
            public long flags(int period) {
                int day = period - first;
                return day >= 0 && day < days.length ? days[day] : 0;
            }
        };
    }

    private static long bit(Map<String, Integer> bits, String event, Path file) {
        int bit = bits.computeIfAbsent(event, name -> bits.size());
        if (bit >= MAX_EVENTS) {
            throw new IllegalArgumentException(file + " names more than " + MAX_EVENTS + " events");
        }
        return 1L << bit;
    }
}
