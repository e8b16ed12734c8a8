package io.zapas.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One keep-alive connection with at most one request on its way. Confined to the driver's thread. */
final class Connection implements AutoCloseable {
    private final SocketChannel channel;
    private final SelectionKey key;
    private final ByteBuffer out;
    private final ResponseParser parser = new ResponseParser();
    private long startNanos;
    private boolean busy;

    /** Connects, blocking; then joins the selector. */
    Connection(InetSocketAddress target, Selector selector, int maxRequestBytes) throws IOException {
        channel = SocketChannel.open(target);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
        out = ByteBuffer.allocateDirect(maxRequestBytes);
    }

    boolean busy() {
        return busy;
    }

    /** The moment from which the request on its way is timed. */
    long startNanos() {
        return startNanos;
    }

    int status() {
        return parser.status();
    }

    void send(RequestSource requests, long number, long timedFromNanos) throws IOException {
        out.clear();
        requests.write(number, out);
        out.flip();
        startNanos = timedFromNanos;
        busy = true;
        flush();
    }

    private void flush() throws IOException {
        channel.write(out);
        key.interestOps(out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    /** Moves bytes; answers whether the answer is complete. {@code in} is a scratch buffer. */
    boolean ready(ByteBuffer in) throws IOException {
        if (key.isWritable()) {
            flush();
        }
        if (!key.isReadable()) {
            return false;
        }
        in.clear();
        int read = channel.read(in);
        if (read < 0) {
            throw new IOException("the server closed the connection");
        }
        in.flip();
        while (in.hasRemaining()) {
            if (!busy) {
                throw new IOException("an answer nobody asked for");
            }
            if (parser.feed(in)) {
                busy = false;
            }
        }
        return !busy;
    }

    @Override
    public void close() throws IOException {
        key.cancel();
        channel.close();
    }
}
