package io.zapas.alerting.receiver;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.zapas.testkit.Await;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A receiver on loopback that keeps what it took, and misbehaves as scripted: one fault per call. */
final class ReceiverStandIn implements AutoCloseable {
    /** Taken, and the connection cut before the answer. */
    static final int LOST_ANSWER = -1;
    /** Cut before anything was taken. */
    static final int LOST_REQUEST = -2;

    private final HttpServer server;
    private final List<Post> posts = new ArrayList<>();
    private final Deque<Integer> faults = new ArrayDeque<>();
    private int calls;

    ReceiverStandIn(Vertx vertx) {
        server = Await.result(
                vertx.createHttpServer().requestHandler(this::accept).listen(0, "127.0.0.1"));
    }

    /** A call that was taken. Header names are in lower case. */
    record Post(String path, Map<String, String> headers, Buffer body) {}

    URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.actualPort() + path);
    }

    /** HTTP statuses, or one of the constants, for the next calls. 429 and 503 come with {@code Retry-After: 7}. */
    synchronized void fail(Integer... next) {
        faults.addAll(List.of(next));
    }

    synchronized List<Post> posts() {
        return List.copyOf(posts);
    }

    synchronized int calls() {
        return calls;
    }

    private void accept(HttpServerRequest request) {
        request.body().onSuccess(body -> serve(request, body));
    }

    private synchronized void serve(HttpServerRequest request, Buffer body) {
        calls++;
        Integer fault = faults.poll();
        if (fault != null && fault == LOST_REQUEST) {
            request.connection().close();
            return;
        }
        if (fault != null && fault != LOST_ANSWER) {
            request.response()
                    .setStatusCode(fault)
                    .putHeader("Retry-After", "7")
                    .end("scripted");
            return;
        }
        Map<String, String> headers = new HashMap<>();
        request.headers().forEach(header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        posts.add(new Post(request.path(), headers, body));
        if (fault == null) {
            request.response().setStatusCode(202).end();
        } else {
            request.connection().close();
        }
    }

    @Override
    public void close() {
        Await.result(server.close());
    }
}
