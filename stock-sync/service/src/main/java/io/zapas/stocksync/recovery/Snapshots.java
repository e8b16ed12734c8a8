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
 * Every part says which copy it belongs to: a leader that was given up may still write among the parts of its successor's.
 */
final class Snapshots {
    private static final int END = 4;
    private static final int PART = 5;
    /** How far one look backwards for an end reaches. */
    private static final int LOOK_BACK = 500;

    private final KafkaLog log;

    Snapshots(KafkaLog log) {
        this.log = log;
    }

    /**
     * A whole copy.
     *
     * @param id what its parts bear
     * @param first offset of its first part, and of its end
     * @param journalFrom journal offset from which on the journal is to be replayed onto it
     * @param epoch it was taken in
     * @param number of the last item in the journal before {@code journalFrom}, and its token: the copy has all of it
     * @param upTo of the newest item the copy may have something of
     */
    record Copy(String id, long first, long end, long journalFrom, long epoch, long number, String token, long upTo) {}

    /**
     * The newest whole copy; null: there is none.
     *
     * @param journalBegin copies that go on from before there count for nothing: a leader that was given up ended one late
     */
    Future<Copy> newest(long journalBegin) {
        return log.begin().compose(begin -> log.end().compose(end -> lookBack(begin, end, journalBegin)));
    }

    private Future<Copy> lookBack(long begin, long to, long journalBegin) {
        if (to <= begin) {
            return Future.succeededFuture();
        }
        long from = Math.max(begin, to - LOOK_BACK);
        List<Copy> found = new ArrayList<>();
        return log.read(from, to, part -> {
                    for (KafkaLog.Entry entry : part) {
                        Copy copy = copy(entry);
                        if (copy != null && copy.journalFrom() >= journalBegin) {
                            found.add(copy);
                        }
                    }
                    return Future.succeededFuture();
                })
                .compose(read -> found.isEmpty()
                        ? lookBack(begin, from, journalBegin)
                        : Future.succeededFuture(found.get(found.size() - 1)));
    }

    /** Hands the parts of the copy over, in order. */
    Future<Void> read(Copy copy, Function<List<byte[]>, Future<Void>> parts) {
        return log.read(copy.first(), copy.end(), entries -> {
            List<byte[]> own = new ArrayList<>(entries.size());
            for (KafkaLog.Entry entry : entries) {
                byte[] part = part(entry, copy.id());
                if (part != null) {
                    own.add(part);
                }
            }
            return own.isEmpty() ? Future.succeededFuture() : parts.apply(own);
        });
    }

    /** The first part of a copy that begins now will stand here, or behind. */
    Future<Long> begin() {
        return log.end();
    }

    /** Writes a part of the copy with this id. */
    Future<Long> part(String id, byte[] record) {
        try (MessageBufferPacker out = MessagePack.newDefaultBufferPacker()) {
            out.packArrayHeader(3).packInt(PART).packString(id).packBinaryHeader(record.length);
            out.writePayload(record);
            return log.append(out.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends a copy, whose own end does not matter here, and forgets those before it. */
    Future<Void> end(Copy copy) {
        try (MessageBufferPacker out = MessagePack.newDefaultBufferPacker()) {
            out.packArrayHeader(8)
                    .packInt(END)
                    .packString(copy.id())
                    .packLong(copy.first())
                    .packLong(copy.journalFrom())
                    .packLong(copy.epoch())
                    .packLong(copy.number())
                    .packString(copy.token())
                    .packLong(copy.upTo());
            return log.append(out.toByteArray()).compose(written -> log.deleteBefore(copy.first()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Null: it is not one of this copy. */
    private static byte[] part(KafkaLog.Entry entry, String id) {
        try (MessageUnpacker in = MessagePack.newDefaultUnpacker(entry.value())) {
            in.unpackArrayHeader();
            return in.unpackInt() == PART && in.unpackString().equals(id)
                    ? in.readPayload(in.unpackBinaryHeader())
                    : null;
        } catch (IOException e) {
            throw new UncheckedIOException("the snapshot's record at " + entry.offset() + " cannot be read", e);
        }
    }

    private static Copy copy(KafkaLog.Entry entry) {
        try (MessageUnpacker in = MessagePack.newDefaultUnpacker(entry.value())) {
            in.unpackArrayHeader();
            return in.unpackInt() == END
                    ? new Copy(
                            in.unpackString(),
                            in.unpackLong(),
                            entry.offset(),
                            in.unpackLong(),
                            in.unpackLong(),
                            in.unpackLong(),
                            in.unpackString(),
                            in.unpackLong())
                    : null;
        } catch (IOException e) {
            throw new UncheckedIOException("the snapshot's record at " + entry.offset() + " cannot be read", e);
        }
    }
}
