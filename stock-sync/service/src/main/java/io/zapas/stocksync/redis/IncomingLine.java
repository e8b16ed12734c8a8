package io.zapas.stocksync.redis;

import io.zapas.stocksync.api.Availability;
import java.io.IOException;
import java.time.LocalDate;
import org.msgpack.core.MessageUnpacker;

/** One line of a purchase order as the script keeps it (50-events.lua, supply.expected), while it is read. */
final class IncomingLine {
    long quantity;
    private LocalDate eta;
    private String location;
    private Boolean confirmed;

    void take(String field, MessageUnpacker in) throws IOException {
        switch (field) {
            case "q" -> quantity = in.unpackLong();
            case "eta" -> eta = LocalDate.parse(in.unpackString());
            case "l" -> location = in.unpackString();
            case "c" -> confirmed = in.unpackBoolean();
            default -> in.skipValue();
        }
    }

    Availability.Incoming of(String purchaseOrder) {
        return new Availability.Incoming(quantity, eta, purchaseOrder, location, confirmed);
    }
}
