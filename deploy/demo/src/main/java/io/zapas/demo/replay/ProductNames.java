package io.zapas.demo.replay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads {@code sku,description} from the product file beside an order history, if there is one. */
final class ProductNames {
    static final int MAX_PRODUCTS = 200_000;
    private static final String EVENTS_SUFFIX = "_events.csv.gz";

    private ProductNames() {}

    /** Names by SKU; empty without a file {@code <name>_products.csv.gz} beside {@code <name>_events.csv.gz}. */
    static Map<String, String> beside(Path events) throws IOException {
        Map<String, String> names = new HashMap<>();
        String name = events.getFileName().toString();
        if (!name.endsWith(EVENTS_SUFFIX)) {
            return names;
        }
        Path file =
                events.resolveSibling(name.substring(0, name.length() - EVENTS_SUFFIX.length()) + "_products.csv.gz");
        if (!Files.isRegularFile(file)) {
            return names;
        }
        try (InputStream bytes = Files.newInputStream(file);
                CSVParser rows = CSVFormat.DEFAULT
                        .builder()
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .get()
                        .parse(new BufferedReader(
                                new InputStreamReader(new GZIPInputStream(bytes), StandardCharsets.UTF_8)))) {
            for (CSVRecord row : rows) {
                String description = row.get("description").strip();
                if (!description.isEmpty() && names.size() < MAX_PRODUCTS) {
                    names.put(row.get("sku").strip(), description);
                }
            }
        }
        return names;
    }
}
