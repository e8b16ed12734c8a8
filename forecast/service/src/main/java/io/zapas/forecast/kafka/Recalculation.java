package io.zapas.forecast.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.zapas.forecast.api.ForecastTopics;
import io.zapas.forecast.campaign.CampaignBook;
import io.zapas.forecast.domain.Substance;
import io.zapas.forecast.domain.WeekdayProfile;
import io.zapas.forecast.history.HistoryCalendar;
import io.zapas.forecast.history.HistoryStore;
import io.zapas.forecast.history.SkuHistory;
import io.zapas.forecast.supply.SupplyStore;
import io.zapas.runtime.json.Json;
import io.zapas.runtime.kafka.KafkaAccess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes SKUs again when something they depend on has changed, and all of them once an hour of the shop's clock, and publishes each
 * document that says something new ({@link Substance}) against the one published last.
 *
 * <p>Steady state: every {@code refresh} one round; changes of a SKU that pile up between rounds are one calculation. A round is bounded by
 * {@code maxPerRound} SKUs, changed ones first, yet a quarter is kept for the hourly ones so that nobody starves; what is left waits for the next, so a clock that jumps by days or a burst of orders delays figures and
 * never piles up work. A SKU that cannot be read or published is tried again in the next round. Several instances share the SKUs by
 * ledger partition. Rounds run on the service's context, their arithmetic on the worker; what has changed
 * may be told from every thread.
 */
public final class Recalculation {
    private static final Logger log = LoggerFactory.getLogger(Recalculation.class);
    private static final int CHUNK = 64;
    private static final Duration CLASSIFY_EVERY = Duration.ofMinutes(1);
    private static final int MAX_ROUNDS_UNRANKED = 8;
    private static final double MAX_UNITS_PER_SKU = 200;

    private final Vertx vertx;
    private final WorkerExecutor worker;
    private final InstantSource clock;
    private final HistoryCalendar calendar;
    private final HistoryStore store;
    private final CampaignBook campaigns;
    private final SupplyStore supply;
    private final RotationView rotation;
    private final Calculator calculator;
    private final KafkaAccess kafka;
    private final Duration refresh;
    private final int maxPerRound;
    private final Counter calculated;
    private final Counter published;

    private final Map<String, String> partitionOf = new ConcurrentHashMap<>();
    private final Set<String> changed = ConcurrentHashMap.newKeySet();
    private final Set<String> ownPartitions = new HashSet<>();
    private final Deque<String> sweep = new ArrayDeque<>();
    private final Map<String, Substance> sent = new HashMap<>();
    private final Map<String, List<Double>> weekdayUnits = new HashMap<>();
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
        return store.week().map(week -> {
            week.ifPresent(calculator::week);
            next(1);
            return null;
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
                .compose(done -> rank())
                .compose(done -> {
                    long hour = clock.instant()
                            .atZone(calendar.zone())
                            .toLocalDateTime()
                            .truncatedTo(ChronoUnit.HOURS)
                            .toEpochSecond(java.time.ZoneOffset.UTC);
                    if (hour != sweptHour && sweep.isEmpty()) {
                        sweptHour = hour;
                        sweep.addAll(partitionOf.keySet());
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
                weekdayUnits.keySet().retainAll(partitionOf.keySet());
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

    /** Classes and the pooled week, once a minute; until there are any sooner, yet not in every round: all SKUs are looked at. */
    private Future<Void> rank() {
        if (rounds < nextRank) {
            return Future.succeededFuture();
        }
        long every = Math.max(1, CLASSIFY_EVERY.dividedBy(refresh));
        rankGap = calculator.isRanked() ? every : Math.min(Math.min(every, MAX_ROUNDS_UNRANKED), 2 * rankGap);
        nextRank = rounds + rankGap;
        calculator.classify().forEach(this::factsChanged);
        double[] week = new double[WeekdayProfile.DAYS];
        for (List<Double> units : weekdayUnits.values()) {
            double total = 0;
            for (int i = 0; i < week.length; i++) {
                total += units.get(i);
            }
            double weight = total > MAX_UNITS_PER_SKU ? MAX_UNITS_PER_SKU / total : 1;
            for (int i = 0; i < week.length; i++) {
                week[i] += weight * units.get(i);
            }
        }
        WeekdayProfile pooled = WeekdayProfile.of(week);
        calculator.week(pooled);
        return worker.executeBlocking(
                        () -> {
                            calculator.learn();
                            return null;
                        },
                        true)
                .recover(failure -> {
                    log.atError().setCause(failure).log("Nothing was learnt over all SKUs, forecasts go by what was");
                    return Future.succeededFuture();
                })
                .compose(done -> weekdayUnits.isEmpty() ? Future.succeededFuture() : store.keepWeek(pooled));
    }

    private List<String> due() {
        Set<String> due = new LinkedHashSet<>();
        Iterator<String> waiting = changed.iterator();
        int maxChanged = sweep.isEmpty() ? maxPerRound : Math.max(1, maxPerRound * 3 / 4);
        while (waiting.hasNext() && due.size() < maxChanged) {
            due.add(waiting.next());
            waiting.remove();
        }
        while (!sweep.isEmpty() && due.size() < maxPerRound) {
            String sku = sweep.poll();
            if (partitionOf.containsKey(sku)) {
                due.add(sku);
            }
        }
        return List.copyOf(due);
    }

    private Future<Void> calculate(List<String> skus) {
        Future<Void> all = Future.succeededFuture();
        for (int from = 0; from < skus.size(); from += CHUNK) {
            List<String> chunk = skus.subList(from, Math.min(skus.size(), from + CHUNK));
            all = all.compose(done -> chunk(chunk).recover(failure -> {
                changed.addAll(chunk);
                return Future.failedFuture(failure);
            }));
        }
        return all.recover(failure -> {
            changed.addAll(skus);
            return Future.failedFuture(failure);
        });
    }

    private record Document(String sku, String json, Substance substance, List<Double> weekdayUnits) {}

    private Future<Void> chunk(List<String> skus) {
        List<Future<SkuHistory>> reads = skus.stream().map(store::history).toList();
        return Future.all(reads)
                .compose(done -> worker.executeBlocking(
                        () -> {
                            List<Document> documents = new ArrayList<>(skus.size());
                            for (int i = 0; i < skus.size(); i++) {
                                document(skus.get(i), reads.get(i).result()).ifPresent(documents::add);
                            }
                            return documents;
                        },
                        true))
                .compose(documents -> {
                    calculated.increment(documents.size());
                    return Future.all(documents.stream().map(this::publish).toList());
                })
                .mapEmpty();
    }

    /** Empty when the figures of a SKU cannot be computed: it is logged and must not hold up the others. */
    private Optional<Document> document(String sku, SkuHistory history) {
        try {
            Calculator.Result result = calculator.calculate(sku, history, Calculator.Supposition.NONE);
            return Optional.of(new Document(
                    sku, Json.text(result.forecast()), Substance.of(result.forecast()), result.weekdayUnits()));
        } catch (RuntimeException e) {
            log.atError().addKeyValue("sku", sku).setCause(e).log("Forecast cannot be computed");
            return Optional.empty();
        }
    }

    private Future<Void> publish(Document document) {
        weekdayUnits.put(document.sku(), document.weekdayUnits());
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
                })
                .onFailure(failure -> changed.add(document.sku()));
    }
}
