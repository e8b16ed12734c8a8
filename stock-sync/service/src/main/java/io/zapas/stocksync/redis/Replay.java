package io.zapas.stocksync.redis;

import io.zapas.stocksync.quick.Packing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;

/**
 * What records of the journal (15-record.lua; those decided outside as carry.lua carries them out) and of copies ({2, writes}) write, all together.
 * Confined to one thread.
 */
final class Replay {
    private static final int WRITES = 1;
    private static final int COPIED = 2;
    private static final int DECIDED = 4;
    /** Fields of a record behind its number that the writes do not need: tokens before and own, clock, oldest, changes. */
    private static final int BEFORE_WRITES = 5;
    /** Begins a packed ledger entry: an array of 20, whose first is its number. */
    private static final byte[] ENTRY = {(byte) 0xdc, 0, 20};

    private final String prefix;
    private final byte[] out;
    private final long oldest;
    private final Packing packing = new Packing();
    private final Writes writes = new Writes();
    private final Writes.Alike items = new Writes.Alike();

    /**
     * @param prefix of all keys
     * @param oldest number of the oldest item the outbox shall hold
     */
    Replay(String prefix, long oldest) {
        this.prefix = Writes.text(prefix.getBytes(StandardCharsets.UTF_8));
        this.out = Writes.bytes(this.prefix + "out");
        this.oldest = oldest;
    }

    void add(byte[] record) {
        try (MessageUnpacker in = Packing.unpacker(record)) {
            in.unpackArrayHeader();
            int version = in.unpackInt();
            if (version == COPIED) {
                commands(in);
                return;
            }
            if (version != WRITES && version != DECIDED) {
                throw new IllegalStateException("a record of the journal has the unknown version " + version);
            }
            in.skipValue();
            long number = in.unpackLong();
            if (version == WRITES) {
                in.skipValue(BEFORE_WRITES);
                commands(in);
            } else {
                decided(number, in);
            }
            if (number >= oldest) {
                items.add("XADD", List.of(out, ascii(number + "-0"), ascii("j"), record));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a record of the journal cannot be read", e);
        }
    }

    /** Arguments of {@code restore} (store.lua). */
    List<byte[]> arguments() {
        List<byte[]> arguments = writes.arguments();
        items.into(arguments);
        return arguments;
    }

    private void commands(MessageUnpacker in) throws IOException {
        for (int commands = in.unpackArrayHeader(); commands > 0; commands--) {
            writes.command(words(in));
        }
    }

    /** Numbers as Redis takes them from a script. */
    private static List<byte[]> words(MessageUnpacker in) throws IOException {
        int size = in.unpackArrayHeader();
        List<byte[]> words = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            words.add(
                    in.getNextFormat().getValueType() == ValueType.INTEGER
                            ? ascii(Long.toString(in.unpackLong()))
                            : Packing.raw(in));
        }
        return words;
    }

    /** The fields are those of carry.lua, and what comes later there comes later here. */
    private void decided(long number, MessageUnpacker in) throws IOException {
        in.skipValue();
        byte[] token = Packing.raw(in);
        long clock = in.unpackLong();
        in.skipValue();
        long seq = in.unpackLong();
        long move = in.unpackLong();
        long parked = in.unpackLong();
        long wall = in.unpackLong();
        List<byte[]> sets = List.of();
        List<byte[]> told = List.of();
        List<Telling> telling = List.of();
        List<List<byte[]>> adds = List.of();
        List<byte[]> entries = List.of();
        List<byte[]> trails = List.of();
        List<byte[]> heard = List.of();
        List<byte[]> positions = List.of();
        for (int fields = in.unpackMapHeader(); fields > 0; fields--) {
            String field = in.unpackString();
            switch (field) {
                case "sets" -> sets = words(in);
                case "told" -> told = words(in);
                case "telling" -> telling = telling(in);
                case "adds" -> adds = adds(in);
                case "entries" -> entries = words(in);
                case "trails" -> trails = words(in);
                case "heard" -> heard = words(in);
                case "positions" -> positions = words(in);
                case "changes" -> in.skipValue();
                default -> throw new IllegalStateException("item " + number + " has the unknown field " + field);
            }
        }
        byte[] id = packing.bytes(packed -> packed.packString(number + "-0"));
        for (int i = 0; i < sets.size(); i += 2) {
            writes.set(sets.get(i), sets.get(i + 1), null);
        }
        for (int i = 0; i < told.size(); i += 2) {
            writes.set(told.get(i), joined(told.get(i + 1), id), null);
        }
        for (Telling each : telling) {
            byte[] ends = ascii(Long.toString(wall + each.millis));
            for (int i = 0; i < each.values.size(); i += 2) {
                writes.set(each.values.get(i), joined(each.values.get(i + 1), id), ends);
            }
        }
        adds.forEach(writes::command);
        for (int i = 0; i < entries.size(); i++) {
            long own = seq + i + 1;
            byte[] entry = joined(ENTRY, packing.bytes(packed -> packed.packLong(own)), entries.get(i));
            writes.hset(Writes.text(trails.get(2 * i)), trails.get(2 * i + 1), entry);
        }
        fields("src", heard);
        fields("pos", positions);
        fields(
                "meta",
                List.of(
                        ascii("seq"), ascii(Long.toString(seq + entries.size())),
                        ascii("out"), ascii(Long.toString(number)),
                        ascii("move"), ascii(Long.toString(move)),
                        ascii("park"), ascii(Long.toString(parked)),
                        ascii("now"), ascii(Long.toString(clock)),
                        ascii("tok"), token));
    }

    /** Values that end with the id of the outbox item, and are kept for so long. */
    private record Telling(long millis, List<byte[]> values) {}

    private static List<Telling> telling(MessageUnpacker in) throws IOException {
        List<Telling> groups = new ArrayList<>();
        for (int left = in.unpackArrayHeader(); left > 0; left--) {
            int values = in.unpackArrayHeader() - 1;
            long millis = in.unpackLong();
            List<byte[]> group = new ArrayList<>(values);
            for (int i = 0; i < values; i++) {
                group.add(Packing.raw(in));
            }
            groups.add(new Telling(millis, group));
        }
        return groups;
    }

    private static List<List<byte[]>> adds(MessageUnpacker in) throws IOException {
        List<List<byte[]>> adds = new ArrayList<>();
        for (int left = in.unpackArrayHeader(); left > 0; left--) {
            adds.add(words(in));
        }
        return adds;
    }

    private void fields(String name, List<byte[]> fields) {
        for (int i = 0; i < fields.size(); i += 2) {
            writes.hset(prefix + name, fields.get(i), fields.get(i + 1));
        }
    }

    private static byte[] joined(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] whole = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
