package io.zapas.bench.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Single calls to prepare and to look: not for load. Blocks; safe on every thread. */
public final class Http {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String url;
    private final Duration limit;

    /** @param limit for one answer */
    public Http(int port, Duration limit) {
        this.url = "http://127.0.0.1:" + port;
        this.limit = limit;
    }

    /** Status of a GET; 0 when nobody answers. */
    public int status(String path) throws InterruptedException {
        try {
            return send(HttpRequest.newBuilder().GET(), path).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Body of a GET that must answer 200. */
    public String text(String path) throws IOException, InterruptedException {
        return require200(path, send(HttpRequest.newBuilder().GET(), path));
    }

    public JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(text(path));
    }

    /** Answer of a POST that must answer 200. */
    public JsonNode post(String path, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder()
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json");
        return JSON.readTree(require200(path, send(request, path)));
    }

    /**
     * What was answered.
     *
     * @param status 0: nothing was
     */
    public record Answer(int status, JsonNode body) {}

    /** A POST of JSON, whatever it answers. */
    public Answer ask(String path, String body, Map<String, String> headers) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return answer(request, path);
    }

    /** A GET, whatever it answers. */
    public Answer ask(String path) throws InterruptedException {
        return answer(HttpRequest.newBuilder().GET(), path);
    }

    private Answer answer(HttpRequest.Builder request, String path) throws InterruptedException {
        try {
            HttpResponse<String> answer = send(request, path);
            return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
        } catch (IOException e) {
            return new Answer(0, MissingNode.getInstance());
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String path)
            throws IOException, InterruptedException {
        return CLIENT.send(
                request.uri(URI.create(url + path)).timeout(limit).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String require200(String path, HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }
}
