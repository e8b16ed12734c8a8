package io.zapas.stocksync.quick;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.msgpack.core.MessageUnpacker;

/**
 * What a plain SKU's product says about selling it. Names sort as in the script.
 *
 * @param buffer units kept back of the sum
 * @param buffers units kept back per location; without an entry the configured ones
 * @param channels rules by channel
 */
record SkuRules(long buffer, Map<String, Long> buffers, Map<String, Channel> channels) {
    static final SkuRules NONE = new SkuRules(0, Map.of(), Map.of());

    /** Null: no such rule. */
    record Channel(Long buffer, Long percent, Long cap, Long reserved, Long priority, Long threshold) {}

    /** @throws UnplainException a kit, or one that may be promised before it is there */
    static SkuRules read(byte[] packed) throws IOException {
        try (MessageUnpacker in = Packing.unpacker(packed)) {
            long buffer = 0;
            Map<String, Long> buffers = new TreeMap<>(Names.ORDER);
            Map<String, Channel> channels = new TreeMap<>(Names.ORDER);
            for (int fields = Packing.mapSize(in); fields > 0; fields--) {
                switch (in.unpackString()) {
                    case "buffer" -> buffer = in.unpackLong();
                    case "locations" -> {
                        for (int places = Packing.mapSize(in); places > 0; places--) {
                            buffers.put(in.unpackString(), in.unpackLong());
                        }
                    }
                    case "channels" -> {
                        for (int rules = Packing.mapSize(in); rules > 0; rules--) {
                            channels.put(in.unpackString(), channel(in));
                        }
                    }
                    case "kit" -> {
                        if (Packing.mapSize(in) > 0) {
                            throw new UnplainException();
                        }
                    }
                    default -> throw new UnplainException();
                }
            }
            return new SkuRules(buffer, buffers, channels);
        }
    }

    private static Channel channel(MessageUnpacker in) throws IOException {
        Long buffer = null;
        Long percent = null;
        Long cap = null;
        Long reserved = null;
        Long priority = null;
        Long threshold = null;
        for (int fields = Packing.mapSize(in); fields > 0; fields--) {
            switch (in.unpackString()) {
                case "buffer" -> buffer = in.unpackLong();
                case "percent" -> percent = in.unpackLong();
                case "cap" -> cap = in.unpackLong();
                case "reserved" -> reserved = in.unpackLong();
                case "priority" -> priority = in.unpackLong();
                case "threshold" -> threshold = in.unpackLong();
                default -> throw new UnplainException();
            }
        }
        return new Channel(buffer, percent, cap, reserved, priority, threshold);
    }
}
