package io.zapas.stocksync.redis;

import io.zapas.stocksync.domain.ShownAvailability;
import io.zapas.stocksync.domain.Stock.OutboxItem;
import io.zapas.stocksync.quick.Packing;
import io.zapas.stocksync.quick.Proposal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.msgpack.core.MessageUnpacker;

/**
 * What {@code commit} (quick.lua) answered.
 *
 * @param item of the outbox, as a reader of Redis would find it
 * @param clock of the store, epoch milliseconds
 * @param heard when each source was heard last
 */
record CommitAnswer(OutboxItem item, long clock, Map<String, Long> heard) {

    /** @param made what was carried out */
    static CommitAnswer read(byte[] answer, Proposal made) {
        try (MessageUnpacker in = Packing.unpacker(answer)) {
            in.unpackArrayHeader();
            byte[] head = in.readPayload(in.unpackRawStringHeader());
            return of(head, made, Packing.times(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param head of the record: carry.lua names its fields */
    private static CommitAnswer of(byte[] head, Proposal made, Map<String, Long> heard) throws IOException {
        try (MessageUnpacker in = Packing.unpacker(head)) {
            in.unpackArrayHeader();
            in.skipValue();
            long epoch = in.unpackLong();
            long number = in.unpackLong();
            String previous = in.unpackString();
            String token = in.unpackString();
            long clock = in.unpackLong();
            in.skipValue();
            long seq = in.unpackLong();
            Map<String, ShownAvailability> shown =
                    new LinkedHashMap<>(2 * made.shown().size());
            made.shown().forEach(each -> shown.put(each.sku(), each));
            OutboxItem item = new OutboxItem(
                    number + "-0",
                    epoch,
                    number,
                    previous,
                    token,
                    OutboxReader.record(head, made.decided()),
                    made.changes().apply(seq),
                    shown);
            return new CommitAnswer(item, clock, heard);
        }
    }
}
