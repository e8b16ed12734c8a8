package io.zapas.stocksync.stream;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.zapas.runtime.http.ProblemException;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.http.CallerChannel;
import io.zapas.stocksync.stream.AvailabilityView.Page;
import io.zapas.stocksync.stream.AvailabilityView.Sort;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** {@code GET /v1/availability ?search=&sort=&limit=&offset=&channel=}: {@code {items, total}} from the local view. */
final class AvailabilityRoutes {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 500;

    private final Vertx vertx;
    private final AvailabilityView view;
    private final BooleanSupplier ready;
    private final CallerChannel callers;

    AvailabilityRoutes(Vertx vertx, AvailabilityView view, BooleanSupplier ready, CallerChannel callers) {
        this.callers = callers;
        this.vertx = vertx;
        this.view = view;
        this.ready = ready;
    }

    void mount(Router router) {
        router.get("/v1/availability").handler(this::list);
    }

    private void list(RoutingContext request) {
        Query query = new Query(request);
        String channel = Viewer.of(request, callers).channel(query.text("channel"));
        String search = query.text("search");
        Sort asked = query.oneOf("sort", Sort.class);
        Sort sort = asked == null ? Sort.SKU : asked;
        int limit = query.integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        int offset = query.integer("offset", 0, 0, Integer.MAX_VALUE);
        if (!ready.getAsBoolean()) {
            throw new ProblemException(
                    503, "starting", "availability is still being read", Map.of("retryAfterSeconds", 1));
        }
        vertx.executeBlocking(() -> render(view.find(search, sort, offset, limit), channel), false)
                .onSuccess(body -> request.response()
                        .putHeader("content-type", "application/json")
                        .end(body))
                .onFailure(request::fail);
    }

    private static Buffer render(Page page, String channel) {
        List<?> items = channel == null
                ? page.items()
                : page.items().stream()
                        .map(availability -> ChannelExposure.of(availability, channel))
                        .toList();
        return Buffer.buffer(Json.bytes(Map.of("items", items, "total", page.total())));
    }
}
