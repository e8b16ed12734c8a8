package io.zapas.stocksync.quick;

import io.zapas.stocksync.api.Availability;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.msgpack.core.MessageUnpacker;

/** Reads deliveries on their way to a SKU, as the script keeps them: lines by purchase order (50-events.lua, supply.expected). Stateless. */
public final class Deliveries {
    private Deliveries() {}

    static List<Availability.Incoming> read(byte[] packed) throws IOException {
        try (MessageUnpacker in = Packing.unpacker(packed)) {
            return read(in);
        }
    }

    /** Those that still bring something, the next first. */
    public static List<Availability.Incoming> read(MessageUnpacker in) throws IOException {
        List<Availability.Incoming> expected = new ArrayList<>();
        for (int lines = Packing.mapSize(in); lines > 0; lines--) {
            Availability.Incoming line = line(in.unpackString(), in);
            if (line.quantity() > 0) {
                expected.add(line);
            }
        }
        expected.sort(
                Comparator.comparing(Availability.Incoming::eta).thenComparing(Availability.Incoming::purchaseOrder));
        return expected;
    }

    private static Availability.Incoming line(String purchaseOrder, MessageUnpacker in) throws IOException {
        long quantity = 0;
        LocalDate eta = null;
        String location = null;
        Boolean confirmed = null;
        for (int fields = in.unpackMapHeader(); fields > 0; fields--) {
            switch (in.unpackString()) {
                case "q" -> quantity = in.unpackLong();
                case "eta" -> eta = LocalDate.parse(in.unpackString());
                case "l" -> location = in.unpackString();
                case "c" -> confirmed = in.unpackBoolean();
                default -> in.skipValue();
            }
        }
        return new Availability.Incoming(quantity, eta, purchaseOrder, location, confirmed);
    }
}
