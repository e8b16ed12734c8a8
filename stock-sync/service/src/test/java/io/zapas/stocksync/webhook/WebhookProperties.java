package io.zapas.stocksync.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.events.JsonCloudEventCodec;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.FakeKafka;
import io.zapas.stocksync.intake.EventPublisher;
import io.zapas.stocksync.intake.OutgoingEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is sent: what was touched is refused, the same gives the same, and nothing else comes of garbage than a refusal or an error that names a field. */
class WebhookProperties {
    private static final String SECRET = "s3cret";
    private static final String STANDARD = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";
    private static final String NOW = Long.toString(Sender.NOW.getEpochSecond());
    private static final Map<String, String> CONFIG = new HashMap<>();

    static {
        for (String name : List.of("shopify", "woocommerce", "stripe", "payu", "przelewy24", "tpay", "kaufland")) {
            CONFIG.put("webhooks." + name + ".secret", SECRET);
        }
        CONFIG.put("webhooks.standard.secret", STANDARD);
        CONFIG.put("webhooks.kaufland.url", "https://stock.example/k");
    }

    private static final Webhooks WEBHOOKS = Sender.webhooks(CONFIG);

    /** How each system signs a body: header -> value. Those whose signature covers the whole body. */
    private static final Map<String, Function<byte[], Map<String, String>>> SIGNERS = Map.of(
            "shopify",
            body -> Map.of("X-Shopify-Hmac-Sha256", Sender.base64Hmac(SECRET, body)),
            "woocommerce",
            body -> Map.of("X-WC-Webhook-Signature", Sender.base64Hmac(SECRET, body)),
            "stripe",
            body -> Map.of(
                    "Stripe-Signature",
                    "t=" + NOW + ",v1=" + Sender.hexHmac(SECRET, Sender.joined(NOW + ".", body, ""))),
            "payu",
            body -> Map.of(
                    "OpenPayu-Signature",
                    "signature=" + HexFormat.of().formatHex(Signing.digest("SHA-256", body, Signing.utf8(SECRET)))
                            + ";algorithm=SHA-256"),
            "kaufland",
            body -> Map.of(
                    "Shop-Timestamp",
                    NOW,
                    "Shop-Signature",
                    Sender.hexHmac(SECRET, Sender.joined("POST\nhttps://stock.example/k\n", body, "\n" + NOW))),
            "standard",
            body -> Map.of(
                    "webhook-id",
                    "m1",
                    "webhook-timestamp",
                    NOW,
                    "webhook-signature",
                    "v1,"
                            + Base64.getEncoder()
                                    .encodeToString(Sender.hmac(
                                            "0123456789abcdef01234567".getBytes(StandardCharsets.UTF_8),
                                            Sender.joined("m1." + NOW + ".", body, "")))));

    /** What says where to look, and is signed by nobody. */
    private static final Map<String, List<Map<String, String>>> KINDS = Map.of(
            "shopify",
            List.of(
                    Map.of("X-Shopify-Topic", "orders/updated"),
                    Map.of("X-Shopify-Topic", "refunds/create"),
                    Map.of("X-Shopify-Topic", "inventory_levels/update"),
                    Map.of("X-Shopify-Topic", "products/update")),
            "woocommerce",
            List.of(Map.of("X-WC-Webhook-Topic", "order.updated"), Map.of("X-WC-Webhook-Topic", "product.updated")),
            "standard",
            List.of(
                    Map.of("content-type", "application/cloudevents+json"),
                    Map.of("content-type", "application/cloudevents-batch+json")));

