package io.zapas.stocksync.redis;

import io.vertx.core.Future;
import io.zapas.runtime.redis.RedisAccess;
import io.zapas.runtime.redis.RedisScript;
import io.zapas.stocksync.domain.Store;
import io.zapas.stocksync.domain.StoreLostException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

/** {@link Store} in Redis: store.lua. A call works on a bounded part, so that none runs long. Safe on every thread. */
public final class RedisStore implements Store {
    private static final RedisScript SCRIPT = RedisScript.of(RedisStore.class, "store", "store.lua");
    private static final String START = "0";

    private final RedisAccess redis;
    private final String[] keys;

    public RedisStore(RedisAccess redis) {
        this.redis = redis;
        this.keys = new String[] {redis.key("stock")};
    }

    @Override
    public CompletionStage<Void> begin(String token) {
        return owned(redis.evalBytes(SCRIPT, keys, bytes("begin"), bytes(token)))
                .<Void>mapEmpty()
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Void> wipe(String token) {
        return wipe(token, START).toCompletionStage();
    }

    private Future<Void> wipe(String token, String cursor) {
        return owned(redis.evalBytes(SCRIPT, keys, bytes("wipe"), bytes(token), bytes(cursor)))
                .map(next -> new String(next, StandardCharsets.US_ASCII))
                .compose(next -> next.equals(START) ? Future.succeededFuture() : wipe(token, next));
    }

    @Override
    public CompletionStage<Void> restore(String token, long oldest, List<byte[]> records) {
        Replay replay = new Replay(keys[0] + ":", oldest);
        records.forEach(replay::add);
        List<byte[]> args = new ArrayList<>(List.of(bytes("restore"), bytes(token)));
        args.addAll(replay.arguments());
        return owned(redis.evalBytes(SCRIPT, keys, args.toArray(byte[][]::new)))
                .<Void>mapEmpty()
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Void> open(String token, long epoch) {
        return owned(redis.evalBytes(SCRIPT, keys, bytes("open"), bytes(token), bytes(Long.toString(epoch))))
                .<Void>mapEmpty()
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Void> reopen(long oldEpoch, long newEpoch) {
        return owned(redis.evalBytes(
                        SCRIPT, keys, bytes("reopen"), bytes(Long.toString(oldEpoch)), bytes(Long.toString(newEpoch))))
                .<Void>mapEmpty()
                .toCompletionStage();
    }

    private static Future<byte[]> owned(Future<byte[]> answer) {
        return answer.compose(bytes -> bytes == null
                ? Future.failedFuture(new StoreLostException("another instance rebuilds the store"))
                : Future.succeededFuture(bytes));
    }

    @Override
    public CompletionStage<Part> copy(String cursor) {
        List<byte[]> records = new ArrayList<>();
        return page("copy", cursor == null ? START : cursor)
                .compose(page -> {
                    records.add(page.record);
                    Future<Void> done = Future.succeededFuture();
                    for (String key : page.large) {
                        done = done.compose(before -> large(key, page.start, records));
                    }
                    return done.compose(all -> page.next.equals(START)
                            ? ends(page.start).map(end -> new Part(records, null, end))
                            : Future.succeededFuture(new Part(records, page.next, null)));
                })
                .toCompletionStage();
    }

    private Future<Void> large(String key, String cursor, List<byte[]> records) {
        return page("part", key, cursor).compose(page -> {
            records.add(page.record);
            return page.next.equals(START) ? Future.succeededFuture() : large(key, page.next, records);
        });
    }

    private Future<End> ends(String start) {
        return redis.evalBytes(SCRIPT, keys, bytes("ends"), bytes(start)).map(answer -> {
            try (MessageUnpacker in = MessagePack.newDefaultUnpacker(answer)) {
                in.unpackArrayHeader();
                String epoch = in.unpackString();
                return new End(
                        epoch.isEmpty() ? null : Long.valueOf(epoch),
                        Long.parseLong(in.unpackString()),
                        in.unpackString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** @param start cursor that a large key's parts begin with */
    @SuppressWarnings("ArrayRecordComponent")
    private record Page(String next, byte[] record, List<String> large, String start) {}

    private Future<Page> page(String... args) {
        byte[][] packed = new byte[args.length][];
        for (int i = 0; i < args.length; i++) {
            packed[i] = bytes(args[i]);
        }
        return redis.evalBytes(SCRIPT, keys, packed).map(answer -> {
            try (MessageUnpacker in = MessagePack.newDefaultUnpacker(answer)) {
                in.unpackArrayHeader();
                String next = in.unpackString();
                byte[] record = in.readPayload(in.unpackRawStringHeader());
                List<String> large = new ArrayList<>();
                for (int left = in.unpackArrayHeader(); left > 0; left--) {
                    large.add(in.unpackString());
                }
                return new Page(next, record, large, in.unpackString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
