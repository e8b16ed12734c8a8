package io.zapas.stocksync.relay;

import io.zapas.stocksync.domain.ShownAvailability;
import io.zapas.stocksync.domain.Stock.Change;
import java.util.Map;

/** Hears every change right after Kafka has it, in ledger order, on the relay's context. Only the leading instance relays. */
public interface RelayListener {

    /**
     * @param availability newest availability of the SKUs it touched, by SKU
     */
    void relayed(Change change, Map<String, ShownAvailability> availability);
}
