package io.zapas.stocksync.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zapas.runtime.config.ConfigException;
import io.zapas.runtime.events.InvalidFieldException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signed CloudEvents of anybody. */
class StandardWebhooksTest {
    private static final byte[] KEY = "0123456789abcdef01234567".getBytes(StandardCharsets.UTF_8);
    private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY);
    private static final String LEVEL =
            "{'specversion':'1.0','id':'%s','source':'/pos','type':'stock.level','time':'2026-11-23T08:00:00Z','data':{'sku':'%s','location':'WH1','quantity':%s}}";

    private final WebhookSystem standard = Sender.webhooks(Map.of("webhooks.standard.secret", SECRET))
            .find("standard")
            .orElseThrow();

    private static Delivery signed(byte[] body, long seconds, String contentType) {
        String time = Long.toString(seconds);
        byte[] mac = Sender.hmac(KEY, Sender.joined("msg-1." + time + ".", body, ""));
        Map<String, String> headers = new HashMap<>();
        headers.put("webhook-id", "msg-1");
        headers.put("webhook-timestamp", time);
        headers.put(
                "webhook-signature",
                "v1,bm90IHRoaXMgb25l v1," + Base64.getEncoder().encodeToString(mac) + " v1a,bm9yIHRoaXM=");
        headers.put("content-type", contentType);
        return Sender.delivery(body, headers);
    }

    private static Delivery signed(String body, String contentType) {
        return signed(Sender.json(body), Sender.NOW.getEpochSecond(), contentType);
    }

    @Test
    void anEventOrABatchIsTakenAsItStands() {
        String one = LEVEL.formatted("e1", "A", 5);
        assertThat(Sender.receive(standard, signed(one, "application/cloudevents+json; charset=utf-8")))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.topic() + " " + event.key()).isEqualTo("erp.events A");
                    assertThat(event.event().id() + " " + event.event().source())
                            .isEqualTo("e1 /pos");
                });
        assertThat(Sender.receive(
                        standard,
                        signed(
                                "[" + one + "," + LEVEL.formatted("e2", "B", 6) + "]",
                                "application/cloudevents-batch+json")))
                .extracting(event -> event.event().id())
                .containsExactly("e1", "e2");
    }

    @Test
    void namesTheFieldAlsoOfABatch() {
        String batch = "[" + LEVEL.formatted("e1", "A", 5) + "," + LEVEL.formatted("e2", "B", "'many'") + "]";
        assertThatThrownBy(() -> Sender.receive(standard, signed(batch, "application/cloudevents-batch+json")))
                .isInstanceOfSatisfying(
                        InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo("[1].data.quantity"));
        assertThat(standard.keepsUnusable()).isFalse();
    }

    /** Attributes in headers would be nobody's word. */
    @Test
    void attributesInHeadersAreNotTaken() {
        Delivery signed = signed("{'sku':'A','location':'WH1','quantity':5}", "application/json");
        Map<String, String> attributes =
                Map.of("ce-specversion", "1.0", "ce-id", "e1", "ce-source", "/pos", "ce-type", "stock.level");
        Delivery binary = new Delivery(
                name -> attributes.getOrDefault(name, signed.header(name)), signed.body(), signed.receivedAt());
        assertThatThrownBy(() -> Sender.receive(standard, binary))
                .isInstanceOfSatisfying(
                        InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo("content-type"));
    }

    @ParameterizedTest
    @ValueSource(longs = {-301, 301, -86_400})
    void whatIsNotOfNowIsRefused(long off) {
        byte[] body = Sender.json(LEVEL.formatted("e1", "A", 5));
        assertThatThrownBy(() -> standard.verify(
                        signed(body, Sender.NOW.getEpochSecond() + off, "application/cloudevents+json")))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.type()).isEqualTo("out-of-time"));
    }

    @ParameterizedTest
    @ValueSource(longs = {-300, 0, 300})
    void clocksMayBeALittleOff(long off) {
        byte[] body = Sender.json(LEVEL.formatted("e1", "A", 5));
        standard.verify(signed(body, Sender.NOW.getEpochSecond() + off, "application/cloudevents+json"));
    }

    @Test
    void aSecretThatIsNoneIsRefusedAtStartByNameAndNotPrinted() {
        assertThatThrownBy(() -> Sender.config(Map.of("webhooks.standard.secret", "whsec_*secret*")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ZAPAS_WEBHOOKS_STANDARD_SECRET")
                .hasMessageNotContaining("*secret*");
        assertThat(Sender.config(Map.of("webhooks.standard.secret", SECRET)).print())
                .contains("webhooks.standard.secret: ********")
                .doesNotContain(SECRET);
    }
}
