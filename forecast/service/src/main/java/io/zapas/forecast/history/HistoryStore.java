package io.zapas.forecast.history;

import io.lettuce.core.KeyValue;
import io.lettuce.core.ScriptOutputType;
import io.vertx.core.Future;
import io.zapas.forecast.domain.WeekdayProfile;
import io.zapas.forecast.history.HistoryChange.Cursor;
import io.zapas.runtime.json.Json;
import io.zapas.runtime.kafka.KafkaAccess;
import io.zapas.runtime.redis.RedisAccess;
import io.zapas.runtime.redis.RedisScript;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Demand histories in Redis: one hash per SKU ({@code forecast:sku:<sku>}), the next offset of each ledger partition beside them
 * ({@code forecast:positions}), and the SKUs of each partition ({@code forecast:skus:<partition>}).
 *
 * <p>Guarantee: {@link #apply} changes histories and the position in one step or not at all, and only if the stored position is not
 * beyond the batch. A batch handed over twice, by whomever, counts once.
 */
public final class HistoryStore implements KafkaAccess.Offsets {
    private static final RedisScript APPLY = RedisScript.of(HistoryStore.class, "forecast-fold", "fold.lua");
    private static final String POSITIONS = "forecast:positions";
    private static final String OWNERS = "forecast:owners";
    private static final String SKU = "forecast:sku:";
    private static final String WEEK = "forecast:week";
    private static final String SKUS = "forecast:skus:";

    private final RedisAccess redis;
    private final String instance;

    /** @param instance unique name of this process among those that share the work */
    public HistoryStore(RedisAccess redis, String instance) {
        this.redis = redis;
        this.instance = instance;
    }

    /** Next offsets; also puts this instance down as the one that computes the SKUs of these partitions. */
    @Override
    public Future<Map<TopicPartition, Long>> load(Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        Map<String, TopicPartition> byName = new LinkedHashMap<>();
        Map<String, String> claims = new HashMap<>();
        for (TopicPartition partition : partitions) {
            byName.put(name(partition), partition);
            claims.put(name(partition), instance);
        }
        String[] names = byName.keySet().toArray(String[]::new);
        return redis.run(commands -> commands.hset(redis.key(OWNERS), claims))
                .compose(claimed -> redis.run(commands -> commands.hmget(redis.key(POSITIONS), names)))
                .map(stored -> {
                    Map<TopicPartition, Long> offsets = new HashMap<>();
                    for (KeyValue<String, String> entry : stored) {
                        if (entry.hasValue()) {
                            offsets.put(byName.get(entry.getKey()), Long.parseLong(entry.getValue()));
                        }
                    }
                    return offsets;
                });
    }

    /** Names of the partitions whose SKUs this instance computes. */
    public Future<Set<String>> ownPartitions() {
        return redis.run(commands -> commands.hgetall(redis.key(OWNERS))).map(owners -> {
            Set<String> own = new HashSet<>();
            owners.forEach((partition, owner) -> {
                if (owner.equals(instance)) {
                    own.add(partition);
                }
            });
            return own;
        });
    }

    public Future<Set<String>> skus(String partition) {
        return redis.run(commands -> commands.smembers(redis.key(SKUS + partition)));
    }

    public Future<SkuHistory> history(String sku) {
        return redis.run(commands -> commands.hgetall(redis.key(SKU + sku))).map(SkuHistory::new);
    }

    /** How the week looked over all SKUs when it was last kept. */
    public Future<Optional<WeekdayProfile>> week() {
        return redis.run(commands -> commands.get(redis.key(WEEK)))
                .map(json -> Optional.ofNullable(json).map(text -> WeekdayProfile.of(Json.read(text, double[].class))));
    }

    public Future<Void> keepWeek(WeekdayProfile week) {
        String json = Json.text(week.factors());
        return redis.run(commands -> commands.set(redis.key(WEEK), json)).mapEmpty();
    }

    /** Where the fold of each SKU stands. */
    Future<Map<String, Cursor>> cursors(Collection<String> skus) {
        List<Future<Cursor>> reads = new ArrayList<>(skus.size());
        for (String sku : skus) {
            reads.add(redis.run(commands -> commands.hmget(
                            redis.key(SKU + sku),
                            SkuHistory.SEQ,
                            SkuHistory.AVAILABLE,
                            SkuHistory.AT,
                            SkuHistory.FIRST))
                    .map(fields -> SkuHistory.cursor(
                            fields.get(0).getValueOrElse(null),
                            fields.get(1).getValueOrElse(null),
                            fields.get(2).getValueOrElse(null),
                            fields.get(3).getValueOrElse(null))));
        }
        return Future.all(reads).map(done -> {
            Map<String, Cursor> cursors = new HashMap<>();
            int i = 0;
            for (String sku : skus) {
                cursors.put(sku, reads.get(i++).result());
            }
            return cursors;
        });
    }

    /**
     * Applies a batch: offsets {@code from} to {@code next - 1} of a partition.
     *
     * @return the stored position afterwards: {@code next} when it is applied; any other value means that nothing was changed because
     *     records below that position are applied already
     */
    Future<Long> apply(
            TopicPartition partition, long from, long next, long oldestDay, Map<String, HistoryChange> changes) {
        List<Map<String, Object>> list = new ArrayList<>(changes.size());
        changes.forEach((sku, change) -> {
            if (!change.isEmpty()) {
                list.add(Map.of("sku", sku, "set", fields(change.cursor()), "add", additions(change)));
            }
        });
        String name = name(partition);
        return redis.eval(
                APPLY,
                ScriptOutputType.INTEGER,
                new String[] {redis.key(POSITIONS), redis.key(SKUS + name)},
                redis.key(SKU),
                name,
                Long.toString(from),
                Long.toString(next),
                Long.toString(oldestDay),
                Json.text(list));
    }

    public static String name(TopicPartition partition) {
        return partition.topic() + "/" + partition.partition();
    }

    /** Texts, because Lua writes large numbers in another form. */
    private static List<String> fields(Cursor cursor) {
        return List.of(
                SkuHistory.SEQ,
                Long.toString(cursor.seq()),
                SkuHistory.AVAILABLE,
                Long.toString(cursor.available()),
                SkuHistory.AT,
                Long.toString(cursor.atMillis()),
                SkuHistory.FIRST,
                Long.toString(cursor.firstDay()));
    }

    private static List<String> additions(HistoryChange change) {
        List<String> additions = new ArrayList<>();
        change.demand().forEach((day, units) -> {
            additions.add(SkuHistory.DEMAND + day);
            additions.add(Long.toString(units));
        });
        change.outMillis().forEach((day, millis) -> {
            additions.add(SkuHistory.OUT + day);
            additions.add(Long.toString(millis));
        });
        return additions;
    }
}
