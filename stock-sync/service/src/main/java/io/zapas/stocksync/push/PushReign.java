package io.zapas.stocksync.push;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.zapas.runtime.ServiceContext;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Push;
import io.zapas.stocksync.connector.Connector;
import io.zapas.stocksync.domain.ShownAvailability;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.Stock.Change;
import io.zapas.stocksync.domain.Stock.OfferState;
import io.zapas.stocksync.listing.OfferPages;
import io.zapas.stocksync.listing.Sales;
import io.zapas.stocksync.push.plan.ChannelPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One term of pushing, from gaining the lead to losing it. First it waits for as long as a call of an earlier reign can be under way; then it loads what channels show, may show and were
 * told, and from then on every channel is told what changes. Loading is retried every {@value #RETRY_MILLIS} ms until the reign ends. Confined to one Vert.x context.
 */
final class PushReign {
    private static final int RETRY_MILLIS = 1_000;
    private static final int TURN_MILLIS = 50;
    private static final int SKUS_PER_READ = 1_000;
    private static final Logger log = LoggerFactory.getLogger(PushReign.class);

    private final Context context;
    private final Stock stock;
    private final ServiceContext services;
    private final PushView view;
    private final Map<String, ChannelPusher> pushers = new LinkedHashMap<>();
    private final OfferPages offers;
    private final long turnTimer;
    private boolean loaded;
    private boolean over;

    /**
     * @param settle within which a channel shows what it took
     * @param zeroPercent of a channel's listings that may be told 0 within an hour unless a person approves
     * @param quiet the longest a call of an earlier reign can take
     * @param leads asked before each call
     */
    PushReign(
            Context context,
            Stock stock,
            ServiceContext services,
            List<Connector> connectors,
            Duration settle,
            int zeroPercent,
            Duration quiet,
            PushView view,
            BooleanSupplier leads) {
        this.context = context;
        this.stock = stock;
        this.services = services;
        this.view = view;
        for (Connector connector : connectors) {
            pushers.put(
                    connector.channel(),
                    new ChannelPusher(
                            connector,
                            new ChannelPlan(connector.channel(), settle.toMillis(), zeroPercent),
                            services.kafka(),
                            services.clock(),
                            services.meters(),
                            () -> loaded && !over && leads.getAsBoolean()));
        }
        this.offers = new OfferPages(context, stock, this::offer, this::loadTargets);
        this.turnTimer = services.vertx().setPeriodic(TURN_MILLIS, id -> turn());
        services.vertx().setTimer(Math.max(1, quiet.toMillis()), id -> offers.load());
    }

    /** Nothing is begun any more. Completes when no call is under way. */
    Future<Void> end() {
        services.vertx().cancelTimer(turnTimer);
        offers.stop();
        return Future.join(pushers.values().stream().map(ChannelPusher::idle).toList())
                .transform(done -> {
                    over = true;
                    return Future.succeededFuture();
                });
    }

    /** Nothing is begun any more, and what is under way is written down by nobody: another instance may lead. */
    void abandon() {
        over = true;
        end();
    }

    private void turn() {
        if (loaded) {
            pushers.values().forEach(ChannelPusher::turn);
        }
    }

    void relayed(Change change, Map<String, ShownAvailability> availability) {
        if (change.offer() != null) {
            offer(change.offer());
        }
        for (ShownAvailability newest : availability.values()) {
            if (watched(newest.sku())) {
                target(newest.read());
            }
        }
        Sales.of(change.entries(), change.touched())
                .forEach((sku, channels) -> channels.forEach((channel, units) -> {
                    ChannelPlan plan = plan(channel);
                    if (plan != null) {
                        plan.sold(sku, units, nowMillis());
                    }
                }));
    }

    private boolean watched(String sku) {
        return pushers.values().stream().anyMatch(pusher -> pusher.plan().watches(sku));
    }

    private void offer(OfferState offer) {
        ChannelPusher pusher = pushers.get(offer.channel());
        if (pusher == null || offer.sku() == null) {
            return;
        }
        long nowMillis = nowMillis();
        pusher.plan()
                .stated(
                        offer.offerId(),
                        offer.sku(),
                        offer.quantity(),
                        offer.at() == null ? nowMillis : offer.at().toEpochMilli(),
                        nowMillis);
        if (loaded) {
            loadUnknown(pusher.plan(), () -> {});
        }
    }

    private void target(Availability availability) {
        pushers.forEach((channel, pusher) -> pusher.plan()
                .target(availability.sku(), availability.exposure(channel), availability.version(), nowMillis()));
    }

    private void loadTargets() {
        List<ChannelPlan> plans = new ArrayList<>();
        pushers.values().forEach(pusher -> plans.add(pusher.plan()));
        loadTargets(plans);
    }

    private void loadTargets(List<ChannelPlan> plans) {
        if (plans.isEmpty()) {
            begin();
            return;
        }
        loadUnknown(plans.get(0), () -> loadTargets(plans.subList(1, plans.size())));
    }

    /** Asks for the availability of SKUs that have listings but did not change since the reign began. */
    private void loadUnknown(ChannelPlan plan, Runnable done) {
        List<String> names = plan.takeUnknown(SKUS_PER_READ);
        if (over) {
            return;
        }
        if (names.isEmpty()) {
            done.run();
            return;
        }
        Future.fromCompletionStage(stock.availability(names), context).onComplete(read -> {
            if (over) {
                return;
            }
            if (read.failed()) {
                plan.putBackUnknown(names);
                services.vertx().setTimer(RETRY_MILLIS, id -> loadUnknown(plan, done));
                return;
            }
            read.result().values().forEach(shown -> target(shown.read()));
            loadUnknown(plan, done);
        });
    }

    private void begin() {
        pushers.forEach((channel, pusher) -> {
            PushApproval approval = view.approval(channel);
            long approvedMillis =
                    approval == null ? Long.MIN_VALUE : approval.asOf().toEpochMilli();
            for (Push push : view.of(channel)) {
                pusher.plan().restore(push, approvedMillis, nowMillis());
            }
            log.atInfo()
                    .addKeyValue("channel", channel)
                    .addKeyValue("listings", pusher.plan().size())
                    .addKeyValue("waiting", pusher.plan().waiting())
                    .log("Pushing quantities");
        });
        loaded = true;
    }

    /** A look at all listings found these wrong. */
    void found(Map<String, Set<String>> wrong) {
        if (!loaded || over) {
            return;
        }
        pushers.forEach((channel, pusher) -> {
            pusher.plan().wrong(wrong.getOrDefault(channel, Set.of()), nowMillis());
        });
    }

    void approve(PushApproval approval) {
        ChannelPusher pusher = pushers.get(approval.channel());
        if (loaded && pusher != null) {
            pusher.plan().approve(approval.asOf().toEpochMilli(), nowMillis());
            log.atInfo()
                    .addKeyValue("channel", approval.channel())
                    .addKeyValue("by", approval.by())
                    .addKeyValue("stillHeld", pusher.plan().held())
                    .log("Approved: listings that were held back are told 0");
        }
    }

    /** The plan of a channel; null: it is not pushed to. */
    ChannelPlan plan(String channel) {
        ChannelPusher pusher = pushers.get(channel);
        return pusher == null ? null : pusher.plan();
    }

    private long nowMillis() {
        return services.clock().millis();
    }
}
