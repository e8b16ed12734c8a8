package io.zapas.stocksync.feed;

import static io.zapas.stocksync.feed.FeedBench.quoted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.runtime.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers of the marketplaces, from the shared data. */
class MarketplaceSamplesTest {
    private static final String FORM = "7d1f2c30-1f9a-11f1-8c2d-6f1f3b6a1a77";

    @TempDir
    Path directory;

    private Path samples;

    @BeforeEach
    void find() {
        samples = Path.of(System.getenv().getOrDefault("ZAPAS_SHARED", "../../../shared"))
                .resolve("integrations/samples");
        if (!Files.isDirectory(samples) && "true".equals(System.getenv("CI"))) {
            fail("no " + samples + ": the systems' sample messages are not here");
        }
        assumeTrue(Files.isDirectory(samples), "no " + samples + ": the systems' sample messages are not here");
    }

    private String sample(String name) throws IOException {
        return Files.readString(samples.resolve(name));
    }

    private FeedBench allegro(String uses) throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "tok-1\n");
        return FeedBench.of(
                "account.allegro.url",
                "{url}",
                "account.allegro.token-file",
                file.toString(),
                "account.allegro.uses",
                uses);
    }

    @Test
    void ordersOfAllegro() throws IOException {
        try (FeedBench bench = allegro("orders")) {
            long day = Duration.between(Instant.EPOCH, FeedBench.NOW).toDays();
            bench.system
                    .text(200, sample("allegro.event-stats.json"))
                    .text(200, sample("allegro.order-events.json"))
                    .text(200, sample("allegro.checkout-form.json"))
                    .text(200, sample("allegro.order-events-cancelled.json"))
                    .text(200, sample("allegro.checkout-form-cancelled.json"));

            assertThat(bench.read("orders", null).cursor()).endsWith(":0:1773576400222006");
            FeedPage paid = bench.read("orders", "at:" + day + ":");
            FeedPage cancelled = bench.read("orders", paid.cursor());

            assertThat(quoted(paid))
                    .containsExactly(
                            "order 2026-03-14T10:45:00.442Z {'orderId':'" + FORM
                                    + "','channel':'allegro','status':'paid','lines':[{'sku':'KREM-75','quantity':2}],'placedAt':'2026-03-14T10:42:31.112Z'}");
            assertThat(quoted(cancelled))
                    .containsExactly(
                            "order 2026-03-14T12:06:40.111Z {'orderId':'" + FORM
                                    + "','channel':'allegro','status':'cancelled','lines':[{'sku':'KREM-75','quantity':2}],'placedAt':'2026-03-14T10:42:31.112Z'}");
            assertThat(cancelled.cursor()).isEqualTo("at:" + day + ":1773576400222006");
            assertThat(bench.addresses(3).get(0)).endsWith("&from=1773489200900004");
        }
    }

    @Test
    void offerEventsOfAllegro() throws IOException {
        try (FeedBench bench = allegro("offers")) {
            long hour = Duration.between(Instant.EPOCH, FeedBench.NOW).toHours();
            bench.system.text(200, sample("allegro.offer-events.json")).json(200, "{'offers':[]}");

            FeedPage page = bench.read("offers", "at:" + hour + ":");

            assertThat(bench.addresses(1))
                    .containsExactly("/sale/offers?offer.id=13245678901&offer.id=13245678955&limit=50");
            assertThat(page.cursor()).isEqualTo("at:" + hour + ":MTEzMjQ1Njc4OTAxMDAz");
        }
    }

    @Test
    void ordersOfMirakl() throws IOException {
        try (FeedBench bench = FeedBench.of(
                "account.mirakl.url", "{url}", "account.mirakl.key", "hush", "account.mirakl.uses", "orders")) {
            bench.system.text(200, sample("mirakl.orders.json")).text(200, sample("mirakl.orders.json"));

            FeedPage open = bench.read("orders", null);
            FeedPage changed = bench.read("orders", "1773484000:0:1773484000");

            assertThat(quoted(open))
                    .containsExactly(
                            "order 2026-03-14T10:47:00Z {'orderId':'PL-100200-A','channel':'empik','status':'placed','lines':[{'sku':'KREM-75','quantity':2},{'sku':'SZAMP-250','quantity':1}],'placedAt':'2026-03-14T10:45:00Z','payment':'pending'}");
            assertThat(changed.events()).isEqualTo(open.events());
            assertThat(changed.cursor())
                    .isEqualTo(
                            Round.since(Instant.parse("2026-03-14T10:47:00Z")).cursor());
        }
    }

    @Test
    void aUnitOfAnOrderOfKaufland() throws IOException {
        JsonNode unit = Json.tree(sample("kaufland.order-unit.json").getBytes(StandardCharsets.UTF_8))
                .get("data");
        String id = unit.get("id_order").textValue();
        String order = "{\"data\":{\"id_order\":\"" + id + "\",\"ts_created_iso\":" + unit.get("ts_created_iso")
                + ",\"order_units\":[" + unit + "]}}";
        try (FeedBench bench = FeedBench.of(
                "account.kaufland.url", "{url}",
                "account.kaufland.client-key", "client-1",
                "account.kaufland.secret-key", "hush",
                "account.kaufland.storefront", "pl",
                "account.kaufland.uses", "orders")) {
            bench.system.text(200, "{\"data\":[" + unit + "]}").text(200, order);

            FeedPage page = bench.read("orders", "need_to_be_sent:0:1");

            assertThat(quoted(page))
                    .containsExactly(
                            "order 2026-03-14T10:46:00Z {'orderId':'MTEST01','channel':'kaufland','status':'paid','lines':[{'sku':'KREM-75','quantity':1}],'placedAt':'2026-03-14T10:45:00Z'}");
        }
    }
}
