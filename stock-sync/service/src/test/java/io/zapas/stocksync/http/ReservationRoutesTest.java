package io.zapas.stocksync.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.ext.web.handler.BodyHandler;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.FakeKafka;
import io.zapas.stocksync.FakeStock;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.domain.Stock.OutboxItem;
import io.zapas.stocksync.domain.Stock.ReservationOutcome;
import io.zapas.stocksync.domain.Stock.ReserveCommand;
import io.zapas.stocksync.domain.Stock.Shortfall;
import io.zapas.stocksync.domain.Stock.TransitionCommand;
import io.zapas.stocksync.relay.Lease;
import io.zapas.stocksync.relay.OutboxRelay;
import io.zapas.stocksync.relay.Safekeeping;
import io.zapas.stocksync.stream.TestHost;
import io.zapas.testkit.Await;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * No answer tells of a change that could still be lost (another instance relays; this one looks at the outbox), and no mistake in a body does
 * more than was meant.
 */
class ReservationRoutesTest {
    private static final Duration SOON = Duration.ofSeconds(4);
    private static final Instant AT = Instant.parse("2026-11-22T07:30:00Z");
    private static final Reservation RESERVATION =
            new Reservation("r1", "o1", "web", Reservation.State.CONFIRMED, AT, null, List.of());
    private final TestHost host = new TestHost();
    private final FakeStock stock = new FakeStock();

    @BeforeEach
    void start() {
        Context context = host.vertx.getOrCreateContext();
        Lease ofAnother = new Lease(null, "relay", "me", Duration.ofSeconds(2), System::nanoTime);
        OutboxRelay relay = new OutboxRelay(
                context,
                stock,
                new FakeKafka(),
                new Followed(),
                ofAnother,
                System::nanoTime,
                new SimpleMeterRegistry());
        host.router.route().handler(BodyHandler.create(false));
        new ReservationRoutes(context, stock, relay, request -> Optional.empty(), host.clock).mount(host.router);
    }

    @AfterEach
    void stop() {
        host.close();
    }

    @Test
    void aTransitionIsAnsweredOnceKafkaHasIt() throws Exception {
        String change = stock.change("A");
        stock.outcome = new ReservationOutcome.Done(RESERVATION, false, change);
        assertThat(answeredOnlyAfter(change).statusCode()).isEqualTo(200);
    }

    @Test
    void aRefusalThatTellsOfAChangeIsAnsweredOnceKafkaHasIt() throws Exception {
        String change = stock.change("A");
        stock.outcome = new ReservationOutcome.Conflict("expired", RESERVATION, change, List.of());
        HttpResponse<String> response = answeredOnlyAfter(change);
        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(response.body()).contains("expired");
    }

