package io.zapas.stocksync.recovery;

import io.vertx.core.Future;
import io.zapas.runtime.kafka.KafkaAccess.KafkaLog;
import io.zapas.stocksync.domain.Stock.OutboxItem;
import io.zapas.stocksync.recovery.Snapshots.Copy;
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
    /** How many records from its end usually tell where it ends, leftovers of a leader that was given up included. */
    private static final int TAIL_RECORDS = 1_000;
    /** How many tell what it begins with, if the first few of them do not. */
    private static final int HEAD_RECORDS = 1_000;

    private static final int FIRST_RECORDS = 10;

    private static final int FENCE = 0;
    private static final int ITEM = 1;
    private static final int BASE = 3;
    /** An item whose writes follow from what was decided. */
    private static final int DECIDED = 4;

    private final KafkaLog log;

    Journal(KafkaLog log) {
        this.log = log;
    }

    /**
     * Where it ends.
     *
     * @param number of its newest item, and its token; 0: none yet; negative: it holds nothing but fences
     * @param next the offset its next record gets
     */
    record Tail(long epoch, long number, String token, long next) {}

    /** One record. An item has its oldest companion in the outbox. */
    private record Head(int kind, long offset, long epoch, long number, String previous, String token, long oldest) {
        @Override
        public String toString() {
            return (kind == BASE ? "the base at item " : "item ") + number + " (offset " + offset + ")";
        }
    }

    /**
     * Reads records in order and leaves out those that count for nothing. An item that does not follow from the one before counts for nothing either, if
     * the one that is missing comes later: it could not be written, and the leader wrote it and those behind it once more.
     */
    static final class Fold {
        private final boolean anyBeginning;
        private long epoch;
        private long number;
        private String token;
        private long oldest = 1;
        private Head ahead;

        private Fold(boolean anyBeginning, long epoch, long number, String token) {
            this.anyBeginning = anyBeginning;
            this.epoch = epoch;
            this.number = number;
            this.token = token;
        }

        /** Onto a copy; null: onto nothing. */
        static Fold onto(Copy copy) {
            return copy == null
                    ? new Fold(false, -1, 0, "")
                    : new Fold(false, copy.epoch(), copy.number(), copy.token());
        }

        /** Only to learn where the journal ends. */
        static Fold ofTail() {
            return new Fold(true, -1, -1, "");
        }

        /** Whether the record is to be replayed. */
        private boolean takes(Head head) {
            if (head.kind == FENCE) {
                epoch = Math.max(epoch, head.epoch);
                return false;
            }
            if (head.epoch < epoch) {
                return false;
            }
            boolean follows = head.kind == BASE
                    ? head.number == number && head.token.equals(token)
                    : head.number == number + 1 && head.previous.equals(token);
            if (!follows && !(anyBeginning && (head.kind == BASE || number < 0 || head.epoch > epoch))) {
                if (head.kind == BASE) {
                    throw lacking(head);
                }
                ahead = head.number > number ? head : ahead;
                return false;
            }
            epoch = head.epoch;
            number = head.number;
            token = head.token;
            ahead = ahead != null && ahead.number <= number ? null : ahead;
            if (head.kind == BASE) {
                // What was written too early is behind it.
                ahead = null;
                return false;
            }
            oldest = head.oldest;
            return true;
        }

        private IllegalStateException lacking(Head head) {
            return new IllegalStateException("the journal goes on with " + head + " after item " + number
                    + ", and there is no copy of what was between: it cannot be replayed");
        }

        /** Throws {@link IllegalStateException} when something is missing at the beginning. */
        private void checkBegun(long from) {
            if (number == from && ahead != null) {
                throw lacking(ahead);
            }
        }

        /** Throws {@link IllegalStateException} when something is missing. */
        void checkWhole(Copy copy) {
            if (ahead != null) {
                throw lacking(ahead);
            }
            if (copy != null && number < copy.upTo()) {
                throw new IllegalStateException(
                        "the journal ends with item " + number + ", the copy with item " + copy.upTo());
            }
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
        return log.begin().compose(begin -> log.end()
                .compose(end -> begin.equals(end)
                        ? Future.succeededFuture()
                        : tail(Math.max(begin, end - TAIL_RECORDS), end)
                                .compose(tail -> tail.number() >= 0 || end - begin <= TAIL_RECORDS
                                        ? Future.succeededFuture(tail)
                                        : tail(begin, end))));
    }

    private Future<Tail> tail(long from, long end) {
        Fold fold = Fold.ofTail();
        return read(from, end, fold, items -> Future.succeededFuture())
                .map(read -> new Tail(fold.epoch(), fold.number(), fold.token(), end));
    }

    /** Fails when what stands at the journal's beginning, or behind the copy (null: there is none), does not follow from what was before it. */
    Future<Void> checkBeginning(Copy copy) {
        return log.begin().compose(begin -> log.end().compose(end -> {
            if (copy != null && (copy.journalFrom() < begin || copy.journalFrom() > end)) {
                return Future.failedFuture(
                        new IllegalStateException("the copy is to be continued with the journal from "
                                + copy.journalFrom() + " on, and the journal reaches from " + begin + " to " + end));
            }
            long from = copy == null ? begin : copy.journalFrom();
            return checkBegun(from, end, FIRST_RECORDS, Fold.onto(copy));
        }));
    }

    /** One item that follows is enough, and it is the first as a rule. */
    private Future<Void> checkBegun(long from, long end, int records, Fold fold) {
        long before = fold.number();
        long to = Math.min(end, from + records);
        return read(from, to, fold, items -> Future.succeededFuture()).compose(read -> {
            if (fold.number() == before && to < end && records < HEAD_RECORDS) {
                return checkBegun(to, end, HEAD_RECORDS, fold);
            }
            fold.checkBegun(before);
            return Future.succeededFuture();
        });
    }

    /** Replays what counts; parts in order, each awaited. Fails when something is missing. */
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

    /** Where an epoch begins. */
    record Fence(long offset, long epoch) {}

    /**
     * Begins an epoch.
     *
     * @param atLeast its number is not below this
     */
    Future<Fence> fence(long atLeast) {
        try (MessageBufferPacker out = MessagePack.newDefaultBufferPacker()) {
            out.packArrayHeader(2).packInt(FENCE).packLong(atLeast);
            return log.append(out.toByteArray()).map(offset -> new Fence(offset, Math.max(offset, atLeast)));
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
            if (kind != ITEM && kind != DECIDED) {
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
