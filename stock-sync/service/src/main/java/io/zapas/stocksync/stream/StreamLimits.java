package io.zapas.stocksync.stream;

/**
 * Bounds of the stream.
 *
 * @param subscribers how many at once
 * @param ringEvents how many past events can be resumed from
 * @param ringBytes and how many bytes of them
 * @param heartbeatMillis time between heartbeats
 * @param stalledHeartbeats heartbeats without any byte taken after which a subscriber is dropped
 */
record StreamLimits(int subscribers, int ringEvents, long ringBytes, long heartbeatMillis, int stalledHeartbeats) {
    private static final int RING_EVENTS = 20_000;
    private static final long RING_BYTES = 32L << 20;
    private static final long HEARTBEAT_MILLIS = 15_000;
    private static final int STALLED_HEARTBEATS = 4;

    static StreamLimits of(int subscribers) {
        return new StreamLimits(subscribers, RING_EVENTS, RING_BYTES, HEARTBEAT_MILLIS, STALLED_HEARTBEATS);
    }
}
