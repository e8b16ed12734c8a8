package io.zapas.stocksync.poll;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.zapas.runtime.ServiceContext;
import io.zapas.stocksync.desync.Pushes;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.Stock.OfferState;
import io.zapas.stocksync.feed.Feed;
import io.zapas.stocksync.intake.EventPublisher;
import io.zapas.stocksync.listing.OfferPages;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One term of polling, from gaining the lead to losing it: loads what listings are known to show, then reads every feed from where it was read to. Two instances that lead for a moment read
 * the same pages, and what they tell has no effect twice. Confined to one Vert.x context.
 */
final class PollReign {
    private static final int TURN_MILLIS = 100;

    private final ServiceContext services;
    private final List<FeedReader> readers;
    private final ShownOffers shown;
    private final OfferPages offers;
    private final long turnTimer;
    private boolean loaded;
    private boolean over;

    /**
     * @param pushes says when a listing was told something
     * @param heard told a feed when a page of it was read
     * @param leads asked before each step
     */
    PollReign(
            Context context,
            Stock stock,
            ServiceContext services,
            List<Feed> feeds,
            EventPublisher publisher,
            FeedView view,
            Pushes pushes,
            Consumer<Feed> heard,
            BooleanSupplier leads) {
        this.services = services;
        shown = new ShownOffers(pushes);
        BooleanSupplier allowed = () -> loaded && !over && leads.getAsBoolean();
        readers = feeds.stream()
                .map(feed -> new FeedReader(
                        feed,
                        view.find(feed.system(), feed.matter()),
                        publisher,
                        services.kafka(),
                        services.clock(),
                        services.meters(),
                        shown,
                        () -> heard.accept(feed),
                        allowed))
                .toList();
        offers = new OfferPages(context, stock, shown::stated, () -> loaded = true);
        turnTimer = services.vertx().setPeriodic(TURN_MILLIS, id -> readers.forEach(FeedReader::turn));
        offers.load();
    }

    /** A channel stated what it shows, however we heard. */
    void stated(OfferState offer) {
        shown.stated(offer);
    }

    /** Nothing is begun any more. Completes when no page is being read. */
    Future<Void> end() {
        services.vertx().cancelTimer(turnTimer);
        offers.stop();
        return Future.join(readers.stream().map(FeedReader::idle).toList()).transform(done -> {
            over = true;
            return Future.succeededFuture();
        });
    }

    /** Nothing is begun any more, and of what is being read nothing is told. */
    void abandon() {
        over = true;
        end();
    }
}
