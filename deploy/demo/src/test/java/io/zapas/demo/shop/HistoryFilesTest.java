package io.zapas.demo.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.runtime.events.Fields;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

class HistoryFilesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T07:30:00Z");
    private final Catalogue catalogue = Catalogue.make(7, 2.0);

    @Test
    void ordersFitTheContract() throws IOException {
        HistoryFiles.Orders orders = HistoryFiles.orders(catalogue.goods(), new Demand(7), 120, NOW);
        List<CSVRecord> rows = rows(orders.gzipCsv());
        assertThat(rows).hasSize(orders.count()).hasSizeGreaterThan(120 * 250);
        assertThat(rows).extracting(row -> row.get("orderId")).doesNotHaveDuplicates();
        assertThat(rows).allSatisfy(row -> {
            assertThat(Long.parseLong(row.get("quantity"))).isBetween(1L, Fields.MAX_QUANTITY);
            assertThat(Instant.parse(row.get("placedAt"))).isBefore(NOW);
            assertThat(row.get("status")).isEqualTo("shipped");
            assertThat(Catalogue.CHANNELS).contains(row.get("channel"));
            assertThat(row.get("orderId")).hasSizeLessThanOrEqualTo(Fields.MAX_TEXT_LENGTH);
        });
        assertThat(rows.stream()
                        .mapToLong(row -> Long.parseLong(row.get("quantity")))
                        .sum())
                .isEqualTo(orders.units().values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
    }

    @Test
    void productsFitTheContract() throws IOException {
        List<CSVRecord> rows = rows(HistoryFiles.products(catalogue.goods()));
        assertThat(rows).hasSameSizeAs(catalogue.goods());
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.get("name")).hasSizeBetween(3, Fields.MAX_TEXT_LENGTH);
            assertThat(row.get("currency")).isEqualTo("PLN");
            assertThat(Long.parseLong(row.get("moq"))).isPositive();
        });
        assertThat(rows).anySatisfy(row -> assertThat(row.get("channels")).contains("\"percent\":50"));
    }

    @Test
    void theSameSeedAndTimeMakeTheSameBytes() {
        assertThat(HistoryFiles.orders(catalogue.goods(), new Demand(7), 28, NOW)
                        .gzipCsv())
                .isEqualTo(HistoryFiles.orders(catalogue.goods(), new Demand(7), 28, NOW)
                        .gzipCsv());
    }

    private static List<CSVRecord> rows(byte[] gzip) throws IOException {
        try (CSVParser csv = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get()
                .parse(new InputStreamReader(
                        new GZIPInputStream(new ByteArrayInputStream(gzip)), StandardCharsets.UTF_8))) {
            return csv.getRecords();
        }
    }
}
