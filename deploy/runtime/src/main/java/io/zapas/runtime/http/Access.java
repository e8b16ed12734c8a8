package io.zapas.runtime.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Who may do what. Without keys everything is open (the host only allows that on loopback). With keys every call below {@code /v1} needs one,
 * as {@code Authorization: Bearer KEY} or {@code X-Api-Key: KEY}. Immutable.
 *
 * <p>Keys file: {@code keys: [{id, hash, scopes, channel?}]}, hash = SHA-256 of the key in hex; the key itself is never stored. Keys are long and
 * random, so a plain fast hash is enough; looking the hash up reveals nothing about the key by its timing.
 */
public final class Access {
    private static final Set<String> SCOPES =
            Set.of("availability:read", "reservations:write", "events:write", "alerts:read", "alerts:write", "admin");
    /** Doors that check a signature of their own. */
    private static final List<String> SIGNED = List.of("/v1/webhooks/", "/v1/slack/", "/v1/unsubscribe/");

    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private static final List<Rule> RULES = List.of(
            new Rule(null, "/v1/availability", "availability:read"),
            new Rule(null, "/v1/stream", "availability:read"),
            new Rule(HttpMethod.GET, "/v1/ledger", "availability:read"),
            new Rule(null, "/v1/reservations", "reservations:write"),
            new Rule(null, "/v1/events", "events:write"),
            new Rule(null, "/v1/import", "events:write"),
            new Rule(HttpMethod.PUT, "/v1/campaigns", "events:write"),
            new Rule(HttpMethod.GET, "/v1/campaigns", "alerts:read"),
            new Rule(null, "/v1/rotation", "alerts:read"),
            new Rule(HttpMethod.GET, "/v1/ads", "alerts:read"),
            new Rule(HttpMethod.GET, "/v1/desyncs", "alerts:read"),
            new Rule(HttpMethod.GET, "/v1/notices", "alerts:read"),
            new Rule(HttpMethod.GET, "/v1/reports", "alerts:read"),
            new Rule(HttpMethod.GET, "/v1/alerts", "alerts:read"),
            new Rule(HttpMethod.POST, "/v1/alerts", "alerts:write"));

    private final Map<String, Caller> callers;

    private Access(Map<String, Caller> callers) {
        this.callers = callers;
    }

    /**
     * One who calls.
     *
     * @param channel the only channel it may act for, or null
     */
    public record Caller(String id, Set<String> scopes, String channel) {
        boolean may(String scope) {
            return scopes.contains(scope) || scopes.contains("admin");
        }
    }

    /** Everything open. */
    public static Access open() {
        return new Access(Map.of());
    }

