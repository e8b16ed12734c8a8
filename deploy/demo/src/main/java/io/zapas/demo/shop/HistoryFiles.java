package io.zapas.demo.shop;

import io.zapas.runtime.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** The files the sample shop imports at its first start. */
final class HistoryFiles {
    static final ZoneId ZONE = ZoneId.of("Europe/Warsaw");
    private static final LocalTime NOON = LocalTime.NOON;
    private static final Duration NEVER_IN_THE_FUTURE = Duration.ofMinutes(1);

    private HistoryFiles() {}

    /** Products as gzip CSV; rules per channel and components of kits are JSON in their cells. */
    static byte[] products(List<Article> articles) {
        return gzip(csv -> {
            csv.printRecord(
                    "sku",
                    "name",
                    "ean",
                    "supplier",
                    "leadTimeDays",
                    "leadTimeSdDays",
                    "unitCost",
                    "price",
                    "currency",
                    "moq",
                    "orderMultiple",
                    "owner",
                    "channels",
                    "kit",
                    "discontinued");
            for (Article article : articles) {
                var product = article.product();
                csv.printRecord(
                        product.sku(),
                        product.name(),
                        product.ean(),
                        product.supplier(),
                        product.leadTimeDays(),
                        product.leadTimeSdDays(),
                        product.unitCost(),
                        product.price(),
                        product.currency(),
                        product.moq(),
                        product.orderMultiple(),
                        product.owner(),
                        json(product.channels(), product.channels().isEmpty()),
                        json(product.kit(), product.kit().isEmpty()),
                        product.discontinued());
            }
        });
    }

    /** Past orders as a file. */
    static final class Orders {
        private final byte[] gzipCsv;
        private final int count;
        private final Map<String, Long> units;

        private Orders(byte[] gzipCsv, int count, Map<String, Long> units) {
            this.gzipCsv = gzipCsv;
            this.count = count;
            this.units = units;
        }

        /** One shipped order per article and day, with that day's units. */
        byte[] gzipCsv() {
            return gzipCsv;
        }

        int count() {
            return count;
        }

        /** By SKU, summed over the days. */
        Map<String, Long> units() {
            return units;
        }
    }

    /** The last {@code days} days and what has passed of today. Ids name day and article: loaded twice, nothing is counted twice. */
    static Orders orders(List<Article> articles, Demand demand, int days, Instant now) {
        Map<String, Long> units = new LinkedHashMap<>();
        int[] count = {0};
        LocalDate today = now.atZone(ZONE).toLocalDate();
        byte[] file = gzip(csv -> {
            csv.printRecord("orderId", "channel", "status", "sku", "quantity", "placedAt");
            for (LocalDate day = today.minusDays(days); !day.isAfter(today); day = day.plusDays(1)) {
                Instant placedAt = day.equals(today)
                        ? now.minus(NEVER_IN_THE_FUTURE)
                        : day.atTime(NOON).atZone(ZONE).toInstant();
                for (Article article : articles) {
                    long wanted = demand.units(article, day);
                    long sold = day.equals(today) ? Math.round(wanted * shareOfDay(now)) : wanted;
                    if (sold > 0) {
                        String channel = Catalogue.CHANNELS.get(Math.floorMod(
                                article.sku().hashCode() + (int) day.toEpochDay(), Catalogue.CHANNELS.size()));
                        csv.printRecord(
                                "H-" + day + "-" + article.sku(), channel, "shipped", article.sku(), sold, placedAt);
                        units.merge(article.sku(), sold, Long::sum);
                        count[0]++;
                    }
                }
            }
        });
        return new Orders(file, count[0], units);
    }

    private static double shareOfDay(Instant now) {
        Instant midnight = now.atZone(ZONE).toLocalDate().atStartOfDay(ZONE).toInstant();
        return Duration.between(midnight, now).toMillis()
                / (double) Duration.ofDays(1).toMillis();
    }

    private static String json(Object value, boolean none) {
        return none ? null : Json.text(value);
    }

    private interface Rows {
        void write(CSVPrinter csv) throws IOException;
    }

    private static byte[] gzip(Rows rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Writer text = new OutputStreamWriter(new GZIPOutputStream(bytes), StandardCharsets.UTF_8);
                CSVPrinter csv = new CSVPrinter(
                        text,
                        CSVFormat.RFC4180.builder().setRecordSeparator('\n').get())) {
            rows.write(csv);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
