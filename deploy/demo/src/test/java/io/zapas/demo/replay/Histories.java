package io.zapas.demo.replay;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Order histories for tests. */
final class Histories {
    private Histories() {}

    static Path write(Path file, List<String> rows) {
        try (Writer text =
                new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8)) {
            text.write("ts,invoice,sku,qty,price,country\n");
            for (String row : rows) {
                text.write(row);
                text.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** A shop with returns, write-offs, postage and a few spikes; the same for the same seed. */
    static List<String> random(long seed, int rows, int skus) {
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>();
        LocalDateTime at = LocalDateTime.of(2011, 3, 1, 8, 0);
        int invoice = 500_000;
        while (lines.size() < rows) {
            invoice++;
            at = at.plusMinutes(1 + random.nextInt(90));
            String country = random.nextInt(10) == 0 ? "France" : "United Kingdom";
            int kind = random.nextInt(20);
            int length = kind < 2 ? 1 : 1 + random.nextInt(8);
            for (int i = 0; i < length && lines.size() < rows; i++) {
                String sku = random.nextInt(30) == 0 ? "POST" : String.valueOf(10_000 + random.nextInt(skus));
                long quantity = random.nextInt(200) == 0 ? 2_000 : 1 + random.nextInt(24);
                String name = kind == 0 ? "C" + invoice : String.valueOf(invoice);
                lines.add(at + "," + name + "," + sku + "," + (kind < 2 ? -quantity : quantity) + ","
                        + (kind == 1 ? "0.0" : "2.55") + "," + country);
            }
        }
        return lines;
    }
}
