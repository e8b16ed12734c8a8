package io.zapas.stocksync.erp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zapas.stocksync.erp.rows.Position;
import io.zapas.stocksync.erp.rows.Row;
import io.zapas.stocksync.erp.rows.RowChange;
import io.zapas.stocksync.erp.rows.RowChange.Kind;
import io.zapas.stocksync.erp.rows.UnusableRowException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    private static final String SOURCE =
            "'source':{'schema':'dbo','table':'tw_Stan','ts_ms':1773484951470,'commit_lsn':'00000027:00000AC0:0007',"
                    + "'change_lsn':'00000027:00000ac0:0002','event_serial_no':2,'snapshot':false}";
    private static final Envelope ENVELOPE = new Envelope(3, 4);

    private static RowChange read(String json) {
        return ENVELOPE.read(bytes(json)).orElseThrow();
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static Row row(String columns) {
        return read("{'op':'c','after':{" + columns + "}," + SOURCE + "}").row();
    }

    private static void refused(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(UnusableRowException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void theWholeOfAChange() {
        RowChange change = read("{'op':'u','before':{'a':1},'after':{'a':2}," + SOURCE + ",'ts_ms':1}");
        assertThat(change.table()).isEqualTo("dbo.tw_Stan");
        assertThat(change.kind()).isEqualTo(Kind.WRITTEN);
        assertThat(change.row().text("a")).isEqualTo("2");
        assertThat(change.row().path("a")).isEqualTo("after.a");
        assertThat(change.position()).isEqualTo(new Position(3, "00000027:00000ac0:0007", "00000027:00000ac0:0002", 2));
        assertThat(change.atMillis()).isEqualTo(1773484951470L);
        RowChange gone = read("{'op':'d','before':{'a':1},'after':null," + SOURCE.replace(":2,", ":'1',") + "}");
        assertThat(gone.kind()).isEqualTo(Kind.DELETED);
        assertThat(gone.row().text("a")).isEqualTo("1");
        assertThat(gone.row().path("a")).isEqualTo("before.a");
        assertThat(gone.position().serial()).isEqualTo(1);
    }

    @Test
    void aSnapshotStandsBeforeTheChangesOfItsTransaction() {
        RowChange read = read("{'op':'r','after':{'a':1},"
                + SOURCE.replace("'00000027:00000ac0:0002'", "null")
                        .replace(":2,", ":null,")
                        .replace("false", "'first'")
                + "}");
        assertThat(read.kind()).isEqualTo(Kind.READ);
        assertThat(read.position()).isEqualTo(new Position(3, "00000027:00000ac0:0007", "", -1));
        RowChange change = read("{'op':'u','after':{'a':1}," + SOURCE + "}");
        assertThat(read.position()).isLessThan(change.position());
        // An incremental snapshot tells where the log was.
        assertThat(read("{'op':'r','after':{'a':1}," + SOURCE + "}").position()).isEqualTo(read.position());
    }

    @Test
    void positionsAreOrderedByCommitThenChangeThenSerial() {
        List<Position> ordered = List.of(
                new Position(1, "ffffffff:00000000:0001", "z", 9),
                new Position(2, "00000009:00000000:0001", "", -1),
                new Position(2, "00000009:00000000:0001", "00000009:00000000:0001", 1),
                new Position(2, "00000009:00000000:0001", "00000009:00000000:0001", 2),
                new Position(2, "00000009:00000000:0001", "00000009:00000001:0001", 1),
                new Position(2, "0000000a:00000000:0001", "00000000:00000000:0001", 1));
        assertThat(ordered).isSorted();
    }

    @Test
    void tombstonesSayNothing() {
        assertThat(ENVELOPE.read(null)).isEmpty();
        assertThat(ENVELOPE.read(new byte[0])).isEmpty();
        assertThat(ENVELOPE.read(bytes("{'schema':null,'payload':null}"))).isEmpty();
    }

    @Test
    void numbersAsDebeziumWritesThem() {
        Row row = row("'s':' 14.5000 ','i':14,'d':14.5,'b':'AehI','n':'/w==','z':'AA==','neg':'-3','null':null");
        assertThat(row.decimal("s")).isEqualByComparingTo("14.5");
        assertThat(row.decimal("i")).isEqualByComparingTo("14");
        assertThat(row.decimal("d")).isEqualByComparingTo("14.5");
        assertThat(row.decimal("b")).isEqualByComparingTo("12.5000");
        assertThat(row.decimal("n")).isEqualByComparingTo("-0.0001");
        assertThat(row.decimal("z")).isEqualByComparingTo("0");
        assertThat(row.decimal("neg")).isEqualByComparingTo("-3");
        assertThat(row.decimal("null")).isNull();
        assertThat(row.decimal("absent")).isNull();
    }

    @Test
    void whatCouldBeTwoNumbersIsNeither() {
        // 1180, or -266.2604 in base64.
        assertThatThrownBy(() -> row("'x':'1180'").decimal("x"))
                .isInstanceOf(UnusableRowException.class)
                .hasMessageStartingWith("after.x: could be a number or base64")
                .hasMessageEndingWith("was \"1180\"");
        assertThat(row("'x':'118'").decimal("x")).isEqualByComparingTo("118");
    }

    @Test
    void aSchemaTellsWhichNumberATextIs() {
        String schema = "'schema':{'fields':[{'field':'before','fields':[]},{'field':'after','fields':["
                + "{'field':'m','type':'bytes','name':'org.apache.kafka.connect.data.Decimal','parameters':{'scale':'2'}},"
                + "{'field':'t','type':'string'}]}]}";
        Row row = read("{" + schema + ",'payload':{'op':'c','after':{'m':'1180','t':'1180'}," + SOURCE + "}}")
                .row();
        assertThat(row.decimal("m")).isEqualTo(new BigDecimal("-26626.04"));
        assertThat(row.decimal("t")).isEqualTo(new BigDecimal("1180"));
        assertThatThrownBy(() -> read("{" + schema + ",'payload':{'op':'c','after':{'t':'AehI'}," + SOURCE + "}}")
                        .row()
                        .decimal("t"))
                .hasMessageStartingWith("after.t: must be a number");
    }

    @Test
    void numbersThatWouldFillTheMemoryAreRefused() {
        Row row = row("'x':1E999999999,'y':1E-999999999,'z':'" + "A".repeat(400) + "','t':true,'w':'abc','v':"
                + "9".repeat(100));
        for (String column : List.of("x", "y", "z", "t", "w", "v")) {
            assertThatThrownBy(() -> row.decimal(column))
                    .isInstanceOf(UnusableRowException.class)
                    .hasMessageStartingWith("after." + column + ": must");
        }
    }

    @Test
    void daysAsDebeziumWritesThem() {
        Row row = row("'d':20526,'ms':1773446400000,'us':1773446400000000,'ns':1773446400000000000,"
                + "'iso':'2026-03-14T00:00:00Z','s':'2026-03-14','bad':'14.03.2026','n':null");
        for (String column : List.of("d", "ms", "us", "ns", "iso", "s")) {
            assertThat(row.day(column)).as(column).isEqualTo(LocalDate.of(2026, 3, 14));
        }
        assertThat(row.day("n")).isNull();
        assertThatThrownBy(() -> row.day("bad")).hasMessageStartingWith("after.bad: must be a day");
    }

    @Test
    void textsAreStrippedAndIdsMayBeNumbers() {
        Row row = row("'id':90071992547409931,'t':' KUB ','blank':'  ','o':{}");
        assertThat(row.text("id")).isEqualTo("90071992547409931");
        assertThat(row.text("t")).isEqualTo("KUB");
        assertThat(row.text("blank")).isNull();
        assertThatThrownBy(() -> row.text("o")).hasMessageStartingWith("after.o: must be text or a whole number");
    }

    @Test
    void cloudEventsOfDebezium() {
        String event = "{'specversion':'1.0','id':'name:erp;change_lsn:00000027:00000ac0:0002;"
                + "commit_lsn:00000027:00000ac0:0007;event_serial_no:2','source':'/debezium/sqlserver/erp',"
                + "'type':'io.debezium.connector.sqlserver.DataChangeEvent','iodebeziumop':'OP','iodebeziumtsms':'1773484951470',"
                + "'iodebeziumschema':'dbo','iodebeziumtable':'tw_Stan','data':DATA}";
        RowChange change = read(event.replace("OP", "u").replace("DATA", "{'after':{'a':1}}"));
        assertThat(change.position()).isEqualTo(new Position(3, "00000027:00000ac0:0007", "00000027:00000ac0:0002", 2));
        assertThat(change.table()).isEqualTo("dbo.tw_Stan");
        assertThat(change.row().path("a")).isEqualTo("data.after.a");
        RowChange snapshot = read(event.replace("OP", "r")
                .replace("DATA", "{'schema':{},'payload':{'after':{'a':1}}}")
                .replace("00000027:00000ac0:0002", "null")
                .replace("serial_no:2", "serial_no:null"));
        assertThat(snapshot.position()).isEqualTo(new Position(3, "00000027:00000ac0:0007", "", -1));
        refused(
                event.replace("OP", "u").replace("DATA", "{'after':{}}").replace("commit_lsn", "x"),
                "id.commit_lsn: is required");
        refused(event.replace("OP", "u").replace("DATA", "7"), "data: must be a JSON object");
    }

    @Test
    void whatDoesNotFitIsNamed() {
        byte[] registry = {0, 0, 0, 0, 7, 1};
        assertThatThrownBy(() -> ENVELOPE.read(registry)).hasMessageStartingWith("body: begins with byte 0");
        refused("{", "body: is not JSON");
        refused("[]", "body: must be a JSON object");
        refused("{'st_TowId':1}", "source: is required: the whole envelope");
        refused("{'op':'x','after':{}," + SOURCE + "}", "op: must be c, u, d or r, was \"x\"");
        refused("{'after':{}," + SOURCE + "}", "op: must be c, u, d or r, was nothing");
        refused("{'op':'c','after':null," + SOURCE + "}", "after: is required");
        refused("{'op':'d','after':{}," + SOURCE + "}", "before: is required");
        refused("{'op':'c','after':{}," + SOURCE.replace("'dbo'", "null") + "}", "source.schema: is required");
        refused("{'op':'c','after':{}," + SOURCE.replace("commit", "x") + "}", "source.commit_lsn: is required");
        refused("{'op':'c','after':{}," + SOURCE.replace("00AC0", "AC0") + "}", "source.commit_lsn: must be a log");
        refused(
                "{'op':'u','after':{}," + SOURCE.replace("'00000027:00000ac0:0002'", "null") + "}",
                "source.change_lsn: is required");
        refused("{'op':'u','after':{}," + SOURCE.replace(":2,", ":-2,") + "}", "source.event_serial_no: must be");
        refused("{'op':'u','after':{}," + SOURCE.replace("1773484951470", "0") + "}", "source.ts_ms: must be");
        refused("{'op':'u','after':{}," + SOURCE.replace("ts_ms", "x") + "}", "source.ts_ms: is required");
    }
}
