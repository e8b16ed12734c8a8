package io.zapas.stocksync.quick;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.msgpack.core.MessagePacker;
import org.msgpack.core.MessageUnpacker;

/**
 * The newest level a source stated of a place.
 *
 * @param at epoch milliseconds
 * @param version text that sorts like the number; null: time orders
 * @param basis {@code PHYSICAL} or {@code NET}
 * @param ids of the source's events no older than that time, at most {@value #IDS_MAX}
 */
record Watermark(long at, String version, long quantity, String basis, List<String> ids) {
    private static final int IDS_MAX = 8;

    /**
     * With the ids to keep after this one of the same source; null: its first.
     *
     * @throws UnplainException the event was seen before, or there are so many of one time that they are remembered elsewhere
     */
    Watermark after(Watermark before) {
        if (before == null) {
            return this;
        }
        if (before.ids.containsAll(ids) || before.ids.size() >= IDS_MAX) {
            throw new UnplainException();
        }
        if (at > before.at || before.ids.isEmpty()) {
            return this;
        }
        List<String> all = new ArrayList<>(before.ids);
        all.addAll(ids);
        return new Watermark(at, version, quantity, basis, all);
    }

    /** Whether a statement of the same source comes after this one beyond doubt: both have a version or neither, and nothing goes back. */
    boolean isPlainlyBefore(long time, String statedVersion) {
        boolean versions = version == null
                ? statedVersion == null
                : statedVersion != null && statedVersion.compareTo(version) >= 0;
        return versions && time >= at;
    }

    static Watermark read(MessageUnpacker in) throws IOException {
        long at = 0;
        String version = null;
        long quantity = 0;
        String basis = null;
        List<String> ids = List.of();
        for (int fields = in.unpackMapHeader(); fields > 0; fields--) {
            switch (in.unpackString()) {
                case "t" -> at = in.unpackLong();
                case "v" -> version = in.unpackString();
                case "q" -> quantity = in.unpackLong();
                case "b" -> basis = in.unpackString();
                case "i" -> {
                    int count = in.unpackArrayHeader();
                    ids = new ArrayList<>(count);
                    while (ids.size() < count) {
                        ids.add(in.unpackString());
                    }
                }
                default -> throw new UnplainException();
            }
        }
        return new Watermark(at, version, quantity, basis, ids);
    }

    void write(MessagePacker out) throws IOException {
        out.packMapHeader(3 + (version == null ? 0 : 1) + (ids.isEmpty() ? 0 : 1));
        out.packString("t").packLong(at);
        if (version != null) {
            out.packString("v").packString(version);
        }
        out.packString("q").packLong(quantity);
        out.packString("b").packString(basis);
        if (!ids.isEmpty()) {
            out.packString("i").packArrayHeader(ids.size());
            for (String id : ids) {
                out.packString(id);
            }
        }
    }
}
