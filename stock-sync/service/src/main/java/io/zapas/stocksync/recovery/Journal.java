package io.zapas.stocksync.recovery;

import io.vertx.core.Future;
import io.zapas.runtime.kafka.KafkaAccess.KafkaLog;
import io.zapas.stocksync.domain.Stock.OutboxItem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

/**
 * The journal of the store: topic {@code stock.journal}, one partition. An outbox item as the store wrote it is one record; all of them, replayed in order
 * onto an empty store, are the store.
 *
 * <p>A fence begins an epoch: its number, which every item written under it carries, is the fence's offset, or higher when it says so. Of the items behind a fence those of an
 * earlier epoch count for nothing (a leader that was given up wrote on), and of two with one number the first counts (a leader died between the
 * journal and the outbox). A base, once the store has been rebuilt, names the item the epoch goes on from.
 */
final class Journal {
    /** How many records from its end tell where it ends, leftovers of a leader that was given up included. */
    private static final int TAIL_RECORDS = 1_000;

    private static final int FENCE = 0;
    private static final int ITEM = 1;
    private static final int BASE = 3;

    private final KafkaLog log;

    Journal(KafkaLog log) {
        this.log = log;
    }

    /**
     * Where it ends.
     *
     * @param number of its newest item, and its token; 0: none yet; negative: not to be told from its end
     * @param next the offset its next record gets
     */
    record Tail(long epoch, long number, String token, long next) {}

    /** One record. An item has its oldest companion in the outbox. */
    private record Head(int kind, long offset, long epoch, long number, String previous, String token, long oldest) {}

    /** Reads records in order and leaves out those that count for nothing. */
    static final class Fold {
        private final boolean ontoCopy;
        private long epoch = -1;
        private long number = -1;
        private String token = "";
        private long oldest = 1;

        /** @param ontoCopy whether something was there before; else the first item must be number 1 */
        Fold(boolean ontoCopy) {
            this.ontoCopy = ontoCopy;
        }

        /** Whether the record is to be replayed. Throws {@link IllegalStateException} when one before it is missing. */
        private boolean takes(Head head) {
            if (head.kind == FENCE) {
                epoch = head.epoch;
                return false;
            }
            if (head.epoch < epoch || (head.kind == ITEM && head.number <= number)) {
                return false;
            }
            if (number < 0 && !ontoCopy && head.number > (head.kind == ITEM ? 1 : 0)) {
                throw new IllegalStateException("the journal begins with item " + head.number + " at " + head.offset
                        + " and there is no copy of what was before it");
            }
            if (head.kind == BASE) {
                if (number >= 0 && head.number != number) {
                    throw new IllegalStateException("the journal goes on from item " + head.number + " at "
                            + head.offset + ", but item " + number + " was read before it");
                }
                epoch = head.epoch;
                number = head.number;
                token = head.token;
                return false;
            }
            if (number >= 0 && (head.number != number + 1 || !head.previous.equals(token))) {
                throw new IllegalStateException("the journal lacks what is between item " + number + " and item "
                        + head.number + " at " + head.offset);
            }
            epoch = head.epoch;
            number = head.number;
            token = head.token;
            oldest = head.oldest;
            return true;
        }

        /** Of the newest item; negative: there was none. */
        long number() {
            return number;
        }

        String token() {
            return token;
        }

        long epoch() {
            return epoch;
        }

        /** Items from this number on may not have reached the other topics. */
        long oldest() {
            return oldest;
        }
    }

    /** Null: it is empty. */
    Future<Tail> tail() {
        return log.begin().compose(begin -> log.end().compose(end -> {
            if (begin.equals(end)) {
                return Future.succeededFuture();
            }
            Fold fold = new Fold(true);
            return read(Math.max(begin, end - TAIL_RECORDS), end, fold, items -> Future.succeededFuture())
                    .map(read -> new Tail(fold.epoch(), fold.number(), fold.token(), end));
        }));
    }

    /** Replays what counts; parts in order, each awaited. */
    Future<Void> read(long from, long to, Fold fold, Function<List<byte[]>, Future<Void>> items) {
        return log.read(from, to, part -> {
            List<byte[]> counting = new ArrayList<>(part.size());
            for (KafkaLog.Entry entry : part) {
                if (fold.takes(head(entry))) {
                    counting.add(entry.value());
                }
            }
            return counting.isEmpty() ? Future.succeededFuture() : items.apply(counting);
        });
    }

    Future<Long> begin() {
        return log.begin();
    }

    Future<Long> end() {
        return log.end();
    }

    /**
     * Begins an epoch; answers its number.
     *
     * @param atLeast the number is not below this
     */
    Future<Long> fence(long atLeast) {
        try (MessageBufferPacker out = MessagePack.newDefaultBufferPacker()) {
            out.packArrayHeader(2).packInt(FENCE).packLong(atLeast);
            return log.append(out.toByteArray()).map(offset -> Math.max(offset, atLeast));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The epoch goes on from that item; answers the offset. */
    Future<Long> base(long epoch, long number, String token) {
        try (MessageBufferPacker out = MessagePack.newDefaultBufferPacker()) {
            out.packArrayHeader(4)
                    .packInt(BASE)
                    .packLong(epoch)
                    .packLong(number)
                    .packString(token);
            return log.append(out.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers the offset. */
    Future<Long> append(OutboxItem item) {
        return log.append(item.record());
    }

    Future<Void> deleteBefore(long offset) {
        return log.deleteBefore(offset);
    }

    private static Head head(KafkaLog.Entry entry) {
        try (MessageUnpacker in = MessagePack.newDefaultUnpacker(entry.value())) {
            in.unpackArrayHeader();
            int kind = in.unpackInt();
            if (kind == FENCE) {
                long epoch = Math.max(entry.offset(), in.unpackLong());
                return new Head(kind, entry.offset(), epoch, -1, "", "", 0);
            }
            if (kind == BASE) {
                return new Head(kind, entry.offset(), in.unpackLong(), in.unpackLong(), "", in.unpackString(), 0);
            }
            if (kind != ITEM) {
                throw new IllegalStateException(
                        "the journal's record at " + entry.offset() + " is of the unknown version " + kind);
            }
            long epoch = in.unpackLong();
            long number = in.unpackLong();
            String previous = in.unpackString();
            String token = in.unpackString();
            in.unpackLong();
            return new Head(kind, entry.offset(), epoch, number, previous, token, in.unpackLong());
        } catch (IOException e) {
            throw new UncheckedIOException("the journal's record at " + entry.offset() + " cannot be read", e);
        }
    }
}
