package io.zapas.stocksync.relay;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.vertx.core.Future;
import io.zapas.runtime.redis.RedisAccess;
import io.zapas.runtime.redis.RedisScript;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Gives or refuses the lease: the fence of a new reign, or nothing. */
final class FakeRedis implements RedisAccess {
    volatile String answer = "1";

    @Override
    public String key(String suffix) {
        return "{test}:" + suffix;
    }

    @Override
    public <T> Future<T> runBytes(
            Function<RedisClusterAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> command) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<byte[]> evalBytes(RedisScript script, String[] keys, byte[]... args) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> Future<T> run(
            Function<RedisClusterAsyncCommands<String, String>, ? extends CompletionStage<T>> command) {
        throw new UnsupportedOperationException();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> Future<T> eval(RedisScript script, ScriptOutputType output, String[] keys, String... args) {
        return (Future<T>) Future.succeededFuture(answer);
    }
}
