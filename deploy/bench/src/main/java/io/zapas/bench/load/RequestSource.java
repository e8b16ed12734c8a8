package io.zapas.bench.load;

import java.nio.ByteBuffer;

/** Where the driver's requests come from. Called by the driver's thread only. */
public interface RequestSource {
    /** Upper bound for the bytes of one request. */
    int maxBytes();

    /**
     * Writes one whole HTTP/1.1 request.
     *
     * @param number of the request, rising from the plan's first number; the same number gives the same request
     */
    void write(long number, ByteBuffer into);
}
