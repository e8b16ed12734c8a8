package io.zapas.stocksync.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.intake.OutgoingEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Shopify says, in our words. */
class ShopifyTest {
    private static final String SECRET = "shpss_1";
    private static final Map<String, String> CONFIG =
            Map.of("webhooks.shopify.secret", SECRET, "webhooks.shopify.channel", "shop");

    private static final String ORDER =
            "{'id':900000000000000017,'name':'#1043','admin_graphql_api_id':'gid://shopify/Order/900000000000000017',"
                    + "'created_at':'2026-11-22T10:00:00+01:00','updated_at':'2026-11-22T10:05:00+01:00','cancelled_at':null,"
                    + "'financial_status':'pending','fulfillments':[],'refunds':[],'line_items':["
                    + "{'id':1,'variant_id':11,'sku':'MUG','quantity':3,'current_quantity':3,'gift_card':false,'requires_shipping':true,'variant_inventory_management':'shopify'},"
                    + "{'id':2,'variant_id':12,'sku':null,'quantity':1,'current_quantity':1,'gift_card':false,'requires_shipping':true,'variant_inventory_management':'shopify'},"
                    + "{'id':3,'variant_id':13,'sku':'GIFT','quantity':1,'current_quantity':1,'gift_card':true,'requires_shipping':false,'variant_inventory_management':null},"
                    + "{'id':4,'variant_id':null,'sku':'','quantity':1,'current_quantity':1,'gift_card':false,'requires_shipping':true,'variant_inventory_management':null}]}";

    private final WebhookSystem shopify =
            Sender.webhooks(CONFIG).find("shopify").orElseThrow();

    private static ObjectNode order() {
        return (ObjectNode) Sender.tree(ORDER);
    }

    private static Delivery signed(String topic, ObjectNode body) {
        return signed(topic, Json.bytes(body), Map.of("X-Shopify-Event-Id", "ev-1"));
    }

    private static Delivery signed(String topic, byte[] body, Map<String, String> more) {
        Map<String, String> headers = new HashMap<>(more);
        headers.put("X-Shopify-Topic", topic);
        headers.put("X-Shopify-Hmac-Sha256", Sender.base64Hmac(SECRET, body));
        return Sender.delivery(body, headers);
    }

    private List<String> said(String topic, ObjectNode body) {
        return Sender.said(Sender.receive(shopify, signed(topic, body)));
    }

    @ParameterizedTest
    @CsvSource({
        "pending, placed, pending",
        "authorized, placed, pending",
        "partially_paid, placed, pending",
        "voided, placed, cancelled",
        "paid, paid,",
        "partially_refunded, paid,",
        "refunded, paid,"
    })
    void anOrderIsWhatItsBodySaysWhateverTheTopic(String money, String status, String payment) {
        for (String topic : List.of("orders/create", "orders/updated", "orders/paid", "orders/cancelled")) {
            assertThat(said(topic, order().put("financial_status", money)))
                    .containsExactly(
                            "order 2026-11-22T09:05:00Z {\"orderId\":\"900000000000000017\",\"channel\":\"shop\",\"status\":\""
                                    + status
                                    + "\",\"lines\":[{\"sku\":\"MUG\",\"quantity\":3},{\"offerId\":\"variant/12\",\"quantity\":1}],\"placedAt\":\"2026-11-22T09:00:00Z\""
                                    + (payment == null ? "" : ",\"payment\":\"" + payment + "\"") + "}");
        }
    }

    @Test
    void aCancelledOrderIsReleasedAtTheTimeItWasCancelled() {
        assertThat(said("orders/updated", order().put("cancelled_at", "2026-11-22T12:00:00+01:00")))
                .singleElement()
                .asString()
                .startsWith("order 2026-11-22T11:00:00Z")
                .contains("\"status\":\"cancelled\"", "\"MUG\",\"quantity\":3");
    }

    @Test
    void whatWasRemovedIsNoLongerWantedAndWhatIsEmptyIsCancelled() {
        ObjectNode less = order();
        ((ObjectNode) less.get("line_items").get(0)).put("current_quantity", 1);
        assertThat(said("orders/edited", less)).singleElement().asString().contains("\"MUG\",\"quantity\":1");
        ObjectNode empty = order();
        empty.get("line_items").forEach(line -> ((ObjectNode) line).put("current_quantity", 0));
        assertThat(said("orders/edited", empty))
                .singleElement()
                .asString()
                .startsWith("order 2026-11-22T09:05:00Z")
                .contains("\"status\":\"cancelled\"", "\"MUG\",\"quantity\":3");
    }

