package io.zapas.stocksync.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.stocksync.account.AccountException;
import io.zapas.stocksync.account.AccountException.Kind;
import io.zapas.stocksync.account.SystemStandIn.Asked;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShopifyConnectorTest {
    private static final String DONE =
            "{'data':{'inventorySetQuantities':{'inventoryAdjustmentGroup':null,'userErrors':[]}}}";
    private static final Wish COMPARED = new Wish("47120001112223", "KUB-350-BIA", 15, 17L);
    private static final Wish SET = new Wish("47120001112999", "HRB-ASSAM-100", 0, null);

    private final Bench bench = bench("2026-04");

    private static Bench bench(String version) {
        return Bench.of(
                "account.shopify.url", "{url}",
                "account.shopify.token", "shpat_hush",
                "account.shopify.location", "81200011122",
                "account.shopify.api-version", version);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static String errors(String group, String... fieldsCodesMessages) {
        StringBuilder errors = new StringBuilder();
        for (int i = 0; i < fieldsCodesMessages.length; i += 3) {
            errors.append(i == 0 ? "" : ",")
                    .append("{'field':" + fieldsCodesMessages[i] + ",'code':'" + fieldsCodesMessages[i + 1]
                            + "','message':'" + fieldsCodesMessages[i + 2] + "'}");
        }
        return "{'data':{'inventorySetQuantities':{'inventoryAdjustmentGroup':" + group + ",'userErrors':[" + errors
                + "]}}}";
    }

    private static String row(int index) {
        return "['input','quantities','" + index + "','quantity']";
    }

    @Test
    void comparesWithWhatItShows() {
        bench.system.json(200, DONE);

        assertThat(bench.push(COMPARED, SET).refused()).isEmpty();

        Asked call = bench.system.only();
        assertThat(call).hasToString("POST /admin/api/2026-04/graphql.json");
        assertThat(call.header("X-Shopify-Access-Token")).isEqualTo("shpat_hush");
        JsonNode rows = call.json().at("/variables/input/quantities");
        assertThat(rows.at("/0/inventoryItemId").asText()).isEqualTo("gid://shopify/InventoryItem/47120001112223");
        assertThat(rows.at("/0/locationId").asText()).isEqualTo("gid://shopify/Location/81200011122");
        assertThat(rows.at("/0/changeFromQuantity").asLong()).isEqualTo(17);
        assertThat(rows.at("/1/changeFromQuantity").isNull()).isTrue();
        assertThat(call.json().at("/query").asText()).contains("@idempotent(key: $key)");
        assertThat(call.json().at("/variables/key").asText()).isNotBlank();
    }

    @Test
    void everyCallHasItsOwnKey() {
        bench.system.json(200, DONE).json(200, DONE);
        bench.push(SET);
        bench.push(SET);

        assertThat(bench.system.asked().get(0).json().at("/variables/key"))
                .isNotEqualTo(bench.system.asked().get(1).json().at("/variables/key"));
    }

    @Test
    void anOlderVersionKnowsNoKeys() {
        try (Bench older = bench("2026-01")) {
            older.system.json(200, DONE);
            older.push(SET);

            assertThat(older.system.only()).hasToString("POST /admin/api/2026-01/graphql.json");
            assertThat(older.system.only().json().at("/query").asText()).doesNotContain("idempotent", "$key");
            assertThat(older.system.only().json().at("/variables").has("key")).isFalse();
        }
    }

    /** It changed nothing: the others go once more. */
    @Test
    void theRowAnErrorNamesIsRefusedAndTheOthersAreSentAgain() {
        bench.system
                .json(200, errors("null", row(0), "CHANGE_FROM_QUANTITY_STALE", "The quantity has changed"))
                .json(200, DONE);

        assertThat(bench.push(COMPARED, SET).refused())
                .containsExactly(entry("47120001112223", "CHANGE_FROM_QUANTITY_STALE: The quantity has changed"));

        JsonNode again = bench.system.asked().get(1).json().at("/variables/input/quantities");
        assertThat(again).hasSize(1);
        assertThat(again.at("/0/inventoryItemId").asText()).endsWith("/47120001112999");
    }

    @Test
    void whatItChangedBesideAnErrorIsNotSentAgain() {
        bench.system.json(200, errors("{'reason':'correction','changes':[]}", row(1), "X", "no"));

        assertThat(bench.push(COMPARED, SET).refused()).containsOnlyKeys("47120001112999");
        bench.system.only();
    }

    @Test
    void withAnErrorOfAnotherRowEachTimeItEnds() {
        Wish third = new Wish("3", "C", 1, null);
        Wish fourth = new Wish("4", "D", 1, null);
        for (int i = 0; i < 3; i++) {
            bench.system.json(200, errors("null", row(0), "X", "no"));
        }

        assertThat(bench.push(COMPARED, SET, third, fourth).refused()).hasSize(4);
        assertThat(bench.system.asked()).hasSize(3);
    }

    @Test
    void whatIsNotHeardOfTheSecondTimeIsNotTaken() {
        bench.system.json(200, errors("null", row(0), "X", "no")).text(502, "");

        Pushed pushed = bench.push(COMPARED, SET);
        assertThat(pushed.refused())
                .containsEntry("47120001112223", "X: no")
                .hasEntrySatisfying("47120001112999", words -> assertThat(words).contains("HTTP 502"));
        assertThat(pushed.unknown()).containsExactly("47120001112999");
    }

    @ParameterizedTest
    @CsvSource({
        "null",
        "'[''input'',''name'']'",
        "'[''input'',''quantities'',''9'']'",
        "'[''input'',''quantities'',''x'']'"
    })
    void anErrorOfNoRowIsOfTheCall(String field) {
        bench.system.json(200, errors("null", field, "INVALID", "Bad location"));

        AccountException failure = bench.failure(COMPARED, SET);

        assertThat(failure.kind()).isEqualTo(Kind.UNUSABLE);
        assertThat(failure).hasMessageContaining("Bad location");
    }

    @Test
    void anAnswerWithoutErrorsIsNotOneWithNone() {
        bench.system.json(200, "{'data':{'inventorySetQuantities':{'inventoryAdjustmentGroup':null}}}");
        assertThat(bench.failure(SET).kind()).isEqualTo(Kind.UNUSABLE);
        bench.system.json(200, "{'data':{'inventorySetQuantities':null}}");
        assertThat(bench.failure(SET).kind()).isEqualTo(Kind.UNUSABLE);
    }

    @Test
    void anEmptyBucketSaysWhenItIsFullEnough() {
        bench.system.json(
                200,
                "{'errors':[{'message':'Throttled','extensions':{'code':'THROTTLED'}}],'extensions':{'cost':"
                        + "{'requestedQueryCost':110,'throttleStatus':{'currentlyAvailable':5.5,'restoreRate':50.0}}}}");

        AccountException failure = bench.failure(SET);

        assertThat(failure.kind()).isEqualTo(Kind.BUSY);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @CsvSource({"ACCESS_DENIED, DENIED", "INTERNAL_SERVER_ERROR, AWAY", "undefinedField, UNUSABLE"})
    void anErrorInside200HasAKind(String code, Kind kind) {
        bench.system.json(200, "{'errors':[{'message':'m','extensions':{'code':'" + code + "'}}]}");

        assertThat(bench.failure(SET).kind()).isEqualTo(kind);
    }

    @Test
    void whoWeAreIsNotAccepted() {
        bench.system.json(401, "{'errors':'[API] Invalid API key'}");

        assertThat(bench.failure(SET).kind()).isEqualTo(Kind.DENIED);
    }
}
