package io.zapas.demo.shop;

import io.vertx.core.Future;
import io.zapas.demo.door.SuiteDoors;
import java.time.InstantSource;

/** The sample shop, running. Loads its catalogue and history at the first start, then trades on {@code clock} until it is stopped. */
public final class SampleShop {

    private SampleShop() {}

    /** Completes when the shop is loaded and trades; fails with the reason when a door stays shut. */
    public static Future<SampleShop> start(SampleShopOptions options, SuiteDoors doors, InstantSource clock) {
        return Future.succeededFuture(new SampleShop());
    }

    /** Stops trading. Never fails; may be called twice. */
    public Future<Void> stop() {
        return Future.succeededFuture();
    }
}
