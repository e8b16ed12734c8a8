package io.zapas.stocksync.stream;

import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Desync;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.domain.ShownAvailability;
import io.zapas.stocksync.quick.ShownDocument;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Documents as the topics hold them. */
final class Documents {
    private static final Instant AT = Instant.parse("2026-11-22T07:30:00Z");

    private Documents() {}

    static Availability stock(String sku, long available, long version) {
        return stock(sku, null, null, available, version);
    }

    static Availability stock(String sku, String name, String ean, long available, long version) {
        Product product = new Product(
                sku, name, ean, null, null, null, null, null, null, null, null, null, null, null, null, null);
        return new Availability(
                sku, available, 0, null, Map.of("allegro", available / 2), null, null, product, version, AT, false);
    }

    static byte[] availability(String sku, long available, long version) {
        return Json.bytes(stock(sku, available, version));
    }

    static byte[] stale(String sku, long available, long version) {
        Availability fresh = stock(sku, available, version);
        return Json.bytes(new Availability(
                sku, available, 0, null, fresh.channels(), null, null, fresh.product(), version, AT, true));
    }

    /** As a relay hands it over. */
    static ShownAvailability shown(String sku, long available, long version) {
        return new ShownDocument(sku, version, availability(sku, available, version));
    }

    static byte[] desync(String id, boolean open, long actual) {
        return Json.bytes(new Desync(
                id,
                Desync.Kind.OFFER,
                open ? Desync.State.OPEN : Desync.State.CLOSED,
                "LED-1",
                "allegro",
                "o1",
                5L,
                actual,
                actual - 5,
                AT,
                AT,
                open ? null : AT,
                List.of("MANUAL_EDIT"),
                Map.of()));
    }

    static byte[] hold(long seq, String sku, String channel, long quantity) {
        return Json.bytes(new LedgerEntry(
                seq,
                sku,
                "main",
                seq,
                LedgerEntry.Reason.HOLD,
                AT,
                AT,
                50,
                50,
                0,
                quantity,
                50 - quantity,
                0,
                null,
                "api",
                null,
                channel,
                "order-1",
                "r-1",
                0));
    }
}
