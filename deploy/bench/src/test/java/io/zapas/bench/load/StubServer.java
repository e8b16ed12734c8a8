package io.zapas.bench.load;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.BiConsumer;

/** A local server whose answers a test decides, request by request. */
final class StubServer implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final int port;
    private int requests;

    /** @param handler given each request with its number from 0, on one event loop */
    StubServer(BiConsumer<Integer, HttpServerRequest> handler) throws Exception {
        port = vertx.createHttpServer()
                .requestHandler(request -> handler.accept(requests++, request))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get()
                .actualPort();
    }

    Vertx vertx() {
        return vertx;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