    private static final List<String> SAYINGS = List.of(
            "{'id':17,'name':'#1','created_at':'2026-11-22T10:00:00Z','updated_at':'2026-11-22T10:05:00Z','cancelled_at':null,'financial_status':'paid',"
                    + "'fulfillments':[{'status':'success','location_id':8,'created_at':'2026-11-22T11:00:00Z','line_items':[{'id':1,'quantity':2}]}],"
                    + "'refunds':[{'created_at':'2026-11-22T12:00:00Z','refund_line_items':[{'line_item_id':1,'quantity':1,'restock_type':'return','location_id':8}]}],"
                    + "'line_items':[{'id':1,'variant_id':11,'sku':'MUG','quantity':3,'current_quantity':3}]}",
            "{'order_id':17,'created_at':'2026-11-22T12:00:00Z','refund_line_items':[{'line_item_id':1,'quantity':1,'restock_type':'return','line_item':{'id':1,'sku':'MUG'}}]}",
            "{'inventory_item_id':471,'location_id':81,'available':17,'updated_at':'2026-11-22T10:00:00Z'}",
            "{'updated_at':'2026-11-22T10:00:00Z','variants':[{'sku':'MUG','inventory_item_id':471,'inventory_quantity':5,'inventory_management':'shopify'}]}",
            "{'id':5,'status':'completed','date_modified_gmt':'2026-11-22T10:05:00','date_completed_gmt':'2026-11-22T10:05:00','line_items':[{'id':1,'product_id':2,'variation_id':0,'quantity':3,'sku':'SOAP'}]}",
            "{'id':5,'sku':'SOAP','manage_stock':true,'stock_quantity':21,'date_modified_gmt':'2026-11-22T10:05:00'}",
            "{'id':'evt_1','type':'payment_intent.succeeded','created':1795424400,'data':{'object':{'metadata':{'order_id':'PL1'}}}}",
            "{'order':{'orderId':'L','extOrderId':'PL1','orderCreateDate':'2026-11-22T10:00:00+01:00','status':'COMPLETED'}}",
            "{'event_name':'order_unit_new'}",
            "{'specversion':'1.0','id':'e1','source':'/pos','type':'stock.level','time':'2026-11-23T08:00:00Z','data':{'sku':'A','location':'WH1','quantity':5}}",
            "[{'specversion':'1.0','id':'e1','source':'/pos','type':'order','time':'2026-11-23T08:00:00Z','data':{'orderId':'1','channel':'a','status':'paid','lines':[{'sku':'A','quantity':5}]}}]");

    private static final List<String> ODD = List.of(
            "null",
            "true",
            "-1",
            "0",
            "1.5",
            "1e400",
            "1e999999999",
            "9".repeat(400),
            "9".repeat(2_000),
            "''",
            "' '",
            "'\\ud800'",
            "'\\u0000'",
            "'" + "ż".repeat(500) + "'",
            "'-99999999999999999999'",
            "'999999999-12-31T00:00:00Z'",
            "'+999999999-12-31T23:59:59.999999999-18:00'",
            "[]",
            "{}",
            "[null]",
            "[[]]",
            "{'id':{}}",
            "[".repeat(900) + "]".repeat(900),
            "[".repeat(5_000) + "]".repeat(5_000));

    @Provide
    Arbitrary<String> systems() {
        return Arbitraries.of(SIGNERS.keySet().stream().sorted().toList());
    }

    private static Delivery signed(String system, byte[] body, Map<String, String> kind) {
        Map<String, String> headers = new HashMap<>(kind);
        headers.putAll(SIGNERS.get(system).apply(body));
        return Sender.delivery(body, headers);
    }

    private static List<Map<String, String>> kinds(String system) {
        return KINDS.getOrDefault(system, List.of(Map.of()));
    }

    private static boolean isRefused(String system, Delivery delivery) {
        try {
            WEBHOOKS.find(system).orElseThrow().verify(delivery);
            return false;
        } catch (RefusedException e) {
            return true;
        }
    }

