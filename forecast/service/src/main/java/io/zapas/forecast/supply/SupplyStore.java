package io.zapas.forecast.supply;

import com.fasterxml.jackson.core.type.TypeReference;
import io.lettuce.core.ScriptOutputType;
import io.vertx.core.Future;
import io.zapas.forecast.api.DemandForecast.LastOrder;
import io.zapas.forecast.domain.Deliveries;
import io.zapas.forecast.domain.Delivery;
import io.zapas.forecast.history.PriceHistory;
import io.zapas.forecast.position.LoopPositions;
import io.zapas.runtime.json.Json;
import io.zapas.runtime.kafka.KafkaAccess;
import io.zapas.runtime.redis.RedisAccess;
import io.zapas.runtime.redis.RedisScript;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Open purchase orders in Redis ({@code forecast:orders:<sku>}), the newest {@value #KEPT} deliveries of each supplier
 * ({@code forecast:deliveries}), the price of each SKU by day ({@link PriceHistory}), and the next offset of each partition beside them ({@code forecast:supply-positions}); all deliveries also as a snapshot
 * in memory that {@link #refresh()} brings up to date.
 *
 * <p>Guarantee: {@link #apply} changes everything in one step or not at all, and only if the stored position is not beyond the batch.
 */
public final class SupplyStore {
    /** Deliveries remembered per supplier. */
    static final int KEPT = 60;

    private static final RedisScript APPLY = RedisScript.of(SupplyStore.class, "forecast-supply", "supply.lua");
    private static final String ORDERS = "forecast:orders:";
    private static final String DELIVERIES = "forecast:deliveries";
    private static final String REVISION = "forecast:deliveries-revision";
    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

    private final RedisAccess redis;
    private final LoopPositions positions;
    private volatile String revision;
    private volatile Map<String, Deliveries> bySupplier = Map.of();

    /** A delivery and whose it was. */
    record Delivered(String supplier, Delivery delivery) {}

    /**
     * What a product event said of a price.
     *
     * @param day epoch day of the shop's zone
     * @param price above 0
     * @param currency null: not stated
     */
    record StatedPrice(String sku, long day, Instant at, BigDecimal price, String currency) {}

    public SupplyStore(RedisAccess redis) {
        this.redis = redis;
        this.positions = new LoopPositions(redis, "forecast:supply-positions");
    }

    /** Where its loop goes on. */
    public KafkaAccess.Offsets positions() {
        return positions;
    }

    /** The open purchase orders of each SKU. */
    Future<Map<String, OpenOrders>> orders(Collection<String> skus) {
        List<Future<OpenOrders>> reads = new ArrayList<>(skus.size());
        for (String sku : skus) {
            reads.add(redis.run(commands -> commands.get(redis.key(ORDERS + sku)))
                    .map(json -> new OpenOrders(
                            json == null ? OpenOrders.State.EMPTY : Json.read(json, OpenOrders.State.class))));
        }
        return Future.all(reads).map(done -> {
            Map<String, OpenOrders> orders = new HashMap<>();
            int i = 0;
            for (String sku : skus) {
                orders.put(sku, reads.get(i++).result());
            }
            return orders;
        });
    }

    /** The purchase order of a SKU that was stated last; empty: none was. */
    public Future<Optional<LastOrder>> lastOrder(String sku) {
        return orders(List.of(sku))
                .map(orders -> Optional.ofNullable(orders.get(sku).last()));
    }

    /**
     * Applies a batch: offsets {@code from} to {@code next - 1} of a partition.
     *
     * @return the stored position afterwards: {@code next} when it is applied; any other value means that nothing was changed because records
     *     below that position are applied already
     */
    Future<Long> apply(
            TopicPartition partition,
            long from,
            long next,
            Map<String, OpenOrders> changed,
            List<Delivered> deliveries,
            List<StatedPrice> stated) {
        List<String> orders = new ArrayList<>();
        changed.forEach((sku, open) -> {
            orders.add(sku);
            orders.add(Json.text(open.state()));
        });
        List<String> delivered = new ArrayList<>();
        for (Delivered one : deliveries) {
            delivered.add(one.supplier());
            delivered.add(Json.text(one.delivery()));
        }
        List<String> prices = new ArrayList<>();
        for (StatedPrice one : stated) {
            prices.add(one.sku());
            prices.add(Long.toString(one.day()));
            prices.add(PriceHistory.text(one.at(), one.price(), one.currency()));
        }
        return redis.eval(
                APPLY,
                ScriptOutputType.INTEGER,
                new String[] {positions.key(), redis.key(DELIVERIES), redis.key(REVISION)},
                redis.key(ORDERS),
                LoopPositions.name(partition),
                Long.toString(from),
                Long.toString(next),
                Integer.toString(KEPT),
                Json.text(Map.of("orders", orders, "deliveries", delivered, "prices", prices)),
                redis.key(PriceHistory.KEY),
                Integer.toString(PriceHistory.MOST_DAYS));
    }

    /** Brings the snapshot up to date. */
    public Future<Void> refresh() {
        return redis.run(commands -> commands.get(redis.key(REVISION))).compose(now -> {
            if (now == null || now.equals(revision)) {
                return Future.succeededFuture();
            }
            return redis.run(commands -> commands.hgetall(redis.key(DELIVERIES)))
                    .map(stored -> {
                        Map<String, Deliveries> read = new HashMap<>();
                        stored.forEach((supplier, json) -> read.put(
                                supplier,
                                new Deliveries(Json.read(json, TEXTS).stream()
                                        .map(text -> Json.read(text, Delivery.class))
                                        .toList())));
                        bySupplier = Map.copyOf(read);
                        revision = now;
                        return null;
                    });
        });
    }

    /** What a supplier has delivered, as of the last {@link #refresh()}. */
    public Deliveries of(String supplier) {
        return supplier == null ? Deliveries.NONE : bySupplier.getOrDefault(supplier, Deliveries.NONE);
    }
}
