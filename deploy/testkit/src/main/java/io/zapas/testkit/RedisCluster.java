package io.zapas.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A Redis Cluster on loopback from the bundled binary: three masters that share the 16,384 slots evenly, without persistence, each with a replica
 * if wanted. A node counts as failed after {@value #NODE_TIMEOUT_MILLIS} ms; slots that are covered are served while others are not. Blocks; used by one
 * thread.
 */
public final class RedisCluster implements AutoCloseable {
    /** How many masters there are. */
    public static final int MASTERS = 3;

    static final int NODE_TIMEOUT_MILLIS = 1_500;
    private static final int SLOTS = 16_384;
    private static final Duration FORMED = Duration.ofSeconds(60);
    /** A replica gives a change in order up after 5 s, without a word, and must be asked again. */
    private static final Duration GIVEN_UP = Duration.ofSeconds(6);

    private final List<RedisNode> masters = new ArrayList<>();
    private final List<RedisNode> replicas = new ArrayList<>();

    private RedisCluster() {}

    /** Starts and returns when every slot is served and, with replicas, every master has its own. */
    public static RedisCluster start(boolean withReplicas) {
        RedisCluster cluster = new RedisCluster();
        try {
            for (int i = 0; i < MASTERS; i++) {
                cluster.masters.add(node());
            }
            for (int i = 0; withReplicas && i < MASTERS; i++) {
                cluster.replicas.add(node());
            }
            cluster.form();
            return cluster;
        } catch (RuntimeException | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    /** Addresses of the masters, separated by commas. */
    public String uri() {
        return masters.stream().map(RedisNode::uri).collect(Collectors.joining(","));
    }

    /** Which master, from 0, had the slot of the key when the cluster was formed. */
    public int masterOf(String key) {
        int slot = Integer.parseInt(masters.get(0).command("CLUSTER KEYSLOT " + key));
        int master = 0;
        while (slot >= firstSlot(master + 1)) {
            master++;
        }
        return master;
    }

    /** Sends one command, words separated by blanks, to a master; returns its answer as text. */
    public String command(int master, String line) {
        return masters.get(master).command(line);
    }

    /** SIGKILL for a master. Its replica, if it has one, takes over after a while: {@link #awaitTakenOver}. */
    public void kill(int master) {
        masters.get(master).kill();
    }

    /** Has the replica take the place of its living master, in order, as operators do before maintenance. */
    public void failOver(int master) {
        RedisNode replica = replicas.get(master);
        long[] nextNanos = {System.nanoTime()};
        Await.until(FORMED, () -> {
            if (leads(replica)) {
                return true;
            }
            if (System.nanoTime() - nextNanos[0] >= 0) {
                nextNanos[0] += GIVEN_UP.toNanos();
                replica.command("CLUSTER FAILOVER");
            }
            return false;
        });
    }

    /** Waits until the master's replica serves in its place. */
    public void awaitTakenOver(int master) {
        Await.until(FORMED, () -> leads(replicas.get(master)));
    }

    private static boolean leads(RedisNode node) {
        return node.info("replication", "role").equals("master");
    }

    @Override
    public void close() {
        replicas.forEach(RedisNode::close);
        masters.forEach(RedisNode::close);
    }

    private void form() {
        RedisNode first = masters.get(0);
        for (int i = 0; i < MASTERS; i++) {
            masters.get(i).command("CLUSTER ADDSLOTSRANGE " + firstSlot(i) + " " + (firstSlot(i + 1) - 1));
            // Two nodes that start with the same epoch would have to settle that first.
            masters.get(i).command("CLUSTER SET-CONFIG-EPOCH " + (i + 1));
        }
        List<RedisNode> all = new ArrayList<>(masters);
        all.addAll(replicas);
        for (RedisNode node : all.subList(1, all.size())) {
            first.command("CLUSTER MEET 127.0.0.1 " + node.port() + " " + node.busPort());
        }
        for (RedisNode node : all) {
            Await.until(FORMED, () -> node.command("CLUSTER INFO").contains("cluster_known_nodes:" + all.size()));
        }
        for (int i = 0; i < replicas.size(); i++) {
            RedisNode replica = replicas.get(i);
            String master = masters.get(i).command("CLUSTER MYID");
            Await.untilPasses(FORMED, () -> replica.command("CLUSTER REPLICATE " + master));
        }
        for (RedisNode node : all) {
            Await.until(FORMED, () -> node.command("CLUSTER INFO").contains("cluster_state:ok"));
        }
        for (RedisNode replica : replicas) {
            Await.until(FORMED, () -> replica.info("replication", "master_link_status")
                    .equals("up"));
        }
    }

    private static int firstSlot(int master) {
        return SLOTS * master / MASTERS;
    }

    private static RedisNode node() {
        return RedisNode.start(
                "--cluster-enabled",
                "yes",
                "--cluster-node-timeout",
                Integer.toString(NODE_TIMEOUT_MILLIS),
                "--cluster-require-full-coverage",
                "no",
                "--repl-diskless-sync-delay",
                "0",
                "--cluster-port",
                Integer.toString(freePort()));
    }

    /** By default the bus would be 10,000 above the port, which may be no port at all. */
    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
