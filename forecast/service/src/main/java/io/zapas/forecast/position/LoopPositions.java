package io.zapas.forecast.position;

import io.lettuce.core.KeyValue;
import io.vertx.core.Future;
import io.zapas.runtime.kafka.KafkaAccess;
import io.zapas.runtime.redis.RedisAccess;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * The next offset of each partition of some loops, in one hash in Redis by {@link #name}. Read here; written by the scripts that store what the records brought, in
 * the same step. Called on the service's context.
 */
public final class LoopPositions implements KafkaAccess.Offsets {
    private final RedisAccess redis;
    private final String suffix;

    /** @param suffix of the hash's key */
    public LoopPositions(RedisAccess redis, String suffix) {
        this.redis = redis;
        this.suffix = suffix;
    }

    /** The hash, for the scripts that write it. */
    public String key() {
        return redis.key(suffix);
    }

    /** The field of a partition. */
    public static String name(TopicPartition partition) {
        return partition.topic() + "/" + partition.partition();
    }

    @Override
    public Future<Map<TopicPartition, Long>> load(Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        Map<String, TopicPartition> byName = new LinkedHashMap<>();
        partitions.forEach(partition -> byName.put(name(partition), partition));
        String[] names = byName.keySet().toArray(String[]::new);
        return redis.run(commands -> commands.hmget(key(), names)).map(stored -> {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            for (KeyValue<String, String> entry : stored) {
                if (entry.hasValue()) {
                    offsets.put(byName.get(entry.getKey()), Long.parseLong(entry.getValue()));
                }
            }
            return offsets;
        });
    }
}
