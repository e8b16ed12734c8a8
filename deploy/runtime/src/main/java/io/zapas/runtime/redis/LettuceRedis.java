package io.zapas.runtime.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.zapas.runtime.health.Health;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Two shared, pipelined connections, one for text and one for bytes. While Redis is away commands fail at once instead of piling up, and it reconnects by itself; a command
 * whose answer is lost fails after {@link #COMMAND_TIMEOUT} and may have been applied, so every mutation must bear repeating.
 */
public final class LettuceRedis implements RedisAccess {
    static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(5);
    /** Commands on their way at once; more than that means Redis does not keep up, and they fail. */
    private static final int MAX_IN_FLIGHT = 100_000;

    private static final long CONNECT_SECONDS = 10;
    private static final long PING_EVERY_MILLIS = 2_000;
    private static final RedisCodec<String, byte[]> BYTES = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
    private static final Duration TOPOLOGY_REFRESH = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final String keyPrefix;
    private final AbstractRedisClient client;
    private final Connected<String> texts;
    private final Connected<byte[]> bytes;
    private final long pingTimer;
    private volatile Health.Status status = Health.Status.READY;

    private LettuceRedis(Vertx vertx, String namespace, Opened opened, Health health) {
        this.vertx = vertx;
        this.keyPrefix = "{" + namespace + "}:";
        this.client = opened.client;
        this.texts = opened.texts;
        this.bytes = opened.bytes;
        pingTimer = vertx.setPeriodic(PING_EVERY_MILLIS, timer -> ping());
        health.register("redis", () -> status);
    }

    /**
     * Connects; fails when Redis does not answer.
     *
     * @param uri one URI, or the nodes of a cluster separated by commas
     */
    public static Future<LettuceRedis> connect(Vertx vertx, String uri, String namespace, Health health) {
        // The address of a sentinel group has commas of its own.
        List<RedisURI> uris = Arrays.stream(uri.contains("-sentinel://") ? new String[] {uri} : uri.split(","))
                .map(String::strip)
                .map(RedisURI::create)
                .toList();
        // Opening the first connection loads hundreds of classes: not on an event loop.
        return vertx.executeBlocking(() -> uris.size() > 1 ? cluster(uris) : single(uris.get(0)), false)
                .map(opened -> new LettuceRedis(vertx, namespace, opened, health));
    }

    private static Opened cluster(List<RedisURI> uris) throws Exception {
        RedisClusterClient client = RedisClusterClient.create(uris);
        client.setOptions(ClusterClientOptions.builder()
                .timeoutOptions(TimeoutOptions.enabled(COMMAND_TIMEOUT))
                .requestQueueSize(MAX_IN_FLIGHT)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enablePeriodicRefresh(TOPOLOGY_REFRESH)
                        .build())
                .build());
        var texts = await(client, client.connectAsync(StringCodec.UTF8));
        var bytes = await(client, client.connectAsync(BYTES));
        return new Opened(client, new Connected<>(texts, texts.async()), new Connected<>(bytes, bytes.async()));
    }

    private static Opened single(RedisURI uri) throws Exception {
        RedisClient client = RedisClient.create();
        client.setOptions(ClientOptions.builder()
                .timeoutOptions(TimeoutOptions.enabled(COMMAND_TIMEOUT))
                .requestQueueSize(MAX_IN_FLIGHT)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .build());
        var texts = await(client, client.connectAsync(StringCodec.UTF8, uri));
        var bytes = await(client, client.connectAsync(BYTES, uri));
        return new Opened(client, new Connected<>(texts, texts.async()), new Connected<>(bytes, bytes.async()));
    }

    private static <T> T await(AbstractRedisClient client, CompletionStage<T> connecting) throws Exception {
        try {
            return connecting.toCompletableFuture().get(CONNECT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            client.shutdownAsync();
            throw new IllegalStateException("Redis does not answer: " + (e.getCause() == null ? e : e.getCause()), e);
        }
    }

    private record Connected<V>(
            StatefulConnection<String, V> connection, RedisClusterAsyncCommands<String, V> commands) {}

    private record Opened(AbstractRedisClient client, Connected<String> texts, Connected<byte[]> bytes) {}

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
                .eventually(() ->
                        Future.fromCompletionStage(bytes.connection.closeAsync(), vertx.getOrCreateContext()))
                .eventually(() -> Future.fromCompletionStage(client.shutdownAsync(), vertx.getOrCreateContext()))
                .otherwiseEmpty();
    }

    private void ping() {
        run(RedisClusterAsyncCommands::ping)
                .onSuccess(pong -> status = Health.Status.READY)
                .onFailure(error -> status = Health.Status.notReady("Redis does not answer: " + error.getMessage()));
    }
}
