package io.zapas.stocksync.connector;

import static io.zapas.stocksync.connector.Bench.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.zapas.stocksync.account.AccountException;
import io.zapas.stocksync.account.AccountException.Kind;
import io.zapas.stocksync.account.SystemStandIn.Asked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrestaShopConnectorTest {
    private final Bench bench = bench("patch");

    private static Bench bench(String way) {
        return Bench.of(
                "account.prestashop.url", "{url}",
                "account.prestashop.key", "KEY1",
                "account.prestashop.way", way);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static String row(String id, String quantity) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><prestashop xmlns:xlink=\"http://www.w3.org/1999/xlink\">"
                + "<stock_available><id><![CDATA[" + id
                + "]]></id><id_product xlink:href=\"x\"><![CDATA[7]]></id_product>"
                + "<quantity><![CDATA[" + quantity
                + "]]></quantity><out_of_stock>2</out_of_stock></stock_available></prestashop>";
    }

    private static String error(String words) {
        return "<prestashop><errors><error><code>1</code><message><![CDATA[" + words
                + "]]></message></error></errors></prestashop>";
    }

    @Test
    void patchesOneRow() {
        bench.system.text(200, row("91", "4"));

        assertThat(bench.push(wish("91", 4)).refused()).isEmpty();

        Asked call = bench.system.only();
        assertThat(call).hasToString("PATCH /api/stock_availables/91");
        assertThat(call.header("Authorization")).isEqualTo("Basic S0VZMTo=");
        assertThat(call.text()).contains("<id>91</id><quantity>4</quantity>");
    }

    @Test
    void beforeVersion8ARowIsReadAndWrittenBack() {
        try (Bench older = bench("put")) {
            older.system.text(200, row("91", "-3")).text(200, row("91", "4"));

            assertThat(older.push(wish("91", 4)).refused()).isEmpty();

            assertThat(older.system.asked())
                    .extracting(Asked::toString)
                    .containsExactly("GET /api/stock_availables/91", "PUT /api/stock_availables/91");
            assertThat(older.system.asked().get(1).text())
                    .contains("<quantity>4</quantity>", "<out_of_stock>2</out_of_stock>", "7");
        }
    }

    @Test
    void aRowThatIsNotThereIsRefused() {
        bench.system.text(404, "").text(400, error("Invalid quantity"));

        assertThat(bench.push(wish("91", 4)).refused()).containsExactly(entry("91", "HTTP 404"));
        assertThat(bench.push(wish("91", 4)).refused()).containsExactly(entry("91", "HTTP 400 Invalid quantity"));

        try (Bench older = bench("put")) {
            older.system.text(404, error("not found"));
            assertThat(older.push(wish("91", 4)).refused()).containsExactly(entry("91", "HTTP 404 not found"));
            older.system.only();
        }
    }

    @Test
    void whatItShowsAfterwardsCounts() {
        bench.system.text(200, row("91", "5")).text(200, "");

        assertThat(bench.push(wish("91", 4)).refused()).containsExactly(entry("91", "it shows 5 after it was set"));
        assertThat(bench.push(wish("91", 4)).refused()).isEmpty();
    }

    @Test
    void anAnswerThatSaysNothingOfTheRow() {
        for (String body : new String[] {row("92", "4"), "<html><body>x", "<prestashop/>", "{}"}) {
            bench.system.text(200, body);
            assertThat(bench.failure(wish("91", 4)).kind()).as(body).isEqualTo(Kind.UNUSABLE);
        }
    }

    /** A document type could name files of ours. */
    @Test
    void documentTypesAreNotRead() {
        bench.system.text(
                200,
                "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>"
                        + row("91", "4").substring(38));

        assertThat(bench.failure(wish("91", 4)).kind()).isEqualTo(Kind.UNUSABLE);
    }

    @Test
    void aVersionWithoutPatchSaysWhatToSet() {
        bench.system.text(405, "");

        AccountException failure = bench.failure(wish("91", 4));

        assertThat(failure.kind()).isEqualTo(Kind.UNUSABLE);
        assertThat(failure).hasMessageContaining("account.prestashop.way=put");
    }

    @Test
    void deniedAndBusy() {
        bench.system.text(401, "").text(429, "");

        assertThat(bench.failure(wish("91", 4)).kind()).isEqualTo(Kind.DENIED);
        assertThat(bench.failure(wish("91", 4)).kind()).isEqualTo(Kind.BUSY);
    }
}
