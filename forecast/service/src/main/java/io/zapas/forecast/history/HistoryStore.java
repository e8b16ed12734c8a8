package io.zapas.forecast.history;

import io.lettuce.core.KeyValue;
import io.lettuce.core.ScriptOutputType;
import io.vertx.core.Future;
import io.zapas.forecast.domain.SkuState;
import io.zapas.forecast.history.HistoryChange.Cursor;
import io.zapas.forecast.position.LoopPositions;
import io.zapas.runtime.json.Json;
import io.zapas.runtime.kafka.KafkaAccess;
import io.zapas.runtime.redis.RedisAccess;
import io.zapas.runtime.redis.RedisScript;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Demand histories in Redis: one hash per SKU ({@code forecast:sku:<sku>}) with its days and the state that was last made of them, the next offset of each ledger partition beside them
 * ({@code forecast:positions}), and the SKUs of each partition ({@code forecast:skus:<partition>}).
 *
 * <p>Guarantee: {@link #apply} changes histories and the position in one step or not at all, and only if the stored position is not
 * beyond the batch. A batch handed over twice, by whomever, counts once. A state that {@link #stored} gives counts every change of its days: a later change
 * makes it void, an earlier one that it does not know keeps it from being stored.
 */
public final class HistoryStore implements KafkaAccess.Offsets {
    private static final RedisScript APPLY = RedisScript.of(HistoryStore.class, "forecast-fold", "fold.lua");
    private static final RedisScript KEEP = RedisScript.of(HistoryStore.class, "forecast-keep", "keep.lua");
    private static final Logger log = LoggerFactory.getLogger(HistoryStore.class);
    private static final String OWNERS = "forecast:owners";
    private static final String SKU = "forecast:sku:";
    private static final String SKUS = "forecast:skus:";

    private final RedisAccess redis;
    private final LoopPositions positions;
    private final HistoryCalendar calendar;
    private final String instance;

    /** @param instance unique name of this process among those that share the work */
    public HistoryStore(RedisAccess redis, HistoryCalendar calendar, String instance) {
        this.redis = redis;
        this.positions = new LoopPositions(redis, "forecast:positions");
        this.calendar = calendar;
        this.instance = instance;
    }

    /** Next offsets; also puts this instance down as the one that computes the SKUs of these partitions. */
    @Override
    public Future<Map<TopicPartition, Long>> load(Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        Map<String, String> claims = new HashMap<>();
        partitions.forEach(partition -> claims.put(LoopPositions.name(partition), instance));
        return redis.run(commands -> commands.hset(redis.key(OWNERS), claims))
                .compose(claimed -> positions.load(partitions));
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

    /** A SKU's state with the newest days; the whole history is not read. */
    public Future<StoredSku> stored(String sku, Instant now) {
        List<String> fields = new ArrayList<>(List.of(
                SkuHistory.STATE,
                SkuHistory.LATE,
                SkuHistory.SEQ,
                SkuHistory.AVAILABLE,
                SkuHistory.AT,
                SkuHistory.FIRST));
        long today = calendar.day(now);
        for (long day = today; day > today - StoredSku.RECENT_DAYS; day--) {
            fields.add(SkuHistory.DEMAND + day);
            fields.add(SkuHistory.OUT + day);
        }
        return redis.run(commands -> commands.hmget(redis.key(SKU + sku), fields.toArray(String[]::new)))
                .map(values -> {
                    Map<String, String> read = new HashMap<>();
                    for (KeyValue<String, String> value : values) {
                        if (value.hasValue()) {
                            read.put(value.getKey(), value.getValue());
                        }
                    }
                    return stored(read, PriceHistory.NONE);
                });
    }

    /**
     * A SKU's whole history with its prices, without a state.
     *
     * @param replaced SKUs whose demand it takes over; one whose history cannot be read counts as never seen
     */
    public Future<StoredSku> whole(String sku, Collection<String> replaced) {
        List<Future<StoredSku>> others = replaced.stream().map(this::readable).toList();
        return whole(sku).compose(own -> Future.all(others)
                .map(read -> new StoredSku(
                        own.days(),
                        own.late(),
                        own.state(),
                        others.stream().map(other -> other.result().days()).toList())));
    }

    private Future<StoredSku> readable(String sku) {
        return whole(sku).recover(failure -> {
            if (failure instanceof IllegalArgumentException) {
                log.atError().addKeyValue("sku", sku).setCause(failure).log("History of a replaced SKU cannot be read");
                return Future.succeededFuture(stored(Map.of(), PriceHistory.NONE));
            }
            return Future.failedFuture(failure);
        });
    }

    private Future<StoredSku> whole(String sku) {
        Future<Map<String, String>> days = redis.run(commands -> commands.hgetall(redis.key(SKU + sku)));
        Future<Map<String, String>> prices = redis.run(commands -> commands.hgetall(redis.key(PriceHistory.KEY + sku)));
        return Future.all(days, prices).map(read -> {
            days.result().remove(SkuHistory.STATE);
            return stored(days.result(), new PriceHistory(prices.result()));
        });
    }

    private static StoredSku stored(Map<String, String> fields, PriceHistory prices) {
        String late = fields.getOrDefault(SkuHistory.LATE, "0");
        String kept = fields.get(SkuHistory.STATE);
        SkuState state = kept == null || !kept.startsWith(late + ' ')
                ? null
                : SkuState.decoded(kept.substring(late.length() + 1)).orElse(null);
        return new StoredSku(new SkuHistory(fields, prices), Long.parseLong(late), state, List.of());
    }

    /**
     * Keeps the state that was made from what was read.
     *
     * @return false: a day that it counts has changed meanwhile, nothing is kept
     */
    public Future<Boolean> keep(String sku, StoredSku read, SkuState state) {
        long upto = state.nextDay().toEpochDay() - 1;
        List<String> args = new ArrayList<>(
                List.of(Long.toString(read.late()), read.late() + " " + state.encoded(), Long.toString(upto)));
        for (long day = upto; day > upto - (StoredSku.RECENT_DAYS - 1); day--) {
            args.addAll(read.days().raw(day));
        }
        return redis.<Long>eval(
                        KEEP,
                        ScriptOutputType.INTEGER,
                        new String[] {redis.key(SKU + sku)},
                        args.toArray(String[]::new))
                .map(kept -> kept == 1);
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
                Map<String, Object> entry =
                        new HashMap<>(Map.of("sku", sku, "set", fields(change.cursor()), "add", additions(change)));
                if (change.oldestChanged() != Long.MAX_VALUE) {
                    entry.put("oldest", change.oldestChanged());
                }
                list.add(entry);
            }
        });
        String name = LoopPositions.name(partition);
        return redis.eval(
                APPLY,
                ScriptOutputType.INTEGER,
                new String[] {positions.key(), redis.key(SKUS + name)},
                redis.key(SKU),
                name,
                Long.toString(from),
                Long.toString(next),
                Long.toString(oldestDay),
                Json.text(list));
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