    @Test
    void partsOfAReservationReachTheStockWithTheirKey() throws Exception {
        stock.outcome = new ReservationOutcome.Done(RESERVATION, true, null);
        HttpResponse<String> answer =
                post("fulfil", "k1", "{\"lines\":[{\"sku\":\"A\",\"quantity\":2},{\"sku\":\"B\",\"quantity\":1}]}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Idempotency-Replayed")).contains("true");
        post("fulfil", "k1", "{ \"lines\" : [{\"quantity\":2,\"sku\":\"A\"}, {\"sku\":\"B\",\"quantity\":1}] }");
        post("release", "k1", "{\"lines\":[{\"sku\":\"A\",\"quantity\":2},{\"sku\":\"B\",\"quantity\":1}]}");
        TransitionCommand first = stock.transitions.get(0);
        assertThat(first.action()).isEqualTo(TransitionCommand.Action.FULFIL);
        assertThat(first.part().idempotencyKey()).isEqualTo("k1");
        assertThat(first.part().lines())
                .containsExactly(new ReserveCommand.Line("A", 2), new ReserveCommand.Line("B", 1));
        assertThat(stock.transitions.get(1).part()).isEqualTo(first.part());
        assertThat(stock.transitions.get(2).part().bodyHash())
                .isNotEqualTo(first.part().bodyHash());
    }

    @Test
    void noBodyMeansAllThatIsLeft() throws Exception {
        stock.outcome = new ReservationOutcome.Done(RESERVATION, false, null);
        for (String body : List.of("", "{}", " { } ")) {
            assertThat(post("release", null, body).statusCode()).as(body).isEqualTo(200);
        }
        assertThat(stock.transitions).hasSize(3).allMatch(asked -> asked.part() == null);
    }

    @Test
    void aMistakeInTheBodyIsNamedAndReleasesNothing() throws Exception {
        stock.outcome = new ReservationOutcome.Done(RESERVATION, false, null);
        String good = "{\"lines\":[{\"sku\":\"A\",\"quantity\":2}]}";
        assertField(post("release", null, good), "Idempotency-Key");
        assertField(post("release", "k", "{\"line\":[{\"sku\":\"A\",\"quantity\":2}]}"), "lines");
        assertField(post("release", "k", "{\"lines\":[]}"), "lines");
        assertField(post("fulfil", "k", good.replace("2", "0")), "lines[0].quantity");
        assertField(post("fulfil", "k", good.replace("sku", "SKU")), "lines[0].sku");
        assertField(post("fulfil", "k", "[]"), "body");
        assertField(post("fulfil", "k", "{"), "body");
        assertField(post("extend", null, ""), "body");
        assertField(post("extend", null, "{}"), "ttlSeconds");
        assertField(post("extend", null, "{\"ttlSeconds\":0}"), "ttlSeconds");
        assertField(post("extend", null, "{\"ttlSeconds\":604801}"), "ttlSeconds");
        assertThat(stock.transitions).isEmpty();
        assertThat(post("extend", null, "{\"ttlSeconds\":60}").statusCode()).isEqualTo(200);
        assertThat(stock.transitions.get(0).ttlMillis()).isEqualTo(60_000);
    }

    @Test
    void aRefusalSaysOfWhichSkuHowMuchIsLeft() throws Exception {
        List<Shortfall> short4 = List.of(new Shortfall("A", 5, 3));
        stock.outcome = new ReservationOutcome.Conflict("exceeds-reservation", RESERVATION, null, short4);
        HttpResponse<String> answer = post("release", "k", "{\"lines\":[{\"sku\":\"A\",\"quantity\":5}]}");
        assertThat(answer.statusCode()).isEqualTo(409);
        JsonNode problem = json(answer);
        assertThat(problem.get("type").textValue()).isEqualTo("exceeds-reservation");
        assertThat(problem.get("detail").textValue()).contains("A (5 asked, 3 left)");
        assertThat(problem.get("shortfalls").get(0).get("available").longValue())
                .isEqualTo(3);
        stock.outcome = new ReservationOutcome.KeyReused();
        assertThat(post("release", "k", "{\"lines\":[{\"sku\":\"A\",\"quantity\":5}]}")
                        .statusCode())
                .isEqualTo(422);
    }

    private void assertField(HttpResponse<String> answer, String field) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json(answer).get("field").textValue()).isEqualTo(field);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.tree(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> post(String action, String key, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + host.port() + "/v1/reservations/r1/" + action))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> answeredOnlyAfter(String change) throws Exception {
        CompletableFuture<HttpResponse<String>> answer = HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + host.port() + "/v1/reservations/r1/confirm"))
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        // It has looked several times, and was not content.
        Await.until(SOON, () -> stock.looks.get() >= 3 || answer.isDone());
        assertThat(answer).isNotDone();
        stock.trimOutbox(change);
        return answer.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    /** Another instance writes things down. */
    private static final class Followed implements Safekeeping {
        @Override
        public boolean established() {
            return false;
        }

        @Override
        public long epoch() {
            return 1;
        }

        @Override
        public Future<Void> establish() {
            return Future.failedFuture("another instance leads");
        }

        @Override
        public Future<Void> keep(List<OutboxItem> items) {
            return Future.failedFuture("another instance leads");
        }
    }
}
