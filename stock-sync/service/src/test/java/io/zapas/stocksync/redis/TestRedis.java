package io.zapas.stocksync.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.vertx.core.Future;
import io.zapas.runtime.redis.RedisAccess;
import io.zapas.runtime.redis.RedisScript;
import io.zapas.testkit.Infrastructure;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One Redis for all tests of the JVM, each test in a namespace of its own, calls spread over a few connections so that those in flight together
 * race. A standalone Redis; with the system property {@code zapas.test.redis=cluster} a three-master Cluster, whose namespaces spread over the
 * masters. It has no event loop, so blocking on its futures is safe.
 */
final class TestRedis implements RedisAccess {
    private static final String PREFIX = "test-" + ProcessHandle.current().pid() + "-";
    private static final int PART = 1_000;
    private static final int CONNECTIONS = 4;
    private static final Connector CONNECTOR = connector();
    private static final List<RedisClusterAsyncCommands<String, String>> POOL = connect(StringCodec.UTF8);
    private static final List<RedisClusterAsyncCommands<String, byte[]>> BYTES =
            connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
    private static final AtomicInteger NAMESPACES = new AtomicInteger();
    private static final AtomicInteger CALLS = new AtomicInteger();

    private final String namespace;

    private TestRedis(String namespace) {
        this.namespace = namespace;
    }

    static TestRedis fresh() {
        return new TestRedis(PREFIX + NAMESPACES.incrementAndGet());
    }

    /**
     * Deletes what tests of this JVM have left so far: whoever looks through all keys is as slow as there are many. Only while no shop is at work.
     */
    static void forgetEarlier() {
        TestRedis any = fresh();
        List<String> keys = Shop.await(any.run(c -> c.keys("{" + PREFIX + "*")).toCompletionStage());
        for (int from = 0; from < keys.size(); from += PART) {
            String[] part =
                    keys.subList(from, Math.min(keys.size(), from + PART)).toArray(String[]::new);
            Shop.await(any.run(c -> c.unlink(part)).toCompletionStage());
        }
    }

    /** Opens a connection. */
    private interface Connector {
        <V> RedisClusterAsyncCommands<String, V> connect(RedisCodec<String, V> codec);
    }

    private static Connector connector() {
        if (System.getProperty("zapas.test.redis", "standalone").equals("cluster")) {
            RedisClusterClient client = RedisClusterClient.create(
                    Stream.of(Infrastructure.redisClusterUri().split(","))
                            .map(RedisURI::create)
                            .toList());
            return new Connector() {
                @Override
                public <V> RedisClusterAsyncCommands<String, V> connect(RedisCodec<String, V> codec) {
                    return client.connect(codec).async();
                }
            };
        }
        RedisClient client = RedisClient.create(Infrastructure.redisUri());
        return new Connector() {
            @Override
            public <V> RedisClusterAsyncCommands<String, V> connect(RedisCodec<String, V> codec) {
                return client.connect(codec).async();
            }
        };
    }

    private static <V> List<RedisClusterAsyncCommands<String, V>> connect(RedisCodec<String, V> codec) {
        return Stream.generate(() -> CONNECTOR.connect(codec))
                .limit(CONNECTIONS)
                .toList();
    }

    @Override
    public String key(String suffix) {
        return "{" + namespace + "}:" + suffix;
    }

    @Override
    public <T> Future<T> run(
            Function<RedisClusterAsyncCommands<String, String>, ? extends CompletionStage<T>> command) {
        return Future.fromCompletionStage(command.apply(POOL.get(Math.floorMod(CALLS.incrementAndGet(), CONNECTIONS))));
    }

    @Override
    public <T> Future<T> runBytes(
            Function<RedisClusterAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> command) {
        return Future.fromCompletionStage(
                command.apply(BYTES.get(Math.floorMod(CALLS.incrementAndGet(), CONNECTIONS))));
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
