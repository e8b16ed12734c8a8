package io.zapas.stocksync.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.vertx.core.Future;
import io.zapas.embedded.EmbeddedRedis;
import io.zapas.runtime.redis.RedisAccess;
import io.zapas.runtime.redis.RedisScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One Redis for all tests of the JVM ({@code ZAPAS_TEST_REDIS}, or the bundled one), each test in a namespace of its own, calls spread over a
 * few connections so that those in flight together race. It has no event
 * loop, so blocking on its futures is safe.
 */
final class TestRedis implements RedisAccess {
    private static final int CONNECTIONS = 4;
    private static final RedisClient CLIENT = client();
    private static final List<StatefulRedisConnection<String, String>> POOL =
            Stream.generate(CLIENT::connect).limit(CONNECTIONS).toList();
    private static final List<StatefulRedisConnection<String, byte[]>> BYTES = Stream.generate(
                    () -> CLIENT.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE)))
            .limit(CONNECTIONS)
            .toList();
    private static final AtomicInteger NAMESPACES = new AtomicInteger();
    private static final AtomicInteger CALLS = new AtomicInteger();

    private final String namespace;

    private TestRedis(String namespace) {
        this.namespace = namespace;
    }

    static TestRedis fresh() {
        return new TestRedis("test-" + ProcessHandle.current().pid() + "-" + NAMESPACES.incrementAndGet());
    }

    private static RedisClient client() {
        String external = System.getenv("ZAPAS_TEST_REDIS");
        return RedisClient.create(external != null ? external : embedded());
    }

    private static String embedded() {
        try {
            EmbeddedRedis redis = new EmbeddedRedis(Files.createTempDirectory("zapas-stock"), 0, false).start();
            Runtime.getRuntime().addShutdownHook(new Thread(redis::close));
            return redis.uri();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String key(String suffix) {
        return "{" + namespace + "}:" + suffix;
    }

    @Override
    public <T> Future<T> run(
            Function<RedisClusterAsyncCommands<String, String>, ? extends CompletionStage<T>> command) {
        return Future.fromCompletionStage(command.apply(
                POOL.get(Math.floorMod(CALLS.incrementAndGet(), CONNECTIONS)).async()));
    }

    @Override
    public <T> Future<T> runBytes(
            Function<RedisClusterAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> command) {
        return Future.fromCompletionStage(command.apply(
                BYTES.get(Math.floorMod(CALLS.incrementAndGet(), CONNECTIONS)).async()));
    }

    @Override
    public Future<byte[]> evalBytes(RedisScript script, String[] keys, byte[]... args) {
        return this.<byte[]>runBytes(c -> c.evalsha(script.sha(), ScriptOutputType.VALUE, keys, args))
                .recover(failure -> failure instanceof RedisNoScriptException
                        ? this.<byte[]>runBytes(c -> c.eval(script.source(), ScriptOutputType.VALUE, keys, args))
                        : Future.failedFuture(failure));
    }

    @Override
    public <T> Future<T> eval(RedisScript script, ScriptOutputType output, String[] keys, String... args) {
        return this.<T>run(c -> c.evalsha(script.sha(), output, keys, args))
                .recover(failure -> failure instanceof RedisNoScriptException
                        ? this.<T>run(c -> c.eval(script.source(), output, keys, args))
                        : Future.failedFuture(failure));
    }
}
