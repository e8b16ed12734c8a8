package io.zapas.stocksync.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.runtime.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages of the systems with signatures that were computed elsewhere, from the shared data. */
class SharedSamplesTest {
    private static final Map<String, String> NAMES = Map.of("standard-webhooks", "standard");
    private Path samples;
    private JsonNode signatures;

    @BeforeEach
    void read() throws IOException {
        samples = Path.of(System.getenv().getOrDefault("ZAPAS_SHARED", "../../../shared"))
                .resolve("integrations/samples");
        Path file = samples.resolve("signatures.json");
        assumeTrue(Files.exists(file), "no " + file + ": the systems' sample messages are not here");
        signatures = Json.tree(Files.readAllBytes(file)).get("signatures");
    }

    private Delivery delivery(JsonNode signature) throws IOException {
        String system = signature.get("system").textValue();
        byte[] body = Files.readAllBytes(samples.resolve(signature.get("file").textValue()));
        if (system.equals("woocommerce")) {
            body = Arrays.copyOf(body, body.length - 1);
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        signature
                .path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().textValue()));
        headers.put(signature.get("header").textValue(), signature.get("value").textValue());
        headers.put("content-type", "application/cloudevents+json");
        String value = signature.get("value").textValue();
        String time = value.startsWith("t=")
                ? value.substring(2, value.indexOf(','))
                : headers.getOrDefault("webhook-timestamp", headers.getOrDefault("Shop-Timestamp", "1773484960"));
        return new Delivery(headers::get, body, Instant.ofEpochSecond(Long.parseLong(time) + 10));
    }

    private static WebhookSystem system(String name, JsonNode signature) {
        Map<String, String> config = new HashMap<>();
        config.put("webhooks." + name + ".secret", signature.get("secret").textValue());
        if (name.equals("kaufland")) {
            config.put(
                    "webhooks.kaufland.url",
                    signature.get("headers").get("_url").textValue());
        }
        return Sender.webhooks(config).find(name).orElseThrow();
    }

    @Test
    void everySignatureFitsItsFileAndNoOtherByte() throws IOException {
        int verified = 0;
        for (JsonNode signature : signatures) {
            String name = NAMES.getOrDefault(
                    signature.get("system").textValue(), signature.get("system").textValue());
            if (name.equals("shoper")) {
                continue;
            }
            WebhookSystem system = system(name, signature);
            Delivery delivery = delivery(signature);
            system.verify(delivery);
            byte[] touched = delivery.body().clone();
            // In Tpay's form not every field is signed; the first is.
            touched[name.equals("tpay") ? 4 : 30] ^= 1;
            assertThatThrownBy(() -> system.verify(new Delivery(delivery.headers(), touched, delivery.receivedAt())))
                    .as(signature.toString())
                    .isInstanceOf(RuntimeException.class);
            verified++;
        }
        assertThat(verified).isGreaterThanOrEqualTo(18);
    }

    private List<String> said(String file) throws IOException {
        for (JsonNode signature : signatures) {
            if (signature.get("file").textValue().equals(file)) {
                return Sender.said(
                        system(signature.get("system").textValue(), signature).translate(delivery(signature)));
            }
        }
        throw new AssertionError("no signature of " + file);
    }

    @Test
    void ordersAndListingsOfShops() throws IOException {
        assertThat(said("shopify.orders-create.json"))
                .singleElement()
                .asString()
                .startsWith("order ")
                .contains(
                        "\"orderId\":\"6124587390111\"",
                        "\"status\":\"placed\"",
                        "{\"sku\":\"KUB-350-BIA\",\"quantity\":2}",
                        "{\"sku\":\"HRB-ASSAM-100\",\"quantity\":1}");
        assertThat(said("shopify.orders-paid.json"))
                .singleElement()
                .asString()
                .startsWith("order 2026-03-14T09:24:02Z")
                .contains("\"status\":\"paid\"");
        assertThat(said("shopify.orders-cancelled.json"))
                .singleElement()
                .asString()
                .startsWith("order 2026-03-14T11:05:10Z")
                .contains("\"status\":\"cancelled\"");
        assertThat(said("shopify.inventory_levels-update.json"))
                .singleElement()
                .asString()
                .contains("\"offerId\":\"47120001112223\"", "\"quantity\":17");
        assertThat(said("woocommerce.order-created.json"))
                .singleElement()
                .asString()
                .startsWith("order 2026-03-14T10:40:05Z")
                .contains(
                        "\"status\":\"placed\"",
                        "{\"sku\":\"MYDLO-LAW-90\",\"quantity\":3}",
                        "\"payment\":\"pending\"");
        assertThat(said("woocommerce.order-updated-cancelled.json"))
                .singleElement()
                .asString()
                .contains("\"status\":\"cancelled\"");
        assertThat(said("woocommerce.product-updated.json"))
                .singleElement()
                .asString()
                .contains("\"offerId\":\"3301\"", "\"sku\":\"MYDLO-LAW-90\"", "\"quantity\":21");
    }

    @Test
    void payments() throws IOException {
        assertThat(said("stripe.payment_intent.succeeded.json"))
                .containsExactly(
                        "payment 2026-03-14T10:44:00Z {\"orderId\":\"PL1043\",\"channel\":\"shop\",\"status\":\"paid\"}");
        assertThat(said("stripe.payment_intent.canceled.json"))
                .singleElement()
                .asString()
                .contains("\"status\":\"cancelled\"");
        assertThat(said("payu.notification.pending.json"))
                .singleElement()
                .asString()
                .contains("\"status\":\"pending\"");
        assertThat(said("payu.notification.completed.json"))
                .singleElement()
                .asString()
                .contains("\"status\":\"paid\"");
        assertThat(said("payu.notification.canceled.json"))
                .singleElement()
                .asString()
                .contains("\"status\":\"cancelled\"");
        assertThat(said("przelewy24.notification.json"))
                .singleElement()
                .asString()
                .contains("\"orderId\":\"PL1043-7f1c2a\"", "\"status\":\"paid\"");
        assertThat(said("tpay.notification.txt")).singleElement().asString().contains("\"orderId\":\"PL1043\"");
        assertThat(said("kaufland.push-notification.order_unit_new.json")).isEmpty();
    }
}
