package io.zapas.stocksync.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Objects;

/**
 * Carries the bytes of an upload from an event loop, which must not wait, to a reader that may. At most about {@value #HIGH_WATER_BYTES} bytes
 * wait inside: {@link #offer} tells the writer to pause, and {@code onDrained} tells it to go on. The reader waits at most 60 s for the next
 * bytes. Closed by the reader: what still comes is dropped. Any two threads.
 */
final class BytePipe extends InputStream {
    static final int HIGH_WATER_BYTES = 1 << 20;
    static final int LOW_WATER_BYTES = 1 << 18;
    private static final long MAX_SILENCE_MILLIS = 60_000;

    private final ArrayDeque<byte[]> chunks = new ArrayDeque<>();
    private final Runnable onDrained;
    private int position;
    private int waitingBytes;
    private boolean full;
    private boolean ended;
    private boolean closed;
    private IOException failure;

    /** @param onDrained called on the reader's thread after the writer was told to pause */
    BytePipe(Runnable onDrained) {
        this.onDrained = onDrained;
    }

    /** Answers whether the writer must pause. */
    synchronized boolean offer(byte[] chunk) {
        if (closed || chunk.length == 0) {
            return false;
        }
        chunks.add(chunk);
        waitingBytes += chunk.length;
        full = waitingBytes >= HIGH_WATER_BYTES;
        notifyAll();
        return full;
    }

    /** All bytes have come. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** No more bytes will come, and not because all have: the reader gets this. */
    synchronized void fail(IOException cause) {
        failure = cause;
        notifyAll();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        boolean drained;
        int count;
        synchronized (this) {
            if (!await()) {
                return -1;
            }
            byte[] head = chunks.peek();
            count = Math.min(length, head.length - position);
            System.arraycopy(head, position, target, offset, count);
            position += count;
            waitingBytes -= count;
            if (position == head.length) {
                chunks.remove();
                position = 0;
            }
            drained = full && waitingBytes <= LOW_WATER_BYTES;
            if (drained) {
                full = false;
            }
        }
        if (drained) {
            onDrained.run();
        }
        return count;
    }

    /**
     * 0 at the end only, so it may wait. {@link java.util.zip.GZIPInputStream} takes 0 between two members for the end of the file, and would lose what
     * has not arrived yet.
     */
    @Override
    public synchronized int available() throws IOException {
        return await() ? waitingBytes : 0;
    }

    /** Waits for a chunk; false at the end. */
    private boolean await() throws IOException {
        long limitNanos = System.nanoTime() + MAX_SILENCE_MILLIS * 1_000_000;
        while (chunks.isEmpty()) {
            if (failure != null) {
                throw failure;
            }
            if (ended || closed) {
                return false;
            }
            long leftMillis = (limitNanos - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                throw new IOException("the upload stood still for " + MAX_SILENCE_MILLIS / 1_000 + " s");
            }
            try {
                wait(leftMillis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
        return true;
    }

    @Override
    public void close() {
        boolean resume;
        synchronized (this) {
            closed = true;
            resume = full;
            full = false;
            chunks.clear();
            waitingBytes = 0;
            position = 0;
            notifyAll();
        }
        if (resume) {
            onDrained.run();
        }
    }
}
