package io.zapas.stocksync.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.zapas.runtime.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** What systems answer, from the shared data, read by their feeds. */
class SharedSamplesTest {
    private static final String TOKEN = "{'access_token':'t-1','expires_in':7200}";

    private Path samples;

    @BeforeEach
    void find() {
        samples = Path.of(System.getenv().getOrDefault("ZAPAS_SHARED", "../../../shared"))
                .resolve("integrations/samples");
        boolean found = Files.isDirectory(samples);
        if (Boolean.parseBoolean(System.getenv("CI"))) {
            assertThat(found).as("%s is needed", samples).isTrue();
        }
        assumeTrue(found, "no " + samples + ": the systems' sample answers are not here");
    }

    private String sample(String file) throws IOException {
        return Files.readString(samples.resolve(file));
    }

    private static FeedBench woocommerce(String use) {
        return FeedBench.of(
                "account.woocommerce.url", "{url}",
                "account.woocommerce.uses", use,
                "account.woocommerce.key", "ck_1",
                "account.woocommerce.secret", "cs_1");
    }

    @Test
    void ordersOfWooCommerce() throws IOException {
        try (FeedBench bench = woocommerce("orders")) {
            bench.system.text(
                    200,
                    "[" + sample("woocommerce.order-created.json") + ","
                            + sample("woocommerce.order-updated-cancelled.json") + "]");
            FeedPage page = bench.read("end:0:0:0:0");
            assertThat(page.unusable()).isEmpty();
            String lines =
                    "\"lines\":[{\"sku\":\"MYDLO-LAW-90\",\"quantity\":3},{\"sku\":\"KOSZ-GR-M\",\"quantity\":1}],\"placedAt\":\"2026-03-14T10:40:05Z\"";
            assertThat(FeedBench.said(page))
                    .containsExactly(
                            "order 2026-03-14T10:40:05Z {\"orderId\":\"20517\",\"channel\":\"woocommerce\",\"status\":\"placed\","
                                    + lines + ",\"payment\":\"pending\"}",
                            "order 2026-03-14T11:40:06Z {\"orderId\":\"20517\",\"channel\":\"woocommerce\",\"status\":\"cancelled\","
                                    + lines + "}");

            bench.system.text(200, "[" + sample("woocommerce.order-updated-processing.json") + "]");
            assertThat(FeedBench.said(bench.read("end:0:0:0:0")))
                    .singleElement()
                    .asString()
                    .contains("\"status\":\"paid\"");
        }
    }

    @Test
    void whatWooCommerceShows() throws IOException {
        try (FeedBench bench = woocommerce("offers")) {
            bench.system.text(
                    200,
                    "[" + sample("woocommerce.product-updated.json") + ","
                            + sample("woocommerce.product-updated-variation.json") + "]");
            FeedPage page = bench.read(null);
            assertThat(page.unusable()).isEmpty();
            assertThat(FeedBench.said(page))
                    .containsExactly(
                            "offer 2026-11-23T09:00:00Z {\"channel\":\"woocommerce\",\"offerId\":\"3301\",\"sku\":\"MYDLO-LAW-90\",\"quantity\":21}",
                            "offer 2026-11-23T09:00:00Z {\"channel\":\"woocommerce\",\"offerId\":\"3352\",\"sku\":\"KOSZ-GR-M\",\"quantity\":0}");
        }
    }

    @Test
    void ordersOfEbay() throws IOException {
        try (FeedBench bench = FeedBench.of(
                "account.ebay.url", "{url}",
                "account.ebay.uses", "orders",
                "account.ebay.client-id", "app",
                "account.ebay.client-secret", "hush",
                "account.ebay.refresh-token", "v^1.1#i")) {
            bench.system
                    .json(200, TOKEN)
                    .text(200, "{\"total\":1,\"orders\":[" + sample("ebay.fulfillment-order.json") + "]}");
            FeedPage page = bench.read(null);
            assertThat(page.unusable()).isEmpty();
            assertThat(FeedBench.said(page))
                    .containsExactly(
                            "order 2026-03-14T10:45:23Z {\"orderId\":\"13-14786-00001\",\"channel\":\"ebay\",\"status\":\"paid\","
                                    + "\"lines\":[{\"sku\":\"KREM-75\",\"quantity\":2}],\"placedAt\":\"2026-03-14T10:45:20Z\"}");
        }
    }

    /** The sample as PrestaShop writes it when it is asked for JSON: texts, and lists where an element says what it holds. */
    private static JsonNode json(Element element) {
        if (element.hasAttribute("nodeType")) {
            ArrayNode list = Json.mapper().createArrayNode();
            children(element).forEach(child -> list.add(json(child)));
            return list;
        }
        List<Element> children = children(element);
        if (children.isEmpty()) {
            return TextNode.valueOf(element.getTextContent());
        }
        ObjectNode object = Json.mapper().createObjectNode();
        children.forEach(child -> object.set(child.getTagName(), json(child)));
        return object;
    }

    private static List<Element> children(Element element) {
        List<Element> children = new ArrayList<>();
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element one) {
                children.add(one);
            }
        }
        return children;
    }

    @Test
    void ordersOfPrestaShop() throws Exception {
        Element order = (Element) DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(samples.resolve("prestashop.order.xml").toFile())
                .getElementsByTagName("order")
                .item(0);
        try (FeedBench bench = FeedBench.of(
                "account.prestashop.url",
                "{url}",
                "account.prestashop.uses",
                "orders",
                "account.prestashop.key",
                "K")) {
            bench.system
                    .json(200, "{'order_states':[{'id':2,'paid':'1','shipped':'0'}]}")
                    .text(200, "{\"orders\":[" + json(order) + "]}");
            FeedPage page = bench.read("end:0:0:0:0");
            assertThat(page.unusable()).isEmpty();
            assertThat(FeedBench.said(page))
                    .containsExactly(
                            "order 2026-03-14T10:43:30Z {\"orderId\":\"8801\",\"channel\":\"prestashop\",\"status\":\"paid\","
                                    + "\"lines\":[{\"sku\":\"KOSZ-GR-M\",\"quantity\":2}],\"placedAt\":\"2026-03-14T10:40:05Z\"}");
        }
    }

    @Test
    void whatShoperShows() throws IOException {
        try (FeedBench bench = FeedBench.of(
                "account.shoper.url", "{url}", "account.shoper.uses", "offers", "account.shoper.token", "tok")) {
            bench.system.text(200, sample("shoper.product-stocks-list.json"));
            FeedPage page = bench.read(null);
            assertThat(page.unusable()).isEmpty();
            assertThat(FeedBench.said(page))
                    .containsExactly(
                            "offer 2026-11-23T09:00:00Z {\"channel\":\"shoper\",\"offerId\":\"181\",\"sku\":\"MISKA-MIETA\",\"quantity\":77}",
                            "offer 2026-11-23T09:00:00Z {\"channel\":\"shoper\",\"offerId\":\"182\",\"sku\":\"TALERZ-MM-BISZ\",\"quantity\":0}");
        }
    }
}
