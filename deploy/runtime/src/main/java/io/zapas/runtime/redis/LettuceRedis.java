package io.zapas.runtime.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.zapas.runtime.health.Health;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Two shared, pipelined connections, one for text and one for bytes (in a cluster: to each node). While Redis is away commands fail at once instead of
 * piling up, and it reconnects by itself, a second after Redis is back at the latest; a command whose answer is lost fails after
 * {@link #COMMAND_TIMEOUT} and may have been applied, so every mutation must bear repeating. In a cluster the others go on while one node is away;
 * that slots have moved to another master is learnt from the first answer or lost connection that hints at it.
 */
public final class LettuceRedis implements RedisAccess {
    static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(5);
    /** Commands on their way at once; more than that means Redis does not keep up, and they fail. */
    private static final int MAX_IN_FLIGHT = 100_000;

    private static final long CONNECT_SECONDS = 10;
    private static final long PING_EVERY_MILLIS = 2_000;
    private static final RedisCodec<String, byte[]> BYTES = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    /** However long Redis was away, it is tried again this often. */
    private static final Duration LONGEST_RECONNECT_PAUSE = Duration.ofSeconds(1);

    private static final Duration FIRST_RECONNECT_PAUSE = Duration.ofMillis(10);
    private static final Duration TOPOLOGY_REFRESH = Duration.ofSeconds(30);
    /** Topology is asked for at most this often when a redirection or a lost node hints that it has changed. */
    private static final Duration TOPOLOGY_REFRESH_ON_HINT = Duration.ofMillis(500);

    private final Vertx vertx;
    private final String keyPrefix;
    private final AbstractRedisClient client;
    private final ClientResources resources;
    private final Connected<String> texts;
    private final Connected<byte[]> bytes;
    private final long pingTimer;
    private volatile Health.Status status = Health.Status.READY;

    private LettuceRedis(Vertx vertx, String namespace, Opened opened, Health health) {
        this.vertx = vertx;
        this.keyPrefix = prefix(namespace);
        this.client = opened.client;
        this.resources = opened.resources;
        this.texts = opened.texts;
        this.bytes = opened.bytes;
        pingTimer = vertx.setPeriodic(PING_EVERY_MILLIS, timer -> ping());
        health.register("redis", () -> status);
    }

    /**
     * Connects; fails when Redis does not answer. Works on the event loop it is called on.
     *
     * @param uri one URI, or the nodes of a cluster separated by commas
     */
    public static Future<LettuceRedis> connect(Vertx vertx, String uri, String namespace, Health health) {
        // The address of a sentinel group has commas of its own.
        List<RedisURI> uris = Arrays.stream(uri.contains("-sentinel://") ? new String[] {uri} : uri.split(","))
                .map(String::strip)
                .map(RedisURI::create)
                .toList();
        EventLoop loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
        // Opening the first connection loads hundreds of classes: not on an event loop.
        return vertx.executeBlocking(
                        () -> uris.size() > 1 ? cluster(loop, uris, namespace) : single(loop, uris.get(0)), false)
                .map(opened -> new LettuceRedis(vertx, namespace, opened, health));
    }

    private static Opened cluster(EventLoop loop, List<RedisURI> uris, String namespace) throws Exception {
        ClientResources resources = resources(loop);
        RedisClusterClient client = RedisClusterClient.create(resources, uris);
        client.setOptions(ClusterClientOptions.builder(options(ClientOptions.builder()))
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enablePeriodicRefresh(TOPOLOGY_REFRESH)
                        .adaptiveRefreshTriggersTimeout(TOPOLOGY_REFRESH_ON_HINT)
                        .build())
                .build());
        await(client, resources, client::refreshPartitionsAsync);
        return new Opened(
                client,
                resources,
                cluster(client, resources, StringCodec.UTF8, namespace),
                cluster(client, resources, BYTES, namespace));
    }

    private static <V> Connected<V> cluster(
            RedisClusterClient client, ClientResources resources, RedisCodec<String, V> codec, String namespace)
            throws Exception {
        var connection = await(client, resources, () -> client.connectAsync(codec)
                .thenCompose(open -> openNode(open, prefix(namespace))));
        return new Connected<>(connection, connection.async());
    }

    /** Connections to the nodes are opened by the first command, which is rejected while they are: better that one than the first of a caller. */
    private static <V> CompletionStage<StatefulRedisClusterConnection<String, V>> openNode(
            StatefulRedisClusterConnection<String, V> connection, String key) {
        RedisClusterNode node = connection.getPartitions().getPartitionBySlot(SlotHash.getSlot(key));
        if (node == null) {
            throw new RedisException("no node of the cluster serves the slot of " + key);
        }
        // By address, as commands look it up; one opened by the node's id would be another one.
        RedisURI address = node.getUri();
        return connection
                .getConnectionAsync(address.getHost(), address.getPort())
                .thenApply(opened -> connection);
    }

    private static Opened single(EventLoop loop, RedisURI uri) throws Exception {
        ClientResources resources = resources(loop);
        RedisClient client = RedisClient.create(resources);
        client.setOptions(options(ClientOptions.builder()));
        return new Opened(
                client,
                resources,
                single(client, resources, StringCodec.UTF8, uri),
                single(client, resources, BYTES, uri));
    }

    private static <V> Connected<V> single(
            RedisClient client, ClientResources resources, RedisCodec<String, V> codec, RedisURI uri) throws Exception {
        var connection = await(client, resources, () -> client.connectAsync(codec, uri));
        return new Connected<>(connection, connection.async());
    }

    private static ClientResources resources(EventLoop loop) {
        return ClientResources.builder()
                .eventLoopGroupProvider(new VertxEventLoop(loop))
                .reconnectDelay(
                        Delay.exponential(FIRST_RECONNECT_PAUSE, LONGEST_RECONNECT_PAUSE, 2, TimeUnit.MILLISECONDS))
                .build();
    }

    private static ClientOptions options(ClientOptions.Builder builder) {
        return builder.timeoutOptions(TimeoutOptions.enabled(COMMAND_TIMEOUT))
                .socketOptions(
                        SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).build())
                .requestQueueSize(MAX_IN_FLIGHT)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .build();
    }

    private static <T> T await(
            AbstractRedisClient client, ClientResources resources, Supplier<? extends CompletionStage<T>> connect)
            throws Exception {
        try {
            return connect.get().toCompletableFuture().get(CONNECT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | RedisException e) {
            client.shutdownAsync().whenComplete((closed, failure) -> resources.shutdown());
            throw new IllegalStateException("Redis does not answer: " + (e.getCause() == null ? e : e.getCause()), e);
        }
    }

    private record Connected<V>(
            StatefulConnection<String, V> connection, RedisClusterAsyncCommands<String, V> commands) {}

    private record Opened(
            AbstractRedisClient client, ClientResources resources, Connected<String> texts, Connected<byte[]> bytes) {}

    private static String prefix(String namespace) {
        return "{" + namespace + "}:";
    }

    @Override
    public String key(String suffix) {
        return keyPrefix + suffix;
    }

    @Override
    public <T> Future<T> run(
            Function<RedisClusterAsyncCommands<String, String>, ? extends CompletionStage<T>> command) {
        return Future.fromCompletionStage(command.apply(texts.commands), vertx.getOrCreateContext());
    }

    @Override
    public <T> Future<T> runBytes(
            Function<RedisClusterAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> command) {
        return Future.fromCompletionStage(command.apply(bytes.commands), vertx.getOrCreateContext());
    }

    @Override
    public Future<byte[]> evalBytes(RedisScript script, String[] keys, byte[]... args) {
        CompletionStage<byte[]> known = bytes.commands.evalsha(script.sha(), ScriptOutputType.VALUE, keys, args);
        return Future.fromCompletionStage(known, vertx.getOrCreateContext()).recover(error -> {
            if (error instanceof RedisNoScriptException) {
                CompletionStage<byte[]> loaded =
                        bytes.commands.eval(script.source(), ScriptOutputType.VALUE, keys, args);
                return Future.fromCompletionStage(loaded, vertx.getOrCreateContext());
            }
            return Future.failedFuture(error);
        });
    }

    @Override
    public <T> Future<T> eval(RedisScript script, ScriptOutputType output, String[] keys, String... args) {
        CompletionStage<T> known = texts.commands.evalsha(script.sha(), output, keys, args);
        return Future.fromCompletionStage(known, vertx.getOrCreateContext()).recover(error -> {
            if (error instanceof RedisNoScriptException) {
                CompletionStage<T> loaded = texts.commands.eval(script.source(), output, keys, args);
                return Future.fromCompletionStage(loaded, vertx.getOrCreateContext());
            }
            return Future.failedFuture(error);
        });
    }

    /** Closes the connection; never fails. */
    public Future<Void> close() {
        vertx.cancelTimer(pingTimer);
        return Future.fromCompletionStage(texts.connection.closeAsync(), vertx.getOrCreateContext())
                .eventually(() -> Future.fromCompletionStage(bytes.connection.closeAsync(), vertx.getOrCreateContext()))
                .eventually(() -> Future.fromCompletionStage(client.shutdownAsync(), vertx.getOrCreateContext()))
                .onComplete(closed -> resources.shutdown())
                .otherwiseEmpty();
    }

    /** Asks for a key of this namespace: in a cluster, the node that serves it is the one that matters. */
    private void ping() {
        run(c -> c.exists(key("ping")))
                .onSuccess(pong -> status = Health.Status.READY)
                .onFailure(error -> status = Health.Status.notReady("Redis does not answer: " + error.getMessage()));
    }
}
