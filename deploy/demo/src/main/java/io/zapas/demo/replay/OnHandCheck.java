package io.zapas.demo.replay;

import io.vertx.core.Future;
import io.zapas.demo.door.DoorException;
import io.zapas.demo.door.HttpDoor;
import io.zapas.demo.door.StockQuery;
import io.zapas.demo.replay.ReplaySummary.Mismatch;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Compares what the suite answers with the independent count, SKU by SKU. */
final class OnHandCheck {
    private OnHandCheck() {}

    /** On-hand by SKU, summed over locations; SKUs that the suite does not know are absent. */
    static Future<Map<String, Long>> ask(HttpDoor http, List<String> skus) {
        return StockQuery.ask(http, skus).map(items -> {
            Map<String, Long> onHand = new HashMap<>();
            items.forEach((sku, item) -> onHand.put(sku, StockQuery.onHand(item)));
            return onHand;
        });
    }

    static List<Mismatch> compare(Map<String, Long> expected, Map<String, Long> actual) {
        List<Mismatch> mismatches = new ArrayList<>();
        expected.forEach((sku, units) -> {
            Long answered = actual.get(sku);
            if (!units.equals(answered)) {
                mismatches.add(new Mismatch(sku, units, answered));
            }
        });
        return mismatches;
    }

    static void write(Path report, Map<String, Long> expected, Map<String, Long> actual) {
        try (Writer file = Files.newBufferedWriter(report, StandardCharsets.UTF_8);
                CSVPrinter csv = new CSVPrinter(file, CSVFormat.RFC4180)) {
            csv.printRecord("sku", "expected", "actual", "agrees");
            for (Map.Entry<String, Long> one : expected.entrySet()) {
                Long answered = actual.get(one.getKey());
                csv.printRecord(
                        one.getKey(), one.getValue(), answered, one.getValue().equals(answered));
            }
        } catch (IOException e) {
            throw new DoorException("The report could not be written to " + report + ": " + e.getMessage(), e);
        }
    }
}
