package io.zapas.stocksync.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.zapas.runtime.json.Json;
import io.zapas.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** A system on loopback that keeps what it was asked and answers as scripted, one answer per call. */
public final class SystemStandIn implements AutoCloseable {
    private final HttpServer server;
    private final List<Asked> asked = new ArrayList<>();
    private final Deque<BiConsumer<HttpServerRequest, Asked>> script = new ArrayDeque<>();

    public SystemStandIn(Vertx vertx) {
        server = Await.result(
                vertx.createHttpServer().requestHandler(this::accept).listen(0, "127.0.0.1"));
    }

    /** A call as it came. */
    public record Asked(String method, String uri, Map<String, String> headers, Buffer body) {
        public String header(String name) {
            return headers.get(name);
        }

        public String text() {
            return body.toString(StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            return Json.tree(body.getBytes());
        }

        @Override
        public String toString() {
            return method + " " + uri;
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** @param body with ' for " */
    public SystemStandIn json(int status, String body) {
        return text(status, body.replace('\'', '"'));
    }

    /** @param headers names and values */
    public SystemStandIn text(int status, String body, String... headers) {
        return does((request, call) -> {
            request.response().setStatusCode(status);
            for (int i = 0; i < headers.length; i += 2) {
                request.response().putHeader(headers[i], headers[i + 1]);
            }
            request.response().end(body);
        });
    }

    public synchronized SystemStandIn does(BiConsumer<HttpServerRequest, Asked> answer) {
        script.add(answer);
        return this;
    }

    public synchronized List<Asked> asked() {
        return List.copyOf(asked);
    }

    public Asked only() {
        List<Asked> all = asked();
        if (all.size() != 1) {
            throw new AssertionError("asked " + all);
        }
        return all.get(0);
    }

    private void accept(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            request.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
            Asked call = new Asked(request.method().name(), request.uri(), headers, body);
            BiConsumer<HttpServerRequest, Asked> answer;
            synchronized (this) {
                asked.add(call);
                answer = script.poll();
            }
            if (answer == null) {
                request.response().setStatusCode(418).end("nothing is scripted for " + call);
            } else {
                answer.accept(request, call);
            }
        });
    }

    @Override
    public void close() {
        Await.result(server.close());
    }
}
