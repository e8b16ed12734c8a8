package io.zapas.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.health.Health;
import io.zapas.runtime.health.HealthBoard;
import io.zapas.runtime.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpDoorIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String READER = "reader-key-that-is-long-enough";
    private static final String ALLEGRO = "allegro-key-that-is-long-enough";

    @TempDir
    Path dir;

    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Vertx vertx = Vertx.builder()
            .with(new VertxOptions())
            .withMetrics(new MicrometerMetricsFactory(meters))
            .build();
    private final HealthBoard health = new HealthBoard();
    private boolean started = true;
    private int port;

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void errorsAreProblemsWithAStableTypeAndWithoutOurInside() throws Exception {
        open(Access.open());
        assertThat(problem(get("/v1/nothing")).path("type").asText()).isEqualTo("not-found");
        JsonNode invalid = problem(get("/v1/invalid"));
        assertThat(invalid.path("status").asInt()).isEqualTo(400);
        assertThat(invalid.path("field").asText()).isEqualTo("data.quantity");
        JsonNode broken = problem(get("/v1/broken"));
        assertThat(broken.path("type").asText()).isEqualTo("internal");
        assertThat(broken.toString()).doesNotContain("secret inside");
        HttpResponse<String> away = get("/v1/away");
        assertThat(away.headers().firstValue("Retry-After")).hasValue("5");
        HttpResponse<String> large = post("/v1/echo", "x".repeat(HttpDoor.MAX_BODY_BYTES + 1), Map.of());
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(problem(post("/v1/broken", "", Map.of())).path("status").asInt())
                .isEqualTo(405);
    }

    @Test
    void readinessSaysWhyNot() throws Exception {
        open(Access.open());
        AtomicReference<Health.Status> status = new AtomicReference<>(Health.Status.notReady("Redis is away"));
        health.register("redis", status::get);
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/ready").body()).contains("Redis is away");
        status.set(Health.Status.READY);
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void untilEverythingHasStartedNothingIsServed() throws Exception {
        started = false;
        open(Access.open());
        assertThat(problem(get("/v1/ok")).path("type").asText()).isEqualTo("not-ready");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void aForeignWebPageIsRefusedWhenEverythingIsOpen() throws Exception {
        open(Access.open());
        assertThat(post("/v1/echo", "x", Map.of("Origin", "https://evil.example"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(post("/v1/echo", "x", Map.of("Origin", "http://127.0.0.1:8080"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void requestsAreTimedByRouteAndStatusHoweverTheyAreAnswered() throws Exception {
        open(Access.open());
        get("/v1/ok");
        get("/v1/ok?x=1");
        get("/v1/plain/A");
        get("/v1/reservations/web");
        get("/v1/broken");
        get("/v1/nobody-" + System.nanoTime());
        get("/nobody-" + System.nanoTime());
        assertThat(get("/metrics").body().lines().filter(line -> line.startsWith("zapas_http_requests_seconds_count")))
                .containsExactlyInAnyOrder(
                        "zapas_http_requests_seconds_count{method=\"GET\",route=\"/v1/ok\",status=\"200\"} 2",
                        "zapas_http_requests_seconds_count{method=\"GET\",route=\"/v1/plain/:name\",status=\"200\"} 1",
                        "zapas_http_requests_seconds_count{method=\"GET\",route=\"/v1/reservations/:channel\",status=\"200\"} 1",
                        "zapas_http_requests_seconds_count{method=\"GET\",route=\"/v1/broken\",status=\"500\"} 1",
                        "zapas_http_requests_seconds_count{method=\"GET\",route=\"none\",status=\"404\"} 2");
    }

    @Test
    void withKeysEveryCallNeedsOneWithTheRightScope() throws Exception {
        Path file = Files.writeString(
                dir.resolve("keys.yaml"),
                "keys:\n- {id: reader, hash: " + sha(READER) + ", scopes: ['availability:read']}\n"
                        + "- {id: allegro, hash: " + sha(ALLEGRO)
                        + ", scopes: ['reservations:write'], channel: allegro}\n");
        open(Access.of(file, null));
        assertThat(get("/v1/availability/A").statusCode()).isEqualTo(401);
        assertThat(get("/v1/availability/A", "Authorization", "Bearer wrong").statusCode())
                .isEqualTo(401);
        assertThat(get("/v1/availability/A", "Authorization", "Bearer " + READER)
                        .statusCode())
                .isEqualTo(200);
        assertThat(get("/v1/availability/A", "X-Api-Key", READER).statusCode()).isEqualTo(200);
        assertThat(get("/v1/availability/A", "X-Api-Key", ALLEGRO).statusCode()).isEqualTo(403);
        assertThat(get("/v1/reservations/shop", "X-Api-Key", ALLEGRO).statusCode())
                .isEqualTo(403);
        assertThat(get("/v1/reservations/allegro", "X-Api-Key", ALLEGRO).statusCode())
                .isEqualTo(200);
        assertThat(get("/v1/something-new", "X-Api-Key", READER).statusCode()).isEqualTo(403);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    private void open(Access access) throws Exception {
        HttpDoor door = new HttpDoor(vertx, meters, health, access, () -> started);
        door.router().get("/v1/ok").handler(context -> context.end("ok"));
        door.hotPath().get("/v1/plain/", (name, channel) -> new byte[] {'1'});
        door.router().get("/v1/availability/A").handler(context -> context.end("ok"));
        door.router().post("/v1/echo").handler(context -> context.end("ok"));
        door.router().get("/v1/reservations/:channel").handler(context -> {
            Access.requireChannel(context, context.pathParam("channel"));
            context.end("ok");
        });
        door.router().get("/v1/invalid").handler(context -> {
            throw new InvalidFieldException("data.quantity", "must be a number");
        });
        door.router().get("/v1/broken").handler(context -> {
            throw new IllegalStateException("secret inside");
        });
        door.router()
                .get("/v1/away")
                .handler(context -> context.fail(
                        new ProblemException(503, "unavailable", "Kafka is away", Map.of("retryAfterSeconds", 5))));
        port = door.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private static JsonNode problem(HttpResponse<String> answer) {
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        return Json.read(answer.body(), JsonNode.class);
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body, Map<String, String> headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aTokenOfTheIssuerCountsLikeAKey() throws Exception {
        Issuer issuer = new Issuer(dir, "https://id.example", "zapas");
        Path file = Files.writeString(
                dir.resolve("keys.yaml"),
                "keys:\n- {id: reader, hash: " + sha(READER) + ", scopes: ['availability:read']}\n");
        open(Access.of(file, Tokens.of(issuer.file().toString(), "https://id.example", "zapas")));
        String reads = "Bearer " + issuer.token(claims -> claims.claim("scope", "openid availability:read"));
        String reserves = "Bearer "
                + issuer.token(
                        claims -> claims.claim("scope", "reservations:write").claim("channel", "allegro"));
        assertThat(get("/v1/availability/A", "Authorization", reads).statusCode())
                .isEqualTo(200);
        assertThat(get("/v1/plain/A", "Authorization", reads).statusCode()).isEqualTo(403);
        assertThat(get("/v1/reservations/allegro", "Authorization", reads).statusCode())
                .isEqualTo(403);
        assertThat(get("/v1/reservations/allegro", "Authorization", reserves).statusCode())
                .isEqualTo(200);
        assertThat(get("/v1/reservations/shop", "Authorization", reserves).statusCode())
                .isEqualTo(403);
        assertThat(get("/v1/availability/A", "Authorization", "Bearer " + READER)
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> refused = get("/v1/availability/A", "Authorization", reads + "x");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer error=\"invalid_token\"");
        assertThat(problem(refused).path("detail").asText()).contains("nvalid signature");
    }

    private static String sha(String key) throws Exception {
        return java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                        .digest(key.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
}
