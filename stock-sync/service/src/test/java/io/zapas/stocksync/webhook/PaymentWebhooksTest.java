package io.zapas.stocksync.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zapas.runtime.config.ConfigException;
import io.zapas.runtime.events.InvalidFieldException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What those who take the money say of it, and Kaufland, which says nothing by itself. */
class PaymentWebhooksTest {
    private static final String SECRET = "s3cret";
    private static final Webhooks WEBHOOKS = Sender.webhooks(Map.of(
            "webhooks.stripe.secret",
            SECRET,
            "webhooks.payu.secret",
            SECRET,
            "webhooks.przelewy24.secret",
            SECRET,
            "webhooks.przelewy24.order-id",
            "(.+)-[0-9a-f]+",
            "webhooks.tpay.secret",
            SECRET,
            "webhooks.kaufland.secret",
            SECRET,
            "webhooks.kaufland.url",
            "https://stock.example/k"));

    private static WebhookSystem system(String name) {
        return WEBHOOKS.find(name).orElseThrow();
    }

    private static List<String> said(String system, Delivery delivery) {
        return Sender.said(Sender.receive(system(system), delivery));
    }

    private static String payment(String time, String order, String status) {
        return "payment " + time + " {\"orderId\":\"" + order + "\",\"channel\":\"shop\",\"status\":\"" + status
                + "\"}";
    }

    // Stripe

    static Delivery stripe(String body, long seconds) {
        byte[] bytes = Sender.json(body);
        String mac = Sender.hexHmac(SECRET, Sender.joined(seconds + ".", bytes, ""));
        String old = Sender.hexHmac("old", Sender.joined(seconds + ".", bytes, ""));
        return Sender.delivery(
                bytes, Map.of("Stripe-Signature", "t=" + seconds + ",v1=" + old + ",v1=" + mac + ",v0=" + old));
    }

    private static Delivery stripe(String body) {
        return stripe(body, Sender.NOW.getEpochSecond());
    }

    private static String intent(String type, String more) {
        return "{'id':'evt_1','type':'" + type + "','created':1795424400,'data':{'object':{" + more
                + "'metadata':{'order_id':'PL1043'}}}}";
    }

    @ParameterizedTest
    @CsvSource({
        "payment_intent.succeeded, paid",
        "payment_intent.processing, pending",
        "payment_intent.requires_action, pending",
        "payment_intent.amount_capturable_updated, pending",
        "payment_intent.payment_failed, failed",
        "payment_intent.canceled, cancelled",
        "checkout.session.async_payment_succeeded, paid",
        "checkout.session.async_payment_failed, cancelled",
        "checkout.session.expired, cancelled"
    })
    void stripesEvents(String type, String status) {
        assertThat(said("stripe", stripe(intent(type, ""))))
                .containsExactly(payment("2026-11-23T09:00:00Z", "PL1043", status));
    }

    @ParameterizedTest
    @CsvSource({"paid, paid", "unpaid, pending", "no_payment_required, paid"})
    void aCompletedSessionSaysWhetherTheMoneyCame(String money, String status) {
        String session =
                "{'id':'evt_2','type':'checkout.session.completed','created':1795424400,'data':{'object':{'payment_status':'"
                        + money + "','client_reference_id':'PL1044','metadata':{}}}}";
        assertThat(said("stripe", stripe(session))).containsExactly(payment("2026-11-23T09:00:00Z", "PL1044", status));
    }

    @Test
    void whatNamesNoOrderOrIsNoPaymentSaysNothing() {
        assertThat(
                        said(
                                "stripe",
                                stripe(
                                        "{'id':'evt_3','type':'customer.created','created':1,'data':{'object':{'metadata':{'order_id':'X'}}}}")))
                .isEmpty();
        assertThat(
                        said(
                                "stripe",
                                stripe(
                                        "{'id':'evt_4','type':'payment_intent.succeeded','created':1,'data':{'object':{'metadata':{}}}}")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {-301, 301})
    void anOldStripeSignatureIsRefused(long off) {
        assertThatThrownBy(() -> said(
                        "stripe", stripe(intent("payment_intent.succeeded", ""), Sender.NOW.getEpochSecond() + off)))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.type()).isEqualTo("out-of-time"));
        said("stripe", stripe(intent("payment_intent.succeeded", ""), Sender.NOW.getEpochSecond() + off / 301 * 300));
    }

    // PayU

