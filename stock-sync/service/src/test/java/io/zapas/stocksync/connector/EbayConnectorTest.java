package io.zapas.stocksync.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.zapas.stocksync.account.AccountException.Kind;
import io.zapas.stocksync.account.SystemStandIn.Asked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EbayConnectorTest {
    private static final Wish OFFER = new Wish("990000111012", "KREM-75", 9, null);
    private static final Wish ITEM = new Wish("SZAMP-250", "SZAMP-250", 0, null);
    private static final String DONE =
            "{'responses':[{'sku':'KREM-75','offerId':'990000111012','statusCode':200},{'sku':'SZAMP-250','statusCode':200}]}";
    private static final String PATH = "POST /sell/inventory/v1/bulk_update_price_quantity";

    private final Bench bench = Bench.of(
            "account.ebay.url", "{url}",
            "account.ebay.client-id", "app",
            "account.ebay.client-secret", "hush",
            "account.ebay.refresh-token", "v^1.1#i");

    @BeforeEach
    void token() {
        bench.system.json(200, "{'access_token':'t-1','expires_in':7200}");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void setsOffersAndItems() {
        bench.system.json(200, DONE);

        assertThat(bench.push(OFFER, ITEM).refused()).isEmpty();

        Asked token = bench.system.asked().get(0);
        assertThat(token).hasToString("POST /identity/v1/oauth2/token");
        assertThat(token.header("Authorization")).isEqualTo("Basic YXBwOmh1c2g=");
        assertThat(token.text()).isEqualTo("grant_type=refresh_token&refresh_token=v%5E1.1%23i");
        Asked call = bench.system.asked().get(1);
        assertThat(call).hasToString(PATH);
        assertThat(call.header("Authorization")).isEqualTo("Bearer t-1");
        assertThat(call.text())
                .isEqualTo("{\"requests\":[{\"sku\":\"KREM-75\",\"shipToLocationAvailability\":{\"quantity\":9},"
                        + "\"offers\":[{\"offerId\":\"990000111012\",\"availableQuantity\":9}]},"
                        + "{\"sku\":\"SZAMP-250\",\"shipToLocationAvailability\":{\"quantity\":0}}]}");
    }

    @Test
    void offersOfOneItemGoTogether() {
        bench.system.json(
                200,
                "{'responses':[{'sku':'KREM-75','offerId':'990000111012','statusCode':200},{'sku':'KREM-75','offerId':'2','statusCode':200}]}");

        assertThat(bench.push(OFFER, new Wish("2", "KREM-75", 12, null)).refused())
                .isEmpty();

        assertThat(bench.system.asked().get(1).text())
                .isEqualTo("{\"requests\":[{\"sku\":\"KREM-75\",\"shipToLocationAvailability\":{\"quantity\":12},"
                        + "\"offers\":[{\"offerId\":\"990000111012\",\"availableQuantity\":9},"
                        + "{\"offerId\":\"2\",\"availableQuantity\":12}]}]}");
    }

    /** What a seller calls an item there need not be our SKU. */
    @Test
    void anItemIsCalledAsEbayCallsIt() {
        bench.system.json(200, "{'responses':[{'sku':'EB-KREM','statusCode':200}]}");

        assertThat(bench.push(new Wish("EB-KREM", "KREM-75", 9, null)).refused())
                .isEmpty();
        assertThat(bench.system.asked().get(1).text())
                .isEqualTo("{\"requests\":[{\"sku\":\"EB-KREM\",\"shipToLocationAvailability\":{\"quantity\":9}}]}");
    }

    @Test
    void rowsAnswerByThemselves() {
        bench.system.json(
                200,
                "{'responses':[{'sku':'KREM-75','offerId':'990000111012','statusCode':400,'errors':[{'errorId':25001,'message':'m','longMessage':'Listing ended'}]},"
                        + "{'sku':'SZAMP-250','statusCode':404}]}");

        assertThat(bench.push(OFFER, ITEM).refused())
                .containsOnly(entry("990000111012", "Listing ended"), entry("SZAMP-250", "status 404"));
    }

    @Test
    void anItemThatFailedFailsItsOffers() {
        bench.system.json(
                200,
                "{'responses':[{'sku':'KREM-75','statusCode':500},{'sku':'KREM-75','offerId':'990000111012','statusCode':200}]}");

        assertThat(bench.push(OFFER).refused()).containsOnlyKeys("990000111012");
    }

    @Test
    void aRowThatIsMissingConfirmsNothing() {
        bench.system.json(200, "{'responses':[{'sku':'KREM-75','statusCode':200}]}");

        assertThat(bench.push(OFFER, ITEM).refused())
                .containsOnly(
                        entry("990000111012", "eBay's answer does not name it"),
                        entry("SZAMP-250", "eBay's answer does not name it"));
    }

    @Test
    void whereACallTakesOneSkuTheyGoOneByOne() {
        String offer = "{'responses':[{'sku':'KREM-75','offerId':'990000111012','statusCode':200}]}";
        String item = "{'responses':[{'sku':'SZAMP-250','statusCode':200}]}";
        bench.system
                .json(400, "{}")
                .json(200, offer)
                .json(200, item)
                .json(200, offer)
                .json(200, item);

        assertThat(bench.connector().batch()).isEqualTo(25);
        assertThat(bench.push(OFFER, ITEM).refused()).isEmpty();
        assertThat(bench.connector().batch()).isEqualTo(1);
        assertThat(bench.push(OFFER, ITEM).refused()).isEmpty();

        assertThat(bench.system.asked().stream().skip(1).map(Asked::toString).toList())
                .hasSize(5)
                .containsOnly(PATH);
    }

    @Test
    void whereOneOfThemWasMeantTheyGoTogetherAgain() {
        String offer = "{'responses':[{'sku':'KREM-75','offerId':'990000111012','statusCode':200}]}";
        bench.system.json(400, "{}").json(200, offer).json(400, "{'errors':[{'message':'Invalid SKU'}]}");

        assertThat(bench.push(OFFER, ITEM).refused()).containsExactly(entry("SZAMP-250", "HTTP 400 Invalid SKU"));
        assertThat(bench.connector().batch()).isEqualTo(25);
    }

    @Test
    void aSingleSkuThatIsRefusedAsAWholeIsRefused() {
        bench.system.json(400, "{'errors':[{'message':'Invalid SKU'}]}");

        assertThat(bench.push(ITEM).refused()).containsExactly(entry("SZAMP-250", "HTTP 400 Invalid SKU"));
    }

    @Test
    void deniedAndBusy() {
        bench.system.text(401, "");
        assertThat(bench.failure(ITEM).kind()).isEqualTo(Kind.DENIED);

        bench.system.json(200, "{'access_token':'t-2','expires_in':7200}").text(429, "");
        assertThat(bench.failure(ITEM).kind()).isEqualTo(Kind.BUSY);
    }
}