    @Property(tries = 500)
    void aBitFlippedAnywhereInTheBodyIsRefused(@ForAll("systems") String system, @ForAll long seed) {
        Random random = new Random(seed);
        byte[] body = Sender.json(SAYINGS.get(random.nextInt(SAYINGS.size())));
        Map<String, String> signature = SIGNERS.get(system).apply(body);
        assertThat(isRefused(system, Sender.delivery(body, signature)))
                .as(system)
                .isFalse();
        byte[] touched = body.clone();
        touched[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
        assertThat(isRefused(system, Sender.delivery(touched, signature)))
                .as(system)
                .isTrue();
        // Written anew it means the same, and is not what was signed.
        byte[] anew = Json.bytes(Json.tree(body));
        if (!Arrays.equals(anew, body)) {
            assertThat(isRefused(system, Sender.delivery(anew, signature)))
                    .as(system)
                    .isTrue();
        }
        byte[] spaced = Arrays.copyOf(body, body.length + 1);
        spaced[body.length] = '\n';
        assertThat(isRefused(system, Sender.delivery(spaced, signature)))
                .as(system)
                .isTrue();
    }

    @Property(tries = 1_000)
    void aBitFlippedAnywhereInTheSignatureIsRefused(@ForAll("systems") String system, @ForAll long seed) {
        Random random = new Random(seed);
        byte[] body = Sender.json(SAYINGS.get(random.nextInt(SAYINGS.size())));
        Map<String, String> headers = new HashMap<>(SIGNERS.get(system).apply(body));
        String name = headers.keySet().stream()
                .sorted()
                .skip(random.nextInt(headers.size()))
                .findFirst()
                .orElseThrow();
        char[] text = headers.get(name).toCharArray();
        int at = random.nextInt(text.length);
        text[at] ^= (char) (1 << random.nextInt(7));
        if (Character.toUpperCase(text[at])
                        != Character.toUpperCase(headers.get(name).charAt(at))
                || isDigest(system, headers.get(name), at)) {
            headers.put(name, new String(text));
            assertThat(isRefused(system, Sender.delivery(body, headers)))
                    .as("%s %s: %s", system, name, headers.get(name))
                    .isTrue();
        }
    }

    /** Whether the signature itself stands there; names of algorithms may be written in any case. */
    private static boolean isDigest(String system, String value, int at) {
        return !system.equals("payu") || at < value.indexOf(';');
    }

    @Property(tries = 100)
    void whatSignedOneThingSignsNoOther(@ForAll("systems") String system, @ForAll("systems") String other) {
        byte[] body = Sender.json(SAYINGS.get(0));
        Map<String, String> signature = new HashMap<>(SIGNERS.get(other).apply(body));
        if (!system.equals(other)) {
            assertThat(isRefused(system, Sender.delivery(body, signature))).isTrue();
        }
    }

    /** The fields of Przelewy24 and Tpay that are signed; the others count for nothing. */
    @Property(tries = 300)
    void aCharacterChangedInASignedFieldIsRefused(@ForAll long seed) {
        Random random = new Random(seed);
        Delivery przelewy24 = PaymentWebhooksTest.przelewy24("PL1043-7f1c2a", "");
        String json = new String(przelewy24.body(), StandardCharsets.UTF_8);
        for (String value : List.of(":9,", "PL1043", "16396", "PLN", "312345678", "154", "p24-ż")) {
            assertThat(refusedWith("przelewy24", changed(json, value, random)))
                    .as(value)
                    .isTrue();
        }
        String form = new String(PaymentWebhooksTest.tpay("163.96", "TRUE").body(), StandardCharsets.UTF_8);
        for (String value : List.of("=12345", "TR-X", "PL+1043", "163.96")) {
            assertThat(refusedWith("tpay", changed(form, value, random)))
                    .as(value)
                    .isTrue();
        }
        String digest = form.substring(form.indexOf("md5sum=") + 6, form.indexOf("&test_mode"));
        assertThat(refusedWith("tpay", changed(form, digest, random))).isTrue();
    }

    /** Another digit in place of a character behind the first one of the value. */
    private static String changed(String text, String value, Random random) {
        int at = text.indexOf(value) + 1 + random.nextInt(Math.max(1, value.length() - 2));
        char digit = (char) ('0' + random.nextInt(10));
        return text.charAt(at) == digit
                ? text.substring(0, at) + (digit == '0' ? '1' : '0') + text.substring(at + 1)
                : text.substring(0, at) + digit + text.substring(at + 1);
    }

    private static boolean refusedWith(String system, String body) {
        return isRefused(system, Sender.delivery(body.getBytes(StandardCharsets.UTF_8), Map.of()));
    }

    @Property(tries = 300)
    void theSameDeliveryGivesTheSameEvents(@ForAll("systems") String system, @ForAll long seed) {
        Random random = new Random(seed);
        byte[] body = Sender.json(SAYINGS.get(random.nextInt(SAYINGS.size())));
        Map<String, String> kind =
                kinds(system).get(random.nextInt(kinds(system).size()));
        List<OutgoingEvent> first = events(system, signed(system, body, kind));
        List<OutgoingEvent> again = events(system, signed(system, body, kind));
        assertThat(again).isEqualTo(first);
        assertThat(first.stream()
                        .map(event -> event.event().source() + event.event().id()))
                .doesNotHaveDuplicates();
    }

    /** Every saying is understood by somebody: else the garbage below would be refused for a reason of its own. */
    @Property(tries = 1)
    void everySayingSaysSomethingToSomebody() {
        List<String> silent = new ArrayList<>(SAYINGS);
        silent.remove("{'event_name':'order_unit_new'}");
        silent.removeIf(saying -> SIGNERS.keySet().stream().anyMatch(system -> kinds(system).stream()
                .anyMatch(kind -> !events(system, signed(system, Sender.json(saying), kind))
                        .isEmpty())));
        assertThat(silent).isEmpty();
    }

    @Property(tries = 3_000)
    void garbageIsNeverMoreThanAnErrorThatNamesAField(@ForAll("systems") String system, @ForAll long seed) {
        Random random = new Random(seed);
        byte[] body = Sender.json(spoilt(SAYINGS.get(random.nextInt(SAYINGS.size())), random));
        if (random.nextInt(10) == 0) {
            body = Arrays.copyOf(body, random.nextInt(body.length + 1));
        }
        for (Map<String, String> kind : kinds(system)) {
            events(system, signed(system, body, kind));
        }
        for (String other : List.of("przelewy24", "tpay")) {
            try {
                Sender.receive(WEBHOOKS.find(other).orElseThrow(), Sender.delivery(body, Map.of()));
            } catch (RefusedException | InvalidFieldException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    /** Some value of the text, or several, in place of which something odd stands. */
    private static String spoilt(String saying, Random random) {
        String text = saying;
        for (int i = 0; i <= random.nextInt(2); i++) {
            List<Integer> values = new ArrayList<>();
            for (int at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
                if (text.charAt(at - 1) == '\'') {
                    values.add(at + 1);
                }
            }
            if (values.isEmpty()) {
                return text;
            }
            int from = values.get(random.nextInt(values.size()));
            int to = from;
            int depth = 0;
            boolean quoted = false;
            while (to < text.length()) {
                char c = text.charAt(to);
                if (c == '\'') {
                    quoted = !quoted;
                } else if (!quoted && (c == '{' || c == '[')) {
                    depth++;
                } else if (!quoted && (c == '}' || c == ']' || c == ',')) {
                    if (depth == 0) {
                        break;
                    }
                    depth -= c == ',' ? 0 : 1;
                }
                to++;
            }
            text = text.substring(0, from) + ODD.get(random.nextInt(ODD.size())) + text.substring(to);
        }
        return text;
    }

    /** What comes of it and can be written; none when a field is named. */
    private static List<OutgoingEvent> events(String system, Delivery delivery) {
        WebhookSystem receiver = WEBHOOKS.find(system).orElseThrow();
        receiver.verify(delivery);
        try {
            List<OutgoingEvent> events = receiver.translate(delivery);
            new EventPublisher(new FakeKafka(), new JsonCloudEventCodec()).publish(events);
            return events;
        } catch (InvalidFieldException e) {
            assertThat(e.field()).isNotBlank();
            return List.of();
        }
    }
}
