package io.zapas.stocksync.listing;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.Stock.OfferState;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes through every offer whose SKU is known, page by page; a page that cannot be read is asked for again every {@value #RETRY_MILLIS} ms. On one Vert.x context. */
public final class OfferPages {
    private static final int RETRY_MILLIS = 1_000;
    private static final Logger log = LoggerFactory.getLogger(OfferPages.class);

    private final Context context;
    private final Stock stock;
    private final Consumer<OfferState> offers;
    private final Runnable done;
    private boolean stopped;

    /** @param done told once, after the last offer */
    public OfferPages(Context context, Stock stock, Consumer<OfferState> offers, Runnable done) {
        this.context = context;
        this.stock = stock;
        this.offers = offers;
        this.done = done;
    }

    public void load() {
        load(null);
    }

    /** Nothing is handed over any more. */
    public void stop() {
        stopped = true;
    }

    private void load(String cursor) {
        if (stopped) {
            return;
        }
        Future.fromCompletionStage(stock.offers(cursor), context).onComplete(page -> {
            if (stopped) {
                return;
            }
            if (page.failed()) {
                log.atWarn().setCause(page.cause()).log("Offers cannot be loaded, trying again");
                context.owner().setTimer(RETRY_MILLIS, id -> load(cursor));
                return;
            }
            for (OfferState offer : page.result().offers()) {
                if (offer.sku() != null) {
                    offers.accept(offer);
                }
            }
            if (page.result().nextCursor() == null) {
                done.run();
            } else {
                load(page.result().nextCursor());
            }
        });
    }
}
