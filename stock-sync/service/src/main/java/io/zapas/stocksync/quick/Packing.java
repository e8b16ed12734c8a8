package io.zapas.stocksync.quick;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.core.buffer.MessageBuffer;
import org.msgpack.core.buffer.MessageBufferOutput;
import org.msgpack.value.ValueType;

/** MessagePack as Lua's library writes and reads it. Confined to one thread: its buffer is used again. */
public final class Packing {
    private static final MessagePack.UnpackerConfig UNPACKER = new MessagePack.UnpackerConfig()
            // Only texts that span buffers need it, and there are none: each unpacker would allocate 16 KiB.
            .withStringDecoderBufferSize(16);

    private final Output output = new Output();
    private final MessagePacker packer = MessagePack.newDefaultPacker(output);

    /** Writes one value. */
    public interface Content {
        void write(MessagePacker out) throws IOException;
    }

    public static MessageUnpacker unpacker(byte[] packed) {
        return UNPACKER.newUnpacker(packed);
    }

    static MessageUnpacker unpacker(byte[] packed, int from, int length) {
        return UNPACKER.newUnpacker(packed, from, length);
    }

    public byte[] bytes(Content content) {
        try {
            packer.clear();
            output.length = 0;
            content.write(packer);
            packer.flush();
            return Arrays.copyOf(output.bytes, output.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes as the string they are to Lua. */
    static void raw(MessagePacker out, byte[] bytes) throws IOException {
        out.packRawStringHeader(bytes.length);
        out.writePayload(bytes);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Name, time, ... as Redis answers a hash: epoch milliseconds by name. */
    public static Map<String, Long> times(MessageUnpacker in) throws IOException {
        Map<String, Long> times = new HashMap<>();
        for (int pairs = in.unpackArrayHeader() / 2; pairs > 0; pairs--) {
            String name = in.unpackString();
            times.put(name, Long.parseLong(in.unpackString()));
        }
        return times;
    }

    /** Lua cannot tell an empty map from an empty list. */
    public static int mapSize(MessageUnpacker in) throws IOException {
        return in.getNextFormat().getValueType() == ValueType.ARRAY ? in.unpackArrayHeader() : in.unpackMapHeader();
    }

    public static byte[] raw(MessageUnpacker in) throws IOException {
        return in.readPayload(in.unpackRawStringHeader());
    }

    /** One array that grows. The library's own would allocate a buffer of kilobytes for every value that is written. */
    private static final class Output implements MessageBufferOutput {
        private static final int FIRST_BYTES = 1 << 12;

        private byte[] bytes = new byte[FIRST_BYTES];
        private MessageBuffer whole = MessageBuffer.wrap(bytes);
        private int length;

        private void room(int size) {
            if (bytes.length - length < size) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + size));
                whole = MessageBuffer.wrap(bytes);
            }
        }

        @Override
        public MessageBuffer next(int minimumSize) {
            room(minimumSize);
            return length == 0 ? whole : MessageBuffer.wrap(bytes, length, bytes.length - length);
        }

        @Override
        public void writeBuffer(int size) {
            length += size;
        }

        @Override
        public void write(byte[] source, int offset, int size) {
            room(size);
            System.arraycopy(source, offset, bytes, length, size);
            length += size;
        }

        @Override
        public void add(byte[] source, int offset, int size) {
            write(source, offset, size);
        }

        @Override
        public void close() {}

        @Override
        public void flush() {}
    }
}
