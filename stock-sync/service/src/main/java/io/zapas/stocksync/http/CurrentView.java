package io.zapas.stocksync.http;

/**
 * What this instance knows to be published, as long as the store would answer the same. After a call that this instance answered it shows what the call
 * changed; what others changed, milliseconds later. Any thread.
 */
@FunctionalInterface
public interface CurrentView {

    /** The document of the SKU; null: it is not known here, or may not be current (a hold is due, a source may be stale, the store is away). */
    byte[] json(String sku);
}
