package io.zapas.stocksync.desync;

import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.zapas.runtime.ServiceContext;
import io.zapas.runtime.kafka.KafkaAccess.KafkaTail;
import io.zapas.stocksync.api.Desync;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.stocksync.domain.ShownAvailability;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.Stock.Change;
import io.zapas.stocksync.http.CallerChannel;
import io.zapas.stocksync.relay.RelayListener;
import io.zapas.stocksync.relay.Terms;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Watches channels and sources while this instance leads, and serves {@code GET /v1/desyncs} from the topic always.
 *
 * <p>Methods may be called on any thread; the work is done on one Vert.x context, the one {@link #start} is called on. Changes relayed while this
 * instance does not lead are ignored: gaining the lead loads the state anew.
 */
public final class DesyncMonitor implements RelayListener {
    private final Stock stock;
    private final ServiceContext services;
    private final DesyncSettings settings;
    private final Pushes pushes;
    private final CallerChannel callers;
    private final DesyncView view = new DesyncView();
    private volatile Terms<DesyncReign> terms;
    private KafkaTail tail;

    /**
     * @param pushes who tells channels what to show
     * @param callers tells which channel a reader is bound to
     */
    public DesyncMonitor(
            Stock stock, ServiceContext services, DesyncSettings settings, Pushes pushes, CallerChannel callers) {
        this.pushes = pushes;
        this.callers = callers;
        this.stock = stock;
        this.services = services;
        this.settings = settings;
    }

    /**
     * Mounts the route and reads the topic; completes when all of it has been read.
     *
     * @param leads whether this instance carries the outbox now; asked often, on this context
     */
    public Future<Void> start(BooleanSupplier leads) {
        Context context = services.vertx().getOrCreateContext();
        terms = new Terms<>(
                context,
                leads,
                () -> new DesyncReign(context, stock, services, settings, pushes, view),
                DesyncReign::end);
        new DesyncRoutes(view, callers).mount(services.router());
        Gauge.builder("zapas.desyncs.open", view, desyncs -> desyncs.open().size())
                .description("Desyncs that are open")
                .register(services.meters());
        tail = services.kafka()
                .tail(
                        "stock-sync.desync",
                        List.of(StockTopics.STOCK_DESYNC),
                        true,
                        (topic, record) -> read(view.record(record.key(), record.value())));
        return tail.caughtUp().onSuccess(ignored -> terms.start());
    }

    private void read(Desync desync) {
        if (desync != null) {
            terms.run(reign -> reign.seen(desync));
        }
    }

    /** The store was rebuilt: what was learned from the one before may never have happened. Any thread. */
    public void startOver() {
        if (terms != null) {
            terms.startOver();
        }
    }

    /** A source was heard though nothing it said was recorded. Any thread. */
    public void heard(String source) {
        if (terms != null) {
            terms.run(reign -> reign.heard(source));
        }
    }

    @Override
    public void relayed(Change change, Map<String, ShownAvailability> availability) {
        if (terms != null) {
            terms.run(reign -> reign.relayed(change, availability));
        }
    }

    public Future<Void> stop() {
        if (terms == null) {
            return Future.succeededFuture();
        }
        return terms.stop().compose(done -> tail.stop());
    }

    /** What the topic says. */
    public DesyncView view() {
        return view;
    }
}
