package io.zapas.stocksync.quick;

import java.io.IOException;
import org.msgpack.core.MessagePacker;
import org.msgpack.core.MessageUnpacker;

/**
 * The newest level a source stated of a place.
 *
 * @param at epoch milliseconds
 * @param version text that sorts like the number; null: time orders
 * @param basis {@code PHYSICAL} or {@code NET}
 */
record Watermark(long at, String version, long quantity, String basis) {

    /** Whether a statement is older than this one of the same source. */
    boolean isNewerThan(long time, String statedVersion) {
        if (version != null && statedVersion != null) {
            return statedVersion.compareTo(version) < 0;
        }
        return time < at;
    }

    static Watermark read(MessageUnpacker in) throws IOException {
        long at = 0;
        String version = null;
        long quantity = 0;
        String basis = null;
        for (int fields = in.unpackMapHeader(); fields > 0; fields--) {
            switch (in.unpackString()) {
                case "t" -> at = in.unpackLong();
                case "v" -> version = in.unpackString();
                case "q" -> quantity = in.unpackLong();
                case "b" -> basis = in.unpackString();
                default -> throw new UnplainException();
            }
        }
        return new Watermark(at, version, quantity, basis);
    }

    void write(MessagePacker out) throws IOException {
        out.packMapHeader(version == null ? 3 : 4);
        out.packString("t").packLong(at);
        if (version != null) {
            out.packString("v").packString(version);
        }
        out.packString("q").packLong(quantity);
        out.packString("b").packString(basis);
    }
}
