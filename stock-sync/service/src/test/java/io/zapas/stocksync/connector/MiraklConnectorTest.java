package io.zapas.stocksync.connector;

import static io.zapas.stocksync.connector.Bench.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.zapas.stocksync.account.AccountException;
import io.zapas.stocksync.account.AccountException.Kind;
import io.zapas.stocksync.account.SystemStandIn.Asked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MiraklConnectorTest {
    private final Bench bench = Bench.of(
            "account.mirakl.url", "{url}",
            "account.mirakl.key", "hush",
            "account.mirakl.calls-per-minute", "600");

    @AfterEach
    void close() {
        bench.close();
    }

    private static String complete(int success, int error) {
        return "{'status':'COMPLETE','has_error_report':" + (error > 0) + ",'lines_in_success':" + success
                + ",'lines_in_error':" + error + "}";
    }

    @Test
    void importsAFileAndWaitsUntilItIsDone() {
        bench.system
                .json(201, "{'import_id':2117}")
                .json(200, "{'status':'WAITING'}")
                .json(200, "{'status':'RUNNING'}")
                .json(200, complete(2, 0));

        assertThat(bench.connector().channel()).isEqualTo("empik");
        assertThat(bench.push(wish("KREM-75", 9), wish("A;\"B", 0)).refused()).isEmpty();

        assertThat(bench.system.asked())
                .extracting(Asked::toString)
                .containsExactly(
                        "POST /api/offers/imports",
                        "GET /api/offers/imports/2117",
                        "GET /api/offers/imports/2117",
                        "GET /api/offers/imports/2117");
        Asked call = bench.system.asked().get(0);
        assertThat(call.header("Authorization")).isEqualTo("hush");
        assertThat(call.header("Content-Type")).startsWith("multipart/form-data; boundary=");
        String boundary = call.header("Content-Type").substring("multipart/form-data; boundary=".length());
        assertThat(call.text().split("--" + boundary)).hasSize(4);
        assertThat(call.text())
                .contains("name=\"import_mode\"\r\n\r\nPARTIAL_UPDATE\r\n")
                .contains("\r\n\r\nsku;quantity;update-delete\nKREM-75;9;update\n\"A;\"\"B\";0;update\n\r\n--");
    }

    @Test
    void errorsAreToldByTheReport() {
        bench.system
                .json(201, "{'import_id':7}")
                .json(200, complete(1, 1))
                .text(
                        200,
                        "\uFEFFsku;quantity;update-delete;error-line;error-message\nKREM-75;9;update;1;Offer unknown\n");

        assertThat(bench.push(wish("KREM-75", 9), wish("B", 0)).refused())
                .containsExactly(entry("KREM-75", "Offer unknown"));
        assertThat(bench.system.asked().get(2)).hasToString("GET /api/offers/imports/7/error_report");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sku;error-message\nOTHER;x\n",
                "sku;error-message\n",
                "a;b\n1;2\n",
                "<html>",
                "sku;error-message\n\"KREM-75;x\n"
            })
    void aReportThatDoesNotNameAllErrorsIsUnusable(String report) {
        bench.system.json(201, "{'import_id':7}").json(200, complete(1, 1)).text(200, report);

        assertThat(bench.failure(wish("KREM-75", 9), wish("B", 0)).kind()).isEqualTo(Kind.UNUSABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'status':'COMPLETE','lines_in_success':1,'lines_in_error':0}",
                "{'status':'COMPLETE'}",
                "{'status':'FAILED','reason_status':'no such column'}",
                "{}"
            })
    void whatIsNotCountedIsNotTaken(String status) {
        bench.system.json(201, "{'import_id':7}").json(200, status);

        assertThat(bench.failure(wish("KREM-75", 9), wish("B", 0)).kind()).isEqualTo(Kind.UNUSABLE);
        assertThat(bench.system.asked()).as("it is not asked after any longer").hasSize(2);
    }

    @Test
    void aQuestionThatIsLostIsAskedAgain() {
        bench.system.json(201, "{'import_id':7}").text(502, "").json(200, complete(1, 0));

        assertThat(bench.push(wish("B", 0)).refused()).isEmpty();
    }

    @Test
    void anImportWithoutAnEndInTimeIsUnknown() {
        bench.system.json(201, "{'import_id':7}").does((request, call) -> {
            bench.now.updateAndGet(time -> time.plusSeconds(60));
            request.response().end("{\"status\":\"RUNNING\"}");
        });

        AccountException failure = bench.failure(wish("B", 0));

        assertThat(failure.kind()).isEqualTo(Kind.AWAY);
        assertThat(failure).hasMessageContaining("import 7");
    }

    @Test
    void aShopOfSeveralIsNamed() {
        try (Bench other = Bench.of(
                "account.mirakl.url",
                "{url}",
                "account.mirakl.key",
                "k",
                "account.mirakl.shop",
                "2001",
                "account.mirakl.separator",
                ",")) {
            other.system.json(201, "{'import_id':7}").json(200, complete(1, 0));
            other.push(wish("B", 3));

            assertThat(other.system.asked().get(0)).hasToString("POST /api/offers/imports?shop_id=2001");
            assertThat(other.system.asked().get(1)).hasToString("GET /api/offers/imports/7?shop_id=2001");
            assertThat(other.system.asked().get(0).text()).contains("B,3,update");
        }
    }

    @Test
    void deniedAndBusyAndUnusable() {
        bench.system.text(401, "").text(429, "", "Retry-After", "60").json(201, "{}");

        assertThat(bench.failure(wish("B", 0)).kind()).isEqualTo(Kind.DENIED);
        assertThat(bench.failure(wish("B", 0)).kind()).isEqualTo(Kind.BUSY);
        assertThat(bench.failure(wish("B", 0)).kind()).isEqualTo(Kind.UNUSABLE);
    }
}
