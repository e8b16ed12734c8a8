package io.zapas.forecast.campaign;

import io.lettuce.core.ScriptOutputType;
import io.vertx.core.Future;
import io.zapas.forecast.api.Campaign;
import io.zapas.forecast.position.LoopPositions;
import io.zapas.runtime.json.Json;
import io.zapas.runtime.kafka.KafkaAccess;
import io.zapas.runtime.redis.RedisAccess;
import io.zapas.runtime.redis.RedisScript;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * All campaigns: in Redis ({@code forecast:campaigns}) for every instance, and as a snapshot in memory that {@link #refresh()} brings up
 * to date. A campaign that ended more than 90 days ago is forgotten.
 */
public final class CampaignBook {
    private static final RedisScript STATE = RedisScript.of(CampaignBook.class, "forecast-campaigns", "state.lua");
    private static final String CAMPAIGNS = "forecast:campaigns";
    private static final String TIMES = "forecast:campaign-times";
    private static final String REVISION = "forecast:campaign-revision";
    private static final Duration KEPT = Duration.ofDays(90);

    private final RedisAccess redis;
    private final LoopPositions positions;
    private final InstantSource clock;
    private volatile Consumer<Set<String>> listener = skus -> {};
    private volatile Snapshot snapshot = new Snapshot(null, Map.of(), Map.of());

    private record Snapshot(String revision, Map<String, StatedCampaign> byId, Map<String, List<Campaign>> bySku) {}

    public CampaignBook(RedisAccess redis, InstantSource clock) {
        this.redis = redis;
        this.positions = new LoopPositions(redis, "forecast:positions");
        this.clock = clock;
    }

    /** Where its loop goes on. */
    public KafkaAccess.Offsets positions() {
        return positions;
    }

    /** Stores statements and the position behind them in one step; a statement older than the one stored changes nothing. */
    Future<Void> state(TopicPartition partition, long next, List<StatedCampaign> statements) {
        List<String> args = new ArrayList<>();
        args.add(LoopPositions.name(partition));
        args.add(Long.toString(next));
        for (StatedCampaign statement : statements) {
            args.add(statement.campaign().campaignId());
            args.add(Long.toString(statement.time().toEpochMilli()));
            args.add(Json.text(statement));
        }
        return redis.eval(
                        STATE,
                        ScriptOutputType.INTEGER,
                        new String[] {positions.key(), redis.key(CAMPAIGNS), redis.key(TIMES), redis.key(REVISION)},
                        args.toArray(String[]::new))
                .mapEmpty();
    }

    /** Whom to tell the SKUs whose campaigns have changed; set before the first {@link #refresh()}. */
    public void listener(Consumer<Set<String>> newListener) {
        this.listener = newListener;
    }

    /** Brings the snapshot up to date. */
    public Future<Void> refresh() {
        return redis.run(commands -> commands.get(redis.key(REVISION))).compose(revision -> {
            Snapshot before = snapshot;
            if (revision == null || revision.equals(before.revision())) {
                return Future.succeededFuture();
            }
            return redis.run(commands -> commands.hgetall(redis.key(CAMPAIGNS)))
                    .compose(stored -> replace(before, revision, stored));
        });
    }

    private Future<Void> replace(Snapshot before, String revision, Map<String, String> stored) {
        Instant oldest = clock.instant().minus(KEPT);
        Map<String, StatedCampaign> byId = new HashMap<>();
        List<String> forgotten = new ArrayList<>();
        stored.forEach((id, json) -> {
            StatedCampaign statement = Json.read(json, StatedCampaign.class);
            if (statement.campaign().endsAt().isBefore(oldest)) {
                forgotten.add(id);
            } else {
                byId.put(id, statement);
            }
        });
        Set<String> changed = new HashSet<>();
        byId.forEach((id, statement) -> {
            StatedCampaign old = before.byId().get(id);
            if (!statement.equals(old)) {
                changed.addAll(statement.campaign().skus());
                if (old != null) {
                    changed.addAll(old.campaign().skus());
                }
            }
        });
        snapshot = new Snapshot(revision, Map.copyOf(byId), bySku(byId.values()));
        listener.accept(changed);
        if (forgotten.isEmpty()) {
            return Future.succeededFuture();
        }
        String[] ids = forgotten.toArray(String[]::new);
        return redis.run(commands -> commands.hdel(redis.key(CAMPAIGNS), ids))
                .compose(done -> redis.run(commands -> commands.hdel(redis.key(TIMES), ids)))
                .mapEmpty();
    }

    private static Map<String, List<Campaign>> bySku(Collection<StatedCampaign> statements) {
        Map<String, List<Campaign>> bySku = new HashMap<>();
        statements.stream()
                .map(StatedCampaign::campaign)
                .sorted(Comparator.comparing(Campaign::startsAt).thenComparing(Campaign::campaignId))
                .forEach(campaign -> campaign.skus().forEach(sku -> bySku.computeIfAbsent(sku, key -> new ArrayList<>())
                        .add(campaign)));
        bySku.replaceAll((sku, campaigns) -> List.copyOf(campaigns));
        return bySku;
    }

    /** Campaigns that name a SKU, whatever their status, by start. */
    public List<Campaign> of(String sku) {
        return snapshot.bySku().getOrDefault(sku, List.of());
    }

    /** Null when there is no such campaign. */
    public StatedCampaign find(String id) {
        return snapshot.byId().get(id);
    }

    /** When a campaign ends: as planned, or when it was said to have ended before. */
    public Instant endOf(Campaign campaign) {
        StatedCampaign stated = find(campaign.campaignId());
        boolean early = stated != null
                && campaign.status() == Campaign.Status.ENDED
                && stated.time().isBefore(campaign.endsAt());
        return early ? stated.time() : campaign.endsAt();
    }

    /** All of them, the latest start first. */
    public List<Campaign> all() {
        return snapshot.byId().values().stream()
                .map(StatedCampaign::campaign)
                .sorted(Comparator.comparing(Campaign::startsAt).reversed().thenComparing(Campaign::campaignId))
                .toList();
    }
}
