package io.zapas.stocksync.stream;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.zapas.stocksync.stream.EventLog.Snapshot;
import java.util.Iterator;
import java.util.List;

/**
 * One listener: a cursor into the log and a response to write to. Confined to its event loop.
 *
 * <p>Steady state: each new event is written as it comes, as the buffer all share. Slow reader: writing stops while {@value #MAX_OUTSTANDING_BYTES}
 * bytes are on their way; behind by more than {@value #CONFLATE_BEHIND} events it skips states that a newer event replaces; behind the whole log it
 * is told {@code reset} and gets a snapshot. What it missed on resuming is replayed in full. The ids it is sent never run ahead of what it holds, so
 * whichever was the last it saw, resuming behind it leads to the same state as having stayed.
 */
final class Subscriber {
    static final int MAX_OUTSTANDING_BYTES = 64 * 1024;
    static final int CONFLATE_BEHIND = 256;
    private static final int CHUNK_BYTES = 16 * 1024;
    private static final int EVENTS_PER_READ = 64;
    private static final long NOT_WAITING = Long.MAX_VALUE;

    private final EventLog log;
    private final StreamFilter filter;
    private final HttpServerResponse response;
    private final Runnable onReset;
    /** The next event to look at, and the last one to be sent even if a newer state replaces it. */
    private long next;

    private long replayUntil;
    private Iterator<StreamEvent> snapshot;
    private long snapshotSeq;
    private int snapshotSent;
    /** Once it is told all events up to this one, it holds what is true now, and hears so; {@link #NOT_WAITING} after that. */
    private long liveAt = NOT_WAITING;

    private String resetReason;
    private int outstandingBytes;
    private boolean draining;
    private boolean progressed;
    private int stalledHeartbeats;
    private boolean closed;
    private Runnable onLeave = () -> {};

    /** @param onReset told of each reset, for counting */
    Subscriber(EventLog log, StreamFilter filter, HttpServerResponse response, Runnable onReset) {
        this.log = log;
        this.filter = filter;
        this.response = response;
        this.onReset = onReset;
    }

    /** Begins with what comes next. */
    void startLive(long retryMillis) {
        next = log.last() + 1;
        replayUntil = next - 1;
        write(Buffer.buffer("retry: " + retryMillis + "\n" + StreamEvent.idLine(log.epoch(), next - 1) + "\n"));
        drain();
    }

    /** Begins behind the event it saw last. */
    void startReplay(long retryMillis, long lastSeen) {
        next = lastSeen + 1;
        replayUntil = log.last();
        write(Buffer.buffer("retry: " + retryMillis + "\n\n"));
        drain();
    }

    /** Begins with everything that is true now. */
    void startSnapshot(long retryMillis, String reason) {
        // First of all: whatever is written may be done at once, and goes on with what comes next.
        reset(reason);
        write(Buffer.buffer("retry: " + retryMillis + "\n\n"));
        drain();
    }

    private void reset(String reason) {
        Snapshot now = log.snapshot();
        snapshot = now.iterator();
        snapshotSeq = now.seq();
        snapshotSent = 0;
        replayUntil = now.seq();
        liveAt = NOT_WAITING;
        resetReason = reason;
        onReset.run();
    }

    /** Writes as much as is there and the reader takes. */
    void drain() {
        if (draining) {
            return;
        }
        draining = true;
        try {
            while (!closed && outstandingBytes < MAX_OUTSTANDING_BYTES) {
                Buffer chunk = snapshot != null ? snapshotChunk() : liveChunk();
                if (chunk == null) {
                    return;
                }
                write(chunk);
            }
        } finally {
            draining = false;
        }
    }

    /** Without ids: who drops out half-way has to begin again. Ids come with the events that tell what changed meanwhile, and with the end. */
    private Buffer snapshotChunk() {
        Buffer chunk = Buffer.buffer();
        if (resetReason != null) {
            chunk.appendString("event: reset\ndata: {\"reason\":\"" + resetReason + "\"}\n\n");
            resetReason = null;
        }
        while (snapshot.hasNext() && chunk.length() < CHUNK_BYTES) {
            StreamEvent event = snapshot.next();
            if (filter.passes(event)) {
                chunk.appendBuffer(event.body(filter));
                snapshotSent++;
            }
        }
        if (!snapshot.hasNext()) {
            snapshot = null;
            next = snapshotSeq + 1;
            liveAt = log.last();
            if (next > liveAt) {
                chunk.appendBuffer(live());
            }
        }
        return chunk;
    }

    private Buffer live() {
        liveAt = NOT_WAITING;
        return Buffer.buffer(StreamEvent.idLine(log.epoch(), next - 1) + "event: live\ndata: {\"snapshot\":"
                + snapshotSent + "}\n\n");
    }

    /** Null: nothing to say for now. */
    private Buffer liveChunk() {
        if (next > liveAt) {
            return live();
        }
        Buffer single = null;
        Buffer chunk = null;
        int length = 0;
        while (length < CHUNK_BYTES) {
            List<StreamEvent> events = log.read(next, EVENTS_PER_READ);
            if (events == null) {
                if (length > 0) {
                    break;
                }
                reset("behind");
                return snapshotChunk();
            }
            if (events.isEmpty()) {
                break;
            }
            boolean behind = log.last() - next > CONFLATE_BEHIND;
            for (StreamEvent event : events) {
                next = event.seq() + 1;
                if (!filter.passes(event) || (behind && event.seq() > replayUntil && replaced(event))) {
                    continue;
                }
                Buffer frame = event.frame(filter);
                length += frame.length();
                if (single == null) {
                    single = frame;
                } else {
                    chunk = chunk == null ? Buffer.buffer(CHUNK_BYTES).appendBuffer(single) : chunk;
                    chunk.appendBuffer(frame);
                }
                if (length >= CHUNK_BYTES) {
                    break;
                }
            }
        }
        return chunk == null ? single : chunk;
    }

    private boolean replaced(StreamEvent event) {
        StreamEvent newest = log.newest(event.type(), event.key());
        return newest != null && newest.seq() > event.seq() && filter.passes(newest);
    }

    private void write(Buffer chunk) {
        int length = chunk.length();
        outstandingBytes += length;
        response.write(chunk).onComplete(written -> {
            outstandingBytes -= length;
            progressed = true;
            if (!closed && written.succeeded()) {
                drain();
            }
        });
    }

    /**
     * A sign of life with the position reached, so that a quiet filter does not fall out of the log.
     *
     * @return false: it has taken nothing for too long and is to be dropped
     */
    boolean heartbeat(int maxStalled) {
        if (closed) {
            return true;
        }
        if (outstandingBytes > 0 && !progressed) {
            stalledHeartbeats++;
            return stalledHeartbeats < maxStalled;
        }
        stalledHeartbeats = 0;
        progressed = false;
        if (outstandingBytes == 0) {
            String position = snapshot == null ? StreamEvent.idLine(log.epoch(), next - 1) : "";
            write(Buffer.buffer(": heartbeat\n" + position + "\n"));
        }
        return true;
    }

    /** Ends the answer, so that the listener comes back. */
    void end() {
        if (!closed) {
            closed = true;
            response.end();
        }
    }

    /** Cuts the connection, as soon as the transport lets go of what is on its way. */
    void cut() {
        closed = true;
        response.reset();
        onLeave.run();
    }

    /** @param leave gives its place back; may be called more than once */
    void onLeave(Runnable leave) {
        onLeave = leave;
    }

    void closed() {
        closed = true;
    }
}
