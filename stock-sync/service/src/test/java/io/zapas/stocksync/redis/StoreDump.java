package io.zapas.stocksync.redis;

import io.lettuce.core.ScoredValue;
import io.vertx.core.Future;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything a store holds, key by key, as text that can be compared: kind, content (in order where the kind has none) and when the key ends. Left out are
 * the outbox and what says which store it is (the epoch, or who rebuilds it).
 */
final class StoreDump {
    private StoreDump() {}

    static SortedMap<String, String> of(TestRedis redis) {
        String prefix = redis.key("stock:");
        SortedMap<String, String> dump = new TreeMap<>();
        for (String key : get(redis.run(c -> c.keys(prefix + "*")))) {
            String name = key.substring(prefix.length());
            if (!name.equals("out")) {
                String kind = get(redis.run(c -> c.type(key)));
                long ends = get(redis.run(c -> c.pexpiretime(key)));
                dump.put(name, kind + " until " + ends + " " + content(redis, key, kind));
            }
        }
        return dump;
    }

    private static String content(TestRedis redis, String key, String kind) {
        return switch (kind) {
            case "string" -> hex(get(redis.runBytes(c -> c.get(key))));
            case "hash" -> hash(key, get(redis.runBytes(c -> c.hgetall(key))));
            case "zset" -> zset(get(redis.runBytes(c -> c.zrangeWithScores(key, 0, -1))));
            default -> throw new AssertionError(key + " is a " + kind + ", which no copy holds");
        };
    }

    private static String hash(String key, Map<String, byte[]> fields) {
        SortedMap<String, String> sorted = new TreeMap<>();
        fields.forEach((name, value) -> sorted.put(name, hex(value)));
        if (key.endsWith(":meta")) {
            sorted.remove("ep");
            sorted.remove("rb");
        }
        return sorted.toString();
    }

    private static String zset(List<ScoredValue<byte[]>> members) {
        SortedMap<String, Double> sorted = new TreeMap<>();
        members.forEach(member -> sorted.put(hex(member.getValue()), member.getScore()));
        return sorted.toString();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static <T> T get(Future<T> future) {
        return Shop.await(future.toCompletionStage());
    }
}
