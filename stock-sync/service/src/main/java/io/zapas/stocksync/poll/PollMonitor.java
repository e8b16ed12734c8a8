package io.zapas.stocksync.poll;

import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.zapas.runtime.ServiceContext;
import io.zapas.runtime.kafka.KafkaAccess.KafkaTail;
import io.zapas.stocksync.api.FeedState;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.stocksync.desync.Pushes;
import io.zapas.stocksync.domain.ShownAvailability;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.Stock.Change;
import io.zapas.stocksync.feed.Feed;
import io.zapas.stocksync.http.CallerChannel;
import io.zapas.stocksync.intake.EventPublisher;
import io.zapas.stocksync.relay.RelayListener;
import io.zapas.stocksync.relay.Terms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Reads feeds while this instance leads, and serves {@code GET /v1/feeds} from the topic always, if there are any.
 *
 * <p>Methods may be called on any thread; the work is done on one Vert.x context, the one {@link #start} is called on.
 */
public final class PollMonitor implements RelayListener {
    private static final Duration LONGEST_STOP = Duration.ofSeconds(3);
    private static final double MILLIS_PER_SECOND = 1_000.0;

    private final Stock stock;
    private final ServiceContext services;
    private final List<Feed> feeds;
    private final EventPublisher publisher;
    private final Pushes pushes;
    private final Consumer<Feed> heard;
    private final CallerChannel callers;
    private final FeedView view = new FeedView();
    private volatile Terms<PollReign> terms;
    private KafkaTail tail;

    /**
     * @param pushes says when a listing was told something
     * @param heard told a feed when a page of it was read
     * @param callers tells which channel a reader is bound to
     */
    public PollMonitor(
            Stock stock,
            ServiceContext services,
            List<Feed> feeds,
            EventPublisher publisher,
            Pushes pushes,
            Consumer<Feed> heard,
            CallerChannel callers) {
        this.stock = stock;
        this.services = services;
        this.feeds = feeds;
        this.publisher = publisher;
        this.pushes = pushes;
        this.heard = heard;
        this.callers = callers;
    }

    /**
     * Mounts the route and, if there is anything to read, reads the topic; completes when all of it has been read.
     *
     * @param leads whether this instance carries the outbox now; asked often, on this context
     */
    public Future<Void> start(BooleanSupplier leads) {
        Context context = services.vertx().getOrCreateContext();
        new FeedRoutes(view, callers, services.clock()).mount(services.router());
        if (feeds.isEmpty()) {
            return Future.succeededFuture();
        }
        terms = new Terms<>(
                context,
                leads,
                () -> new PollReign(context, stock, services, feeds, publisher, view, pushes, heard, leads),
                PollReign::abandon);
        for (Feed feed : feeds) {
            Gauge.builder("zapas.feed.age", view, known -> ageSeconds(known.find(feed.system(), feed.matter())))
                    .tag("feed", FeedState.id(feed.system(), feed.matter()))
                    .description("Seconds since the feed was read last, as far as it was written down; -1: never")
                    .register(services.meters());
        }
        tail = services.kafka()
                .tail(
                        "stock-sync.feeds",
                        List.of(StockTopics.STOCK_FEEDS),
                        true,
                        (topic, record) -> view.record(record.key(), record.value()));
        return tail.caughtUp().onSuccess(ignored -> terms.start());
    }

    private double ageSeconds(FeedState state) {
        return state == null || state.readAt() == null
                ? -1
                : Duration.between(state.readAt(), services.clock().instant()).toMillis() / MILLIS_PER_SECOND;
    }

    /** The store was rebuilt: what listings were known to show may never have been recorded. Any thread. */
    public void startOver() {
        if (terms != null) {
            terms.startOver();
        }
    }

    @Override
    public void relayed(Change change, Map<String, ShownAvailability> availability) {
        if (terms != null && change.offer() != null) {
            terms.run(reign -> reign.stated(change.offer()));
        }
    }

    /** Lets a page that is being read come to an end, for a bounded time. */
    public Future<Void> stop() {
        return terms == null
                ? Future.succeededFuture()
                : terms.stop(PollReign::end, LONGEST_STOP).compose(done -> tail.stop());
    }
}