    /** Reads a keys file; throws {@link IllegalArgumentException} with what is wrong. */
    public static Access fromFile(Path file) {
        try (Reader reader = Files.newBufferedReader(file)) {
            Object root = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
            if (!(root instanceof Map<?, ?> map) || !(map.get("keys") instanceof List<?> keys) || keys.isEmpty()) {
                throw new IllegalArgumentException(file + " must hold a list named keys");
            }
            Map<String, Caller> callers = new HashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                addKey(callers, keys.get(i), file + ": keys[" + i + "]");
            }
            return new Access(Map.copyOf(callers));
        } catch (IOException | YAMLException e) {
            throw new IllegalArgumentException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    public boolean isOpen() {
        return callers.isEmpty();
    }

    /** The caller of a request; empty when everything is open. */
    public static Optional<Caller> caller(RoutingContext context) {
        return Optional.ofNullable(context.get(Caller.class.getName()));
    }

    /** Throws a 403 problem unless the caller may act for {@code channel}. */
    public static void requireChannel(RoutingContext context, String channel) {
        caller(context).map(Caller::channel).filter(own -> !own.equals(channel)).ifPresent(own -> {
            throw new ProblemException(403, "other-channel", "This key acts for channel " + own + " only.");
        });
    }

    /** Lets a request in or fails it with 401 or 403. */
    void check(RoutingContext context) {
        String path = context.normalizedPath();
        if (SIGNED.stream().anyMatch(path::startsWith)) {
            context.next();
            return;
        }
        if (isOpen()) {
            requireLocal(context);
            context.next();
            return;
        }
        Caller caller = presentedKey(context.request())
                .map(Access::hash)
                .map(callers::get)
                .orElse(null);
        if (caller == null) {
            context.response().putHeader("WWW-Authenticate", "Bearer");
            context.fail(
                    new ProblemException(401, "unauthorized", "A valid key is needed: Authorization: Bearer KEY."));
            return;
        }
        String scope = scope(context.request().method(), path);
        if (!caller.may(scope)) {
            context.fail(new ProblemException(403, "missing-scope", "This key lacks the scope " + scope + "."));
            return;
        }
        context.put(Caller.class.getName(), caller);
        context.next();
    }

    /** Who calls, if the request may be let in (empty: everything is open); null if it may not. */
    Optional<Caller> admit(HttpServerRequest request, String path) {
        if (isOpen()) {
            return isLocal(request) ? Optional.empty() : null;
        }
        Caller caller =
                presentedKey(request).map(Access::hash).map(callers::get).orElse(null);
        return caller != null && caller.may(scope(request.method(), path)) ? Optional.of(caller) : null;
    }

    private static boolean isLocal(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return (origin == null || LOOPBACK_NAMES.contains(hostOf(origin))) && isLocalName(request);
    }

    private static boolean isLocalName(HttpServerRequest request) {
        String host = request.getHeader(HttpHeaders.HOST);
        // Nearly every request: no need to parse it.
        if (host != null && host.startsWith("127.0.0.1:")) {
            return true;
        }
        HostAndPort authority = request.authority();
        return authority == null || LOOPBACK_NAMES.contains(authority.host());
    }

    /** A page of some web site must not act on a shop through the browser of somebody who has Zapas open. */
    private static void requireLocal(RoutingContext context) {
        if (!isLocal(context.request())) {
            throw new ProblemException(
                    403, "foreign-origin", "Without keys only this machine is served; configure ZAPAS_API_KEYS.");
        }
    }

    private static String hostOf(String origin) {
        try {
            return String.valueOf(URI.create(origin).getHost());
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    static String scope(HttpMethod method, String path) {
        return RULES.stream()
                .filter(rule -> rule.matches(method, path))
                .map(Rule::scope)
                .findFirst()
                .orElse("admin");
    }

    private static Optional<String> presentedKey(HttpServerRequest request) {
        String authorization = request.getHeader("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return Optional.of(authorization.substring(7).strip());
        }
        return Optional.ofNullable(request.getHeader("X-Api-Key"));
    }

    private static void addKey(Map<String, Caller> callers, Object entry, String at) {
        if (!(entry instanceof Map<?, ?> key)) {
            throw new IllegalArgumentException(at + " must be an object");
        }
        if (!(key.get("id") instanceof String id) || id.isBlank()) {
            throw new IllegalArgumentException(at + ".id is required");
        }
        String hash = String.valueOf(key.get("hash")).toLowerCase(Locale.ROOT);
        if (!hash.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(at + ".hash must be the SHA-256 of the key in hex");
        }
        Set<String> scopes = new TreeSet<>();
        if (key.get("scopes") instanceof List<?> list) {
            list.forEach(scope -> scopes.add(String.valueOf(scope)));
        }
        if (scopes.isEmpty() || !SCOPES.containsAll(scopes)) {
            throw new IllegalArgumentException(at + ".scopes must be some of " + new TreeSet<>(SCOPES));
        }
        if (callers.put(hash, new Caller(id, scopes, (String) key.get("channel"))) != null) {
            throw new IllegalArgumentException(at + ".hash is there twice");
        }
    }

    private static String hash(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Rule(HttpMethod method, String prefix, String scope) {
        boolean matches(HttpMethod asked, String path) {
            return (method == null || method.equals(asked)) && (path.equals(prefix) || path.startsWith(prefix + "/"));
        }
    }
}
