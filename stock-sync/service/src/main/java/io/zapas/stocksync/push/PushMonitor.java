package io.zapas.stocksync.push;

import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.zapas.runtime.ServiceContext;
import io.zapas.runtime.json.Json;
import io.zapas.runtime.kafka.KafkaAccess.KafkaTail;
import io.zapas.stocksync.api.Push;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.stocksync.connector.Connector;
import io.zapas.stocksync.desync.Pushes;
import io.zapas.stocksync.domain.ShownAvailability;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.Stock.Change;
import io.zapas.stocksync.domain.Stock.OfferState;
import io.zapas.stocksync.http.CallerChannel;
import io.zapas.stocksync.push.plan.ChannelPlan;
import io.zapas.stocksync.relay.RelayListener;
import io.zapas.stocksync.relay.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Pushes quantities to channels while this instance leads, and serves {@code GET /v1/pushes} from the topic always, if any channel is configured.
 *
 * <p>Methods may be called on any thread but for those of {@link Pushes}; the work is done on one Vert.x context, the one {@link #start} is called on. Changes relayed while this instance
 * does not lead are ignored: gaining the lead loads everything anew.
 */
public final class PushMonitor implements RelayListener, Pushes {
    private static final Duration LONGEST_STOP = Duration.ofSeconds(3);
    private static final double MILLIS_PER_SECOND = 1_000.0;

    private final Stock stock;
    private final ServiceContext services;
    private final List<Connector> connectors;
    private final Duration settle;
    private final int zeroPercent;
    private final Duration quiet;
    private final CallerChannel callers;
    private final PushView view = new PushView();
    private volatile Terms<PushReign> terms;
    private KafkaTail tail;

    /**
     * @param settle within which a channel shows what it took
     * @param zeroPercent of a channel's listings that may be told 0 within an hour unless a person approves
     * @param callers tells which channel a reader is bound to
     */
    public PushMonitor(
            Stock stock,
            ServiceContext services,
            List<Connector> connectors,
            Duration settle,
            int zeroPercent,
            CallerChannel callers) {
        this.zeroPercent = zeroPercent;
        this.stock = stock;
        this.services = services;
        this.connectors = connectors;
        this.settle = settle;
        this.quiet = connectors.stream()
                .map(Connector::longest)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        this.callers = callers;
    }

    /**
     * Mounts the routes and, if any channel is pushed to, reads the topic; completes when all of it has been read.
     *
     * @param leads whether this instance carries the outbox now; asked often, on this context
     */
    public Future<Void> start(BooleanSupplier leads) {
        Context context = services.vertx().getOrCreateContext();
        terms = new Terms<>(
                context,
                leads,
                () -> new PushReign(context, stock, services, connectors, settle, zeroPercent, quiet, view, leads),
                PushReign::abandon);
        new PushRoutes(view, this::approve, callers, services.clock()).mount(services.router());
        if (connectors.isEmpty()) {
            // A reader of the topic costs something all day.
            return Future.succeededFuture();
        }
        for (Connector connector : connectors) {
            gauge("zapas.push.waiting", "Listings that wait to be told", connector.channel(), ChannelPlan::waiting);
            gauge(
                    "zapas.push.held",
                    "Listings that would show 0 and are held until a person approves",
                    connector.channel(),
                    ChannelPlan::held);
            gauge(
                    "zapas.push.oldest",
                    "Seconds for which the first of them has waited",
                    connector.channel(),
                    plan -> plan.oldestMillis(services.clock().millis()) / MILLIS_PER_SECOND);
        }
        tail = services.kafka()
                .tail(
                        "stock-sync.pushes",
                        List.of(StockTopics.STOCK_PUSHES),
                        true,
                        (topic, record) -> approved(view.record(record.key(), record.value())));
        return tail.caughtUp().onSuccess(ignored -> terms.start());
    }

    private void gauge(String name, String help, String channel, ToDoubleFunction<ChannelPlan> value) {
        Gauge.builder(name, this, self -> {
                    PushReign current = self.reign();
                    return current == null ? 0 : value.applyAsDouble(current.plan(channel));
                })
                .tag("channel", channel)
                .description(help)
                .register(services.meters());
    }

    /** Written down for whichever instance leads; completes when Kafka has it. */
    private Future<Void> approve(PushApproval approval) {
        return services.kafka().publish(StockTopics.STOCK_PUSHES, approval.key(), Json.bytes(approval));
    }

    private void approved(PushApproval approval) {
        if (approval != null) {
            terms.run(reign -> reign.approve(approval));
        }
    }

    /** The store was rebuilt: what was learned from the one before may never have happened. Any thread. */
    public void startOver() {
        if (terms != null) {
            terms.startOver();
        }
    }

    /** Null: this instance does not lead. */
    private PushReign reign() {
        return terms == null ? null : terms.current();
    }

    @Override
    public void relayed(Change change, Map<String, ShownAvailability> availability) {
        if (terms != null) {
            terms.run(reign -> reign.relayed(change, availability));
        }
    }

    @Override
    public OfferState told(String channel, String offerId) {
        PushReign reign = reign();
        ChannelPlan plan = reign == null ? null : reign.plan(channel);
        long nowMillis = services.clock().millis();
        Push push = plan == null ? null : plan.push(offerId, nowMillis);
        if (push == null) {
            return null;
        }
        Long next = plan.nextTryMillis(offerId, nowMillis);
        int retries = push.failures() > 0 ? push.failures() : push.healed().size();
        return new OfferState(
                channel,
                offerId,
                push.sku(),
                push.quantity(),
                push.quantity(),
                push.at(),
                retries > 0 ? Integer.valueOf(retries) : null,
                next == null ? null : Instant.ofEpochMilli(next),
                push.quarantine());
    }

    @Override
    public void found(Map<String, Set<String>> wrong) {
        PushReign reign = reign();
        if (reign != null) {
            reign.found(wrong);
        }
    }

    /** Lets a call that is under way come to an end, for a bounded time. */
    public Future<Void> stop() {
        if (tail == null) {
            return Future.succeededFuture();
        }
        return terms.stop(PushReign::end, LONGEST_STOP).compose(done -> tail.stop());
    }
}
