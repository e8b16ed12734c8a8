package io.zapas.stocksync.connector;

import static io.zapas.stocksync.connector.Bench.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.zapas.stocksync.account.AccountException.Kind;
import io.zapas.stocksync.account.SystemStandIn.Asked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShoperConnectorTest {
    private final Bench bench = Bench.of("account.shoper.url", "{url}", "account.shoper.token", "hush");

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void setsRowsInOneCall() {
        bench.system.json(
                200,
                "{'errors':false,'items':[{'code':200,'id':'s-182','body':1},{'code':200,'id':'s-181','body':'1'}]}");

        assertThat(bench.push(wish("181", 75), wish("182", 0)).refused()).isEmpty();

        Asked call = bench.system.only();
        assertThat(call).hasToString("POST /webapi/rest/bulk");
        assertThat(call.header("Authorization")).isEqualTo("Bearer hush");
        assertThat(call.text())
                .isEqualTo(
                        "[{\"id\":\"s-181\",\"path\":\"/webapi/rest/product-stocks/181\",\"method\":\"PUT\",\"body\":{\"stock\":75}},"
                                + "{\"id\":\"s-182\",\"path\":\"/webapi/rest/product-stocks/182\",\"method\":\"PUT\",\"body\":{\"stock\":0}}]");
    }

    @Test
    void rowsAnswerByThemselves() {
        bench.system.json(
                200,
                "{'errors':true,'items':[{'code':200,'id':'s-181','body':1},"
                        + "{'code':404,'id':'s-182','body':{'error':'invalid_request','error_description':'Resource not found'}},"
                        + "{'code':500,'id':'s-183','body':null},{'code':200,'id':'s-184','body':0}]}");

        assertThat(bench.push(wish("181", 1), wish("182", 1), wish("183", 1), wish("184", 1), wish("185", 1))
                        .refused())
                .containsOnly(
                        entry("182", "Resource not found"),
                        entry("183", "code 500"),
                        entry("184", "code 200"),
                        entry("185", "Shoper's answer does not name it"));
    }

    @Test
    void deniedAndBusyAndUnusable() {
        bench.system
                .json(403, "{'error':'insufficient_scope'}")
                .text(429, "", "Retry-After", "3")
                .json(200, "{'items':1}");

        assertThat(bench.failure(wish("181", 1)).kind()).isEqualTo(Kind.DENIED);
        assertThat(bench.failure(wish("181", 1)).kind()).isEqualTo(Kind.BUSY);
        assertThat(bench.failure(wish("181", 1)).kind()).isEqualTo(Kind.UNUSABLE);
    }
}
