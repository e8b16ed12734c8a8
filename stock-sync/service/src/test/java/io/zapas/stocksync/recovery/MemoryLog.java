package io.zapas.stocksync.recovery;

import io.vertx.core.Future;
import io.zapas.runtime.kafka.KafkaAccess.KafkaLog;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A topic of one partition in memory. */
final class MemoryLog implements KafkaLog {
    private static final int PART = 7;

    private final Faults faults;
    private final TreeMap<Long, byte[]> records = new TreeMap<>();
    private long begin;
    private long end;

    MemoryLog(Faults faults) {
        this.faults = faults;
    }

    /** As if the topic had been deleted and made again. */
    synchronized void lose() {
        records.clear();
        begin = 0;
        end = 0;
    }

    /** One record is gone. */
    synchronized void lose(long offset) {
        records.remove(offset);
    }

    synchronized long size() {
        return end - begin;
    }

    /** Written by somebody else. */
    synchronized long put(byte[] value) {
        records.put(end, value);
        return end++;
    }

    @Override
    public Future<Long> append(byte[] value) {
        return faults.call(() -> Future.succeededFuture(put(value)));
    }

    @Override
    public Future<Long> begin() {
        return faults.call(() -> Future.succeededFuture(begin));
    }

    @Override
    public Future<Long> end() {
        return faults.call(() -> Future.succeededFuture(end));
    }

    @Override
    public Future<Void> read(long from, long to, Reader reader) {
        return faults.call(() -> {
            List<Entry> found = new ArrayList<>();
            synchronized (this) {
                if (to > end) {
                    return Future.failedFuture(new AssertionError("would wait for ever for offset " + to));
                }
                if (from < to) {
                    records.subMap(from, to).forEach((offset, value) -> found.add(new Entry(offset, value)));
                }
            }
            return hand(found, 0, reader);
        });
    }

    private static Future<Void> hand(List<Entry> found, int from, Reader reader) {
        if (from >= found.size()) {
            return Future.succeededFuture();
        }
        int to = Math.min(found.size(), from + PART);
        Future<Void> read;
        try {
            read = reader.read(found.subList(from, to));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
        return read.compose(done -> hand(found, to, reader));
    }

    @Override
    public Future<Void> deleteBefore(long offset) {
        return faults.call(() -> {
            synchronized (this) {
                records.headMap(offset, false).clear();
                begin = Math.max(begin, Math.min(offset, end));
            }
            return Future.succeededFuture();
        });
    }
}
