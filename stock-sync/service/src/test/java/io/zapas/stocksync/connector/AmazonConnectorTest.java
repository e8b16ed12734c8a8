package io.zapas.stocksync.connector;

import static io.zapas.stocksync.connector.Bench.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.zapas.stocksync.account.AccountException;
import io.zapas.stocksync.account.AccountException.Kind;
import io.zapas.stocksync.account.SystemStandIn.Asked;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AmazonConnectorTest {
    private static final String TOKEN = "{'access_token':'Atza|1','token_type':'bearer','expires_in':3600}";
    private static final String SKU = "KREM 75/ą";
    private static final String ACCEPTED = "{'sku':'" + SKU + "','status':'ACCEPTED','submissionId':'s','issues':[]}";

    private final Bench bench = Bench.of(
            "account.amazon.url", "{url}",
            "account.amazon.token-url", "{url}/auth/o2/token",
            "account.amazon.client-id", "amzn1.app",
            "account.amazon.client-secret", "hush-secret",
            "account.amazon.refresh-token", "Atzr|hush&refresh",
            "account.amazon.seller", "A1TESTSELLER99");

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void patchesTheListingWithATokenThatIsKept() {
        bench.system.json(200, TOKEN).json(200, ACCEPTED).json(200, ACCEPTED);

        assertThat(bench.push(wish(SKU, 9)).refused()).isEmpty();
        assertThat(bench.push(wish(SKU, 9)).refused()).isEmpty();

        assertThat(bench.system.asked())
                .extracting(Asked::toString)
                .containsExactly(
                        "POST /auth/o2/token",
                        "PATCH /listings/2021-08-01/items/A1TESTSELLER99/KREM%2075%2F%C4%85?marketplaceIds=A1C3SOZRARQ6R3",
                        "PATCH /listings/2021-08-01/items/A1TESTSELLER99/KREM%2075%2F%C4%85?marketplaceIds=A1C3SOZRARQ6R3");
        assertThat(bench.system.asked().get(0).text())
                .isEqualTo("grant_type=refresh_token&refresh_token=Atzr%7Chush%26refresh"
                        + "&client_id=amzn1.app&client_secret=hush-secret");
        Asked patch = bench.system.asked().get(1);
        assertThat(patch.header("x-amz-access-token")).isEqualTo("Atza|1");
        assertThat(patch.text())
                .isEqualTo("{\"productType\":\"PRODUCT\",\"patches\":[{\"op\":\"replace\",\"path\":"
                        + "\"/attributes/fulfillment_availability\",\"value\":"
                        + "[{\"fulfillment_channel_code\":\"DEFAULT\",\"quantity\":9}]}]}");
    }

    @Test
    void aTokenIsRenewedShortlyBeforeItsEnd() {
        bench.system.json(200, TOKEN).json(200, ACCEPTED).json(200, TOKEN).json(200, ACCEPTED);

        bench.push(wish(SKU, 9));
        bench.now.updateAndGet(time -> time.plus(Duration.ofMinutes(59)));
        bench.push(wish(SKU, 9));

        assertThat(bench.system.asked().get(2)).hasToString("POST /auth/o2/token");
    }

    @Test
    void aKeptTokenThatIsNotAcceptedIsRenewedOnce() {
        bench.system
                .json(200, TOKEN)
                .json(200, ACCEPTED)
                .text(403, "")
                .json(200, TOKEN.replace("Atza|1", "Atza|2"))
                .json(200, ACCEPTED);

        bench.push(wish(SKU, 9));
        assertThat(bench.push(wish(SKU, 9)).refused()).isEmpty();

        assertThat(bench.system.asked().get(4).header("x-amz-access-token")).isEqualTo("Atza|2");
    }

    @Test
    void aFreshTokenThatIsNotAcceptedIsDenied() {
        bench.system.json(200, TOKEN).text(403, "");

        assertThat(bench.failure(wish(SKU, 9)).kind()).isEqualTo(Kind.DENIED);
        assertThat(bench.system.asked()).hasSize(2);
    }

    @Test
    void aRefreshTokenThatIsNotAcceptedIsDeniedWithoutSecrets() {
        bench.system.json(400, "{'error':'invalid_grant','error_description':'token Atzr|hush is revoked'}");

        AccountException failure = bench.failure(wish(SKU, 9));

        assertThat(failure.kind()).isEqualTo(Kind.DENIED);
        assertThat(failure).hasMessageContaining("invalid_grant").hasMessageNotContaining("hush");
    }

    @Test
    void aTokenThatIsNoneIsUnusable() {
        bench.system.json(200, "{'expires_in':3600}");
        assertThat(bench.failure(wish(SKU, 9)).kind()).isEqualTo(Kind.UNUSABLE);
    }

    @Test
    void whatIsNotAcceptedIsRefusedInItsWords() {
        bench.system
                .json(200, TOKEN)
                .json(
                        200,
                        "{'sku':'" + SKU
                                + "','status':'INVALID','issues':[{'code':'1','message':'Too many','severity':'ERROR'},"
                                + "{'code':'2','message':'aside','severity':'WARNING'}]}")
                .json(404, "{'errors':[{'code':'NOT_FOUND','message':'SKU not found'}]}");

        assertThat(bench.push(wish(SKU, 9)).refused()).containsExactly(entry(SKU, "INVALID Too many"));
        assertThat(bench.push(wish(SKU, 9)).refused()).containsExactly(entry(SKU, "HTTP 404 SKU not found"));
    }

    @Test
    void anAnswerAboutAnotherSkuConfirmsNothing() {
        bench.system.json(200, TOKEN).json(200, "{'sku':'OTHER','status':'ACCEPTED'}");

        assertThat(bench.failure(wish(SKU, 9)).kind()).isEqualTo(Kind.UNUSABLE);
    }

    @Test
    void theLimit() {
        bench.system.json(200, TOKEN).text(429, "");

        assertThat(bench.failure(wish(SKU, 9)).kind()).isEqualTo(Kind.BUSY);
    }
}
