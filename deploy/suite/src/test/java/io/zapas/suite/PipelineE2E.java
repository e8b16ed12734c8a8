package io.zapas.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.junit5.GreenMailExtension;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.zapas.testkit.slack.SlackStandIn;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The README's tour through the process: event in, availability out, reservation, alert to Slack and mail; then the power fails. */
class PipelineE2E {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    @RegisterExtension
    static final GreenMailExtension MAIL =
            new GreenMailExtension(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @TempDir
    Path dataDir;

    private SlackStandIn slack;

    @BeforeEach
    void startSlack() {
        slack = SlackStandIn.start();
    }

    @AfterEach
    void stopSlack() {
        slack.close();
    }

    @Test
    void anOversoldUnitIsRefusedCountedAndToldOnceEvenAcrossAPowerFailure() throws Exception {
        try (SuiteProcess suite = SuiteProcess.start(dataDir, environment())) {
            assertThat(
                            suite.event(
                                    "p-1",
                                    "product",
                                    "{\"sku\":\"LED-1\",\"name\":\"Żarówka LED E27 9 W\",\"owner\":\"anna.k\",\"price\":19.90,\"currency\":\"PLN\",\"leadTimeDays\":12}"))
                    .isEqualTo(202);
            assertThat(suite.event("l-1", "stock.level", "{\"sku\":\"LED-1\",\"location\":\"MAG\",\"quantity\":5}"))
                    .isEqualTo(202);
            suite.await("5 available", LIMIT, () -> available(suite) == 5);

            HttpResponse<String> held = reserve(suite, "cart-1", 2);
            assertThat(held.statusCode()).as(held.body()).isEqualTo(201);
            assertThat(reserve(suite, "cart-1", 2).body()).isEqualTo(held.body());
            assertThat(reserve(suite, "cart-2", 4).statusCode()).isEqualTo(409);
            assertThat(available(suite)).isEqualTo(3);

            assertThat(
                            suite.event(
                                    "o-1",
                                    "order",
                                    "{\"orderId\":\"A-9\",\"channel\":\"allegro\",\"status\":\"paid\",\"lines\":[{\"sku\":\"LED-1\",\"quantity\":4}]}"))
                    .isEqualTo(202);
            suite.await("sold out", LIMIT, () -> available(suite) == 0);
            suite.await("both problems told", LIMIT, () -> posts("LED-1") >= 2 && mails("LED-1") >= 2);
            // Notices leave one after the other: once the next one is out, it is on record that these were.
            oversell(suite, "LED-2");
            suite.await("the next one told", LIMIT, () -> posts("LED-2") > 0 && mails("LED-2") > 0);

            suite.kill();
        }

        long posts = posts("LED-1");
        long mails = mails("LED-1");

        try (SuiteProcess suite = SuiteProcess.start(dataDir, environment())) {
            suite.await("as before", LIMIT, () -> available(suite) == 0);
            assertThat(suite.get("/v1/alerts?state=open").toString()).contains("OVERSOLD");
            // A problem found after the restart has been told: whatever would be told again has had its chance.
            oversell(suite, "LED-3");
            suite.await("a new problem told", LIMIT, () -> posts("LED-3") > 0 && mails("LED-3") > 0);
            assertThat(posts("LED-1")).isEqualTo(posts);
            assertThat(mails("LED-1")).isEqualTo(mails);

            assertThat(suite.terminate(Duration.ofSeconds(10)))
                    .as("stops within 10 s")
                    .isTrue();
        }
    }

    @Test
    void wrongInputIsAnsweredWithTheFieldAndChangesNothing() throws Exception {
        try (SuiteProcess suite = SuiteProcess.start(dataDir, environment())) {
            HttpResponse<String> answer = suite.post(
                    "/v1/events",
                    "{\"specversion\":\"1.0\",\"id\":\"x\",\"source\":\"/e2e\",\"type\":\"stock.level\",\"data\":{\"sku\":\"A\",\"location\":\"MAG\",\"quantity\":\"many\"}}",
                    Map.of("Content-Type", "application/cloudevents+json"));
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
            assertThat(answer.body()).contains("data.quantity").contains("many");
            assertThat(suite.status("/v1/availability/A")).isEqualTo(404);
        }
    }

    /** Sells one unit more than there is of a SKU with a buyer, and so a message, of its own. */
    private static void oversell(SuiteProcess suite, String sku) {
        assertThat(suite.event("p-" + sku, "product", "{\"sku\":\"" + sku + "\",\"owner\":\"buyer-of-" + sku + "\"}"))
                .isEqualTo(202);
        assertThat(suite.event(
                        "l-" + sku, "stock.level", "{\"sku\":\"" + sku + "\",\"location\":\"MAG\",\"quantity\":1}"))
                .isEqualTo(202);
        assertThat(suite.event(
                        "o-" + sku,
                        "order",
                        "{\"orderId\":\"B-" + sku
                                + "\",\"channel\":\"allegro\",\"status\":\"paid\",\"lines\":[{\"sku\":\"" + sku
                                + "\",\"quantity\":2}]}"))
                .isEqualTo(202);
    }

    private long posts(String sku) {
        return slack.messages().stream()
                .filter(message -> message.toString().contains(sku))
                .count();
    }

    private static long mails(String sku) {
        return Arrays.stream(MAIL.getReceivedMessages())
                .filter(mail -> GreenMailUtil.getWholeMessage(mail).contains(sku))
                .count();
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("ZAPAS_SLACK_TOKEN", SlackStandIn.TOKEN);
        environment.put("ZAPAS_SLACK_CHANNEL", "#braki");
        environment.put("ZAPAS_SLACK_URL", slack.url());
        environment.put("ZAPAS_SMTP_HOST", "127.0.0.1");
        environment.put("ZAPAS_SMTP_PORT", Integer.toString(MAIL.getSmtp().getPort()));
        environment.put("ZAPAS_SMTP_STARTTLS", "disabled");
        environment.put("ZAPAS_MAIL_FROM", "zapas@example.com");
        environment.put("ZAPAS_MAIL_TO", "anna@example.com");
        return environment;
    }

    private static long available(SuiteProcess suite) {
        return suite.get("/v1/availability/LED-1").path("available").asLong(-1);
    }

    private static HttpResponse<String> reserve(SuiteProcess suite, String key, int quantity) {
        Map<String, String> headers = new HashMap<>(JSON);
        headers.put("Idempotency-Key", key);
        return suite.post(
                "/v1/reservations",
                "{\"orderId\":\"S-" + key + "\",\"channel\":\"shop\",\"lines\":[{\"sku\":\"LED-1\",\"quantity\":"
                        + quantity + "}]}",
                headers);
    }
}
