package io.zapas.stocksync.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.domain.ShownAvailability;
import io.zapas.stocksync.domain.Stock.Change;
import io.zapas.stocksync.domain.Stock.OutboxItem;
import io.zapas.stocksync.quick.Packing;
import io.zapas.stocksync.quick.ShownDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;

/** Reads outbox items as 15-record.lua and quick.lua write them. Stateless. */
final class OutboxReader {
    private static final int WRITES = 1;
    private static final int DECIDED = 4;

    private OutboxReader() {}

    /**
     * @param record field {@code j}
     * @param newest fields {@code d} or {@code s}; null: the item was restored from the journal, which does not hold it
     */
    static OutboxItem item(String id, byte[] record, Map<String, ShownAvailability> newest) {
        try (MessageUnpacker in = Packing.unpacker(record)) {
            in.unpackArrayHeader();
            int version = in.unpackInt();
            if (version != WRITES && version != DECIDED) {
                throw new IllegalStateException("outbox item " + id + " has the unknown version " + version);
            }
            long epoch = in.unpackLong();
            long number = in.unpackLong();
            String previous = in.unpackString();
            String token = in.unpackString();
            in.unpackLong();
            in.unpackLong();
            List<Change> changes = version == DECIDED ? decided(in) : list(in, OutboxReader::change);
            return new OutboxItem(id, epoch, number, previous, token, record, changes, newest);
        } catch (IOException e) {
            throw new UncheckedIOException("outbox item " + id, e);
        }
    }

    /** Field {@code d}: SKU, version, document, ... */
    static byte[] packed(List<ShownAvailability> shown) {
        return new Packing().bytes(out -> {
            out.packArrayHeader(3 * shown.size());
            for (ShownAvailability each : shown) {
                out.packString(each.sku()).packLong(each.version());
                out.packBinaryHeader(each.json().length).writePayload(each.json());
            }
        });
    }

    /** Field {@code d}, by SKU. */
    static Map<String, ShownAvailability> published(byte[] packed) {
        try (MessageUnpacker in = Packing.unpacker(packed)) {
            Map<String, ShownAvailability> shown = new LinkedHashMap<>();
            for (int count = in.unpackArrayHeader() / 3; count > 0; count--) {
                String sku = in.unpackString();
                shown.put(sku, new ShownDocument(sku, in.unpackLong(), in.readPayload(in.unpackBinaryHeader())));
            }
            return shown;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param head field {@code h}; null: the record is not divided
     * @param rest field {@code j}
     */
    static byte[] record(byte[] head, byte[] rest) {
        if (head == null) {
            return rest;
        }
        byte[] record = Arrays.copyOf(head, head.length + rest.length);
        System.arraycopy(rest, 0, record, head.length, rest.length);
        return record;
    }

    /** Whether quick.lua wrote the record. */
    static boolean isDecided(byte[] record) {
        return record.length > 1 && record[1] == DECIDED;
    }

    private interface Reader<T> {
        T read(MessageUnpacker in) throws IOException;
    }

    private static <T> List<T> list(MessageUnpacker in, Reader<T> reader) throws IOException {
        int size = in.unpackArrayHeader();
        List<T> items = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            items.add(reader.read(in));
        }
        return items;
    }

    /** What carry.lua carries out. */
    private static List<Change> decided(MessageUnpacker in) throws IOException {
        long seq = in.unpackLong();
        for (int others = 3; others > 0; others--) {
            in.skipValue();
        }
        List<byte[]> entries = List.of();
        List<Integer> counts = new ArrayList<>();
        List<List<String>> touched = new ArrayList<>();
        for (int fields = in.unpackMapHeader(); fields > 0; fields--) {
            switch (in.unpackString()) {
                case "entries" -> entries = list(in, each -> each.readPayload(each.unpackRawStringHeader()));
                case "changes" -> {
                    for (int changes = in.unpackArrayHeader() / 2; changes > 0; changes--) {
                        counts.add(in.unpackInt());
                        touched.add(list(in, MessageUnpacker::unpackString));
                    }
                }
                default -> in.skipValue();
            }
        }
        List<Change> changes = new ArrayList<>(counts.size());
        int next = 0;
        for (int i = 0; i < counts.size(); i++) {
            List<LedgerEntry> own = new ArrayList<>(counts.get(i));
            for (int count = counts.get(i); count > 0; count--) {
                try (MessageUnpacker entry = Packing.unpacker(entries.get(next++))) {
                    own.add(entry(seq + next, entry));
                }
            }
            changes.add(new Change(own, touched.get(i), null, null));
        }
        return changes;
    }

    private static Change change(MessageUnpacker in) throws IOException {
        List<LedgerEntry> entries = List.of();
        List<String> touched = List.of();
        JsonNode offer = null;
        JsonNode parked = null;
        int fields = in.unpackMapHeader();
        for (int i = 0; i < fields; i++) {
            String name = in.unpackString();
            switch (name) {
                case "e" -> entries = list(in, OutboxReader::packedEntry);
                case "t" -> touched = list(in, MessageUnpacker::unpackString);
                case "offer" -> offer = tree(in);
                case "parked" -> parked = tree(in);
                default -> in.skipValue();
            }
        }
        return new Change(
                entries,
                touched,
                offer == null ? null : StepOutput.offer(offer),
                parked == null ? null : StepOutput.parked(parked));
    }

    /** The few values that are no hot path, by way of bytes. */
    private static JsonNode tree(MessageUnpacker in) throws IOException {
        try (var out = MessagePack.newDefaultBufferPacker()) {
            out.packValue(in.unpackValue());
            return Packed.tree(out.toByteArray());
        }
    }

    private static LedgerEntry packedEntry(MessageUnpacker in) throws IOException {
        return entry(in.readPayload(in.unpackRawStringHeader()));
    }

    /** An entry as the script packs it (35-step.lua). */
    static LedgerEntry entry(byte[] packed) throws IOException {
        try (MessageUnpacker in = Packing.unpacker(packed)) {
            in.unpackArrayHeader();
            return entry(in.unpackLong(), in);
        }
    }

    private static LedgerEntry entry(long seq, MessageUnpacker in) throws IOException {
        return new LedgerEntry(
                seq,
                in.unpackString(),
                text(in),
                in.unpackLong(),
                LedgerEntry.Reason.valueOf(in.unpackString()),
                instant(in),
                instant(in),
                in.unpackLong(),
                in.unpackLong(),
                in.unpackLong(),
                in.unpackLong(),
                in.unpackLong(),
                in.unpackLong(),
                instant(in),
                text(in),
                text(in),
                text(in),
                text(in),
                text(in),
                in.unpackLong());
    }

    private static boolean absent(MessageUnpacker in) throws IOException {
        if (in.getNextFormat().getValueType() != ValueType.BOOLEAN) {
            return false;
        }
        in.skipValue();
        return true;
    }

    private static String text(MessageUnpacker in) throws IOException {
        return absent(in) ? null : in.unpackString();
    }

    private static Instant instant(MessageUnpacker in) throws IOException {
        return absent(in) ? null : Instant.ofEpochMilli(in.unpackLong());
    }
}
