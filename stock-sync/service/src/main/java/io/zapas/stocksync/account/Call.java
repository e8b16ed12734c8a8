package io.zapas.stocksync.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.zapas.runtime.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** An HTTP call to a system. Immutable. */
public record Call(HttpMethod method, String uri, Map<String, String> headers, Buffer body) {
    public static final String JSON = "application/json";

    public static Call of(HttpMethod method, String uri) {
        return new Call(method, uri, Map.of(), Buffer.buffer());
    }

    public static Call get(String uri) {
        return of(HttpMethod.GET, uri);
    }

    public static Call post(String uri) {
        return of(HttpMethod.POST, uri);
    }

    public Call header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Call(method, uri, more, body);
    }

    public Call body(String type, byte[] bytes) {
        return new Call(method, uri, headers, Buffer.buffer(bytes)).header("Content-Type", type);
    }

    public Call json(JsonNode body) {
        return body(JSON, Json.bytes(body));
    }

    public Call form(Map<String, String> fields) {
        String text = fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return body("application/x-www-form-urlencoded", text.getBytes(StandardCharsets.UTF_8));
    }

    /** The Authorization of a user with a password. */
    public static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** For a query or a form. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** For one segment of a path. */
    public static String segment(String text) {
        return encoded(text).replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    }
}
