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
 * One shared, pipelined connection. While Redis is away commands fail at once instead of piling up, and it reconnects by itself; a command
 * whose answer is lost fails after {@link #COMMAND_TIMEOUT} and may have been applied, so every mutation must bear repeating.
 */
public final class LettuceRedis implements RedisAccess {
    static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(5);
    /** Commands on their way at once; more than that means Redis does not keep up, and they fail. */
    private static final int MAX_IN_FLIGHT = 100_000;

    private static final long CONNECT_SECONDS = 10;
    private static final long PING_EVERY_MILLIS = 2_000;
    private static final Duration TOPOLOGY_REFRESH = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final String keyPrefix;
    private final AbstractRedisClient client;
    private final StatefulConnection<String, String> connection;
    private final RedisClusterAsyncCommands<String, String> commands;
    private final long pingTimer;
    private volatile Health.Status status = Health.Status.READY;

    private LettuceRedis(Vertx vertx, String namespace, Opened opened, Health health) {
        this.vertx = vertx;
        this.keyPrefix = "{" + namespace + "}:";
        this.client = opened.client;
        this.connection = opened.connection;
        this.commands = opened.commands;
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
        var connection = await(client, client.connectAsync(StringCodec.UTF8));
        return new Opened(client, connection, connection.async());
    }

    private static Opened single(RedisURI uri) throws Exception {
        RedisClient client = RedisClient.create();
        client.setOptions(ClientOptions.builder()
                .timeoutOptions(TimeoutOptions.enabled(COMMAND_TIMEOUT))
                .requestQueueSize(MAX_IN_FLIGHT)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .build());
        var connection = await(client, client.connectAsync(StringCodec.UTF8, uri));
        return new Opened(client, connection, connection.async());
    }

    private static <T> T await(AbstractRedisClient client, CompletionStage<T> connecting) throws Exception {
        try {
            return connecting.toCompletableFuture().get(CONNECT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            client.shutdownAsync();
            throw new IllegalStateException("Redis does not answer: " + (e.getCause() == null ? e : e.getCause()), e);
        }
    }

    private record Opened(
            AbstractRedisClient client,
            StatefulConnection<String, String> connection,
            RedisClusterAsyncCommands<String, String> commands) {}

    @Override
    public String key(String suffix) {
        return keyPrefix + suffix;
    }

    @Override
    public <T> Future<T> run(
            Function<RedisClusterAsyncCommands<String, String>, ? extends CompletionStage<T>> command) {
        return Future.fromCompletionStage(command.apply(commands), vertx.getOrCreateContext());
    }

    @Override
    public <T> Future<T> eval(RedisScript script, ScriptOutputType output, String[] keys, String... args) {
        CompletionStage<T> known = commands.evalsha(script.sha(), output, keys, args);
        return Future.fromCompletionStage(known, vertx.getOrCreateContext()).recover(error -> {
            if (error instanceof RedisNoScriptException) {
                CompletionStage<T> loaded = commands.eval(script.source(), output, keys, args);
                return Future.fromCompletionStage(loaded, vertx.getOrCreateContext());
            }
            return Future.failedFuture(error);
        });
    }

    /** Closes the connection; never fails. */
    public Future<Void> close() {
        vertx.cancelTimer(pingTimer);
        return Future.fromCompletionStage(connection.closeAsync(), vertx.getOrCreateContext())
                .eventually(() -> Future.fromCompletionStage(client.shutdownAsync(), vertx.getOrCreateContext()))
                .otherwiseEmpty();
    }

    private void ping() {
        run(RedisClusterAsyncCommands::ping)
                .onSuccess(pong -> status = Health.Status.READY)
                .onFailure(error -> status = Health.Status.notReady("Redis does not answer: " + error.getMessage()));
    }
}