    @Test
    void whatLeftAndCameBackIsToldWithItsTimesAndStaysOrdered() {
        WebhookSystem placed = Sender.webhooks(
                        Map.of("webhooks.shopify.secret", SECRET, "webhooks.shopify.locations", "81=WH1, 82=STORE"))
                .find("shopify")
                .orElseThrow();
        ObjectNode order = order().put("financial_status", "partially_refunded");
        ((ObjectNode) order.get("line_items").get(0)).put("current_quantity", 1);
        ArrayNode fulfilments = order.putArray("fulfillments");
        fulfilments.add(fulfilment("success", 81, 1));
        // Of the same moment: one parcel, or one of the two would be lost.
        fulfilments.add(fulfilment("success", 81, 1));
        fulfilments.add(fulfilment("cancelled", 81, 1));
        order.putArray("refunds")
                .add(Sender.tree("{'id':5,'created_at':'2026-11-24T08:00:00Z','refund_line_items':["
                        + "{'line_item_id':1,'quantity':2,'restock_type':'return','location_id':82},"
                        + "{'line_item_id':2,'quantity':1,'restock_type':'no_restock','location_id':82}]}"));
        List<String> said = Sender.said(Sender.receive(placed, signed("orders/updated", order)));
        assertThat(said).hasSize(3);
        assertThat(said.get(0)).contains("\"status\":\"paid\"", "\"MUG\",\"quantity\":2");
        assertThat(said.get(1))
                .startsWith("order 2026-11-23T08:00:00Z")
                .contains("\"status\":\"shipped\"", "[{\"sku\":\"MUG\",\"quantity\":2}]", "\"location\":\"WH1\"");
        assertThat(said.get(2))
                .startsWith("order 2026-11-24T08:00:00Z")
                .contains("\"status\":\"returned\"", "[{\"sku\":\"MUG\",\"quantity\":2}]", "\"location\":\"STORE\"");
    }

    private static ObjectNode fulfilment(String status, int location, int units) {
        return (ObjectNode) Sender.tree("{'id':7,'status':'" + status + "','location_id':" + location
                + ",'created_at':'2026-11-23T09:00:00+01:00','line_items':[{'id':1,'quantity':" + units + "}]}");
    }

    @Test
    void aRefundSaysWhatCameBackToTheShelfAndNothingElse() {
        ObjectNode refund = (ObjectNode)
                Sender.tree(
                        "{'id':5,'order_id':17,'created_at':'2026-11-24T08:00:00Z','refund_line_items':["
                                + "{'line_item_id':1,'quantity':2,'restock_type':'return','location_id':82,'line_item':{'id':1,'sku':'MUG','variant_id':11}},"
                                + "{'line_item_id':2,'quantity':1,'restock_type':'cancel','location_id':82,'line_item':{'id':2,'sku':'TEA','variant_id':12}}]}");
        assertThat(said("refunds/create", refund))
                .containsExactly(
                        "order 2026-11-24T08:00:00Z {\"orderId\":\"17\",\"channel\":\"shop\",\"status\":\"returned\","
                                + "\"lines\":[{\"sku\":\"MUG\",\"quantity\":2}]}");
    }

    @Test
    void aLevelIsWhatTheChannelShows() {
        ObjectNode level = (ObjectNode) Sender.tree(
                "{'inventory_item_id':471,'location_id':81,'available':17,'updated_at':'2026-11-22T10:00:00Z'}");
        assertThat(said("inventory_levels/update", level))
                .containsExactly(
                        "offer 2026-11-22T10:00:00Z {\"channel\":\"shop\",\"offerId\":\"471\",\"sku\":null,\"quantity\":17}");
        assertThat(said("inventory_levels/update", level.deepCopy().put("available", -3)))
                .singleElement()
                .asString()
                .contains("\"quantity\":0");
        assertThat(said("inventory_levels/update", level.deepCopy().putNull("available")))
                .isEmpty();
        WebhookSystem shown = Sender.webhooks(
                        Map.of("webhooks.shopify.secret", SECRET, "webhooks.shopify.shown-location", "82"))
                .find("shopify")
                .orElseThrow();
        assertThat(Sender.receive(shown, signed("inventory_levels/update", level)))
                .isEmpty();
    }

