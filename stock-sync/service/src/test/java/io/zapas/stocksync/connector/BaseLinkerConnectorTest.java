package io.zapas.stocksync.connector;

import static io.zapas.stocksync.connector.Bench.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.account.AccountException;
import io.zapas.stocksync.account.AccountException.Kind;
import io.zapas.stocksync.account.Call;
import io.zapas.stocksync.account.SystemStandIn.Asked;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BaseLinkerConnectorTest {
    private final Bench bench = Bench.of(
            "account.baselinker.url", "{url}/connector.php",
            "account.baselinker.token", "hush-hush",
            "account.baselinker.inventory", "18841",
            "account.baselinker.warehouse", "bl_205");

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void setsAbsoluteQuantitiesOfOneWarehouse() {
        bench.system.json(200, "{'status':'SUCCESS','counter':2,'warnings':[]}");

        assertThat(bench.push(wish("305894853", 4), wish("305894861", 0)).refused())
                .isEmpty();

        Asked call = bench.system.only();
        assertThat(call).hasToString("POST /connector.php");
        assertThat(call.header("X-BLToken")).isEqualTo("hush-hush");
        assertThat(call.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(call.text())
                .isEqualTo("method=updateInventoryProductsStock&parameters="
                        + Call.encoded("{\"inventory_id\":18841,\"products\":{\"305894853\":{\"bl_205\":4},"
                                + "\"305894861\":{\"bl_205\":0}}}"));
    }

    @Test
    void whatItWarnsOfIsRefusedInItsWords() {
        bench.system.json(200, "{'status':'SUCCESS','counter':'1','warnings':{'2':'Product not found'}}");

        assertThat(bench.push(wish("1", 4), wish("2", 3)).refused()).containsOnly(Map.entry("2", "Product not found"));
    }

    @Test
    void whatItNeitherCountsNorWarnsOfIsNotTaken() {
        bench.system.json(200, "{'status':'SUCCESS','counter':1,'warnings':''}");

        AccountException failure = bench.failure(wish("1", 4), wish("2", 3));

        assertThat(failure.kind()).isEqualTo(Kind.UNUSABLE);
        assertThat(failure).hasMessageContaining("took 1 of 2").hasMessageContaining("account.baselinker.counted");
    }

    @Test
    void theCountCanBeLeftOut() {
        try (Bench other = Bench.of(
                "account.baselinker.url", "{url}",
                "account.baselinker.token", "t",
                "account.baselinker.inventory", "1",
                "account.baselinker.warehouse", "bl_1",
                "account.baselinker.counted", "false")) {
            other.system.json(200, "{'status':'SUCCESS','counter':0,'warnings':{'2':'no'}}");

            assertThat(other.push(wish("1", 4), wish("2", 4)).refused()).containsOnlyKeys("2");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ERROR_BLOCKED_TOKEN, 'Query limit exceeded, token blocked until 10:12', BUSY",
        "ERROR_BLOCKED_TOKEN, Wait, BUSY",
        "ERROR_LIMIT, Query limit exceeded, BUSY",
        "ERROR_USER_TOKEN, Invalid user token, DENIED",
        "ERROR_STORAGE_ID, Invalid storage, UNUSABLE"
    })
    void anErrorInside200HasAKind(String code, String words, Kind kind) {
        bench.system.json(200, "{'status':'ERROR','error_code':'" + code + "','error_message':'" + words + "'}");

        AccountException failure = bench.failure(wish("1", 4));

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageContaining(code).hasMessageNotContainingAny("hush");
        assertThat(failure.retryAfter().isPresent()).isEqualTo(kind == Kind.BUSY);
        failure.retryAfter().ifPresent(wait -> assertThat(wait).isEqualTo(Duration.ofMinutes(2)));
    }

    @Test
    void anIdThatIsNoneOfItsNumbersIsNotSent() {
        assertThat(bench.push(wish("KUB-350", 4)).refused()).containsOnlyKeys("KUB-350");
        assertThat(bench.system.asked()).isEmpty();
    }
}
