package io.zapas.stocksync.recovery;

import io.vertx.core.Future;
import io.zapas.runtime.kafka.KafkaAccess.KafkaLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

/**
 * Copies of the store: topic {@code stock.snapshot}, one partition. The parts of a copy stand one after another, and an end that says what
 * they are; without its end a copy counts for nothing. The newest copy with an end replaces every journal record before {@link Copy#journalFrom()}.
 */
final class Snapshots {
    private static final int END = 4;
    /** How far one look backwards for an end reaches. */
    private static final int LOOK_BACK = 500;

    private final KafkaLog log;

    Snapshots(KafkaLog log) {
        this.log = log;
    }

    /**
     * A whole copy.
     *
     * @param first offset of its first part, and of its end
     * @param journalFrom journal offset from which on the journal is to be replayed onto it
     * @param number of the newest item it holds for certain, and its token
     */
    record Copy(long first, long end, long journalFrom, long number, String token) {}

    /** The newest whole copy; null: there is none. */
    Future<Copy> newest() {
        return log.begin().compose(begin -> log.end().compose(end -> lookBack(begin, end)));
    }

    private Future<Copy> lookBack(long begin, long to) {
        if (to <= begin) {
            return Future.succeededFuture();
        }
        long from = Math.max(begin, to - LOOK_BACK);
        List<Copy> found = new ArrayList<>();
        return log.read(from, to, part -> {
                    for (KafkaLog.Entry entry : part) {
                        Copy copy = copy(entry);
                        if (copy != null) {
                            found.add(copy);
                        }
                    }
                    return Future.succeededFuture();
                })
                .compose(read ->
                        found.isEmpty() ? lookBack(begin, from) : Future.succeededFuture(found.get(found.size() - 1)));
    }

    /** Hands the parts of the copy over, in order. */
    Future<Void> read(Copy copy, Function<List<byte[]>, Future<Void>> parts) {
        return log.read(
                copy.first(),
                copy.end(),
                part -> parts.apply(part.stream().map(KafkaLog.Entry::value).toList()));
    }

    Future<Long> begin() {
        return log.end();
    }

    Future<Long> part(byte[] record) {
        return log.append(record);
    }

    /** Ends the copy whose first part stands at {@code first}, and forgets those before it. */
    Future<Void> end(long first, long journalFrom, long number, String token) {
        try (MessageBufferPacker out = MessagePack.newDefaultBufferPacker()) {
            out.packArrayHeader(5)
                    .packInt(END)
                    .packLong(first)
                    .packLong(journalFrom)
                    .packLong(number)
                    .packString(token);
            return log.append(out.toByteArray()).compose(written -> log.deleteBefore(first));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Copy copy(KafkaLog.Entry entry) {
        try (MessageUnpacker in = MessagePack.newDefaultUnpacker(entry.value())) {
            in.unpackArrayHeader();
            return in.unpackInt() == END
                    ? new Copy(in.unpackLong(), entry.offset(), in.unpackLong(), in.unpackLong(), in.unpackString())
                    : null;
        } catch (IOException e) {
            throw new UncheckedIOException("the snapshot's record at " + entry.offset() + " cannot be read", e);
        }
    }
}
