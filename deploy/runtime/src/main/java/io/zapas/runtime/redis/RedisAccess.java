package io.zapas.runtime.redis;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.vertx.core.Future;
import java.util.function.Function;

/**
 * The process's way to Redis, the same for standalone, sentinel and cluster. All keys of one namespace share one hash tag, so scripts may
 * touch any of them. Futures complete on the caller's Vert.x context. Shared connections, pipelined; commands of one connection keep their order.
 */
public interface RedisAccess {

    /** {@code {namespace}:} + suffix. */
    String key(String suffix);

    /** Runs commands: {@code run(c -> c.hgetall(key("...")))}. Fails with the Redis error, or when Redis is away for longer than 5 s. */
    <T> Future<T> run(
            Function<RedisClusterAsyncCommands<String, String>, ? extends java.util.concurrent.CompletionStage<T>>
                    command);

    /** {@link #run} for values that are bytes; keys are text. On a connection of its own. */
    <T> Future<T> runBytes(
            Function<RedisClusterAsyncCommands<String, byte[]>, ? extends java.util.concurrent.CompletionStage<T>>
                    command);

    /** {@link #eval} with arguments and an answer that are bytes, on the connection of {@link #runBytes}. */
    Future<byte[]> evalBytes(RedisScript script, String[] keys, byte[]... args);

    /**
     * Runs a script by its SHA, loading it first when Redis does not know it (restart, failover).
     *
     * @param keys at least one key of this namespace (it decides the slot)
     */
    <T> Future<T> eval(RedisScript script, ScriptOutputType output, String[] keys, String... args);
}
