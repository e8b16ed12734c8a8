package io.zapas.forecast.history;

import io.vertx.core.Future;
import io.zapas.forecast.domain.PoolSample;
import io.zapas.runtime.redis.RedisAccess;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The names of the SKUs that the pool is learnt from ({@link PoolSample}), in Redis ({@code forecast:sample}) for every instance: each offers those it computes,
 * and all learn from the same. Called on the service's context.
 */
public final class SampleStore {
    private static final String SAMPLE = "forecast:sample";

    private final RedisAccess redis;
    private final Set<String> known = new HashSet<>();
    private String last = "";

    public SampleStore(RedisAccess redis) {
        this.redis = redis;
    }

    /** The SKUs of the sample, at most {@value PoolSample#MAX_SKUS}. */
    public Future<List<String>> skus() {
        return redis.run(commands -> commands.zrange(redis.key(SAMPLE), 0, PoolSample.MAX_SKUS - 1))
                .map(ranks -> {
                    known.clear();
                    known.addAll(ranks);
                    last = ranks.size() < PoolSample.MAX_SKUS ? "" : ranks.get(ranks.size() - 1);
                    return ranks.stream().map(PoolSample::sku).toList();
                });
    }

    /**
     * Tells of SKUs that were fitted just now. Told again nothing changes; what is lost comes with the next fit.
     *
     * @param learnable those that can be learnt from
     * @param others those that cannot, any more or yet
     */
    public Future<Void> offer(List<String> learnable, List<String> others) {
        List<String> added = new ArrayList<>();
        for (String sku : learnable) {
            String rank = PoolSample.rank(sku);
            if (!known.contains(rank) && (last.isEmpty() || rank.compareTo(last) < 0)) {
                added.add(rank);
            }
        }
        List<String> removed =
                others.stream().map(PoolSample::rank).filter(known::contains).toList();
        Future<Void> done = Future.succeededFuture();
        if (!removed.isEmpty()) {
            done = redis.run(commands -> commands.zrem(redis.key(SAMPLE), removed.toArray(String[]::new)))
                    .mapEmpty();
        }
        if (!added.isEmpty()) {
            Object[] scored = added.stream()
                    .flatMap(rank -> java.util.stream.Stream.of((Object) 0.0, rank))
                    .toArray();
            done = done.compose(before -> redis.run(commands -> commands.zadd(redis.key(SAMPLE), scored)))
                    .compose(before ->
                            redis.run(commands -> commands.zremrangebyrank(redis.key(SAMPLE), PoolSample.MAX_SKUS, -1)))
                    .mapEmpty();
        }
        return done.onSuccess(stored -> {
            known.addAll(added);
            known.removeAll(removed);
        });
    }
}
