package io.zapas.stocksync.push;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Push;
import io.zapas.stocksync.api.Push.State;
import io.zapas.stocksync.http.CallerChannel;
import io.zapas.stocksync.stream.Query;
import io.zapas.stocksync.stream.Viewer;
import java.util.List;
import java.util.Map;

/** {@code GET /v1/pushes ?channel=&state=&sku=&quarantined=&limit=&offset=}: {@code {items, total}}, newest first. */
final class PushRoutes {
    private static final int DEFAULT_LIMIT = 1_000;
    private static final int MAX_LIMIT = 10_000;

    private final PushView view;
    private final CallerChannel callers;

    PushRoutes(PushView view, CallerChannel callers) {
        this.view = view;
        this.callers = callers;
    }

    void mount(Router router) {
        router.get("/v1/pushes").handler(this::list);
    }

    private void list(RoutingContext request) {
        Query query = new Query(request);
        State state = query.oneOf("state", State.class);
        String channel = Viewer.of(request, callers).channel(query.text("channel"));
        Boolean quarantined = query.text("quarantined") == null ? null : Boolean.valueOf(query.flag("quarantined"));
        int limit = query.integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        int offset = query.integer("offset", 0, 0, Integer.MAX_VALUE);
        List<Push> found = view.find(channel, state, query.text("sku"), quarantined);
        int from = Math.min(offset, found.size());
        List<Push> items = found.subList(from, (int) Math.min(found.size(), (long) from + limit));
        request.response()
                .putHeader("content-type", "application/json")
                .end(Buffer.buffer(Json.bytes(Map.of("items", items, "total", found.size()))));
    }
}
