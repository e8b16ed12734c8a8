package io.zapas.demo.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentsTest {
    @TempDir
    private Path folder;

    @Test
    void rowsOfOneInvoiceAreOneSaleWithUnitsSummedPerSku() throws IOException {
        List<Document> documents = read(
                "2010-12-01T08:26,536365,85123A,6,2.55,United Kingdom",
                "2010-12-01T08:26,536365,71053,6,3.39,United Kingdom",
                "2010-12-01T08:26,536365,85123A,2,2.55,United Kingdom",
                "2010-12-01T08:28,536366,71053,1,3.39,France");
        assertThat(documents).extracting(Document::id).containsExactly("536365", "536366");
        assertThat(documents.get(0).units()).containsExactly(Map.entry("85123A", 8L), Map.entry("71053", 6L));
        assertThat(documents.get(1).country()).isEqualTo("France");
    }

    @Test
    void cancellationsAreReturnsAndOtherNegativesAreWriteOffs() throws IOException {
        List<Document> documents = read(
                "2010-12-01T09:41,C536379,22139,-4,4.25,United Kingdom",
                "2010-12-01T09:42,536380,22139,-10,0,United Kingdom");
        assertThat(documents).extracting(Document::kind).containsExactly(Document.Kind.RETURN, Document.Kind.WRITE_OFF);
        assertThat(documents.get(0).units()).containsEntry("22139", 4L);
    }

    @Test
    void postageAndFeesAreSkippedAndCounted() throws IOException {
        Documents documents = open(
                "2010-12-01T09:00,536370,POST,3,18,France",
                "2010-12-01T09:00,536370,C2,1,50,France",
                "2010-12-01T09:00,536370,22139,1,4.25,France",
                "2010-12-01T09:01,536371,BANK CHARGES,1,15,United Kingdom");
        assertThat(documents.next()).hasSize(1);
        assertThat(documents.next()).isEmpty();
        assertThat(documents.next()).isNull();
        assertThat(documents.rowsSkipped()).isEqualTo(3);
        assertThat(documents.rowsRead()).isEqualTo(4);
    }

    @Test
    void anInvoiceThatIsWrittenOnLaterGetsAnotherId() throws IOException {
        List<Document> documents = read(
                "2010-12-01T09:00,536591,22139,1,4.25,United Kingdom",
                "2010-12-01T09:01,536591,22139,2,4.25,United Kingdom",
                "2010-12-01T09:02,536592,22139,3,4.25,United Kingdom",
                "2010-12-01T09:02,536591,22139,4,4.25,United Kingdom");
        assertThat(documents).extracting(Document::id).containsExactly("536591", "536591/2", "536592", "536591/3");
    }

    @Test
    void aVeryLongInvoiceIsSplit() throws IOException {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < Documents.MAX_LINES + 1; i++) {
            rows.add("2010-12-01T09:00,573585," + (20_000 + i) + ",1,1.25,United Kingdom");
        }
        List<Document> documents = read(rows.toArray(String[]::new));
        assertThat(documents).extracting(document -> document.units().size()).containsExactly(Documents.MAX_LINES, 1);
    }

    @Test
    void aBadRowIsNamedByLineAndColumn() {
        assertThatThrownBy(() -> read(
                        "2010-12-01T09:00,1,22139,1,4.25,United Kingdom",
                        "2010-12-01T09:00,2,22139,many,4.25,United Kingdom"))
                .hasMessageContaining("line 3, qty")
                .hasMessageContaining("many");
        assertThatThrownBy(() -> read(
                        "2010-12-01T09:00,1,22139,1,4.25,United Kingdom",
                        "2010-12-01T08:59,2,22139,1,4.25,United Kingdom"))
                .hasMessageContaining("line 3, ts");
    }

    private Documents open(String... rows) throws IOException {
        OrderFile file = OrderFile.open(Histories.write(folder.resolve("h.csv.gz"), List.of(rows)));
        return new Documents(file, OrderRow::goods);
    }

    private List<Document> read(String... rows) throws IOException {
        Documents documents = open(rows);
        List<Document> all = new ArrayList<>();
        for (List<Document> some = documents.next(); some != null; some = documents.next()) {
            all.addAll(some);
        }
        return all;
    }
}
