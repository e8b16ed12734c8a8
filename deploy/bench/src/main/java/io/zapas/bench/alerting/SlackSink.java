package io.zapas.bench.alerting;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** Takes every message as Slack would, and notes when it came. */
final class SlackSink implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private final AtomicLong ts = new AtomicLong(1_700_000_000L);
    private final List<Post> posts = new CopyOnWriteArrayList<>();

    /** A message and when it came, by {@link System#nanoTime()}. */
    record Post(long atNanos, String body) {}

    SlackSink() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/api/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/api/";
    }

    List<Post> posts() {
        return posts;
    }

    private void answer(HttpExchange call) throws IOException {
        long atNanos = System.nanoTime();
        String body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (call.getRequestURI().getPath().endsWith("chat.postMessage")) {
            posts.add(new Post(atNanos, body));
        }
        byte[] answer = ("{\"ok\":true,\"channel\":\"C0BENCH\",\"messages\":[],\"ts\":\"" + ts.incrementAndGet()
                        + ".000100\"}")
                .getBytes(StandardCharsets.UTF_8);
        call.getResponseHeaders().add("content-type", "application/json");
        call.sendResponseHeaders(200, answer.length);
        call.getResponseBody().write(answer);
        call.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
