package io.zapas.runtime.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * {@code zapas_http_requests_seconds}: how many requests, and how long each took, by method, route and status. The HTTP server's own metrics know no routes,
 * and cost a plain read a third of all its time. A subscription to a stream counts once it ends, with all its time. Safe on every thread.
 */
final class RequestTimes {
    private static final String NAME = "zapas.http.requests";
    private static final Set<HttpMethod> METHODS = Set.of(
            HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE, HttpMethod.OPTIONS);

    private record Series(String method, String route, int status) {}

    private final MeterRegistry meters;
    private final Router router;
    private final Map<Series, Timer> timers = new ConcurrentHashMap<>();

    RequestTimes(MeterRegistry meters, Router router) {
        this.meters = meters;
        this.router = router;
    }

    /** First handler of the router: times what comes behind it. */
    void time(RoutingContext context) {
        long began = System.nanoTime();
        context.addEndHandler(ended -> timer(context).record(System.nanoTime() - began, TimeUnit.NANOSECONDS));
        context.next();
    }

    private Timer timer(RoutingContext context) {
        HttpMethod method = context.request().method();
        Series series = new Series(
                METHODS.contains(method) ? method.name() : "other",
                route(method, context),
                context.response().getStatusCode());
        return timers.computeIfAbsent(
                series, unknown -> timer(meters, unknown.method(), unknown.route(), unknown.status()));
    }

    /** What nobody serves has any name: one series for all of it. */
    private String route(HttpMethod method, RoutingContext context) {
        String path = context.request().path();
        Route last = context.currentRoute();
        if (last != null && last.getPath() != null && serves(last.getPath(), path)) {
            return last.getPath();
        }
        // A context that failed has forgotten its route.
        for (Route route : router.getRoutes()) {
            boolean asked = route.methods() == null || route.methods().contains(method);
            if (asked && route.getPath() != null && serves(route.getPath(), path)) {
                return route.getPath();
            }
        }
        return "none";
    }

    /** Whether the path is of the template, segment by segment; one that begins with a colon is any. */
    static boolean serves(String template, String path) {
        int t = 0;
        int p = 0;
        while (t < template.length() && p < path.length()) {
            if (template.charAt(t) == ':') {
                t = end(template, t);
                p = end(path, p);
            } else if (template.charAt(t++) != path.charAt(p++)) {
                return false;
            }
        }
        return t == template.length() && p == path.length();
    }

    private static int end(String path, int from) {
        int slash = path.indexOf('/', from);
        return slash < 0 ? path.length() : slash;
    }

    /** The timer of a series; the same for the same arguments. */
    static Timer timer(MeterRegistry meters, String method, String route, int status) {
        return Timer.builder(NAME)
                .description("Requests answered, and the time until the answer was complete")
                .tags("method", method, "route", route, "status", Integer.toString(status))
                .register(meters);
    }
}
