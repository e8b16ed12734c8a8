package io.zapas.runtime.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.zapas.runtime.health.Health;
import io.zapas.runtime.health.HealthBoard;
import io.zapas.runtime.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The HTTP server of a process and the router its services mount on. Bodies of at most {@link #MAX_BODY_BYTES} are read before a handler runs, except
 * below {@code /v1/import/}, where the handler reads the stream itself.
 */
public final class HttpDoor {
    public static final int MAX_BODY_BYTES = 1024 * 1024;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int IDLE_SECONDS = 120;
    private static final String STREAMED = "/v1/import/";

    private final Router router;
    private final HotPath hotPath;
    private final HttpServer server;
    private final Map<String, String> documents = new LinkedHashMap<>();

    /** @param started whether every service has been started and none is being stopped */
    public HttpDoor(
            Vertx vertx, PrometheusMeterRegistry meters, HealthBoard health, Access access, BooleanSupplier started) {
        router = Router.router(vertx);
        RequestTimes times = new RequestTimes(meters, router);
        hotPath = new HotPath(access, meters);
        Problems.mount(router);
        router.route().handler(times::time);
        router.get("/health/live").handler(context -> json(context, 200, Map.of("status", "UP")));
        router.get("/health/ready").handler(context -> ready(context, health, started.getAsBoolean()));
        router.get("/metrics").handler(context -> context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                .end(meters.scrape()));
        router.get("/openapi.yaml").handler(context -> yaml(context, OpenApiDocuments.merge(documents)));
        router.get("/openapi/:file").handler(this::document);
        router.route("/v1/*").handler(context -> {
            if (started.getAsBoolean()) {
                context.next();
            } else {
                context.fail(new ProblemException(
                        503, "not-ready", "Starting or stopping.", Map.of("retryAfterSeconds", 1)));
            }
        });
        router.route("/v1/*").handler(access::check);
        BodyHandler body = BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES);
        router.route("/v1/*").handler(context -> {
            if (context.normalizedPath().startsWith(STREAMED)) {
                context.next();
            } else {
                body.handle(context);
            }
        });
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setMaxHeaderSize(MAX_HEADER_BYTES)
                        .setIdleTimeout(IDLE_SECONDS)
                        // Slack sends the whole message a button stands in as one form field.
                        .setMaxFormAttributeSize(MAX_BODY_BYTES)
                        .setCompressionSupported(false)
                        // Nobody speaks them here: every request would pass their handlers.
                        .setPerFrameWebSocketCompressionSupported(false)
                        .setPerMessageWebSocketCompressionSupported(false))
                .requestHandler(request -> {
                    if (!started.getAsBoolean() || !hotPath.answers(request)) {
                        router.handle(request);
                    }
                });
    }

    public HotPath hotPath() {
        return hotPath;
    }

    public Router router() {
        return router;
    }

    /** Serves an OpenAPI document at {@code /openapi/<service>.yaml} and as a part of {@code /openapi.yaml}. */
    public void document(String service, String openApiYaml) {
        documents.put(service, openApiYaml);
    }

    /** Answers the port it listens on. */
    public Future<Integer> listen(int port, String host) {
        return server.listen(port, host).map(HttpServer::actualPort);
    }

    public Future<Void> close() {
        return server.close();
    }

    private static void ready(RoutingContext context, HealthBoard health, boolean started) {
        Map<String, Object> checks = new LinkedHashMap<>();
        boolean ready = started;
        for (Map.Entry<String, Health.Status> check : health.ask().entrySet()) {
            ready &= check.getValue().ready();
            checks.put(check.getKey(), check.getValue());
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", ready ? "UP" : "DOWN");
        if (!started) {
            body.put("reason", "starting or stopping");
        }
        body.put("checks", checks);
        json(context, ready ? 200 : 503, body);
    }

    private void document(RoutingContext context) {
        String file = context.pathParam("file");
        String yaml = file.endsWith(".yaml") ? documents.get(file.substring(0, file.length() - 5)) : null;
        if (yaml == null) {
            context.fail(404);
        } else {
            yaml(context, yaml);
        }
    }

    private static void yaml(RoutingContext context, String yaml) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml")
                .end(yaml);
    }

    private static void json(RoutingContext context, int status, Object body) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(Buffer.buffer(Json.bytes(body)));
    }
}
