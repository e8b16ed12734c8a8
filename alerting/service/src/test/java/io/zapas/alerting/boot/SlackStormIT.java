package io.zapas.alerting.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.condition.Samples;
import io.zapas.forecast.api.ForecastTopics;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.testkit.Await;
import io.zapas.testkit.TestRuntime;
import io.zapas.testkit.slack.SlackFault;
import io.zapas.testkit.slack.SlackFile;
import io.zapas.testkit.slack.SlackMessage;
import io.zapas.testkit.slack.SlackStandIn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Invariant 23 from the topics to Slack's thread, and by HTTP: nobody has to guess what a storm holds. Real broker, Slack of our own. */
class SlackStormIT {
    private static final Duration BOUND = Duration.ofSeconds(90);
    private static final int SKUS = 120;
    private static final Pattern SKU = Pattern.compile("STORM-[0-9]+");

    private SlackStandIn slack;
    private TestRuntime shop;

    @BeforeEach
    void start() {
        slack = SlackStandIn.start();
        shop = SlackShop.start(slack, Map.of());
    }

    @AfterEach
    void stop() {
        shop.close();
        slack.close();
    }

    @Test
    void everyAlertOfAStormIsInTheThreadAndInTheTable() throws IOException, InterruptedException {
        slack.fail("files.completeUploadExternal", new SlackFault.LostAnswer());
        slack.fail("chat.postMessage", new SlackFault.LostAnswer(), new SlackFault.RateLimited(Duration.ofSeconds(1)));
        for (int i = 0; i < SKUS; i++) {
            String sku = "STORM-" + i;
            shop.publish(
                    ForecastTopics.DEMAND_FORECAST, sku, Map.of(), Json.bytes(Samples.forecast(sku, "A", 10, null)));
            shop.publish(StockTopics.STOCK_AVAILABILITY, sku, Map.of(), Json.bytes(Samples.available(sku, 0, 1)));
        }
        Await.until(BOUND, () -> skusIn(listed()) == SKUS && files().size() == 1 && skusIn(files()) == SKUS);
        List<SlackMessage> heads = slack.messages().stream()
                .filter(message -> message.threadTs() == null)
                .toList();
        assertThat(heads).hasSize(1);
        assertThat(slack.messages().stream()
                        .filter(message -> message.metadata() != null)
                        .map(message -> message.payload("deliveryId")))
                .doesNotHaveDuplicates();

        String notice = heads.get(0).payload("deliveryId");
        HttpResponse<String> table = get("/v1/alerts?format=csv&notice=" + notice);
        assertThat(table.headers().firstValue("content-type")).hasValue("text/csv; charset=utf-8");
        assertThat(skusIn(List.of(table.body()))).isEqualTo(SKUS);
        assertThat(table.body().lines().count()).isEqualTo(SKUS + 1);
        assertThat(get("/v1/alerts?notice=" + notice + "&limit=1").body()).contains("\"total\":" + SKUS);
        assertThat(get("/v1/alerts?format=csv&notice=none").statusCode()).isEqualTo(404);
        assertThat(get("/v1/alerts?format=xls").body()).contains("format must be one of json, csv, was xls");
    }

    /** The message and the pages of its thread. */
    private List<String> listed() {
        return slack.messages().stream()
                .filter(message -> message.files().isEmpty() && !message.broadcast())
                .map(SlackMessage::readable)
                .toList();
    }

    private List<String> files() {
        return slack.messages().stream()
                .flatMap(message -> message.files().stream())
                .map(SlackFile::content)
                .toList();
    }

    private static long skusIn(List<String> texts) {
        return texts.stream()
                .flatMap(text -> SKU.matcher(text).results())
                .map(match -> match.group())
                .distinct()
                .count();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI address = shop.uri(path);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(address).build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }
}
