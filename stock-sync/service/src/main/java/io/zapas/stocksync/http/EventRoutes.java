package io.zapas.stocksync.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.zapas.runtime.events.CloudEventCodec;
import io.zapas.runtime.events.InboundEvent;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.stocksync.intake.EventPublisher;
import io.zapas.stocksync.intake.OutgoingEvent;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code POST /v1/events}: CloudEvents, binary, structured or batch. All are checked before the first is written; 202 once Kafka has all. When
 * Kafka is away: 503, and the sender repeats the call with the same ids.
 */
public final class EventRoutes {
    private static final String BATCH = "application/cloudevents-batch";
    private final CloudEventCodec codec;
    private final EventPublisher publisher;
    private final CallerChannel callers;
    private final InstantSource clock;

    public EventRoutes(CloudEventCodec codec, EventPublisher publisher, CallerChannel callers, InstantSource clock) {
        this.codec = codec;
        this.publisher = publisher;
        this.callers = callers;
        this.clock = clock;
    }

    public void mount(Router router) {
        router.post("/v1/events").handler(this::accept);
    }

    private void accept(RoutingContext ctx) {
        byte[] body = ctx.body() == null || ctx.body().buffer() == null
                ? new byte[0]
                : ctx.body().buffer().getBytes();
        List<InboundEvent> events = codec.fromHttp(ctx.request().headers(), body, clock.instant());
        boolean batch = isBatch(ctx);
        List<OutgoingEvent> checked = new ArrayList<>(events.size());
        for (int i = 0; i < events.size(); i++) {
            checked.add(check(ctx, events.get(i), batch ? "[" + i + "]." : ""));
        }
        publisher
                .publish(checked)
                .onSuccess(done -> Replies.json(ctx, 202, Map.of("accepted", checked.size())))
                .onFailure(
                        cause -> ctx.fail(Replies.away("kafka-unavailable", "Kafka did not take all events.", cause)));
    }

    private OutgoingEvent check(RoutingContext ctx, InboundEvent event, String prefix) {
        try {
            OutgoingEvent outgoing = OutgoingEvent.of(event);
            if (event.data().hasNonNull("channel")) {
                callers.require(ctx, event.data().get("channel").asText());
            }
            return outgoing;
        } catch (InvalidFieldException e) {
            throw prefix.isEmpty() ? e : e.within(prefix);
        }
    }

    private static boolean isBatch(RoutingContext ctx) {
        String type = ctx.request().getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && type.toLowerCase(Locale.ROOT).startsWith(BATCH);
    }
}
