package io.zapas.stocksync.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.vertx.core.Future;
import io.zapas.runtime.redis.RedisAccess;
import io.zapas.runtime.redis.RedisScript;
import io.zapas.stocksync.domain.StoreLostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs scripts over the store, and tells who must know when it is away or not the one it was. Safe on every thread. */
final class StoreCalls {
    private static final String LOST = "LOST ";
    private static final byte[] AGAIN = "again".getBytes(StandardCharsets.US_ASCII);

    private final RedisAccess redis;
    private final String[] keys;
    private volatile Runnable onLost = () -> {};
    private volatile Runnable onAway = () -> {};

    /** @param prefix of all keys */
    StoreCalls(RedisAccess redis, String prefix) {
        this.redis = redis;
        this.keys = new String[] {prefix};
    }

    void onLost(Runnable listener) {
        onLost = listener;
    }

    void onAway(Runnable listener) {
        onAway = listener;
    }

    /** Fails with {@link StoreLostException}, or as {@link RedisAccess#evalBytes} does. */
    Future<byte[]> run(RedisScript script, String entry, byte[]... input) {
        byte[][] args = new byte[input.length + 1][];
        args[0] = entry.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(input, 0, args, 1, input.length);
        return redis.evalBytes(script, keys, args).recover(this::failed);
    }

    /** Values of these keys, null where there is none, whatever store it is. */
    Future<List<byte[]>> values(List<String> names) {
        return redis.runBytes(c -> c.mget(names.toArray(String[]::new)))
                .map(found -> {
                    List<byte[]> values = new ArrayList<>(found.size());
                    found.forEach(value -> values.add(value.getValueOrElse(null)));
                    return values;
                })
                .recover(this::failed);
    }

    private <T> Future<T> failed(Throwable failure) {
        if (!isLost(failure)) {
            if (!(failure instanceof RedisCommandExecutionException)) {
                onAway.run();
            }
            return Future.failedFuture(failure);
        }
        onLost.run();
        return Future.failedFuture(lost(failure));
    }

    /** Holds are over that must be ended first. */
    static boolean again(byte[] answer) {
        return Arrays.equals(answer, AGAIN);
    }

    private static boolean isLost(Throwable failure) {
        return failure instanceof RedisCommandExecutionException
                && failure.getMessage() != null
                && failure.getMessage().startsWith(LOST);
    }

    private static StoreLostException lost(Throwable failure) {
        return new StoreLostException(
                "the store is not the one it was: " + failure.getMessage().substring(LOST.length()));
    }
}
