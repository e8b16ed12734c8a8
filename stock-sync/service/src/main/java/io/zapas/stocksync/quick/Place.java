package io.zapas.stocksync.quick;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.msgpack.core.MessagePacker;
import org.msgpack.core.MessageUnpacker;

/** A SKU at one location, counted plainly: no lots, and nothing that records holds. Fields as in 20-stock.lua. */
final class Place {
    final String name;
    long onHand;
    long reserved;
    private long committed;
    private long moves;
    private Long newestMove;
    private final Map<String, Watermark> watermarks = new TreeMap<>(Names.ORDER);
    private long levelAt;
    private String basis;

    Place(String name) {
        this.name = name;
    }

    static Place read(String name, MessageUnpacker in) throws IOException {
        Place place = new Place(name);
        for (int fields = in.unpackMapHeader(); fields > 0; fields--) {
            switch (in.unpackString()) {
                case "o" -> place.onHand = in.unpackLong();
                case "r" -> place.reserved = in.unpackLong();
                case "c" -> place.committed = in.unpackLong();
                case "n" -> place.moves = in.unpackLong();
                case "mt" -> place.newestMove = in.unpackLong();
                case "t" -> place.levelAt = in.unpackLong();
                case "b" -> place.basis = in.unpackString();
                case "w" -> {
                    for (int sources = Packing.mapSize(in); sources > 0; sources--) {
                        place.watermarks.put(in.unpackString(), Watermark.read(in));
                    }
                }
                default -> throw new UnplainException();
            }
        }
        return place;
    }

    void write(MessagePacker out) throws IOException {
        out.packMapHeader(5 + (newestMove == null ? 0 : 1) + (basis == null ? 0 : 2));
        out.packString("o").packLong(onHand);
        out.packString("r").packLong(reserved);
        out.packString("c").packLong(committed);
        out.packString("n").packLong(moves);
        if (newestMove != null) {
            out.packString("mt").packLong(newestMove);
        }
        out.packString("w").packMapHeader(watermarks.size());
        for (Map.Entry<String, Watermark> watermark : watermarks.entrySet()) {
            out.packString(watermark.getKey());
            watermark.getValue().write(out);
        }
        if (basis != null) {
            out.packString("t").packLong(levelAt);
            out.packString("b").packString(basis);
        }
    }

    /** Sources that stated a level. */
    Iterable<String> sources() {
        return watermarks.keySet();
    }

    /** A level in force and what it makes of on-hand. */
    record Stated(String source, Watermark level, Watermark inForce, long onHand) {}

    /**
     * What a level as stated would come to: the newest of all sources, plus what a net source had subtracted. Changes nothing.
     *
     * @param movesMax beyond which moves must be forgotten, which is the script's
     * @throws UnplainException it may be older than the source's last, or was seen before, or moves are later than the level in force, or too many are kept
     */
    Stated stated(String source, Watermark level, int movesMax) {
        Watermark before = watermarks.get(source);
        if (before != null && !before.isPlainlyBefore(level.at(), level.version())) {
            throw new UnplainException();
        }
        level = level.after(before);
        Watermark newest = null;
        boolean own = false;
        for (Map.Entry<String, Watermark> entry : watermarks.entrySet()) {
            if (!own && Names.ORDER.compare(source, entry.getKey()) <= 0) {
                own = true;
                newest = newer(newest, level);
            }
            if (!source.equals(entry.getKey())) {
                newest = newer(newest, entry.getValue());
            }
        }
        newest = own ? newest : newer(newest, level);
        if (moves > movesMax || (moves > 0 && (newestMove == null || newestMove > newest.at()))) {
            throw new UnplainException();
        }
        return new Stated(source, level, newest, newest.quantity() + ("NET".equals(newest.basis()) ? committed : 0));
    }

    /** Of two at the same time the one whose source comes later by name. */
    private static Watermark newer(Watermark first, Watermark second) {
        return first == null || second.at() >= first.at() ? second : first;
    }

    void take(Stated stated) {
        watermarks.put(stated.source(), stated.level());
        levelAt = stated.inForce().at();
        basis = stated.inForce().basis();
        onHand = stated.onHand();
    }
}
