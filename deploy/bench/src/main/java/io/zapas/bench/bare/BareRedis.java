package io.zapas.bench.bare;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The smallest scripts that do something like the service's work, on one pipelined connection. Methods that answer a stage do not block; the others do and
 * are bounded. Safe on every thread.
 */
final class BareRedis {
    private static final int PIPELINE = 1_000;
    private static final int PER_SCRIPT = 500;
    private static final long ANSWER_SECONDS = 60;

    private static final String RESERVE = """
            local left = tonumber(redis.call('GET', KEYS[1]) or '0')
            if left < tonumber(ARGV[1]) then return 0 end
            redis.call('DECRBY', KEYS[1], ARGV[1])
            redis.call('SET', KEYS[2], ARGV[2])
            redis.call('ZADD', KEYS[3], ARGV[3], KEYS[2])
            return 1
            """;
    /**
     * Keys: stock, hold, due, the request's key, its order, outbox. Arguments: quantity, hold, when it ends, how long the request is remembered, what the outbox keeps. Answers what was left before, or
     * -1 when there was not enough or the request or its order is known.
     */
    private static final String RESERVE_CHECKED = """
            if redis.call('EXISTS', KEYS[4], KEYS[5]) > 0 then return -1 end
            local left = tonumber(redis.call('GET', KEYS[1]) or '0')
            if left < tonumber(ARGV[1]) then return -1 end
            redis.call('MSET', KEYS[1], left - ARGV[1], KEYS[2], ARGV[2], KEYS[5], KEYS[2])
            redis.call('ZADD', KEYS[3], ARGV[3], KEYS[2])
            redis.call('SET', KEYS[4], ARGV[2], 'PX', ARGV[4])
            redis.call('XADD', KEYS[6], 'MAXLEN', '~', '1000', '*', 'h', ARGV[5])
            return left
            """;

    private static final String SET_ALL = """
            for i = 1, #KEYS do redis.call('SET', KEYS[i], ARGV[i]) end
            return #KEYS
            """;
    /**
     * Keys: positions, outbox, a state for each level. Arguments: what the outbox keeps, a state for each level, partitions and positions. A state begins with its version, of a fixed width. Answers the states
     * before, or 'stale'. Of two levels of one SKU in one batch the later counts.
     */
    private static final String LEVELS = """
            local states = redis.call('MGET', unpack(KEYS, 3))
            local sets = {}
            for i = 1, #states do
              local state = ARGV[i + 1]
              if not states[i] or string.sub(state, 1, 19) > string.sub(states[i], 1, 19) then
                sets[#sets + 1] = KEYS[i + 2]
                sets[#sets + 1] = state
              else
                states[i] = 'stale'
              end
            end
            if #sets > 0 then redis.call('MSET', unpack(sets)) end
            redis.call('HSET', KEYS[1], unpack(ARGV, #states + 2))
            redis.call('XADD', KEYS[2], 'MAXLEN', '~', '1000', '*', 'l', ARGV[1])
            return states
            """;
    /** Answers the times at which what it released was due. */
    private static final String RELEASE_DUE = """
            local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'WITHSCORES', 'LIMIT', 0, 500)
            local times = {}
            for i = 1, #due, 2 do
              local hold = redis.call('GETDEL', due[i])
              if hold then redis.call('INCRBY', hold, 1) end
              redis.call('ZREM', KEYS[1], due[i])
              times[#times + 1] = due[i + 1]
            end
            return times
            """;

    private static final String DUE = "{bare}:due";
    private static final String OUTBOX = "{bare}:out";
    private static final String REMEMBERED_MILLIS = "86400000";
    /** Answered for a level that is not newer than what is known. */
    static final String STALE = "stale";

    private static final char SEPARATOR = '|';

    private final RedisAsyncCommands<String, String> commands;
    private final String reserve;
    private final String reserveChecked;
    private final String setAll;
    private final String levels;
    private final String releaseDue;

    BareRedis(RedisClient client) {
        StatefulRedisConnection<String, String> connection = client.connect(StringCodec.UTF8);
        commands = connection.async();
        reserve = connection.sync().scriptLoad(RESERVE);
        reserveChecked = connection.sync().scriptLoad(RESERVE_CHECKED);
        setAll = connection.sync().scriptLoad(SET_ALL);
        levels = connection.sync().scriptLoad(LEVELS);
        releaseDue = connection.sync().scriptLoad(RELEASE_DUE);
    }

    static String stockKey(String sku) {
        return "{bare}:s:" + sku;
    }

    static String valueKey(String sku) {
        return "{bare}:v:" + sku;
    }

    private static String holdKey(String id) {
        return "{bare}:h:" + id;
    }

    /** Check, decrement, write the hold and its expiry; answers 1, or 0 when there is not enough. */
    CompletionStage<Long> reserve(String sku, long quantity, String id, String hold, long expiresAtMillis) {
        String[] keys = {stockKey(sku), holdKey(id), DUE};
        return commands.evalsha(
                reserve, ScriptOutputType.INTEGER, keys, Long.toString(quantity), hold, Long.toString(expiresAtMillis));
    }

