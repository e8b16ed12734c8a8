package io.zapas.stocksync.quick;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;

/**
 * The ground decisions are made on: what one look at the store found, all at one moment, and SKUs as this instance's last decision left them. Confined to
 * one thread.
 */
final class Ground {
    final long now;
    /** When each source was heard last. */
    final Map<String, Long> heard;

    private final Map<String, byte[]> values = new HashMap<>();
    private final Map<String, PlainSku> skus = new HashMap<>();
    private final Map<String, Boolean> unplain = new HashMap<>();
    private final String prefix;

    /** Nothing was looked at. */
    Ground(String prefix, long now, Map<String, Long> heard) {
        this.prefix = prefix;
        this.now = now;
        this.heard = heard;
    }

    /** @param answer of {@code look} for these keys */
    static Ground read(String prefix, List<String> keys, byte[] answer) {
        try (MessageUnpacker in = Packing.unpacker(answer)) {
            in.unpackArrayHeader();
            Ground ground = new Ground(prefix, in.unpackLong(), Packing.times(in));
            in.unpackArrayHeader();
            for (String key : keys) {
                if (in.getNextFormat().getValueType() == ValueType.STRING) {
                    ground.values.put(key, Packing.raw(in));
                } else {
                    in.skipValue();
                }
            }
            return ground;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A SKU as the store keeps it. */
    void add(String name, byte[] stored) {
        values.put(prefix + "s:" + name, stored);
    }

    boolean absent(String key) {
        return !values.containsKey(key);
    }

    /**
     * The SKU with what was decided before in the same call.
     *
     * @throws UnplainException only the script has rules for it, or it was given up
     */
    PlainSku sku(String name) {
        if (unplain.containsKey(name)) {
            throw new UnplainException();
        }
        PlainSku known = skus.get(name);
        if (known == null) {
            try {
                known = PlainSku.read(name, values.get(prefix + "s:" + name));
            } catch (UnplainException e) {
                giveUp(name);
                throw e;
            } catch (IOException e) {
                throw new UncheckedIOException("SKU " + name, e);
            }
            skus.put(name, known);
        }
        return known;
    }

    /** Nothing more is decided about the SKU in this call. */
    void giveUp(String name) {
        unplain.put(name, true);
    }

    Collection<PlainSku> all() {
        return skus.values();
    }

    /** Whether nothing was left to others of what was asked about the SKU. */
    boolean decides(PlainSku sku) {
        return !unplain.containsKey(sku.name);
    }
}
