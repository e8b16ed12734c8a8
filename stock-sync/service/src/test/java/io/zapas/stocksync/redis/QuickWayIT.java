package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ScoredValue;
import io.vertx.core.Future;
import io.zapas.stocksync.Seed;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The quick way against the script's own rules: two shops to which the same happens, one with the quick way closed, must show the same after every
 * step, tell the same to the ledger, and hold the same, key by key.
 */
class QuickWayIT {
    private static final int SHOPS = 12;
    private static final int STEPS = 61;
    private static final int LOOK_EVERY = 12;

    @Test
    void theQuickWayEndsWhereTheScriptDoes() {
        Random seeds = Seed.random("QuickWayIT");
        for (int i = 0; i < SHOPS; i++) {
            long seed = seeds.nextLong();
            RandomShop quick = new RandomShop(new Random(seed));
            RandomShop slow;
            MutatedScript.closeQuickWay();
            try {
                slow = new RandomShop(new Random(seed));
            } finally {
                MutatedScript.restore();
            }
            for (int step = 0; step < STEPS; step++) {
                quick.step();
                slow.step();
                assertThat(quick.availability())
                        .as("shop %d after step %d", i, step)
                        .isEqualTo(slow.availability());
                // Looks at every key of Redis.
                if (step % LOOK_EVERY == 0) {
                    assertThat(content(quick.shop.redis))
                            .as("shop %d after step %d", i, step)
                            .isEqualTo(content(slow.shop.redis));
                }
            }
            assertThat(quick.shop.ledger()).isEqualTo(slow.shop.ledger()).isNotEmpty();
        }
    }

    /** What is stored, unpacked; without times of Redis's own clock and what says which store it is. */
    private static SortedMap<String, Object> content(TestRedis redis) {
        String prefix = redis.key("stock:");
        SortedMap<String, Object> content = new TreeMap<>();
        for (String key : get(redis.run(c -> c.keys(prefix + "*")))) {
            String name = key.substring(prefix.length());
            if (!name.equals("out")) {
                content.put(name, value(redis, key, get(redis.run(c -> c.type(key)))));
            }
        }
        return content;
    }

    private static Object value(TestRedis redis, String key, String kind) {
        return switch (kind) {
            case "string" -> unpacked(key, get(redis.runBytes(c -> c.get(key))));
            case "hash" -> {
                Map<String, String> fields = new TreeMap<>();
                get(redis.runBytes(c -> c.hgetall(key)))
                        .forEach((field, value) -> fields.put(field, unpacked(key, value)));
                fields.remove("tok");
                yield fields;
            }
            case "zset" -> {
                Map<String, Double> members = new TreeMap<>();
                for (ScoredValue<String> member : get(redis.run(c -> c.zrangeWithScores(key, 0, -1)))) {
                    members.put(member.getValue(), member.getScore());
                }
                yield members;
            }
            default -> throw new AssertionError(key + " is a " + kind);
        };
    }

    /** Maps sorted, empty lists as empty maps: Lua knows no difference. */
    private static String unpacked(String key, byte[] value) {
        String kind = key.substring(key.indexOf("stock:") + 6);
        if (kind.startsWith("s:")) {
            int colon = new String(value, StandardCharsets.ISO_8859_1).indexOf(':');
            byte[] packed = java.util.Arrays.copyOfRange(value, colon + 1, value.length);
            return new String(value, 0, colon, StandardCharsets.US_ASCII) + ' ' + sorted(packed);
        }
        return kind.matches("(r|idem|t|ig|pk|of):?.*") ? sorted(value) : new String(value, StandardCharsets.UTF_8);
    }

    private static String sorted(byte[] packed) {
        return Trees.sorted(Packed.tree(packed));
    }

    private static <T> T get(Future<T> future) {
        return Shop.await(future.toCompletionStage());
    }
}
