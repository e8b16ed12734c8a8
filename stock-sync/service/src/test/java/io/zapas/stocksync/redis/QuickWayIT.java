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
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The quick way against the script's own rules: two shops to which the same happens, one with the quick way closed, must show the same after every
 * step, tell the same to the ledger, and hold the same, key by key.
 */
class QuickWayIT {
    private static final int SHOPS = 12;
    private static final int STEPS = 61;
    private static final int LOOK_EVERY = 12;

    @AfterEach
    void restore() {
        MutatedScript.restore();
    }

    @Test
    void theQuickWayEndsWhereTheScriptDoes() {
        endsWhereTheScriptDoes(() -> {}, quick -> {});
    }

    /** It tries three times, then the script decides: one of eight decisions. */
    @Test
    void soItDoesWhenEverySecondCommitFindsThatSomethingChanged() {
        int[] conflicts = {0};
        endsWhereTheScriptDoes(
                () -> MutatedScript.breakQuickBy(
                        "conflicts",
                        "if not stands() then return 'no' end",
                        "if not stands() then return 'no' end\n"
                                + "  if string.byte(input.nonce, -1) % 2 == 0 then call('INCR', KEYS[1] .. '-conflicts') return 'no' end"),
                quick -> {
                    String counted = get(quick.redis.run(c -> c.get(quick.redis.key("stock-conflicts"))));
                    conflicts[0] += counted == null ? 0 : Integer.parseInt(counted);
                });
        assertThat(conflicts[0]).isGreaterThan(SHOPS);
    }

    /**
     * @param breaks the quick way
     * @param after looks at every shop that had it
     */
    private static void endsWhereTheScriptDoes(Runnable breaks, Consumer<Shop> after) {
        Random seeds = Seed.random("QuickWayIT");
        for (int i = 0; i < SHOPS; i++) {
            long seed = seeds.nextLong();
            breaks.run();
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
            after.accept(quick.shop);
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
            String mark = new String(value, 0, colon, StandardCharsets.US_ASCII);
            return mark.replaceFirst("~.*", "") + ' ' + sorted(packed);
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
