package io.zapas.stocksync.poll;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.zapas.stocksync.api.FeedState;
import io.zapas.stocksync.http.CallerChannel;
import io.zapas.stocksync.http.Replies;
import io.zapas.stocksync.stream.Query;
import io.zapas.stocksync.stream.Viewer;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** {@code GET /v1/feeds ?channel=}: {@code {items, asOf}}, how far each feed was read and what keeps it, by system and feed. */
final class FeedRoutes {
    private final FeedView view;
    private final CallerChannel callers;
    private final InstantSource clock;

    FeedRoutes(FeedView view, CallerChannel callers, InstantSource clock) {
        this.view = view;
        this.callers = callers;
        this.clock = clock;
    }

    void mount(Router router) {
        router.get("/v1/feeds").handler(this::list);
    }

    private void list(RoutingContext request) {
        String channel = Viewer.of(request, callers).channel(new Query(request).text("channel"));
        List<FeedState> items = view.all().stream()
                .filter(feed -> channel == null || channel.equals(feed.channel()))
                .toList();
        Replies.json(request, 200, Map.of("items", items, "asOf", clock.instant()));
    }
}
