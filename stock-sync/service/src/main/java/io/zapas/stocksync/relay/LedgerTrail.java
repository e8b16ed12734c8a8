package io.zapas.stocksync.relay;

import io.lettuce.core.ScoredValue;
import io.vertx.core.Future;
import io.zapas.runtime.json.Json;
import io.zapas.runtime.redis.RedisAccess;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.domain.Stock.OutboxItem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest {@value #KEPT} ledger entries of each SKU, kept in Redis beside the state, so that a number can be explained without reading Kafka.
 * Older ones are dropped at every {@value #VERSIONS_PER_TRIM}th version of the SKU.
 * A help for people, not a truth: a write that fails is logged and forgotten; one that happens twice leaves one entry.
 */
public final class LedgerTrail implements RelayListener {
    /** Entries kept per SKU. */
    public static final int KEPT = 20;

    private static final int VERSIONS_PER_TRIM = 8;

    private static final Logger log = LoggerFactory.getLogger(LedgerTrail.class);
    private final RedisAccess redis;

    public LedgerTrail(RedisAccess redis) {
        this.redis = redis;
    }

    /**
     * One step of the trail.
     *
     * @param onHand units by which on-hand changed, and reserved
     * @param ref order, reservation or event behind it, may be null
     */
    public record Step(
            long seq, LedgerEntry.Reason reason, String location, long onHand, long reserved, Instant at, String ref) {
        static Step of(LedgerEntry entry) {
            return new Step(
                    entry.seq(),
                    entry.reason(),
                    entry.location(),
                    entry.onHandAfter() - entry.onHandBefore(),
                    entry.reservedAfter() - entry.reservedBefore(),
                    entry.at(),
                    ref(entry));
        }

        private static String ref(LedgerEntry entry) {
            if (entry.orderId() != null) {
                return entry.orderId();
            }
            return entry.reservationId() != null ? entry.reservationId() : entry.eventId();
        }
    }

    @Override
    public void relayed(OutboxItem item, Map<String, Availability> availability) {
        Map<String, List<ScoredValue<String>>> steps = new LinkedHashMap<>();
        Set<String> full = new HashSet<>();
        for (LedgerEntry entry : item.entries()) {
            steps.computeIfAbsent(entry.sku(), sku -> new ArrayList<>(1))
                    .add(ScoredValue.just((double) entry.seq(), Json.text(Step.of(entry))));
            if (entry.skuVersion() % VERSIONS_PER_TRIM == 0) {
                full.add(entry.sku());
            }
        }
        steps.forEach((sku, added) -> {
            redis.run(c -> c.zadd(key(sku), added.<ScoredValue<String>>toArray(LedgerTrail::array)))
                    .onFailure(LedgerTrail::forgotten);
        });
        full.forEach(
                sku -> redis.run(c -> c.zremrangebyrank(key(sku), 0, -KEPT - 1)).onFailure(LedgerTrail::forgotten));
    }

    /** The kept entries of the SKU, oldest first. */
    public Future<List<Step>> of(String sku) {
        return redis.run(c -> c.zrange(key(sku), -KEPT, -1))
                .map(steps ->
                        steps.stream().map(step -> Json.read(step, Step.class)).toList());
    }

    private String key(String sku) {
        return redis.key("trail:" + sku);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static ScoredValue<String>[] array(int size) {
        return new ScoredValue[size];
    }

    private static void forgotten(Throwable cause) {
        log.atWarn().setCause(cause).log("Trail of a change not kept");
    }
}
