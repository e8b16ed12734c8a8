package io.zapas.stocksync.stream;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.http.ProblemException;
import io.zapas.stocksync.http.CallerChannel;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code GET /v1/stream}: reads what is asked for and where to begin. */
final class StreamRoutes {
    private static final int MAX_SKUS = 500;
    private static final long RETRY_MIN_MILLIS = 1_000;
    private static final int RETRY_SPREAD_MILLIS = 4_000;
    private static final int FULL_RETRY_SECONDS = 10;
    private static final int WRITE_QUEUE_BYTES = 16 * 1024;
    private static final Pattern EVENT_ID = Pattern.compile("([0-9a-z]{1,32})-(\\d{1,18})");
    /** What a key bound to a channel may hear; the rest is the house's own. */
    private static final Set<StreamType> CHANNEL_TYPES =
            EnumSet.of(StreamType.AVAILABILITY, StreamType.RESERVATION, StreamType.DESYNC);

    private final StreamHub hub;
    private final ReservationFeed reservations;
    private final CallerChannel callers;

    StreamRoutes(StreamHub hub, ReservationFeed reservations, CallerChannel callers) {
        this.hub = hub;
        this.reservations = reservations;
        this.callers = callers;
    }

    void mount(Router router) {
        router.get("/v1/stream").handler(this::open);
    }

    private void open(RoutingContext request) {
        Query query = new Query(request);
        StreamFilter filter = filter(query, Viewer.of(request, callers));
        boolean snapshot = query.flag("snapshot");
        String lastSeen = request.request().getHeader("Last-Event-ID");
        if (lastSeen == null || lastSeen.isBlank()) {
            lastSeen = query.text("lastEventId");
        }
        if (!hub.ready()) {
            throw starting();
        }
        if (!hub.admit()) {
            throw new ProblemException(
                    503,
                    "too-many-subscribers",
                    "the stream has as many subscribers as it may",
                    Map.of("retryAfterSeconds", FULL_RETRY_SECONDS));
        }
        Beginning beginning = new Beginning(lastSeen, snapshot, reservations.wholeFrom());
        if (!filter.types().contains(StreamType.RESERVATION)) {
            start(request, filter, new Beginning(lastSeen, snapshot, 0), () -> {});
            return;
        }
        reservations.join().onComplete(joined -> {
            if (joined.succeeded() && !request.response().closed()) {
                start(request, filter, beginning, reservations::leave);
                return;
            }
            reservations.leave();
            hub.dismiss();
            if (!request.response().closed()) {
                request.fail(starting());
            }
        });
    }

    /**
     * Where a listener begins.
     *
     * @param lastSeen id of the newest event it has; null: none
     * @param snapshot whether it is sent what is true now, if it has none
     * @param wholeFrom number of the event behind which nothing it wants is missing
     */
    private record Beginning(String lastSeen, boolean snapshot, long wholeFrom) {}

    private static ProblemException starting() {
        return new ProblemException(
                503, "starting", "the stream is still reading what came before", Map.of("retryAfterSeconds", 1));
    }

    private static StreamFilter filter(Query query, Viewer viewer) {
        String channel = viewer.channel(query.text("channel"));
        List<String> skus = query.texts("skus", MAX_SKUS);
        Set<StreamType> types = types(query.texts("types", StreamType.values().length * 2), viewer);
        return new StreamFilter(types, skus.isEmpty() ? null : Set.copyOf(skus), channel);
    }

    private static Set<StreamType> types(List<String> names, Viewer viewer) {
        Set<StreamType> allowed = viewer.bound() ? CHANNEL_TYPES : EnumSet.allOf(StreamType.class);
        if (names.isEmpty()) {
            return allowed;
        }
        Set<StreamType> types = EnumSet.noneOf(StreamType.class);
        for (String name : names) {
            StreamType type = StreamType.parse(name);
            if (type == null) {
                throw new InvalidFieldException("types", "must be some of " + allNames() + ", was " + name);
            }
            if (!allowed.contains(type)) {
                throw new ProblemException(403, "forbidden", "a channel's key cannot listen to " + name);
            }
            types.add(type);
        }
        return types;
    }

    private static String allNames() {
        return Arrays.stream(StreamType.values()).map(StreamType::wireName).collect(Collectors.joining(", "));
    }

    private void start(RoutingContext request, StreamFilter filter, Beginning beginning, Runnable onLeave) {
        HttpServerResponse response = request.response();
        response.putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                // Neither the server nor a proxy may hold events back to compress or collect them.
                .putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY)
                .putHeader("X-Accel-Buffering", "no")
                .setChunked(true)
                .setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
        Subscriber subscriber = hub.join(filter, response, onLeave);
        long retryMillis = RETRY_MIN_MILLIS + ThreadLocalRandom.current().nextInt(RETRY_SPREAD_MILLIS);
        if (beginning.lastSeen() != null) {
            resume(subscriber, retryMillis, beginning);
        } else if (beginning.snapshot()) {
            subscriber.startSnapshot(retryMillis, "requested");
        } else {
            subscriber.startLive(retryMillis);
        }
    }

    private void resume(Subscriber subscriber, long retryMillis, Beginning beginning) {
        Matcher id = EVENT_ID.matcher(beginning.lastSeen());
        EventLog log = hub.log();
        if (!id.matches() || !id.group(1).equals(log.epoch())) {
            subscriber.startSnapshot(retryMillis, "unknown-position");
            return;
        }
        long seq = Long.parseLong(id.group(2));
        if (seq < beginning.wholeFrom() || !log.resumable(seq)) {
            subscriber.startSnapshot(retryMillis, "position-gone");
        } else {
            subscriber.startReplay(retryMillis, seq);
        }
    }
}
