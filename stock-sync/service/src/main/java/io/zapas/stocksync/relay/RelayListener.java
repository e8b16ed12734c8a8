package io.zapas.stocksync.relay;

import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.domain.Stock.OutboxItem;
import java.util.Map;

/** Hears every change right after Kafka has it, in ledger order, on the relay's context. Only the leading instance relays. */
public interface RelayListener {

    /**
     * @param availability newest availability of the SKUs the item touched, by SKU
     */
    void relayed(OutboxItem item, Map<String, Availability> availability);
}
