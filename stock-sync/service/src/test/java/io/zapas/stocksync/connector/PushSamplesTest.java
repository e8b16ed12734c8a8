package io.zapas.stocksync.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.account.AccountException;
import io.zapas.stocksync.account.SystemStandIn.Asked;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What we send is what the shared samples of each system hold, and their answers are understood. */
class PushSamplesTest {
    private static final String ALLEGRO = "allegro.push.offer-quantity-change-command.";
    private static final String BASELINKER = "baselinker.push.updateInventoryProductsStock.";
    private static final String EBAY = "ebay.push.bulk_update_price_quantity.";

    @TempDir
    Path directory;

    private Path samples;

    @BeforeEach
    void find() {
        samples = Path.of(System.getenv().getOrDefault("ZAPAS_SHARED", "../../../shared"))
                .resolve("integrations/samples");
        if (!Files.isDirectory(samples) && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("CI checks what is sent against the systems' samples: none at " + samples);
        }
        assumeTrue(Files.isDirectory(samples), "no " + samples + ": the systems' sample messages are not here");
    }

    private byte[] bytes(String file) throws IOException {
        return Files.readAllBytes(samples.resolve(file));
    }

    private String text(String file) throws IOException {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    private JsonNode json(String file) throws IOException {
        return Json.tree(bytes(file));
    }

    private static Wish wish(String offerId, String sku, long quantity) {
        return new Wish(offerId, sku, quantity, null);
    }

    @Test
    void baselinker() throws IOException {
        try (Bench bench = Bench.of(
                "account.baselinker.url", "{url}",
                "account.baselinker.token", "t",
                "account.baselinker.inventory", "18841",
                "account.baselinker.warehouse", "bl_205")) {
            bench.system.text(200, text(BASELINKER + "response.json"));

            assertThat(bench.push(wish("305894853", "A", 4), wish("305894861", "B", 3), wish("305894862", "C", 0))
                            .refused())
                    .containsExactly(entry("305894862", "Product not found"));

            String parameters = bench.system.only().text().replaceFirst(".*&parameters=", "");
            assertThat(Json.tree(URLDecoder.decode(parameters, StandardCharsets.UTF_8)
                            .getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(json(BASELINKER + "request.json"));
        }
    }

    /** What BaseLinker says of an error of its own. */
    @Test
    void baselinkersErrorIsAFailure() throws IOException {
        try (Bench bench = Bench.of(
                "account.baselinker.url", "{url}",
                "account.baselinker.token", "t",
                "account.baselinker.inventory", "18841",
                "account.baselinker.warehouse", "bl_205")) {
            bench.system.text(200, text("baselinker.error.response.json"));

            assertThat(bench.failure(wish("305894853", "A", 4)).kind()).isEqualTo(AccountException.Kind.DENIED);
        }
    }

    private Bench allegro(String zero) throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "t");
        return Bench.of(
                "account.allegro.url",
                "{url}",
                "account.allegro.token-file",
                file.toString(),
                "account.allegro.zero",
                zero);
    }

    @Test
    void allegro() throws IOException {
        try (Bench bench = allegro("command")) {
            bench.system
                    .json(202, "{}")
                    .text(200, text(ALLEGRO + "report.json"))
                    .json(
                            200,
                            "{'tasks':[{'offer':{'id':'13245678901'},'status':'SUCCESS'},{'offer':{'id':'13245678955'},'status':'FAIL','message':'m'}]}");

            assertThat(bench.push(wish("13245678901", "A", 7), wish("13245678955", "B", 7))
                            .refused())
                    .containsExactly(entry("13245678955", "m"));

            assertThat(bench.system.asked().get(0).json()).isEqualTo(json(ALLEGRO + "request.json"));
        }
    }

    @Test
    void allegrosOtherWayToZero() throws IOException {
        try (Bench bench = allegro("offer")) {
            bench.system.json(200, "{}");
            bench.push(wish("13245678901", "A", 0));

            ObjectNode expected = (ObjectNode) json("allegro.push.product-offer-patch.request.json");
            ((ObjectNode) expected.path("stock")).put("available", 0);
            assertThat(bench.system.only().json()).isEqualTo(expected);
        }
    }

    @Test
    void shopify() throws IOException {
        try (Bench bench = Bench.of(
                "account.shopify.url",
                "{url}",
                "account.shopify.token",
                "t",
                "account.shopify.location",
                "81200011122")) {
            bench.system.json(200, "{'data':{'inventorySetQuantities':{'userErrors':[]}}}");
            bench.push(new Wish("47120001112223", "A", 15, 17L), wish("47120001112999", "B", 0));

            ObjectNode expected = (ObjectNode) json("shopify.push.inventorySetQuantities.json");
            ObjectNode sent = (ObjectNode) bench.system.only().json();
            // Both are the sender's own.
            for (ObjectNode body : List.of(expected, sent)) {
                assertThat(((ObjectNode) body.path("variables")).remove("key").asText())
                        .isNotBlank();
                assertThat(((ObjectNode) body.at("/variables/input"))
                                .remove("referenceDocumentUri")
                                .asText())
                        .contains("://push/");
            }
            assertThat(sent).isEqualTo(expected);
        }
    }

    @Test
    void woocommerce() throws IOException {
        try (Bench bench = Bench.of(
                "account.woocommerce.url",
                "{url}",
                "account.woocommerce.key",
                "k",
                "account.woocommerce.secret",
                "s")) {
            bench.system
                    .json(200, "{'update':[{'id':3301,'stock_quantity':18},{'id':3309,'stock_quantity':0}]}")
                    .json(200, "{'update':[{'id':3352,'stock_quantity':4}]}");
            bench.push(wish("3301", "A", 18), wish("3309", "B", 0));
            bench.push(wish("3350/3352", "C", 4));

            assertThat(bench.system.asked().get(0).json()).isEqualTo(json("woocommerce.push.products-batch.json"));
            assertThat(bench.system.asked().get(1).json()).isEqualTo(json("woocommerce.push.variations-batch.json"));
        }
    }

    @Test
    void kaufland() throws IOException {
        try (Bench bench = Bench.of(
                "account.kaufland.url", "{url}",
                "account.kaufland.client-key", "c",
                "account.kaufland.secret-key", "s",
                "account.kaufland.storefront", "pl")) {
            bench.system.json(207, "{'data':[]}");
            bench.push(wish("390004511001", "A", 9), wish("390004511002", "B", 0));

            assertThat(bench.system.only().json()).isEqualTo(json("kaufland.push.units-bulk.request.json"));
        }
    }

    @Test
    void amazon() throws IOException {
        try (Bench bench = Bench.of(
                "account.amazon.url", "{url}",
                "account.amazon.token-url", "{url}/token",
                "account.amazon.client-id", "c",
                "account.amazon.client-secret", "s",
                "account.amazon.refresh-token", "r",
                "account.amazon.seller", "A1TESTSELLER99")) {
            bench.system
                    .json(200, "{'access_token':'a','expires_in':3600}")
                    .json(200, "{'sku':'KREM-75','status':'ACCEPTED'}");
            bench.push(wish("KREM-75", "KREM-75", 9));

            assertThat(bench.system.asked().get(1).json()).isEqualTo(json("amazon.push.patch-listings-item.json"));
        }
    }

    @Test
    void ebay() throws IOException {
        try (Bench bench = Bench.of(
                "account.ebay.url", "{url}",
                "account.ebay.client-id", "c",
                "account.ebay.client-secret", "s",
                "account.ebay.refresh-token", "r")) {
            bench.system.json(200, "{'access_token':'a','expires_in':7200}").text(200, text(EBAY + "response.json"));

            assertThat(bench.push(wish("990000111012", "KREM-75", 9), wish("SZAMP-250", "SZAMP-250", 0))
                            .refused())
                    .isEmpty();

            assertThat(bench.system.asked().get(1).json()).isEqualTo(json(EBAY + "request.json"));
        }
    }

    @Test
    void prestashop() throws IOException, XMLStreamException {
        try (Bench bench = Bench.of("account.prestashop.url", "{url}", "account.prestashop.key", "k")) {
            bench.system.text(200, text("prestashop.push.stock_available-patch.xml"));

            assertThat(bench.push(wish("91", "A", 4)).refused()).isEmpty();

            assertThat(elements(bench.system.only().body().getBytes()))
                    .hasSize(10)
                    .isEqualTo(elements(bytes("prestashop.push.stock_available-patch.xml")));
        }
    }

    /** Starts and ends of elements, namespaces they declare, and text that is not blank. */
    private static List<String> elements(byte[] xml) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
        List<String> elements = new ArrayList<>();
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                StringBuilder element = new StringBuilder(reader.getLocalName());
                for (int i = 0; i < reader.getNamespaceCount(); i++) {
                    element.append(' ')
                            .append(reader.getNamespacePrefix(i))
                            .append('=')
                            .append(reader.getNamespaceURI(i));
                }
                elements.add(element.toString());
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                elements.add("/" + reader.getLocalName());
            } else if (event == XMLStreamConstants.CHARACTERS && !reader.isWhiteSpace()) {
                elements.add("'" + reader.getText() + "'");
            }
        }
        return elements;
    }

    @Test
    void shoper() throws IOException {
        try (Bench bench = Bench.of("account.shoper.url", "{url}", "account.shoper.token", "t")) {
            bench.system.text(200, text("shoper.push.bulk.response.json"));

            assertThat(bench.push(wish("181", "A", 75), wish("182", "B", 0)).refused())
                    .containsExactly(entry("182", "Resource not found"));

            assertThat(bench.system.only().json()).isEqualTo(json("shoper.push.bulk.request.json"));
        }
    }

    @Test
    void mirakl() throws IOException {
        try (Bench bench = Bench.of("account.mirakl.url", "{url}", "account.mirakl.key", "k")) {
            bench.system
                    .json(201, "{'import_id':1}")
                    .json(200, "{'status':'COMPLETE','lines_in_success':2,'lines_in_error':0}");
            bench.push(wish("KREM-75", "KREM-75", 9), wish("SZAMP-250", "SZAMP-250", 0));

            Asked call = bench.system.asked().get(0);
            assertThat(call.text()).contains("\r\n\r\n" + text("mirakl.push.of01-partial-update.csv") + "\r\n--");
        }
    }
}