    @Test
    void aProductLinksItsTrackedVariantsToTheirItems() {
        ObjectNode product = (ObjectNode)
                Sender.tree(
                        "{'id':81,'updated_at':'2026-11-22T10:00:00Z','variants':["
                                + "{'id':11,'sku':'MUG','inventory_item_id':471,'inventory_quantity':17,'inventory_management':'shopify'},"
                                + "{'id':12,'sku':'','inventory_item_id':472,'inventory_quantity':5,'inventory_management':'shopify'},"
                                + "{'id':13,'sku':'FILE','inventory_item_id':473,'inventory_quantity':0,'inventory_management':null}]}");
        assertThat(said("products/update", product))
                .containsExactly(
                        "offer 2026-11-22T10:00:00Z {\"channel\":\"shop\",\"offerId\":\"471\",\"sku\":\"MUG\",\"quantity\":17}");
    }

    @Test
    void numbersJoinOrdersOnlyWhereTheShopSaysSo() {
        WebhookSystem joined = Sender.webhooks(
                        Map.of("webhooks.shopify.secret", SECRET, "webhooks.shopify.join-by-number", "true"))
                .find("shopify")
                .orElseThrow();
        assertThat(Sender.said(Sender.receive(joined, signed("orders/create", order()))))
                .singleElement()
                .asString()
                .contains("\"externalOrderId\":\"1043\"");
        assertThat(said("orders/create", order())).singleElement().asString().doesNotContain("externalOrderId");
    }

    @Test
    void otherTopicsAndOrdersWithoutStockSayNothing() {
        assertThat(said("customers/create", order())).isEmpty();
        ObjectNode gift = order();
        ArrayNode lines = (ArrayNode) gift.get("line_items");
        lines.remove(0);
        lines.remove(0);
        assertThat(said("orders/create", gift)).isEmpty();
    }

    /** Nobody signed the topic: a body of another kind must not pass as an order. */
    @Test
    void theBodyMustBeOfTheKindTheTopicNames() {
        ObjectNode draft = order().put("admin_graphql_api_id", "gid://shopify/DraftOrder/17");
        assertThatThrownBy(() -> said("orders/create", draft))
                .isInstanceOfSatisfying(
                        InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo("admin_graphql_api_id"));
    }

    @ParameterizedTest
    @CsvSource({
        "updated_at, , updated_at",
        "updated_at, yesterday, updated_at",
        "id, , id",
        "line_items, 5, line_items",
        "fulfillments, 5, fulfillments"
    })
    void namesTheFieldThatCannotBeUsed(String field, String value, String named) {
        ObjectNode order = order().put(field, value);
        assertThatThrownBy(() -> said("orders/create", order))
                .isInstanceOfSatisfying(
                        InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo(named));
    }

    @Test
    void namesALinesFieldWithItsPlace() {
        ObjectNode order = order();
        ((ObjectNode) order.get("line_items").get(1)).put("quantity", 1.5);
        assertThatThrownBy(() -> said("orders/create", order))
                .hasMessageContaining("line_items[1].quantity")
                .hasMessageContaining("1.5");
    }

    /** A header nobody signed cannot use up the id of a delivery to come, and a retry has the ids of the first try. */
    @Test
    void idsFollowFromTheDeliveryAndItsBody() {
        String first = id(signed("orders/create", order()));
        assertThat(id(signed("orders/create", order()))).isEqualTo(first).startsWith("ev-1-");
        assertThat(id(signed("orders/create", order().put("note", "x")))).isNotEqualTo(first);
        assertThat(id(signed("orders/create", Json.bytes(order()), Map.of()))).isNotEqualTo(first);
        assertThat(id(signed("orders/create", Json.bytes(order()), Map.of("X-Shopify-Event-Id", "x".repeat(500)))))
                .hasSizeLessThanOrEqualTo(128);
    }

    private String id(Delivery delivery) {
        List<OutgoingEvent> events = Sender.receive(shopify, delivery);
        return events.get(0).event().id();
    }

    @Test
    void bothSecretsCountWhileTheyChange() {
        WebhookSystem changing = Sender.webhooks(
                        Map.of("webhooks.shopify.secret", "new", "webhooks.shopify.previous-secret", SECRET))
                .find("shopify")
                .orElseThrow();
        assertThat(Sender.receive(changing, signed("orders/create", order()))).hasSize(1);
    }

    @Test
    void withoutASecretNothingIsTakenAndTheKeyIsNamed() {
        WebhookSystem open = Sender.webhooks(Map.of()).find("shopify").orElseThrow();
        assertThatThrownBy(() -> open.verify(signed("orders/create", order())))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.type()).isEqualTo("not-configured"))
                .hasMessageContaining("webhooks.shopify.secret")
                .hasMessageContaining("ZAPAS_WEBHOOKS_SHOPIFY_SECRET");
    }
}
