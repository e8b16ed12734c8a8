package io.zapas.stocksync.stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.zapas.runtime.json.Json;
import io.zapas.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An SSE client as a browser would be: folds events into state, remembers the last id, starts over on {@code reset}. */
final class Listener {
    record Event(String id, String type, String data) {}

    private final TestHost host;
    private final HttpClient client;
    private final String query;
    final List<Event> events = new CopyOnWriteArrayList<>();
    final Map<String, String> state = new ConcurrentHashMap<>();
    final List<String> comments = new CopyOnWriteArrayList<>();
    volatile String lastId;
    volatile boolean ended;
    private volatile HttpClientResponse response;
    private HttpClientRequest request;
    private StringBuilder pending = new StringBuilder();

    Listener(TestHost host, String query) {
        this.host = host;
        this.query = query;
        this.client = host.vertx.createHttpClient();
    }

    Listener connect() {
        ended = false;
        pending = new StringBuilder();
        StringBuilder mine = pending;
        Await.result(client.request(HttpMethod.GET, host.port(), "127.0.0.1", "/v1/stream" + query)
                .compose(opened -> {
                    request = opened;
                    if (lastId != null) {
                        opened.putHeader("Last-Event-ID", lastId);
                    }
                    return opened.send();
                })
                .onSuccess(answered -> {
                    response = answered;
                    if (answered.statusCode() != 200) {
                        return;
                    }
                    answered.exceptionHandler(error -> ended = true);
                    answered.endHandler(ignored -> ended = true);
                    answered.handler(chunk -> {
                        if (mine == pending) {
                            read(mine, chunk);
                        }
                    });
                }));
        return this;
    }

    int status() {
        return response.statusCode();
    }

    String contentType() {
        return response.getHeader("content-type");
    }

    void pause() {
        response.pause();
    }

    void resume() {
        response.resume();
    }

    void disconnect() {
        pending = new StringBuilder();
        request.reset();
    }

    Map<String, String> sortedState() {
        return new TreeMap<>(state);
    }

    List<String> types() {
        return events.stream().map(Event::type).toList();
    }

    private void read(StringBuilder text, Buffer chunk) {
        // Test documents are ASCII, so a chunk never cuts a character.
        text.append(chunk.toString(StandardCharsets.UTF_8));
        int end;
        while ((end = text.indexOf("\n\n")) >= 0) {
            block(text.substring(0, end));
            text.delete(0, end + 2);
        }
    }

    private void block(String block) {
        String type = null;
        String data = null;
        for (String line : block.split("\n")) {
            if (line.startsWith(":")) {
                comments.add(line);
            } else if (line.startsWith("id: ")) {
                lastId = line.substring(4);
            } else if (line.startsWith("event: ")) {
                type = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            }
        }
        if (data != null) {
            fold(type, data);
            events.add(new Event(lastId, type, data));
        }
    }

    private void fold(String type, String data) {
        JsonNode document = Json.tree(data.getBytes(StandardCharsets.UTF_8));
        switch (type) {
            case "reset" -> state.clear();
            case "availability" ->
                state.put("availability " + document.get("sku").asText(), data);
            case "desync" -> {
                String key = "desync " + document.get("id").asText();
                if (document.get("state").asText().equals("OPEN")) {
                    state.put(key, data);
                } else {
                    state.remove(key);
                }
            }
            default -> {}
        }
    }
}
