package io.zapas.stocksync.quick;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.msgpack.core.MessagePacker;
import org.msgpack.core.MessageUnpacker;

/** State of one SKU that the quick way can work with: what s:&lt;sku&gt; holds (20-stock.lua). Confined to whoever decides about it. */
final class PlainSku {
    final String name;
    final Map<String, Place> places = new TreeMap<>(Names.ORDER);
    final SortedSet<String> listedOn = new TreeSet<>(Names.ORDER);
    SkuRules rules = SkuRules.NONE;
    long version;
    /** Epoch milliseconds of the newest change. */
    long asOf;
    /** Ledger entries so far. */
    long entries;

    /** Product as given, incoming deliveries; null: none. */
    byte[] product;

    byte[] incoming;
    private long writes;
    private Long ignored;
    private Long productAt;
    private byte[] packedRules;
    private byte[] packedListings;
    private byte[] packedKits;
    private String defaultPlace;
    private boolean changed;
    private String mark;
    private byte[] written;

    private PlainSku(String name, String mark) {
        this.name = name;
        this.mark = mark;
    }

    /**
     * @param stored as Redis holds it; null: nobody knows the SKU
     * @throws UnplainException only the script has rules for it
     */
    static PlainSku read(String name, byte[] stored) throws IOException {
        if (stored == null) {
            return new PlainSku(name, "");
        }
        int digits = 0;
        while (Character.isDigit(stored[digits])) {
            digits++;
        }
        int colon = digits;
        while (stored[colon] != ':') {
            colon++;
        }
        PlainSku sku = new PlainSku(name, new String(stored, 0, colon + 1, StandardCharsets.US_ASCII));
        sku.writes = Long.parseLong(sku.mark, 0, digits, 10);
        try (MessageUnpacker in = Packing.unpacker(stored, colon + 1, stored.length - colon - 1)) {
            for (int fields = in.unpackMapHeader(); fields > 0; fields--) {
                sku.field(in.unpackString(), in);
            }
        }
        return sku;
    }

    private void field(String field, MessageUnpacker in) throws IOException {
        switch (field) {
            case "v" -> version = in.unpackLong();
            case "as" -> asOf = in.unpackLong();
            case "n" -> entries = in.unpackLong();
            case "g" -> ignored = in.unpackLong();
            case "dl" -> defaultPlace = in.unpackString();
            case "pj" -> product = Packing.raw(in);
            case "pt" -> productAt = in.unpackLong();
            case "in" -> incoming = Packing.raw(in);
            case "pr" -> {
                packedRules = Packing.raw(in);
                rules = SkuRules.read(packedRules);
            }
            case "oc" -> {
                packedListings = Packing.raw(in);
                listings(packedListings);
            }
            case "kc" -> {
                packedKits = Packing.raw(in);
                try (MessageUnpacker kits = Packing.unpacker(packedKits)) {
                    if (Packing.mapSize(kits) > 0) {
                        throw new UnplainException();
                    }
                }
            }
            case "l" -> {
                for (int count = Packing.mapSize(in); count > 0; count--) {
                    String place = in.unpackString();
                    if (place.equals(Names.UNASSIGNED) || place.equals(Names.INCOMING)) {
                        throw new UnplainException();
                    }
                    places.put(place, Place.read(place, in));
                }
            }
            default -> throw new UnplainException();
        }
    }

    private void listings(byte[] packed) throws IOException {
        try (MessageUnpacker in = Packing.unpacker(packed)) {
            for (int count = Packing.mapSize(in); count > 0; count--) {
                String listing = in.unpackString();
                listedOn.add(listing.substring(0, listing.indexOf(Names.SEPARATOR)));
                in.skipValue();
            }
        }
    }

    boolean known() {
        return !mark.isEmpty() || version > 0;
    }

    /** What the stored text begins with, and no other text that was ever stored for the SKU; empty: there is none. */
    String mark() {
        return mark;
    }

    /** What {@link #write} gave last. */
    byte[] written() {
        return written;
    }

    void touch() {
        changed = true;
    }

    boolean touched() {
        return changed;
    }

    /** A new place; the first sellable one is where units without a place go. */
    void add(Place place, boolean sellable) {
        places.put(place.name, place);
        if (defaultPlace == null && sellable) {
            defaultPlace = place.name;
        }
    }

    List<String> sources() {
        List<String> sources = new ArrayList<>();
        for (Place place : places.values()) {
            for (String source : place.sources()) {
                if (!sources.contains(source)) {
                    sources.add(source);
                }
            }
        }
        return sources;
    }

    /**
     * What s:&lt;sku&gt; is to hold.
     *
     * @param nonce of whoever writes: of two who were to write next, one may be refused, and who builds upon that one must be refused, too
     */
    byte[] write(Packing packing, String nonce) {
        byte[] packed = packing.bytes(this::write);
        byte[] begin = Packing.ascii((writes + 1) + "~" + nonce + ":");
        byte[] stored = new byte[begin.length + packed.length];
        System.arraycopy(begin, 0, stored, 0, begin.length);
        System.arraycopy(packed, 0, stored, begin.length, packed.length);
        written = stored;
        return stored;
    }

    private void write(MessagePacker out) throws IOException {
        int fields = 4;
        for (Object optional : new Object[] {
            ignored, defaultPlace, product, productAt, incoming, packedRules, packedListings, packedKits
        }) {
            fields += optional == null ? 0 : 1;
        }
        out.packMapHeader(fields);
        out.packString("v").packLong(version);
        out.packString("as").packLong(asOf);
        out.packString("n").packLong(entries);
        if (ignored != null) {
            out.packString("g").packLong(ignored);
        }
        if (defaultPlace != null) {
            out.packString("dl").packString(defaultPlace);
        }
        if (productAt != null) {
            out.packString("pt").packLong(productAt);
        }
        optional(out, "pj", product);
        optional(out, "in", incoming);
        optional(out, "pr", packedRules);
        optional(out, "oc", packedListings);
        optional(out, "kc", packedKits);
        out.packString("l").packMapHeader(places.size());
        for (Place place : places.values()) {
            out.packString(place.name);
            place.write(out);
        }
    }

    private static void optional(MessagePacker out, String field, byte[] value) throws IOException {
        if (value != null) {
            out.packString(field);
            Packing.raw(out, value);
        }
    }
}
