package io.zapas.bench.forecast;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is to be forecast.
 *
 * @param dataset name of the data set, first part of the output's name
 * @param origins last days that may be known
 * @param steps periods to forecast one by one
 * @param cumulated horizons whose demand is to be forecast together, rising
 * @param minHistory series with fewer periods at an origin are left out
 */
record Protocol(String dataset, List<LocalDate> origins, int steps, List<Integer> cumulated, int minHistory) {
    private static final int ORIGINS = 4;

    /** The entry of a protocol file whose {@code series} is this file. */
    static Protocol of(Path protocol, Path demand) throws IOException {
        for (Map.Entry<String, JsonNode> entry :
                new ObjectMapper().readTree(protocol.toFile()).properties()) {
            JsonNode value = entry.getValue();
            if (value.get("series").asText().equals(demand.getFileName().toString())) {
                List<LocalDate> origins = new ArrayList<>();
                value.get("origins").forEach(origin -> origins.add(LocalDate.parse(origin.asText())));
                List<Integer> cumulated = new ArrayList<>();
                value.get("cum").forEach(horizon -> cumulated.add(horizon.asInt()));
                return new Protocol(
                        entry.getKey(),
                        origins,
                        value.get("h").asInt(),
                        cumulated,
                        value.get("min_history").asInt());
            }
        }
        throw new IllegalArgumentException(protocol + " has no entry for " + demand.getFileName());
    }

    /** Four origins, one horizon apart, the last one a horizon before the end. */
    static Protocol suggested(Path demand, DemandFile file) {
        int steps = file.period() == Period.DAY ? 28 : 6;
        int end = file.series().stream()
                .mapToInt(series -> series.nextPeriod() - 1)
                .max()
                .orElseThrow(() -> new IllegalArgumentException(demand + " has no series"));
        List<LocalDate> origins = new ArrayList<>();
        for (int i = ORIGINS; i >= 1; i--) {
            origins.add(file.period().date(end - i * steps));
        }
        String name = demand.getFileName().toString().replaceAll("\\.csv(\\.gz)?$", "");
        return new Protocol(name, origins, steps, List.of(file.period() == Period.DAY ? 7 : 3, steps), 4 * steps);
    }

    Protocol withOrigins(List<LocalDate> others) {
        return others.isEmpty() ? this : new Protocol(dataset, others, steps, cumulated, minHistory);
    }
}
