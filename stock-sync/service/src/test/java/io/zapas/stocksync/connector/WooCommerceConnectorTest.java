package io.zapas.stocksync.connector;

import static io.zapas.stocksync.connector.Bench.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.zapas.stocksync.account.AccountException;
import io.zapas.stocksync.account.AccountException.Kind;
import io.zapas.stocksync.account.SystemStandIn.Asked;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WooCommerceConnectorTest {
    private static final String NO_PRODUCT =
            "{'id':3352,'error':{'code':'woocommerce_rest_invalid_product_id','message':'It is a variation.'}}";

    private final Bench bench = Bench.of(
            "account.woocommerce.url",
            "{url}/",
            "account.woocommerce.key",
            "ck_1",
            "account.woocommerce.secret",
            "cs_1");

    @AfterEach
    void close() {
        bench.close();
    }

    private static String shown(String... idsAndQuantities) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < idsAndQuantities.length; i += 2) {
            rows.append(i == 0 ? "" : ",")
                    .append("{'id':" + idsAndQuantities[i] + ",'stock_quantity':" + idsAndQuantities[i + 1] + "}");
        }
        return "{'update':[" + rows + "]}";
    }

    @Test
    void setsProducts() {
        bench.system.json(200, shown("3301", "18", "3309", "0"));

        assertThat(bench.push(wish("3301", 18), wish("3309", 0)).refused()).isEmpty();

        Asked call = bench.system.only();
        assertThat(call).hasToString("POST /wp-json/wc/v3/products/batch");
        assertThat(call.header("Authorization")).isEqualTo("Basic Y2tfMTpjc18x");
        assertThat(call.text())
                .isEqualTo("{\"update\":[{\"id\":3301,\"manage_stock\":true,\"stock_quantity\":18},"
                        + "{\"id\":3309,\"manage_stock\":true,\"stock_quantity\":0}]}");
    }

    @Test
    void aVariationIsLookedUpOnce() {
        bench.system
                .json(200, "{'update':[{'id':3301,'stock_quantity':18}," + NO_PRODUCT + "]}")
                .json(200, "{'id':3352,'type':'variation','parent_id':3350}")
                .json(200, shown("3352", "4"))
                .json(200, shown("3352", "5"));

        assertThat(bench.push(wish("3301", 18), wish("3352", 4)).refused()).isEmpty();
        assertThat(bench.push(wish("3352", 5)).refused()).isEmpty();

        assertThat(bench.system.asked())
                .extracting(Asked::toString)
                .containsExactly(
                        "POST /wp-json/wc/v3/products/batch",
                        "GET /wp-json/wc/v3/products/3352?_fields=id,type,parent_id",
                        "POST /wp-json/wc/v3/products/3350/variations/batch",
                        "POST /wp-json/wc/v3/products/3350/variations/batch");
        assertThat(bench.system.asked().get(1).header("Authorization")).isNotNull();
        assertThat(bench.system.asked().get(2).text())
                .isEqualTo("{\"update\":[{\"id\":3352,\"manage_stock\":true,\"stock_quantity\":4}]}");
    }

    @Test
    void aVariationMayBeNamedWithItsProduct() {
        bench.system.json(200, shown("3352", "4"));

        assertThat(bench.push(wish("3350/3352", 4)).refused()).isEmpty();
        assertThat(bench.system.only()).hasToString("POST /wp-json/wc/v3/products/3350/variations/batch");
    }

    /** The first four are answered some time after they are all there: nobody else has come by then. */
    @Test
    void variationsOfDifferentProductsGoFourAtOnce() {
        List<Runnable> held = new ArrayList<>();
        AtomicInteger together = new AtomicInteger();
        for (int i = 0; i < 6; i++) {
            bench.system.does((request, call) -> {
                String id = call.json().at("/update/0/id").asText();
                held.add(() -> request.response().end(shown(id, "4").replace('\'', '"')));
                if (held.size() == 4) {
                    bench.vertx.setTimer(50, later -> {
                        together.set(held.size());
                        held.forEach(Runnable::run);
                    });
                } else if (held.size() > 4) {
                    held.get(held.size() - 1).run();
                }
            });
        }

        assertThat(bench.push(
                                wish("1/11", 4),
                                wish("2/12", 4),
                                wish("3/13", 4),
                                wish("4/14", 4),
                                wish("5/15", 4),
                                wish("6/16", 4))
                        .refused())
                .isEmpty();
        assertThat(bench.system.asked()).hasSize(6);
        assertThat(together).hasValue(4);
    }

    @Test
    void aVariationThatLeftItsProductIsLookedUpAgain() {
        String variation = "{'id':3352,'type':'variation','parent_id':3350}";
        bench.system
                .json(200, "{'update':[" + NO_PRODUCT + "]}")
                .json(200, variation)
                .json(404, "{'code':'woocommerce_rest_product_invalid_id','message':'gone'}")
                .json(200, "{'update':[" + NO_PRODUCT + "]}")
                .json(200, variation.replace("3350", "3360"))
                .json(200, "{'update':[{'id':3352,'error':{'code':'woocommerce_rest_product_variation_invalid_id'}}]}")
                .json(200, "{'update':[" + NO_PRODUCT + "]}")
                .json(404, "{}");

        assertThat(bench.failure(wish("3352", 4)).kind()).isEqualTo(Kind.UNUSABLE);
        assertThat(bench.push(wish("3352", 4)).refused()).containsOnlyKeys("3352");
        assertThat(bench.push(wish("3352", 4)).refused()).containsOnlyKeys("3352");

        assertThat(bench.system.asked())
                .extracting(Asked::toString)
                .startsWith("POST /wp-json/wc/v3/products/batch")
                .contains("POST /wp-json/wc/v3/products/3360/variations/batch")
                .hasSize(8);
    }

    @Test
    void whatIsKnownIsNotHeldUpByWhatIsNot() {
        bench.system.json(200, shown("3352", "4")).text(429, "");

        assertThat(bench.push(wish("9", 1), wish("3350/3352", 4)).refused()).containsOnlyKeys("9");
        assertThat(bench.system.asked().get(0)).hasToString("POST /wp-json/wc/v3/products/3350/variations/batch");
    }

    @Test
    void whatIsNeitherIsRefusedInTheFirstWords() {
        bench.system
                .json(200, "{'update':[" + NO_PRODUCT + "]}")
                .json(404, "{'code':'woocommerce_rest_product_invalid_id'}");

        assertThat(bench.push(wish("3352", 4)).refused()).containsExactly(entry("3352", "It is a variation."));
    }

    @Test
    void aVariationWhoseShopGoesAwayIsUnknown() {
        bench.system
                .json(200, "{'update':[" + NO_PRODUCT + "]}")
                .json(200, "{'id':3352,'parent_id':3350}")
                .text(503, "");

        assertThat(bench.failure(wish("3352", 4)).kind()).isEqualTo(Kind.AWAY);
    }

    @Test
    void rowsAreRefusedOneByOne() {
        bench.system.json(
                200,
                "{'update':[{'id':1,'error':{'code':'woocommerce_rest_cannot_edit','message':'Sorry'}},"
                        + "{'id':2,'stock_quantity':7},{'id':3,'stock_quantity':'3'},{'id':5,'stock_quantity':null}]}");

        assertThat(bench.push(wish("1", 1), wish("2", 2), wish("3", 3), wish("4", 4), wish("5", 5))
                        .refused())
                .containsOnly(
                        entry("1", "Sorry"),
                        entry("2", "it shows 7 after it was set"),
                        entry("4", "WooCommerce's answer does not name it"));
    }

    @Test
    void theCallAsAWhole() {
        bench.system.json(
                413, "{'code':'woocommerce_rest_request_entity_too_large','message':'Unable to accept more'}");
        AccountException tooLarge = bench.failure(wish("1", 1));
        assertThat(tooLarge.kind()).isEqualTo(Kind.UNUSABLE);
        assertThat(tooLarge).hasMessageContaining("too_large");

        bench.system.json(401, "{'code':'woocommerce_rest_cannot_view'}");
        assertThat(bench.failure(wish("1", 1)).kind()).isEqualTo(Kind.DENIED);

        bench.system.text(429, "");
        assertThat(bench.failure(wish("1", 1)).kind()).isEqualTo(Kind.BUSY);
    }
}
