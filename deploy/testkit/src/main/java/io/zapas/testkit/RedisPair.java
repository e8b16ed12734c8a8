package io.zapas.testkit;

import java.time.Duration;

/**
 * A Redis master and its replica, neither with persistence, behind one stable address: what a failover looks like to a client, step by step. Blocks;
 * used by one thread.
 *
 * <p>A failover that loses writes: {@link #lagReplica}, writes, {@link #killMaster}, {@link #promoteReplica}. A Redis that lost everything:
 * {@link #killMaster}, {@link #restartEmptyMaster}, or {@link #flushAll}. A Redis that is away for a while: {@link #forwarder}.
 */
public final class RedisPair implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(20);

    private final Forwarder forwarder = new Forwarder();
    private final Forwarder replication = new Forwarder();
    private final RedisNode master;
    private final RedisNode replica;
    private RedisNode serving;

    private RedisPair() {
        master = RedisNode.start("--repl-diskless-sync-delay", "0");
        serving = master;
        replication.target(master.port());
        replica = RedisNode.start("--replicaof", "127.0.0.1", Integer.toString(replication.port()));
        forwarder.target(master.port());
    }

    /** Starts both and returns when the replica follows. */
    public static RedisPair start() {
        RedisPair pair = new RedisPair();
        pair.awaitInSync();
        return pair;
    }

    /** {@code redis://127.0.0.1:port}, the same whoever serves. */
    public String uri() {
        return "redis://127.0.0.1:" + forwarder.port();
    }

    /** What stands before the one that serves: cut it, and Redis is away. */
    public Forwarder forwarder() {
        return forwarder;
    }

    /** Waits until the replica has everything that has been written to the master so far. */
    public void awaitInSync() {
        long offset = Long.parseLong(master.info("replication", "master_repl_offset"));
        Await.until(
                BOUND,
                () -> replica.info("replication", "master_link_status").equals("up")
                        && Long.parseLong(replica.info("replication", "slave_repl_offset")) >= offset);
    }

    /** From now on the replica receives nothing; the master does not notice. */
    public void lagReplica() {
        replication.hang();
    }

    /** Lets the replica catch up again. */
    public void unlagReplica() {
        replication.restore();
        awaitInSync();
    }

    /** SIGKILL; clients are cut off until somebody serves again. */
    public void killMaster() {
        forwarder.cut();
        master.kill();
    }

    /** The replica serves, with what it had received. */
    public void promoteReplica() {
        replica.command("REPLICAOF NO ONE");
        serve(replica);
    }

    /** The master comes back empty and serves; the replica, unless promoted, becomes as empty. */
    public void restartEmptyMaster() {
        master.restart();
        serve(master);
    }

    /** Empties the one that serves. */
    public void flushAll() {
        serving.command("FLUSHALL");
    }

    @Override
    public void close() {
        forwarder.close();
        replication.close();
        replica.close();
        master.close();
    }

    private void serve(RedisNode node) {
        serving = node;
        forwarder.target(node.port());
        forwarder.drop();
        forwarder.restore();
    }
}
