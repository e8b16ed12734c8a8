package io.zapas.stocksync.push;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.zapas.runtime.events.Fields;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.http.Access;
import io.zapas.stocksync.api.Push;
import io.zapas.stocksync.api.Push.State;
import io.zapas.stocksync.http.CallerChannel;
import io.zapas.stocksync.http.Replies;
import io.zapas.stocksync.stream.Query;
import io.zapas.stocksync.stream.Viewer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * {@code GET /v1/pushes ?channel=&state=&sku=&quarantined=&limit=&offset=}: {@code {items, total, asOf}}, newest first. {@code GET /v1/pushes/channels ?channel=}: {@code {items, asOf}},
 * how many listings of each channel stand how. {@code POST /v1/pushes/approve} with {@code {channel, asOf,
 * by?}}: those listings of the channel that were held back at that time are told 0; {@code asOf} of the list that was looked at, so that what is held since waits for another word.
 */
final class PushRoutes {
    private static final int DEFAULT_LIMIT = 1_000;
    private static final int MAX_LIMIT = 10_000;

    private final PushView view;
    private final Function<PushApproval, Future<Void>> approve;
    private final CallerChannel callers;
    private final InstantSource clock;

    PushRoutes(
            PushView view, Function<PushApproval, Future<Void>> approve, CallerChannel callers, InstantSource clock) {
        this.approve = approve;
        this.clock = clock;
        this.view = view;
        this.callers = callers;
    }

    void mount(Router router) {
        router.get("/v1/pushes").handler(this::list);
        router.get("/v1/pushes/channels").handler(this::channels);
        router.post("/v1/pushes/approve").handler(this::approve);
    }

    private void list(RoutingContext request) {
        Query query = new Query(request);
        State state = query.oneOf("state", State.class);
        String channel = Viewer.of(request, callers).channel(query.text("channel"));
        Boolean quarantined = query.text("quarantined") == null ? null : Boolean.valueOf(query.flag("quarantined"));
        int limit = query.integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        int offset = query.integer("offset", 0, 0, Integer.MAX_VALUE);
        Instant asOf = clock.instant();
        List<Push> found = view.find(channel, state, query.text("sku"), quarantined);
        int from = Math.min(offset, found.size());
        List<Push> items = found.subList(from, (int) Math.min(found.size(), (long) from + limit));
        Replies.json(request, 200, Map.of("items", items, "total", found.size(), "asOf", asOf));
    }

    private void channels(RoutingContext request) {
        String channel = Viewer.of(request, callers).channel(new Query(request).text("channel"));
        Instant asOf = clock.instant();
        List<ChannelPushes> items = view.channels().stream()
                .filter(one -> channel == null || channel.equals(one.channel()))
                .toList();
        Replies.json(request, 200, Map.of("items", items, "asOf", asOf));
    }

    private void approve(RoutingContext request) {
        Fields fields = Replies.body(request);
        Instant now = clock.instant();
        String channel = fields.requiredText("channel");
        callers.require(request, channel);
        Instant asOf = fields.time("asOf");
        if (asOf == null) {
            throw new InvalidFieldException("asOf", "of the list that was looked at is required");
        }
        if (asOf.isAfter(now)) {
            throw new InvalidFieldException("asOf", "must not be in the future, was " + asOf);
        }
        String by = fields.text("by");
        String who =
                by != null ? by : Access.caller(request).map(Access.Caller::id).orElse("anonymous");
        approve.apply(new PushApproval(channel, asOf, who))
                .onSuccess(done -> request.response().setStatusCode(202).end())
                .onFailure(cause ->
                        request.fail(Replies.away("kafka-unavailable", "Kafka did not take the approval.", cause)));
    }
}
