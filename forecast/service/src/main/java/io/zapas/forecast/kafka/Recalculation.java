package io.zapas.forecast.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.api.DemandForecast.LastOrder;
import io.zapas.forecast.api.ForecastTopics;
import io.zapas.forecast.campaign.CampaignBook;
import io.zapas.forecast.domain.SkuState;
import io.zapas.forecast.domain.Substance;
import io.zapas.forecast.history.HistoryCalendar;
import io.zapas.forecast.history.HistoryStore;
import io.zapas.forecast.history.SampleStore;
import io.zapas.forecast.history.StoredSku;
import io.zapas.forecast.supply.SupplyStore;
import io.zapas.runtime.json.Json;
import io.zapas.runtime.kafka.KafkaAccess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes SKUs again when something they depend on has changed, and all of them once an hour of the shop's clock, and publishes each
 * document that says something new ({@link Substance}) against the one published last.
 *
 * <p>A calculation reads the SKU's kept state and its newest days, whatever the length of its history; only when the state cannot be carried on, and once a
 * night, it is fitted to the whole history ({@link Calculator#carried}). After a restart states and the names of the pool's SKUs are there.
 *
 * <p>Steady state: every {@code refresh} one round; changes of a SKU that pile up between rounds are one calculation. A round is bounded by
 * {@code maxPerRound} SKUs, those first that turn over most, changed ones before the hourly ones, yet a quarter is kept for these so that nobody starves; what is
 * left waits for the next, so a clock that jumps by days or a burst of orders delays figures and never piles up work. A SKU that cannot be read or published is tried again in the next round. Several instances share the SKUs by
 * ledger partition. Rounds run on the service's context, their arithmetic on the worker; what has changed
 * may be told from every thread.
 */
public final class Recalculation {
    private static final Logger log = LoggerFactory.getLogger(Recalculation.class);
    private static final int CHUNK = 64;
    private static final Duration CLASSIFY_EVERY = Duration.ofMinutes(1);
    private static final int MAX_ROUNDS_UNRANKED = 8;

    private final Vertx vertx;
    private final WorkerExecutor worker;
    private final InstantSource clock;
    private final HistoryCalendar calendar;
    private final HistoryStore store;
    private final SampleStore samples;
    private final PoolLearning pool;
    private final TrustMeters trust;
    private final CampaignBook campaigns;
    private final SupplyStore supply;
    private final RotationView rotation;
    private final Calculator calculator;
    private final KafkaAccess kafka;
    private final Duration refresh;
    private final int maxPerRound;
    private final Counter calculated;
    private final Counter fitted;
    private final Counter published;

    private final Map<String, String> partitionOf = new ConcurrentHashMap<>();
    private final Set<String> changed = ConcurrentHashMap.newKeySet();
    private final Set<String> ownPartitions = new HashSet<>();
    private final Deque<String> sweep = new ArrayDeque<>();
    private final Map<String, Substance> sent = new HashMap<>();
    private long sweptHour = Long.MIN_VALUE;
    private long rounds;
    private long nextRank;
    private long rankGap = 1;
    private boolean stopped;
    private Future<Void> round = Future.succeededFuture();

    public Recalculation(
            Vertx vertx,
            WorkerExecutor worker,
            InstantSource clock,
            HistoryCalendar calendar,
            HistoryStore store,
            SampleStore samples,
            CampaignBook campaigns,
            SupplyStore supply,
            RotationView rotation,
            Calculator calculator,
            KafkaAccess kafka,
            MeterRegistry meters,
            Duration refresh,
            int maxPerRound) {
        this.vertx = vertx;
        this.worker = worker;
        this.clock = clock;
        this.calendar = calendar;
        this.store = store;
        this.samples = samples;
        this.pool = new PoolLearning(samples, store, calendar, clock, calculator, worker);
        this.trust = new TrustMeters(meters);
        this.campaigns = campaigns;
        this.supply = supply;
        this.rotation = rotation;
        this.calculator = calculator;
        this.kafka = kafka;
        this.refresh = refresh;
        this.maxPerRound = maxPerRound;
        this.calculated = Counter.builder("zapas.forecast.calculated")
                .description("SKUs computed")
                .register(meters);
        this.fitted = Counter.builder("zapas.forecast.fitted")
                .description("SKUs fitted to their whole history, the others were carried on")
                .register(meters);
        this.published = Counter.builder("zapas.forecast.published")
                .description("Forecasts published")
                .register(meters);
        Gauge.builder("zapas.forecast.waiting", changed, Set::size)
                .description("Changed SKUs that wait to be computed")
                .register(meters);
        Gauge.builder("zapas.forecast.skus", partitionOf, Map::size)
                .description("SKUs this instance computes")
                .register(meters);
    }

    /** Starts the rounds; the first one now. */
    public Future<Void> start() {
        return learn().map(done -> {
            next(1);
            return null;
        });
    }

    private Future<Void> learn() {
        return pool.learn().recover(failure -> {
            log.atError().setCause(failure).log("Nothing was learnt over all SKUs, forecasts go by what was");
            return Future.succeededFuture();
        });
    }

    /** No further round; completes when the one under way is done. */
    public Future<Void> stop() {
        stopped = true;
        return round.otherwiseEmpty();
    }

    /** The history of these SKUs has changed. */
    public void historyChanged(String partition, Set<String> skus) {
        for (String sku : skus) {
            partitionOf.put(sku, partition);
            changed.add(sku);
        }
    }

    /** What is known of a SKU has changed; SKUs of other instances are left out. */
    public void factsChanged(String sku) {
        if (partitionOf.containsKey(sku)) {
            changed.add(sku);
        }
    }

    private void next(long delayMillis) {
        if (!stopped) {
            vertx.setTimer(Math.max(1, delayMillis), timer -> {
                if (!stopped) {
                    round = Future.succeededFuture().compose(begin -> round()).recover(failure -> {
                        log.atWarn().setCause(failure).log("Round of forecasts failed, the next one will repeat it");
                        return Future.succeededFuture();
                    });
                    round.onComplete(done -> next(refresh.toMillis()));
                }
            });
        }
    }

    private Future<Void> round() {
        rounds++;
        return takeOver()
                .compose(done -> campaigns.refresh())
                .compose(done -> supply.refresh())
                .compose(done -> learn())
                .compose(done -> {
                    rank();
                    long hour = clock.instant()
                            .atZone(calendar.zone())
                            .toLocalDateTime()
                            .truncatedTo(ChronoUnit.HOURS)
                            .toEpochSecond(java.time.ZoneOffset.UTC);
                    if (hour != sweptHour && sweep.isEmpty()) {
                        sweptHour = hour;
                        sweep.addAll(first(partitionOf.keySet(), Integer.MAX_VALUE));
                    }
                    return calculate(due());
                });
    }

    /** Learns the SKUs of partitions that came to this instance, and forgets those of partitions that went. */
    private Future<Void> takeOver() {
        return store.ownPartitions().compose(now -> {
            if (!now.containsAll(ownPartitions)) {
                partitionOf.values().removeIf(partition -> !now.contains(partition));
                sent.keySet().retainAll(partitionOf.keySet());
                changed.retainAll(partitionOf.keySet());
                ownPartitions.retainAll(now);
            }
            List<Future<Void>> loads = new ArrayList<>();
            for (String partition : now) {
                if (!ownPartitions.contains(partition)) {
                    loads.add(store.skus(partition).map(skus -> {
                        historyChanged(partition, skus);
                        ownPartitions.add(partition);
                        return null;
                    }));
                }
            }
            return Future.all(loads).mapEmpty();
        });
    }

    /** Classes once a minute; until there are any sooner, yet not in every round: all SKUs are looked at. */
    private void rank() {
        if (rounds >= nextRank) {
            long every = Math.max(1, CLASSIFY_EVERY.dividedBy(refresh));
            rankGap = calculator.isRanked() ? every : Math.min(Math.min(every, MAX_ROUNDS_UNRANKED), 2 * rankGap);
            nextRank = rounds + rankGap;
            calculator.classify().forEach(this::factsChanged);
            trust.judge(rotation.all());
        }
    }

    private List<String> due() {
        int maxChanged = sweep.isEmpty() ? maxPerRound : Math.max(1, maxPerRound * 3 / 4);
        Set<String> due = new LinkedHashSet<>(first(changed, maxChanged));
        changed.removeAll(due);
        while (!sweep.isEmpty() && due.size() < maxPerRound) {
            String sku = sweep.poll();
            if (partitionOf.containsKey(sku)) {
                due.add(sku);
                changed.remove(sku);
            }
        }
        return List.copyOf(due);
    }

    /** Those that turn over most. */
    private List<String> first(Collection<String> skus, int count) {
        record Ranked(String sku, double turnover) {}
        Comparator<Ranked> rising =
                Comparator.comparingDouble(Ranked::turnover).thenComparing(Ranked::sku, Comparator.reverseOrder());
        PriorityQueue<Ranked> top = new PriorityQueue<>(rising);
        for (String sku : skus) {
            top.add(new Ranked(sku, rotation.turnover(sku)));
            if (top.size() > count) {
                top.poll();
            }
        }
        return top.stream().sorted(rising.reversed()).map(Ranked::sku).toList();
    }

    private Future<Void> calculate(List<String> skus) {
        Future<Void> all = Future.succeededFuture();
        for (int from = 0; from < skus.size(); from += CHUNK) {
            List<String> chunk = skus.subList(from, Math.min(skus.size(), from + CHUNK));
            all = all.compose(done -> chunk(chunk));
        }
        return all.onFailure(failure -> changed.addAll(skus));
    }

    /** What a SKU is computed from. */
    private record Loaded(String sku, StoredSku stored, SkuState carried, LastOrder lastOrder) {}

    private record Document(Loaded loaded, SkuState state, String json, Substance substance) {
        String sku() {
            return loaded.sku();
        }
    }

    private Future<Void> chunk(List<String> skus) {
        List<Future<Optional<Loaded>>> reads = skus.stream().map(this::load).toList();
        return all(skus, reads)
                .compose(loaded -> worker.executeBlocking(
                        () -> loaded.stream()
                                .flatMap(Optional::stream)
                                .map(this::document)
                                .flatMap(Optional::stream)
                                .toList(),
                        true))
                .compose(documents -> {
                    calculated.increment(documents.size());
                    List<String> done = documents.stream().map(Document::sku).toList();
                    return all(done, documents.stream().map(this::settle).toList())
                            .compose(settled -> offer(documents));
                });
    }

    /**
     * What succeeded. One SKU that fails must not hold up the others, so it is tried again in the next round; but where all of several fail it is Redis or
     * Kafka that is away, and the round ends.
     */
    private <T> Future<List<T>> all(List<String> skus, List<Future<T>> futures) {
        return Future.join(futures).transform(joined -> {
            List<T> succeeded = new ArrayList<>(futures.size());
            Throwable failure = null;
            for (int i = 0; i < futures.size(); i++) {
                if (futures.get(i).succeeded()) {
                    succeeded.add(futures.get(i).result());
                } else {
                    failure = futures.get(i).cause();
                    changed.add(skus.get(i));
                    log.atWarn()
                            .addKeyValue("sku", skus.get(i))
                            .setCause(failure)
                            .log("Forecast is tried again");
                }
            }
            return failure != null && succeeded.isEmpty() && futures.size() > 1
                    ? Future.failedFuture(failure)
                    : Future.succeededFuture(succeeded);
        });
    }

    /** Empty when what is stored of a SKU cannot be read: it is logged, and looked at again when it changes or the hour does. */
    private Future<Optional<Loaded>> load(String sku) {
        Future<Optional<LastOrder>> lastOrder = supply.lastOrder(sku);
        return store.stored(sku, clock.instant())
                .compose(stored -> {
                    Optional<SkuState> carried = calculator.carried(stored);
                    return carried.isPresent()
                            ? Future.succeededFuture(new Loaded(sku, stored, carried.get(), null))
                            : store.whole(sku, calculator.replaced(sku))
                                    .map(whole -> new Loaded(sku, whole, null, null));
                })
                .compose(loaded -> lastOrder.map(
                        order -> Optional.of(new Loaded(sku, loaded.stored(), loaded.carried(), order.orElse(null)))))
                .recover(failure -> {
                    if (failure instanceof IllegalArgumentException) {
                        log.atError().addKeyValue("sku", sku).setCause(failure).log("History cannot be read");
                        return Future.succeededFuture(Optional.empty());
                    }
                    return Future.failedFuture(failure);
                });
    }

    /** Empty when the figures of a SKU cannot be computed: it is logged and must not hold up the others. */
    private Optional<Document> document(Loaded loaded) {
        try {
            SkuState state = loaded.carried() == null ? calculator.fit(loaded.stored()) : loaded.carried();
            DemandForecast forecast = calculator
                    .calculate(loaded.sku(), state, loaded.stored(), Calculator.Supposition.NONE)
                    .withLastOrder(loaded.lastOrder());
            return Optional.of(new Document(loaded, state, Json.text(forecast), Substance.of(forecast)));
        } catch (RuntimeException e) {
            log.atError().addKeyValue("sku", loaded.sku()).setCause(e).log("Forecast cannot be computed");
            return Optional.empty();
        }
    }

    /** Keeps the state, if it is another one, and publishes the document, if it is news. */
    private Future<Void> settle(Document document) {
        Future<Boolean> kept =
                document.state().equals(document.loaded().stored().state())
                        ? Future.succeededFuture(true)
                        : store.keep(document.sku(), document.loaded().stored(), document.state());
        return kept.compose(still -> {
            if (!still) {
                changed.add(document.sku());
            }
            return publish(document);
        });
    }

    private Future<Void> offer(List<Document> documents) {
        List<String> learnable = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (Document document : documents) {
            if (document.loaded().carried() == null) {
                fitted.increment();
                (document.state().demand() == null ? others : learnable).add(document.sku());
            }
        }
        return samples.offer(learnable, others);
    }

    private Future<Void> publish(Document document) {
        Substance before = sent.get(document.sku());
        RotationView.Entry known = before == null ? rotation.find(document.sku()) : null;
        if (known != null) {
            before = Substance.of(known.forecast());
        }
        if (before != null && !document.substance().isNews(before)) {
            sent.put(document.sku(), before);
            return Future.succeededFuture();
        }
        return kafka.publish(
                        ForecastTopics.DEMAND_FORECAST,
                        document.sku(),
                        document.json().getBytes(StandardCharsets.UTF_8))
                .onSuccess(done -> {
                    sent.put(document.sku(), document.substance());
                    published.increment();
                });
    }
}
