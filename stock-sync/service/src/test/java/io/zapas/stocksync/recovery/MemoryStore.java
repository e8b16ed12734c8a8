package io.zapas.stocksync.recovery;

import io.vertx.core.Future;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.api.Reservation;
import io.zapas.stocksync.domain.Evidence;
import io.zapas.stocksync.domain.ShownAvailability;
import io.zapas.stocksync.domain.Stock;
import io.zapas.stocksync.domain.Store;
import io.zapas.stocksync.domain.StoreLostException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

/** Names with values, an outbox, and the rules of store.lua; its items are as the journal reads them, each with one write. */
final class MemoryStore implements Stock, Store {
    private static final AtomicLong TOKENS = new AtomicLong();

    private final Faults faults;
    /** Where a copy stands half-way: entries copied per part. */
    private static final int PART = 3;

    TreeMap<String, String> values = new TreeMap<>();
    TreeMap<Long, OutboxItem> outbox = new TreeMap<>();
    Long epoch;
    long number;
    String token = "";
    private String owner;

    MemoryStore(Faults faults) {
        this.faults = faults;
    }

    /** What a replica has by now, or a dump. */
    synchronized MemoryStore snapshot() {
        MemoryStore copy = new MemoryStore(faults);
        copy.take(this);
        return copy;
    }

    /** Goes back to that one. */
    synchronized void take(MemoryStore other) {
        values = new TreeMap<>(other.values);
        outbox = new TreeMap<>(other.outbox);
        epoch = other.epoch;
        number = other.number;
        token = other.token;
        owner = other.owner;
    }

    synchronized void flush() {
        take(new MemoryStore(faults));
    }

    /** One change. */
    synchronized OutboxItem set(String name, String value) {
        if (epoch == null) {
            throw new StoreLostException("closed");
        }
        String previous = token;
        number++;
        token = "t" + TOKENS.incrementAndGet();
        values.put(name, value);
        long oldest = outbox.isEmpty() ? number : outbox.firstKey();
        OutboxItem item = item(epoch, number, previous, token, oldest, name, value);
        outbox.put(number, item);
        return item;
    }

    static OutboxItem item(
            long epoch, long number, String previous, String token, long oldest, String name, String value) {
        try (MessageBufferPacker out = MessagePack.newDefaultBufferPacker()) {
            out.packArrayHeader(9)
                    .packInt(1)
                    .packLong(epoch)
                    .packLong(number)
                    .packString(previous)
                    .packString(token)
                    .packLong(0)
                    .packLong(oldest)
                    .packString(name)
                    .packString(value);
            return new OutboxItem(
                    number + "-0", epoch, number, previous, token, out.toByteArray(), List.of(), Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> CompletionStage<T> call(Supplier<T> work) {
        return faults.<T>call(() -> {
                    try {
                        synchronized (this) {
                            return Future.succeededFuture(work.get());
                        }
                    } catch (RuntimeException e) {
                        return Future.failedFuture(e);
                    }
                })
                .toCompletionStage();
    }

    private void owned(String by) {
        if (!by.equals(owner)) {
            throw new StoreLostException("another instance rebuilds the store");
        }
    }

    @Override
    public CompletionStage<Void> begin(String by) {
        return call(() -> {
            epoch = null;
            number = 0;
            token = "";
            owner = by;
            return null;
        });
    }

    @Override
    public CompletionStage<Void> wipe(String by) {
        return call(() -> {
            owned(by);
            values.clear();
            outbox.clear();
            return null;
        });
    }

    @Override
    public CompletionStage<Void> restore(String by, long oldest, List<byte[]> records) {
        return call(() -> {
            owned(by);
            records.forEach(record -> restore(oldest, record));
            return null;
        });
    }

    private void restore(long oldest, byte[] record) {
        try (MessageUnpacker in = MessagePack.newDefaultUnpacker(record)) {
            in.unpackArrayHeader();
            if (in.unpackInt() != 1) {
                number = in.unpackLong();
                token = in.unpackString();
                values.put(in.unpackString(), in.unpackString());
                return;
            }
            long of = in.unpackLong();
            number = in.unpackLong();
            String previous = in.unpackString();
            token = in.unpackString();
            in.unpackLong();
            long companion = in.unpackLong();
            String name = in.unpackString();
            String value = in.unpackString();
            values.put(name, value);
            if (number >= oldest) {
                outbox.put(number, item(of, number, previous, token, companion, name, value));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public CompletionStage<Void> open(String by, long newEpoch) {
        return call(() -> {
            owned(by);
            owner = null;
            epoch = newEpoch;
            return null;
        });
    }

    @Override
    public CompletionStage<Void> reopen(long oldEpoch, long newEpoch) {
        return call(() -> {
            if (epoch == null || epoch != oldEpoch) {
                throw new StoreLostException("not of epoch " + oldEpoch);
            }
            epoch = newEpoch;
            return null;
        });
    }

    @Override
    public CompletionStage<Part> copy(String cursor) {
        return call(() -> {
            List<byte[]> records = new ArrayList<>();
            String last = null;
            for (Map.Entry<String, String> entry :
                    (cursor == null ? values : values.tailMap(cursor, false)).entrySet()) {
                if (records.size() == PART) {
                    return new Part(records, last, null);
                }
                last = entry.getKey();
                try (MessageBufferPacker out = MessagePack.newDefaultBufferPacker()) {
                    out.packArrayHeader(5).packInt(2).packLong(number).packString(token);
                    out.packString(last).packString(entry.getValue());
                    records.add(out.toByteArray());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return new Part(records, null, new End(epoch, number, token));
        });
    }

    @Override
    public CompletionStage<Mark> mark() {
        return call(() -> new Mark(epoch, number, token, outbox.isEmpty() ? 0 : outbox.firstKey(), null));
    }

    @Override
    public CompletionStage<List<OutboxItem>> outbox(String afterId, int limit) {
        return call(() -> {
            long after = afterId == null ? 0 : number(afterId);
            return outbox.tailMap(after, false).values().stream().limit(limit).toList();
        });
    }

    @Override
    public CompletionStage<Void> trimOutbox(String id) {
        return call(() -> {
            outbox.headMap(number(id), true).clear();
            return null;
        });
    }

    private static long number(String id) {
        if (!id.matches("\\d+-0")) {
            throw new IllegalArgumentException("Invalid stream ID: " + id);
        }
        return Long.parseLong(id.substring(0, id.indexOf('-')));
    }

    @Override
    public CompletionStage<Map<String, Instant>> heard() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Boolean> rulesChanged() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Freshened> freshen(Map<String, Long> silent, boolean rulesChanged, String cursor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void adopt(long newEpoch, long upTo) {
        // Nothing is refused here.
    }

    @Override
    public CompletionStage<Void> trimRelayed(OutboxItem newest) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<List<Applied>> apply(Position position, List<Command> commands, DeadLetters deadLetters) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Positions> positions() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<ReservationOutcome> reserve(ReserveCommand command) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<ReservationOutcome> transition(TransitionCommand command) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Optional<Reservation>> reservation(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Map<String, ShownAvailability>> availability(Collection<String> skus) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Optional<Evidence>> explain(String sku, String channel) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Integer> expire(Instant now, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<List<LedgerEntry>> trail(String sku) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<OfferPage> offers(String cursor) {
        throw new UnsupportedOperationException();
    }
}
