package io.zapas.stocksync.stream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.zapas.runtime.ServiceContext;
import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.http.HotPath;
import io.zapas.runtime.http.ProblemException;
import io.zapas.runtime.json.Json;
import io.zapas.testkit.Await;
import io.zapas.testkit.VirtualClock;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A Vert.x with an HTTP server, topics in memory and a clock that stands still: enough to run a room of the service. */
public final class TestHost implements AutoCloseable {
    public final Vertx vertx = Vertx.vertx();
    public final FakeKafka kafka = new FakeKafka(vertx);
    public final VirtualClock clock = new VirtualClock(Instant.parse("2026-11-22T07:30:00Z"));
    public final Router router = Router.router(vertx);
    public final ServiceContext services;
    private final Context context = vertx.getOrCreateContext();
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    public TestHost() {
        Config defaults = new Config() {
            @Override
            public <T> T get(ConfigKey<T> key) {
                return key.parser().apply(key.defaultText());
            }

            @Override
            public <T> Optional<T> find(ConfigKey<T> key) {
                return Optional.ofNullable(key.defaultText()).map(key.parser());
            }

            @Override
            public Map<String, String> section(String prefix) {
                return Map.of();
            }
        };
        services = new ServiceContext(
                vertx,
                defaults,
                clock,
                new SimpleMeterRegistry(),
                (name, check) -> {},
                router,
                HotPath.open(),
                kafka,
                null);
        router.route().failureHandler(TestHost::problem).handler(BodyHandler.create());
        server = Await.result(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
    }

    private static void problem(RoutingContext request) {
        Throwable failure = request.failure();
        int status = 500;
        Map<String, Object> body = Map.of("detail", String.valueOf(failure));
        if (failure instanceof ProblemException problem) {
            status = problem.status();
            body = new HashMap<>(problem.extensions());
            body.put("type", problem.type());
            body.put("detail", problem.getMessage());
        } else if (failure instanceof InvalidFieldException invalid) {
            status = 400;
            body = Map.of("field", invalid.field(), "detail", invalid.getMessage());
        }
        request.response().setStatusCode(status).end(Json.text(body));
    }

    /** Runs something on a Vert.x context, the same one each time. */
    public <T> Future<T> run(Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        context.runOnContext(ignored -> work.get().onComplete(done));
        return done.future();
    }

    public int port() {
        return server.actualPort();
    }

    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    public HttpResponse<String> get(String path) {
        return send(request(path));
    }

    public HttpResponse<String> post(String path, String json) {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        Await.result(vertx.close());
    }
}
