package io.zapas.demo.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.zapas.runtime.json.Json;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;

/** Talks HTTP with the suite, at most {@link #MAX_CONNECTIONS} requests side by side. Call it on the context that is to hear the answers. */
public final class HttpDoor implements AutoCloseable {
    public static final int MAX_CONNECTIONS = 16;
    private static final long TIMEOUT_MILLIS = 30_000;
    private static final long UPLOAD_TIMEOUT_MILLIS = 300_000;

    private final WebClient client;

    public HttpDoor(Vertx vertx, URI baseUrl) {
        boolean tls = "https".equals(baseUrl.getScheme());
        int port = baseUrl.getPort() > 0 ? baseUrl.getPort() : tls ? 443 : 80;
        WebClientOptions options = new WebClientOptions()
                .setDefaultHost(baseUrl.getHost())
                .setDefaultPort(port)
                .setSsl(tls)
                .setUserAgent("zapas-demo");
        client = WebClient.create(vertx, options, new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS));
    }

    public Future<Answer> get(String path) {
        return client.get(path).timeout(TIMEOUT_MILLIS).send().map(HttpDoor::answer);
    }

    /** @param body written as JSON; null: no body */
    public Future<Answer> send(HttpMethod method, String path, Map<String, String> headers, Object body) {
        HttpRequest<Buffer> request = client.request(method, path).timeout(TIMEOUT_MILLIS);
        headers.forEach(request::putHeader);
        if (body == null) {
            return request.send().map(HttpDoor::answer);
        }
        request.putHeader("content-type", "application/json");
        return request.sendBuffer(Buffer.buffer(Json.bytes(body))).map(HttpDoor::answer);
    }

    public Future<Answer> post(String path, Object body) {
        return send(HttpMethod.POST, path, Map.of(), body);
    }

    /** Uploads gzip CSV; answered once the suite has taken all of it in. */
    public Future<Answer> upload(String path, byte[] gzipCsv) {
        return client.post(path)
                .timeout(UPLOAD_TIMEOUT_MILLIS)
                .putHeader("content-type", "application/gzip")
                .sendBuffer(Buffer.buffer(gzipCsv))
                .map(HttpDoor::answer);
    }

    @Override
    public void close() {
        client.close();
    }

    private static Answer answer(HttpResponse<Buffer> response) {
        JsonNode body = MissingNode.getInstance();
        if (response.body() != null && response.body().length() > 0) {
            try {
                body = Json.tree(response.body().getBytes());
            } catch (UncheckedIOException e) {
                body = Json.mapper().getNodeFactory().textNode(response.bodyAsString());
            }
        }
        return new Answer(response.statusCode(), body, response.getHeader("location"));
    }

    /**
     * @param body parsed JSON; missing when there was none; text when it was not JSON
     * @param location header, may be null
     */
    public record Answer(int status, JsonNode body, String location) {
        public boolean ok() {
            return status >= 200 && status < 300;
        }

        /** The problem's words, or the status. */
        public String problem() {
            String detail = body.path("detail").asText("");
            return detail.isEmpty() ? "HTTP " + status : detail;
        }

        /** A failed future unless the answer is a success. */
        public Future<Answer> orFail(String what) {
            return ok()
                    ? Future.succeededFuture(this)
                    : Future.failedFuture(new DoorException(what + ": " + problem()));
        }
    }
}
