package io.zapas.stocksync.quick;

import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import org.msgpack.core.MessagePacker;

/**
 * What every input of the script begins with.
 *
 * @param epoch of the store that must answer
 * @param seen outbox number it must have come to
 * @param nonce tells this call from any other
 */
public record Header(String epoch, long seen, String nonce) {
    static final int FIELDS = 4;

    public Header(String epoch, long seen) {
        this(epoch, seen, Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), Character.MAX_RADIX));
    }

    void write(MessagePacker out, long now) throws IOException {
        out.packString("epoch").packString(epoch);
        out.packString("seen").packLong(seen);
        out.packString("nonce").packString(nonce);
        out.packString("now").packLong(now);
    }
}
