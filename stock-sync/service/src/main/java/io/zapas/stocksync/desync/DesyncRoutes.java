package io.zapas.stocksync.desync;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Desync;
import io.zapas.stocksync.api.Desync.Kind;
import io.zapas.stocksync.api.Desync.State;
import io.zapas.stocksync.http.CallerChannel;
import io.zapas.stocksync.stream.Query;
import io.zapas.stocksync.stream.Viewer;
import java.util.List;
import java.util.Map;

/** {@code GET /v1/desyncs ?state=open|closed&channel=&kind=&limit=&offset=}: {@code {items, total}}, open ones first, newest first. */
final class DesyncRoutes {
    private static final int DEFAULT_LIMIT = 1_000;
    private static final int MAX_LIMIT = 10_000;

    private final DesyncView view;
    private final CallerChannel callers;

    DesyncRoutes(DesyncView view, CallerChannel callers) {
        this.view = view;
        this.callers = callers;
    }

    void mount(Router router) {
        router.get("/v1/desyncs").handler(this::list);
    }

    private void list(RoutingContext request) {
        Query query = new Query(request);
        State state = query.oneOf("state", State.class);
        Kind kind = query.oneOf("kind", Kind.class);
        String channel = Viewer.of(request, callers).channel(query.text("channel"));
        int limit = query.integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        int offset = query.integer("offset", 0, 0, Integer.MAX_VALUE);
        List<Desync> found = view.find(state, kind, channel);
        int from = Math.min(offset, found.size());
        List<Desync> items = found.subList(from, (int) Math.min(found.size(), (long) from + limit));
        request.response()
                .putHeader("content-type", "application/json")
                .end(Buffer.buffer(Json.bytes(Map.of("items", items, "total", found.size()))));
    }
}
