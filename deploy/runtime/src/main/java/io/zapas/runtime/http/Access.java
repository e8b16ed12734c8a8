package io.zapas.runtime.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who may do what. With neither keys nor tokens configured everything is open (the host only allows that on loopback). Else every call below {@code /v1} needs one: a key of
 * the {@link KeysFile} or a token of the issuer ({@link Tokens}), as {@code Authorization: Bearer KEY} or {@code X-Api-Key: KEY}.
 */
public final class Access {
    static final Set<String> SCOPES =
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
            new Rule(HttpMethod.POST, "/v1/ads", "alerts:write"),
            new Rule(HttpMethod.GET, "/v1/desyncs", "alerts:read"),
            new Rule(HttpMethod.GET, "/v1/pushes", "alerts:read"),
            new Rule(HttpMethod.GET, "/v1/feeds", "alerts:read"),
            new Rule(HttpMethod.POST, "/v1/pushes", "alerts:write"),
            new Rule(HttpMethod.GET, "/v1/notices", "alerts:read"),
            new Rule(HttpMethod.GET, "/v1/reports", "alerts:read"),
            new Rule(HttpMethod.GET, "/v1/alerts", "alerts:read"),
            new Rule(HttpMethod.POST, "/v1/alerts", "alerts:write"));

    /** Null: none. */
    private final KeysFile keys;
    /** Null: none. */
    private final Tokens tokens;

    private Access(KeysFile keys, Tokens tokens) {
        this.keys = keys;
        this.tokens = tokens;
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
        return new Access(null, null);
    }

    /**
     * Open only when there is neither.
     *
     * @param keysFile null: there are no keys
     * @param tokens null: there are no tokens
     * @throws IllegalArgumentException with what is wrong with the file
     */
    public static Access of(Path keysFile, Tokens tokens) {
        return new Access(keysFile == null ? null : KeysFile.read(keysFile), tokens);
    }

    public boolean isOpen() {
        return keys == null && tokens == null;
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
        Caller caller;
        try {
            caller = identify(context.request());
        } catch (Tokens.RefusedException e) {
            context.response().putHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"");
            context.fail(new ProblemException(401, "unauthorized", "The token is refused: " + e.getMessage()));
            return;
        }
        if (caller == null) {
            context.response().putHeader("WWW-Authenticate", "Bearer");
            context.fail(new ProblemException(
                    401, "unauthorized", "A valid key or token is needed: Authorization: Bearer KEY."));
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
        Caller caller;
        try {
            caller = identify(request);
        } catch (Tokens.RefusedException e) {
            return null;
        }
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

    /** Null: nobody who is known. */
    private Caller identify(HttpServerRequest request) throws Tokens.RefusedException {
        String presented = presented(request);
        if (presented == null) {
            return null;
        }
        Caller caller = keys == null ? null : keys.caller(presented);
        return caller == null && tokens != null && Tokens.isOne(presented) ? tokens.caller(presented) : caller;
    }

    private static String presented(HttpServerRequest request) {
        String authorization = request.getHeader("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return authorization.substring(7).strip();
        }
        return request.getHeader("X-Api-Key");
    }

    private record Rule(HttpMethod method, String prefix, String scope) {
        boolean matches(HttpMethod asked, String path) {
            return (method == null || method.equals(asked)) && (path.equals(prefix) || path.startsWith(prefix + "/"));
        }
    }
}
