package io.zapas.stocksync.erp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zapas.runtime.json.Json;
import io.zapas.stocksync.erp.rows.Basis;
import io.zapas.stocksync.erp.rows.Book;
import io.zapas.stocksync.erp.rows.Locations;
import io.zapas.stocksync.erp.rows.Mapping;
import io.zapas.stocksync.erp.rows.Optima;
import io.zapas.stocksync.erp.rows.Position;
import io.zapas.stocksync.erp.rows.Row;
import io.zapas.stocksync.erp.rows.RowChange;
import io.zapas.stocksync.erp.rows.Statement;
import io.zapas.stocksync.erp.rows.SubiektGt;
import io.zapas.stocksync.erp.rows.SubiektNexo;
import io.zapas.stocksync.erp.rows.Wapro;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Debezium's records of each ERP's tables, from the shared data. */
class SharedErpSamplesTest {
    private static final Instant NOW = Instant.parse("2026-03-15T10:00:00Z");
    private final Set<String> used = new TreeSet<>();
    private Path samples;

    @BeforeEach
    void find() {
        samples = Path.of(System.getenv().getOrDefault("ZAPAS_SHARED", "../../../shared"))
                .resolve("integrations/samples");
        boolean there = Files.exists(samples.resolve("debezium.subiekt-gt.tw_Stan.update.json"));
        if (!there && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("no Debezium samples in " + samples);
        }
        assumeTrue(there, "no Debezium samples in " + samples);
    }

    private byte[] sample(String name) throws IOException {
        used.add("debezium." + name + ".json");
        return Files.readAllBytes(samples.resolve("debezium." + name + ".json"));
    }

    private static Book book(Mapping mapping, Basis basis) {
        return new Book(
                mapping,
                basis,
                new Locations(Map.of("1", "MAG", "2", "SHOP"), Set.of(), false),
                ZoneId.of("Europe/Warsaw"),
                false,
                NOW);
    }

    /** One that knows a product by its number. */
    private static Book book(Mapping mapping, Basis basis, String idColumn, String id, String skuColumn) {
        Book book = book(mapping, basis);
        Row row = new JsonRow(
                Json.tree(("{\"" + idColumn + "\":" + id + ",\"" + skuColumn + "\":\"SKU-" + id + "\"}")
                        .getBytes(StandardCharsets.UTF_8)),
                "after",
                null,
                4);
        book.apply(new RowChange(
                mapping.tables().products(),
                RowChange.Kind.READ,
                row,
                new Position(1, "00000000:00000000:0001", "", -1),
                1));
        return book;
    }

    private List<String> told(Book book, String... names) throws IOException {
        Envelope envelope = new Envelope(1, 4);
        List<String> told = new ArrayList<>();
        for (String name : names) {
            told.add(name + ": " + book.apply(envelope.read(sample(name)).orElseThrow()));
            book.settle();
            for (Statement statement : book.takeStatements()) {
                Statement.Level level = (Statement.Level) statement;
                told.add(level.sku() + "@" + level.location() + "=" + level.units());
            }
        }
        return told;
    }

    @Test
    void everySampleSaysWhatItsTableHolds() throws IOException {
        assertThat(told(
                        book(new SubiektGt(), Basis.PHYSICAL, "tw_Id", "4107", "tw_Symbol"),
                        "subiekt-gt.tw_Stan.snapshot-read",
                        "subiekt-gt.tw_Stan.update",
                        "subiekt-gt.tw_Stan.update-precise-with-schema",
                        "cloudevents-sqlserver",
                        "subiekt-gt.tw_Stan.reservation-only",
                        "subiekt-gt.tw_Stan.snapshot-read"))
                .containsExactly(
                        "subiekt-gt.tw_Stan.snapshot-read: APPLIED",
                        "SKU-4107@MAG=14",
                        "subiekt-gt.tw_Stan.update: APPLIED",
                        "SKU-4107@MAG=12",
                        "subiekt-gt.tw_Stan.update-precise-with-schema: REPEATED",
                        "cloudevents-sqlserver: REPEATED",
                        "subiekt-gt.tw_Stan.reservation-only: APPLIED",
                        "subiekt-gt.tw_Stan.snapshot-read: OLDER");
        for (String same : List.of("subiekt-gt.tw_Stan.update-precise-with-schema", "cloudevents-sqlserver")) {
            assertThat(told(book(new SubiektGt(), Basis.NET, "tw_Id", "4107", "tw_Symbol"), same))
                    .contains("SKU-4107@MAG=10");
        }
        assertThat(told(
                        book(new SubiektNexo(true), Basis.NET, "Id", "7712", "Symbol"),
                        "subiekt-nexo.StanyMagazynowe.update"))
                .contains("SKU-7712@SHOP=29");
        assertThat(told(
                        book(new Optima(Optima.StockTable.DAYS), Basis.NET, "Twr_TwrId", "3312", "Twr_Kod"),
                        "optima.TwrIlosci.create",
                        "optima.TwrIlosci.update",
                        "optima.TwrZasoby.delete"))
                .containsExactly(
                        "optima.TwrIlosci.create: APPLIED",
                        "SKU-3312@MAG=115",
                        "optima.TwrIlosci.update: APPLIED",
                        "SKU-3312@MAG=113",
                        "optima.TwrZasoby.delete: IGNORED");
        assertThat(told(
                        book(new Optima(Optima.StockTable.LOTS), Basis.PHYSICAL, "Twr_TwrId", "3312", "Twr_Kod"),
                        "optima.TwrZasoby.delete"))
                .containsExactly("optima.TwrZasoby.delete: APPLIED", "SKU-3312@MAG=0");
        assertThat(told(book(new Wapro("INDEKS_KATALOGOWY"), Basis.UNRESERVED), "wapro.ARTYKUL.update"))
                .contains("KREM-75@MAG=163");
        try (Stream<Path> files = Files.list(samples)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith("debezium.") && !name.endsWith(".key.json")))
                    .as("no sample is left out")
                    .containsExactlyInAnyOrderElementsOf(used);
        }
    }
}
