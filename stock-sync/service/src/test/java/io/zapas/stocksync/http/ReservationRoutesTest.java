package io.zapas.stocksync.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.ext.web.handler.BodyHandler;
import io.zapas.stocksync.FakeKafka;
import io.zapas.stocksync.FakeStock;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.domain.Stock.ReservationOutcome;
import io.zapas.stocksync.relay.Lease;
import io.zapas.stocksync.relay.OutboxRelay;
import io.zapas.stocksync.stream.TestHost;
import io.zapas.testkit.Await;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No answer tells of a change that could still be lost. Another instance relays; this one looks at the outbox. */
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
                context, stock, new FakeKafka(), null, ofAnother, System::nanoTime, new SimpleMeterRegistry());
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
        stock.outcome = new ReservationOutcome.Conflict("expired", RESERVATION, change);
        HttpResponse<String> response = answeredOnlyAfter(change);
        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(response.body()).contains("expired");
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
        Await.until(SOON, () -> stock.outboxReads.get() >= 3 || answer.isDone());
        assertThat(answer).isNotDone();
        stock.trimOutbox(change);
        return answer.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }
}
