package io.zapas.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A loopback TCP port that hands connections on to another one: a stable address for a server that is switched, goes away or hangs.
 *
 * <ul>
 *   <li>{@link #target}: where new connections go from now on. Those that are open stay where they are; {@link #drop} ends them.
 *   <li>{@link #cut}: the server is away. Open connections end and new ones end at once, until {@link #restore}.
 *   <li>{@link #hang}: the network swallows everything. Connections stay open and can be opened, but not a byte passes in either direction after
 *       {@code hang} has returned; {@link #restore} lets what was held back pass.
 * </ul>
 *
 * <p>The port stays ours all the time, so nobody else can take it while the server is away. Two daemon threads serve each connection, up to
 * {@value #MAX_CONNECTIONS} connections at once; one more is refused. All methods may be called from any thread.
 */
public final class Forwarder implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 500;
    private static final int CHUNK_BYTES = 16 * 1024;
    private static final int CONNECT_MILLIS = 2_000;
    private static final long WRITING_MILLIS = 2_000;

    private enum Mode {
        OPEN,
        CUT,
        HUNG,
        CLOSED
    }

    private final ServerSocket listener;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final ReadWriteLock passing = new ReentrantReadWriteLock();
    private volatile Mode mode = Mode.OPEN;
    private int target;

    /** Listens on a free port; without a target, as if it were {@link #cut}. */
    public Forwarder() {
        try {
            listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon("forwarder-" + port(), this::accept);
    }

    /** The port clients come to, on 127.0.0.1. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Sends new connections to this loopback port. */
    public synchronized Forwarder target(int port) {
        target = port;
        return this;
    }

    /** Ends the connections that are open. */
    public void drop() {
        links.forEach(Link::close);
    }

    /** Ends the connections that are open and refuses new ones. */
    public void cut() {
        mode(Mode.CUT);
        drop();
    }

    /** Lets nothing through, and tells nobody. Waits for chunks that are being written, unless their receiver does not read. */
    public void hang() {
        mode(Mode.HUNG);
        try {
            if (passing.writeLock().tryLock(WRITING_MILLIS, TimeUnit.MILLISECONDS)) {
                passing.writeLock().unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends a {@link #cut} or a {@link #hang}. */
    public void restore() {
        mode(Mode.OPEN);
    }

    /** Ends everything, for good. */
    @Override
    public void close() {
        mode(Mode.CLOSED);
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        drop();
    }

    private synchronized void mode(Mode wanted) {
        if (mode != Mode.CLOSED) {
            mode = wanted;
        }
        notifyAll();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                daemon("forward-" + client.getPort(), () -> serve(client));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket client) {
        Link link = new Link(client, new Socket());
        links.add(link);
        try {
            int port = wayIn();
            if (port == 0 || links.size() > MAX_CONNECTIONS) {
                return;
            }
            link.server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            client.setTcpNoDelay(true);
            link.server.setTcpNoDelay(true);
            if (wayIn() == 0) {
                return;
            }
            daemon("forward-back-" + client.getPort(), () -> pump(link, link.server, client));
            pump(link, client, link.server);
        } catch (IOException e) {
            // Nobody listens there, or the client has gone: the link ends.
        } finally {
            link.close();
            links.remove(link);
        }
    }

    /** Where to, 0: nowhere. Waits while everything hangs. */
    private synchronized int wayIn() {
        awaitNotHung();
        return mode == Mode.OPEN ? target : 0;
    }

    private void pump(Link link, Socket from, Socket to) {
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                if (!pass(out, chunk, read)) {
                    break;
                }
            }
        } catch (IOException e) {
            // One side has gone; the other one is told by closing it.
        } finally {
            link.close();
        }
    }

    /** Writes one chunk as soon as that is allowed; answers whether it was. */
    private boolean pass(OutputStream out, byte[] chunk, int length) throws IOException {
        while (true) {
            awaitNotHung();
            passing.readLock().lock();
            try {
                if (mode == Mode.OPEN) {
                    out.write(chunk, 0, length);
                    return true;
                }
                if (mode != Mode.HUNG) {
                    return false;
                }
            } finally {
                passing.readLock().unlock();
            }
        }
    }

    private synchronized void awaitNotHung() {
        try {
            while (mode == Mode.HUNG) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private record Link(Socket client, Socket server) {
        void close() {
            for (Socket socket : new Socket[] {client, server}) {
                try {
                    socket.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
