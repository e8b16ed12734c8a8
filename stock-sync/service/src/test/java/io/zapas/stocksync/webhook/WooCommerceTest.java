package io.zapas.stocksync.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What WooCommerce says, in our words. */
class WooCommerceTest {
    private static final String SECRET = "wc-&-1";
    private static final String ORDER =
            "{'id':20517,'number':'A/17','status':'pending','date_created_gmt':'2026-11-22T10:00:00',"
                    + "'date_modified_gmt':'2026-11-22T10:05:00','date_paid_gmt':null,'date_completed_gmt':null,'line_items':["
                    + "{'id':71,'product_id':3301,'variation_id':0,'quantity':3,'sku':'SOAP'},"
                    + "{'id':72,'product_id':3350,'variation_id':3352,'quantity':1,'sku':''},"
                    + "{'id':73,'product_id':0,'variation_id':0,'quantity':1,'sku':null}]}";

    private final WebhookSystem woo = Sender.webhooks(Map.of("webhooks.woocommerce.secret", SECRET))
            .find("woocommerce")
            .orElseThrow();

    private static ObjectNode order(String status) {
        return ((ObjectNode) Sender.tree(ORDER)).put("status", status);
    }

    private static Delivery signed(String secret, String topic, byte[] body) {
        return Sender.delivery(
                body, Map.of("X-WC-Webhook-Topic", topic, "X-WC-Webhook-Signature", Sender.base64Hmac(secret, body)));
    }

    private List<String> said(String topic, ObjectNode body) {
        return Sender.said(Sender.receive(woo, signed(SECRET, topic, Json.bytes(body))));
    }

    @ParameterizedTest
    @CsvSource({
        "pending, placed, pending",
        "on-hold, placed, pending",
        "failed, placed, failed",
        "processing, paid,",
        "cancelled, cancelled,",
        "refunded, cancelled,",
        "wc-packed, placed,"
    })
    void anOrderIsWhatItsStatusSays(String status, String ours, String payment) {
        assertThat(said("order.updated", order(status)))
                .containsExactly(
                        "order 2026-11-22T10:05:00Z {\"orderId\":\"20517\",\"channel\":\"woocommerce\",\"status\":\""
                                + ours
                                + "\",\"lines\":[{\"sku\":\"SOAP\",\"quantity\":3},{\"offerId\":\"3352\",\"quantity\":1},{\"offerId\":\"line/73\",\"quantity\":1}],"
                                + "\"placedAt\":\"2026-11-22T10:00:00Z\""
                                + (payment == null ? "" : ",\"payment\":\"" + payment + "\"") + "}");
    }

    @Test
    void aStatusOfAnExtensionIsPaidWhenMoneyCame() {
        assertThat(said("order.updated", order("wc-packed").put("date_paid_gmt", "2026-11-22T10:01:00")))
                .singleElement()
                .asString()
                .contains("\"status\":\"paid\"");
    }

    @Test
    void whatWasCompletedLeftAtThatTimeAndARefundDoesNotBringItBack() {
        ObjectNode completed = order("completed").put("date_completed_gmt", "2026-11-22T11:00:00");
        List<String> said = said("order.updated", completed);
        assertThat(said).hasSize(2);
        assertThat(said.get(0)).contains("\"status\":\"paid\"");
        assertThat(said.get(1)).startsWith("order 2026-11-22T11:00:00Z").contains("\"status\":\"shipped\"");
        assertThat(said("order.updated", completed.put("status", "refunded"))).containsExactly(said.get(1));
    }

    @Test
    void draftsTheBinDeletedOrdersAndOtherTopicsSayNothing() {
        assertThat(said("order.updated", order("trash"))).isEmpty();
        assertThat(said("order.updated", order("checkout-draft"))).isEmpty();
        assertThat(said("order.deleted", (ObjectNode) Sender.tree("{'id':20517}")))
                .isEmpty();
        assertThat(said("action.woocommerce_add_to_cart", order("pending"))).isEmpty();
    }

    @Test
    void aProductsCountIsWhatTheShopShows() {
        ObjectNode product = (ObjectNode)
                Sender.tree(
                        "{'id':3301,'sku':'SOAP','manage_stock':true,'stock_quantity':21,'date_modified_gmt':'2026-11-22T10:05:00'}");
        assertThat(said("product.updated", product))
                .containsExactly(
                        "offer 2026-11-22T10:05:00Z {\"channel\":\"woocommerce\",\"offerId\":\"3301\",\"sku\":\"SOAP\",\"quantity\":21}");
        assertThat(said("product.updated", product.deepCopy().put("stock_quantity", -2)))
                .singleElement()
                .asString()
                .contains("\"quantity\":0");
        assertThat(said("product.updated", product.deepCopy().put("manage_stock", false)))
                .isEmpty();
        assertThat(said("product.updated", product.deepCopy().put("manage_stock", "parent")))
                .isEmpty();
        assertThatThrownBy(() -> said("product.updated", product.deepCopy().put("stock_quantity", 2.5)))
                .isInstanceOfSatisfying(
                        InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo("stock_quantity"));
    }

    /** The header of deliveries is no id: two within a second share it. */
    @Test
    void twoBodiesAreTwoDeliveriesAndOneIsOne() {
        String id = idOf(order("pending"));
        assertThat(idOf(order("pending"))).isEqualTo(id);
        assertThat(idOf(order("pending").put("date_modified_gmt", "2026-11-22T10:05:01")))
                .isNotEqualTo(id);
    }

    private String idOf(ObjectNode order) {
        byte[] body = Json.bytes(order);
        Map<String, String> headers = Map.of(
                "X-WC-Webhook-Topic",
                "order.updated",
                "X-WC-Webhook-Delivery-ID",
                "c0ffee",
                "X-WC-Webhook-Signature",
                Sender.base64Hmac(SECRET, body));
        return Sender.receive(woo, Sender.delivery(body, headers))
                .get(0)
                .event()
                .id();
    }

    @Test
    void theSecretMayBeWrittenAsHtmlWritesIt() {
        WebhookSystem html = Sender.webhooks(Map.of("webhooks.woocommerce.secret", "wc-&amp;-1"))
                .find("woocommerce")
                .orElseThrow();
        byte[] body = Json.bytes(order("pending"));
        assertThat(Sender.receive(html, signed("wc-&-1", "order.updated", body)))
                .hasSize(1);
        assertThat(Sender.receive(html, signed("wc-&amp;-1", "order.updated", body)))
                .hasSize(1);
        assertThatThrownBy(() -> Sender.receive(html, signed("wc-1", "order.updated", body)))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void thePingIsAnsweredOnceThereIsASecretAndDoesNothing() {
        Delivery ping = Sender.delivery("webhook_id=12".getBytes(StandardCharsets.UTF_8), Map.of());
        assertThat(Sender.receive(woo, ping)).isEmpty();
        WebhookSystem open = Sender.webhooks(Map.of()).find("woocommerce").orElseThrow();
        assertThatThrownBy(() -> open.verify(ping)).hasMessageContaining("webhooks.woocommerce.secret");
        Delivery unsigned =
                Sender.delivery(Json.bytes(order("pending")), Map.of("X-WC-Webhook-Topic", "order.updated"));
        assertThatThrownBy(() -> woo.verify(unsigned)).isInstanceOf(RefusedException.class);
    }
}