    /** The same for a request and an order nobody has heard of, with both remembered and told to the outbox; answers what was left before, negative when it is refused. */
    CompletionStage<Long> reserveChecked(
            String sku, long quantity, String id, String requestKey, String hold, long expiresAtMillis) {
        String[] keys = {stockKey(sku), holdKey(id), DUE, "{bare}:k:" + requestKey, "{bare}:o:" + id, OUTBOX};
        return commands.evalsha(
                reserveChecked,
                ScriptOutputType.INTEGER,
                keys,
                Long.toString(quantity),
                hold,
                Long.toString(expiresAtMillis),
                REMEMBERED_MILLIS,
                id + SEPARATOR + sku + SEPARATOR + quantity);
    }

    /** Sets each key to its value in one script. */
    CompletionStage<Long> setAll(String[] keys, String[] values) {
        return commands.evalsha(setAll, ScriptOutputType.INTEGER, keys, values);
    }

    /** Takes each level that is newer than its SKU's; answers the states before, null where there was none, {@link #STALE} where the level was not newer. */
    CompletionStage<List<String>> levels(LevelBatch batch) {
        int size = batch.size();
        String[] keys = new String[size + 2];
        String[] arguments = new String[1 + size + 2 * batch.next().size()];
        keys[0] = "{bare}:pos";
        keys[1] = OUTBOX;
        StringBuilder told = new StringBuilder();
        for (int i = 0; i < size; i++) {
            LevelBatch.Level level = batch.levels().get(i);
            String version = Long.toString(level.version());
            String state =
                    "0".repeat(19 - version.length()) + version + SEPARATOR + level.quantity() + SEPARATOR + level.id();
            keys[i + 2] = "{bare}:l:" + level.sku();
            arguments[i + 1] = state;
            told.append(level.sku()).append(SEPARATOR).append(state).append('\n');
        }
        arguments[0] = told.toString();
        int next = size + 1;
        for (Map.Entry<Integer, Long> position : batch.next().entrySet()) {
            arguments[next++] = position.getKey().toString();
            arguments[next++] = position.getValue().toString();
        }
        return commands.evalsha(levels, ScriptOutputType.MULTI, keys, arguments);
    }

    /** Of a state. */
    static long quantity(String state) {
        int from = state.indexOf(SEPARATOR) + 1;
        return Long.parseLong(state, from, state.indexOf(SEPARATOR, from), 10);
    }

    /** One MGET; absent values are null. */
    CompletionStage<List<String>> values(String[] keys) {
        return commands.mget(keys).thenApply(found -> {
            List<String> values = new ArrayList<>(found.size());
            found.forEach(value -> values.add(value.getValueOrElse(null)));
            return values;
        });
    }

    /** Releases what is due, at most 500; answers when each was due, Unix time in ms. */
    CompletionStage<List<String>> releaseDue(long nowMillis) {
        return commands.evalsha(releaseDue, ScriptOutputType.MULTI, new String[] {DUE}, Long.toString(nowMillis));
    }

    /** Writes a value for each SKU number below {@code skus}. Blocks. */
    void fill(int skus, KeyAndValue content) throws Exception {
        List<RedisFuture<Long>> sent = new ArrayList<>();
        for (int from = 0; from < skus; from += PER_SCRIPT) {
            int size = Math.min(PER_SCRIPT, skus - from);
            String[] keys = new String[size];
            String[] values = new String[size];
            for (int i = 0; i < size; i++) {
                keys[i] = content.key(from + i);
                values[i] = content.value(from + i);
            }
            sent.add(commands.evalsha(setAll, ScriptOutputType.INTEGER, keys, values));
            drainIfMany(sent);
        }
        drain(sent);
    }

    /** Writes holds of one unit each; those of number n are due at {@code due.key(n)} with the value as hold. Blocks. */
    void fillHolds(int holds, HoldContent content) throws Exception {
        List<RedisFuture<?>> sent = new ArrayList<>();
        for (int n = 0; n < holds; n++) {
            String key = holdKey(Integer.toString(n));
            sent.add(commands.set(key, content.hold(n)));
            sent.add(commands.zadd(DUE, (double) content.dueMillis(n), key));
            drainIfMany(sent);
        }
        drain(sent);
    }

    private static void drainIfMany(List<? extends RedisFuture<?>> sent) throws Exception {
        if (sent.size() >= PIPELINE) {
            drain(sent);
        }
    }

    private static void drain(List<? extends RedisFuture<?>> sent) throws Exception {
        for (RedisFuture<?> future : sent) {
            future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        }
        sent.clear();
    }

    /** What to write for a number. */
    interface KeyAndValue {
        String key(int number);

        String value(int number);
    }

    /** What to write for a hold. */
    interface HoldContent {
        String hold(int number);

        long dueMillis(int number);
    }
}
