package io.zapas.stocksync.redis;

import io.zapas.stocksync.quick.Packing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.msgpack.core.MessageUnpacker;

/**
 * What {@code commit} (quick.lua) answered.
 *
 * @param id of the outbox item
 * @param record its record, as Redis keeps it
 * @param clock of the store, epoch milliseconds
 * @param heard when each source was heard last
 */
@SuppressWarnings("ArrayRecordComponent")
record CommitAnswer(String id, byte[] record, long clock, Map<String, Long> heard) {
    /** Fields of the record before its number: version, epoch. */
    private static final int BEFORE_NUMBER = 2;

    /** @param decided what was carried out: the end of the record */
    static CommitAnswer read(byte[] answer, byte[] decided) {
        try (MessageUnpacker in = Packing.unpacker(answer)) {
            in.unpackArrayHeader();
            byte[] head = in.readPayload(in.unpackRawStringHeader());
            Map<String, Long> heard = Packing.times(in);
            return of(head, OutboxReader.record(head, decided), heard);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CommitAnswer of(byte[] head, byte[] record, Map<String, Long> heard) throws IOException {
        try (MessageUnpacker in = Packing.unpacker(head)) {
            in.unpackArrayHeader();
            for (int field = 0; field < BEFORE_NUMBER; field++) {
                in.skipValue();
            }
            long number = in.unpackLong();
            in.skipValue();
            in.skipValue();
            return new CommitAnswer(number + "-0", record, in.unpackLong(), heard);
        }
    }
}
