package io.zapas.stocksync.quick;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;

/** What one look at the store found, all at one moment: the ground decisions are made on. Confined to one thread. */
final class Ground {
    final long now;
    final Map<String, Long> heard = new HashMap<>();
    private final Map<String, byte[]> values = new HashMap<>();
    private final Map<String, PlainSku> skus = new HashMap<>();
    private final Map<String, Boolean> unplain = new HashMap<>();
    private final String prefix;

    private Ground(String prefix, long now) {
        this.prefix = prefix;
        this.now = now;
    }

    /** @param answer of {@code look} for these keys */
    static Ground read(String prefix, List<String> keys, byte[] answer) {
        try (MessageUnpacker in = MessagePack.newDefaultUnpacker(answer)) {
            in.unpackArrayHeader();
            Ground ground = new Ground(prefix, in.unpackLong());
            for (int sources = in.unpackArrayHeader() / 2; sources > 0; sources--) {
                String source = in.unpackString();
                ground.heard.put(source, Long.parseLong(in.unpackString()));
            }
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

    Iterable<PlainSku> all() {
        return skus.values();
    }
}
