package io.zapas.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DashboardIT {
    private static final Pattern LINK = Pattern.compile("(?:src|href|from)\\s*=?\\s*[\"'](/[^\"']*)[\"']");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static Vertx vertx;
    private static HttpServer server;

    @BeforeAll
    static void serve() throws Exception {
        vertx = Vertx.vertx();
        Router router = Router.router(vertx);
        Dashboard.mount(router);
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void everyFileThePageAndItsScriptsNameIsServed() throws Exception {
        Set<String> seen = new HashSet<>();
        Deque<String> waiting = new ArrayDeque<>(Set.of("/"));
        while (!waiting.isEmpty()) {
            String path = waiting.pop();
            if (!seen.add(path)) {
                continue;
            }
            HttpResponse<String> answer = get(path, null);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            if (path.contains("chart.umd")) {
                continue;
            }
            Matcher link = LINK.matcher(answer.body());
            while (link.find()) {
                waiting.push(link.group(1));
            }
        }
        assertThat(seen).contains("/dashboard/app.js", "/dashboard/stream.js", "/dashboard/chart.umd.js");
    }

    @Test
    void onlyOwnFilesMayRun() throws Exception {
        assertThat(get("/", null)
                        .headers()
                        .firstValue("Content-Security-Policy")
                        .orElseThrow())
                .contains("script-src 'self'")
                .doesNotContain("unsafe");
    }

    @Test
    void anUnchangedFileIsNotSentAgain() throws Exception {
        String etag =
                get("/dashboard/app.js", null).headers().firstValue("ETag").orElseThrow();
        assertThat(get("/dashboard/app.js", etag).statusCode()).isEqualTo(304);
    }

    private static HttpResponse<String> get(String path, String etag) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path));
        if (etag != null) {
            request.header("If-None-Match", etag);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
