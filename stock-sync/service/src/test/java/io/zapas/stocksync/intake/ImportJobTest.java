package io.zapas.stocksync.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.FakeCodec;
import io.zapas.stocksync.FakeKafka;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportJobTest {
    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

    @TempDir
    Path directory;

    private Vertx vertx;
    private final FakeKafka kafka = new FakeKafka();

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private ImportJob run(ImportKind kind, byte[] file) throws IOException {
        ImportJob job = job(kind, null);
        run(job, file);
        return job;
    }

    private ImportJob run(ImportKind kind, String file) throws IOException {
        return run(kind, file.getBytes(StandardCharsets.UTF_8));
    }

    private ImportJob job(ImportKind kind, String boundChannel) {
        return new ImportJob("i1", kind, "/import", boundChannel, () -> NOW, directory.resolve("errors.csv"));
    }

    private void run(ImportJob job, byte[] file) throws IOException {
        job.run(new ByteArrayInputStream(file), new EventPublisher(kafka, new FakeCodec()), vertx.getOrCreateContext());
    }

    private List<JsonNode> events() {
        return kafka.written.stream()
                .map(each -> Json.tree(each.value().getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    @Test
    void keepsGoodRowsAndReportsBadOnesByLine() throws IOException {
        ImportJob job = run(
                ImportKind.LEVELS,
                "sku,location,quantity\nA,WH1,5\nB,WH1,many\n\n,WH1,3\nC,WH1\n\"D, with \"\"quotes\"\"\nand a break\",WH1,-7\nE,WH1,1.5\n");

        assertThat(job.progress(10).errors())
                .extracting(ImportJob.RowError::line, ImportJob.RowError::field)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(3L, "quantity"),
                        org.assertj.core.groups.Tuple.tuple(5L, "sku"),
                        org.assertj.core.groups.Tuple.tuple(6L, null),
                        org.assertj.core.groups.Tuple.tuple(7L, "sku"),
                        org.assertj.core.groups.Tuple.tuple(9L, "quantity"));
        assertThat(events()).hasSize(1);
        assertThat(job.progress(10).rows()).isEqualTo(6);
        assertThat(job.progress(10).accepted()).isEqualTo(1);
        assertThat(job.progress(10).rejected()).isEqualTo(5);
        assertThat(job.progress(10).state()).isEqualTo(ImportJob.State.DONE);
        assertThat(Files.readString(job.report()))
                .startsWith("line,field,message\r\n3,quantity,")
                .contains("\r\n9,quantity,");
    }

    @Test
    void readsSemicolonsByteOrderMarksDecimalCommasAndPolishLetters() throws IOException {
        run(
                ImportKind.PRODUCTS,
                "\ufeffSKU;Name;UnitCost;Buffer;Discontinued;Kolor\nŻ-1;Kubek żółty;\"1 234,50\";2,000;nie;biały\n");

        JsonNode product = events().get(0);
        assertThat(product.get("name").textValue()).isEqualTo("Kubek żółty");
        assertThat(product.get("unitCost").decimalValue()).isEqualByComparingTo("1234.5");
        assertThat(product.get("buffer").longValue()).isEqualTo(2);
        assertThat(product.get("discontinued").booleanValue()).isFalse();
    }

    @Test
    void tellsWhichColumnsItDoesNotKnow() throws IOException {
        ImportJob job = run(ImportKind.LEVELS, "sku,location,quantity,colour\nA,W,1,red\n");
        assertThat(job.progress(0).ignoredColumns()).containsExactly("colour");
    }

    @Test
    void refusesAHeaderWithoutTheRequiredColumns() {
        assertThatThrownBy(() -> run(ImportKind.LEVELS, "sku,quantity\nA,1\n"))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("location");
        assertThatThrownBy(() -> run(ImportKind.LEVELS, "a,b\n1,2\n")).isInstanceOf(InvalidFieldException.class);
        assertThatThrownBy(() -> run(ImportKind.LEVELS, "")).isInstanceOf(InvalidFieldException.class);
    }

    @Test
    void reportsTextThatIsNotUtf8() throws IOException {
        ImportJob job =
                run(ImportKind.LEVELS, "sku,location,quantity\nżółw,W,1\n".getBytes(Charset.forName("windows-1250")));
        assertThat(job.progress(1).errors().get(0).message()).contains("UTF-8");
        assertThat(events()).isEmpty();
    }

    @Test
    void rowsOfOneOrderAreOneEvent() throws IOException {
        run(ImportKind.ORDERS, """
                orderId,channel,status,sku,quantity,placedAt
                O1,shop,placed,A,1,2026-11-01T10:00:00Z
                O1,shop,placed,B,2,2026-11-01T10:00:00Z
                O2,shop,placed,A,3,2026-11-02T10:00:00Z
                """);
        assertThat(events()).hasSize(2);
        assertThat(events().get(0).get("lines")).hasSize(2);
        assertThat(events().get(0).get("orderId").textValue()).isEqualTo("O1");
        assertThat(kafka.written.get(0).headers())
                .containsEntry("ce_id", "import-i1-2")
                .containsEntry("ce_time", "2026-11-01T10:00:00Z");
        assertThat(kafka.written.get(1).headers()).containsEntry("ce_id", "import-i1-4");
    }

    @Test
    void halfAnOrderIsNoOrder() throws IOException {
        ImportJob job = run(
                ImportKind.ORDERS,
                "orderId,channel,status,sku,quantity\nO1,shop,placed,A,1\nO1,shop,placed,B,0\nO1,shop,placed,C\nO2,shop,placed,A,3\n");
        assertThat(events()).hasSize(1);
        assertThat(events().get(0).get("orderId").textValue()).isEqualTo("O2");
        assertThat(job.progress(10).errors())
                .extracting(ImportJob.RowError::line)
                .containsExactly(2L, 3L, 4L);
        assertThat(job.progress(10).accepted()).isEqualTo(1);
    }

    @Test
    void aChannelsKeyImportsItsOwnOrdersOnly() throws IOException {
        ImportJob job = job(ImportKind.ORDERS, "shop");
        run(
                job,
                "orderId,channel,status,sku,quantity\nO1,shop,placed,A,1\nO2,allegro,placed,A,1\n"
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(events()).hasSize(1);
        assertThat(job.progress(10).errors().get(0).field()).isEqualTo("channel");
    }

    @Test
    void readsGzipAlsoInSeveralMembersArrivingByteByByte() throws Exception {
        byte[] head = gzip("sku,location,quantity\nA,W,1\n");
        byte[] tail = gzip("B,W,2\n");
        BytePipe pipe = new BytePipe(() -> {});
        ImportJob job = job(ImportKind.LEVELS, null);
        Thread reader = new Thread(() -> {
            try {
                job.run(pipe, new EventPublisher(kafka, new FakeCodec()), vertx.getOrCreateContext());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        reader.start();
        for (byte[] member : List.of(head, tail)) {
            for (byte each : member) {
                pipe.offer(new byte[] {each});
            }
        }
        pipe.end();
        reader.join(10_000);
        assertThat(events()).extracting(event -> event.get("sku").textValue()).containsExactly("A", "B");
    }

    @Test
    void anUploadThatBreaksOffKeepsWhatCameBefore() {
        ImportJob job = job(ImportKind.LEVELS, null);
        BytePipe pipe = new BytePipe(() -> {});
        pipe.offer("sku,location,quantity\nA,W,1\nB,W".getBytes(StandardCharsets.UTF_8));
        pipe.fail(new IOException("the upload broke off"));
        assertThatThrownBy(() -> job.run(pipe, new EventPublisher(kafka, new FakeCodec()), vertx.getOrCreateContext()))
                .hasMessageContaining("broke off");
        assertThat(job.progress(0).state()).isEqualTo(ImportJob.State.FAILED);
        assertThat(job.progress(0).problem()).contains("broke off");
    }

    @Test
    void aQuoteThatIsNeverClosedEndsTheImportWithABoundedRow() {
        StringBuilder file = new StringBuilder("sku,location,quantity\nA,W,1\n\"B,W,2\n");
        for (int i = 0; i < 400_000; i++) {
            file.append("C,W,3\n");
        }
        ImportJob job = job(ImportKind.LEVELS, null);
        assertThatThrownBy(() -> run(job, file.toString().getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 3")
                .hasMessageContaining("quote");
        assertThat(events()).hasSize(1);
    }

    @Test
    void failsWhenKafkaIsAway() {
        kafka.refuse = written -> true;
        ImportJob job = job(ImportKind.LEVELS, null);
        assertThatThrownBy(() -> run(job, "sku,location,quantity\nA,W,1\n".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ImportJob.PublishException.class);
        assertThat(job.progress(0).accepted()).isZero();
        assertThat(job.progress(0).state()).isEqualTo(ImportJob.State.FAILED);
    }

    @Test
    void aPipeTellsTheWriterToPauseAndToGoOn() throws IOException {
        int[] drained = {0};
        BytePipe pipe = new BytePipe(() -> drained[0]++);
        assertThat(pipe.offer(new byte[BytePipe.HIGH_WATER_BYTES / 2])).isFalse();
        assertThat(pipe.offer(new byte[BytePipe.HIGH_WATER_BYTES / 2])).isTrue();
        assertThat(pipe.readNBytes(BytePipe.HIGH_WATER_BYTES / 2)).hasSize(BytePipe.HIGH_WATER_BYTES / 2);
        assertThat(drained[0]).isZero();
        pipe.readNBytes(BytePipe.HIGH_WATER_BYTES / 4);
        assertThat(drained[0]).isEqualTo(1);
        pipe.close();
        assertThat(pipe.offer(new byte[BytePipe.HIGH_WATER_BYTES])).isFalse();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