    static Delivery payu(String status, String algorithm, String digest) {
        byte[] body = Sender.json(
                "{'order':{'orderId':'LDLW','extOrderId':'PL1043','orderCreateDate':'2026-11-22T10:00:00.000+01:00','status':'"
                        + status + "'},'properties':null}");
        String sign = HexFormat.of().formatHex(Signing.digest(digest, body, Signing.utf8(SECRET)));
        return Sender.delivery(
                body,
                Map.of(
                        "OpenPayu-Signature",
                        "sender=checkout;signature=" + sign + ";algorithm=" + algorithm + ";content=DOCUMENT"));
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETED, paid",
        "NEW, pending",
        "PENDING, pending",
        "WAITING_FOR_CONFIRMATION, pending",
        "CANCELED, cancelled",
        "REJECTED, cancelled"
    })
    void payusStatusesCountFromWhenThePaymentBegan(String theirs, String ours) {
        assertThat(said("payu", payu(theirs, "MD5", "MD5")))
                .containsExactly(payment("2026-11-22T09:00:00Z", "PL1043", ours));
    }

    @Test
    void payuMayOnlyUseAlgorithmsThatAreAllowed() {
        assertThat(said("payu", payu("COMPLETED", "SHA-256", "SHA-256"))).hasSize(1);
        assertThatThrownBy(() -> said("payu", payu("COMPLETED", "SHA-1", "SHA-1")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("webhooks.payu.algorithms");
        WebhookSystem strict = Sender.webhooks(
                        Map.of("webhooks.payu.secret", SECRET, "webhooks.payu.algorithms", "sha-1, SHA-512"))
                .find("payu")
                .orElseThrow();
        assertThat(Sender.receive(strict, payu("COMPLETED", "SHA-1", "SHA-1"))).hasSize(1);
        assertThatThrownBy(() -> Sender.receive(strict, payu("COMPLETED", "MD5", "MD5")))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> Sender.config(Map.of("webhooks.payu.algorithms", "CRC32")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ZAPAS_WEBHOOKS_PAYU_ALGORITHMS");
    }

    @Test
    void aStatusPayuNeverToldOfIsNamed() {
        assertThatThrownBy(() -> said("payu", payu("PARTLY", "MD5", "MD5")))
                .isInstanceOfSatisfying(
                        InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo("order.status"));
    }

    @Test
    void oneStatusOfAPayuOrderIsOneEvent() {
        String first = Sender.receive(system("payu"), payu("PENDING", "MD5", "MD5"))
                .get(0)
                .event()
                .id();
        assertThat(Sender.receive(system("payu"), payu("PENDING", "MD5", "MD5"))
                        .get(0)
                        .event()
                        .id())
                .isEqualTo(first);
        assertThat(Sender.receive(system("payu"), payu("COMPLETED", "MD5", "MD5"))
                        .get(0)
                        .event()
                        .id())
                .isNotEqualTo(first);
    }

    // Przelewy24

    static Delivery przelewy24(String session, String more) {
        String fields = "'merchantId':9,'posId':9,'sessionId':'" + session
                + "','amount':16396,'originAmount':16396,'currency':'PLN','orderId':312345678,'methodId':154,'statement':'p24-ż/1'";
        byte[] signed = Sender.json("{" + fields + ",'crc':'" + SECRET + "'}");
        String sign = HexFormat.of().formatHex(Signing.digest("SHA-384", signed));
        return Sender.delivery(
                Sender.json("{" + more + fields.replace(",", ", ") + ",'sign':'" + sign + "'}"), Map.of());
    }

    @Test
    void aNotificationOfPrzelewy24MeansPaid() {
        assertThat(said("przelewy24", przelewy24("PL1043-7f1c2a", "")))
                .containsExactly(payment(Sender.NOW.toString(), "PL1043", "paid"));
        // A reference the pattern does not fit is taken whole.
        assertThat(said("przelewy24", przelewy24("PL1043", "")))
                .containsExactly(payment(Sender.NOW.toString(), "PL1043", "paid"));
    }

    @Test
    void fieldsOfPrzelewy24NobodySignedCountForNothing() {
        assertThat(said("przelewy24", przelewy24("PL1043-7f1c2a", "'channel':'x','status':'failed',")))
                .containsExactly(payment(Sender.NOW.toString(), "PL1043", "paid"));
        Delivery refund = Sender.delivery(Sender.json("{'orderId':1,'sessionId':'a','sign':'00'}"), Map.of());
        assertThatThrownBy(() -> system("przelewy24").verify(refund))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("merchantId");
    }

    // Tpay

    static Delivery tpay(String amount, String status) {
        String text = "12345TR-X" + new java.math.BigDecimal(amount).setScale(2) + "PL 1043" + SECRET;
        String md5 = HexFormat.of().formatHex(Signing.digest("MD5", Signing.utf8(text)));
        String form = "id=12345&tr_id=TR-X&tr_date=2026-03-14+11%3A43%3A28&tr_crc=PL+1043&tr_amount=" + amount
                + "&tr_status=" + status + "&md5sum=" + md5 + "&test_mode=0\n";
        return Sender.delivery(form.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    @ParameterizedTest
    @CsvSource({"163.96, TRUE", "163.9, PAID", "163, TRUE"})
    void tpaySaysPaidAndHearsTrue(String amount, String status) {
        assertThat(said("tpay", tpay(amount, status)))
                .containsExactly(payment(Sender.NOW.toString(), "PL 1043", "paid"));
        assertThat(system("tpay").receipt(tpay(amount, status), 1)).isEqualTo(new Receipt("text/plain", "TRUE"));
    }

    /** The status is not signed: nothing is given back because of it. */
    @ParameterizedTest
    @ValueSource(strings = {"CHARGEBACK", "FALSE", ""})
    void otherStatusesOfTpaySayNothing(String status) {
        assertThat(said("tpay", tpay("163.96", status))).isEmpty();
    }

    @Test
    void otherShapesOfTpayAreAnsweredAsItWantsAndDoNothing() {
        Delivery token = Sender.delivery(Sender.json(" {'type':'tokenization','data':{}}"), Map.of());
        assertThat(said("tpay", token)).isEmpty();
        assertThat(system("tpay").receipt(token, 0)).isEqualTo(new Receipt("application/json", "{\"result\":true}"));
        WebhookSystem open = Sender.webhooks(Map.of()).find("tpay").orElseThrow();
        assertThatThrownBy(() -> open.verify(token)).hasMessageContaining("webhooks.tpay.secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%zz", "a=1&a=2"})
    void aFormThatIsNoneIsNamed(String form) {
        assertThatThrownBy(() -> system("tpay").verify(Sender.delivery(Signing.utf8(form), Map.of())))
                .isInstanceOfSatisfying(
                        InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo("body"));
    }

    @Test
    void anUnsignedFormIsRefused() {
        for (String form : List.of(
                "", "id=1", "id=1&md5sum=00", "id=1&tr_amount=1e9&md5sum=00", "id=1&tr_amount=1.00&md5sum=00")) {
            assertThatThrownBy(() -> system("tpay").verify(Sender.delivery(Signing.utf8(form), Map.of())))
                    .as(form)
                    .isInstanceOf(RefusedException.class);
        }
    }

    // Kaufland

    static Delivery kaufland(boolean hex, String address, long seconds) {
        byte[] body = Sender.json(
                "{'id_message':'5f','event_name':'order_unit_new','resource':'https://x/1/','storefront':'pl'}");
        byte[] text = Sender.joined("POST\n" + address + "\n", body, "\n" + seconds);
        return Sender.delivery(
                body,
                Map.of(
                        "Shop-Timestamp",
                        Long.toString(seconds),
                        "Shop-Signature",
                        hex ? Sender.hexHmac(SECRET, text) : Sender.base64Hmac(SECRET, text)));
    }

    @Test
    void kauflandIsVerifiedInBothSpellingsAndSaysNothingByItself() {
        long now = Sender.NOW.getEpochSecond();
        assertThat(said("kaufland", kaufland(true, "https://stock.example/k", now)))
                .isEmpty();
        assertThat(said("kaufland", kaufland(false, "https://stock.example/k", now)))
                .isEmpty();
        assertThatThrownBy(() -> said("kaufland", kaufland(true, "https://other.example/k", now)))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> said("kaufland", kaufland(true, "https://stock.example/k", now - 301)))
                .isInstanceOf(RefusedException.class);
        WebhookSystem nowhere = Sender.webhooks(Map.of("webhooks.kaufland.secret", SECRET))
                .find("kaufland")
                .orElseThrow();
        assertThatThrownBy(() -> nowhere.verify(kaufland(true, "https://stock.example/k", now)))
                .hasMessageContaining("webhooks.kaufland.url");
    }

    // Whose orders

    @Test
    void paymentsAreOfTheOneShopThatIsOnUnlessSaidOtherwise() {
        assertThat(channel(Map.of())).isEqualTo("shop");
        assertThat(channel(Map.of("webhooks.woocommerce.secret", "x"))).isEqualTo("woocommerce");
        assertThat(channel(Map.of("webhooks.shopify.secret", "x", "webhooks.shopify.channel", "web")))
                .isEqualTo("web");
        assertThat(channel(Map.of("webhooks.shopify.secret", "x", "webhooks.woocommerce.secret", "x")))
                .isEqualTo("shop");
        assertThat(channel(Map.of("webhooks.shopify.secret", "x", "webhooks.stripe.channel", "own")))
                .isEqualTo("own");
    }

    private static String channel(Map<String, String> more) {
        Map<String, String> config = new java.util.HashMap<>(more);
        config.put("webhooks.stripe.secret", SECRET);
        return Sender.receive(
                        Sender.webhooks(config).find("stripe").orElseThrow(),
                        stripe(intent("payment_intent.succeeded", "")))
                .get(0)
                .event()
                .data()
                .get("channel")
                .textValue();
    }

    @Test
    void aPatternWithoutOneGroupIsRefusedAtStart() {
        for (String pattern : List.of("abc", "(a)(b)", "(")) {
            assertThatThrownBy(() -> Sender.config(Map.of("webhooks.tpay.order-id", pattern)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("ZAPAS_WEBHOOKS_TPAY_ORDER_ID");
        }
    }
}
