package io.zapas.forecast.boot;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.zapas.forecast.api.ForecastTopics;
import io.zapas.forecast.campaign.CampaignBook;
import io.zapas.forecast.campaign.CampaignFold;
import io.zapas.forecast.domain.SmoothingEnsemble;
import io.zapas.forecast.history.HistoryCalendar;
import io.zapas.forecast.history.HistoryStore;
import io.zapas.forecast.history.LedgerFold;
import io.zapas.forecast.history.SampleStore;
import io.zapas.forecast.http.ForecastRoutes;
import io.zapas.forecast.kafka.Calculator;
import io.zapas.forecast.kafka.FactsView;
import io.zapas.forecast.kafka.Recalculation;
import io.zapas.forecast.kafka.RotationView;
import io.zapas.forecast.supply.SupplyFold;
import io.zapas.forecast.supply.SupplyStore;
import io.zapas.runtime.Service;
import io.zapas.runtime.ServiceContext;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.runtime.config.RuntimeKeys;
import io.zapas.runtime.events.CloudEventCodec;
import io.zapas.runtime.events.JsonCloudEventCodec;
import io.zapas.runtime.health.Health;
import io.zapas.runtime.kafka.KafkaAccess;
import io.zapas.runtime.kafka.KafkaAccess.KafkaLoop;
import io.zapas.runtime.kafka.KafkaAccess.KafkaTail;
import io.zapas.runtime.kafka.KafkaAccess.LoopSpec;
import io.zapas.runtime.kafka.KafkaClients;
import io.zapas.stocksync.api.StockTopics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The forecast service: folds the stock ledger into demand per day and purchase orders into lead times, forecasts, publishes rotation and risk,
 * judges campaigns.
 */
public final class ForecastService implements Service {
    static final ConfigKey<Duration> REFRESH = ConfigKey.duration(
            "forecast.refresh", "2s", "How often changed SKUs are forecast anew; changes in between are one");
    static final ConfigKey<Integer> MAX_PER_ROUND = ConfigKey.integer(
            "forecast.max-per-round", 500, 1, 100_000, "SKUs forecast in one round; the rest waits for the next");

    private static final Duration LEAST_REFRESH = Duration.ofMillis(20);
    private static final int LEDGER_BATCH = 500;
    private static final int CAMPAIGN_BATCH = 100;
    private static final int SUPPLY_BATCH = 500;
    private static final int WORKERS = 1;

    private final List<KafkaLoop> loops = new ArrayList<>();
    private final List<KafkaTail> tails = new ArrayList<>();
    private WorkerExecutor worker;
    private Recalculation recalculation;

    @Override
    public String name() {
        return "forecast";
    }

    @Override
    public List<ConfigKey<?>> configKeys() {
        List<ConfigKey<?>> keys = new ArrayList<>(List.of(REFRESH, MAX_PER_ROUND));
        keys.addAll(OrderKeys.all());
        return keys;
    }

    @Override
    public List<TopicSpec> topics() {
        return List.of(
                new TopicSpec(StockTopics.ERP_EVENTS, false),
                new TopicSpec(StockTopics.STOCK_LEDGER, false),
                new TopicSpec(StockTopics.STOCK_LEDGER + KafkaClients.DEAD_LETTER_SUFFIX, false),
                new TopicSpec(StockTopics.STOCK_AVAILABILITY, true),
                new TopicSpec(ForecastTopics.ADS_EVENTS, false),
                new TopicSpec(ForecastTopics.DEMAND_FORECAST, true));
    }

    @Override
    public Optional<String> openApi() {
        try (InputStream in = ForecastService.class.getResourceAsStream("openapi.yaml")) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Future<Void> start(ServiceContext context) {
        KafkaAccess kafka = context.kafka();
        CloudEventCodec codec = new JsonCloudEventCodec();
        HistoryCalendar calendar = new HistoryCalendar(context.config().get(RuntimeKeys.ZONE));
        HistoryStore store =
                new HistoryStore(context.redis(), calendar, UUID.randomUUID().toString());
        CampaignBook campaigns = new CampaignBook(context.redis(), context.clock());
        SupplyStore supply = new SupplyStore(context.redis());
        RotationView rotation = new RotationView();
        AtomicReference<Recalculation> started = new AtomicReference<>();
        FactsView facts = new FactsView(sku -> {
            if (started.get() != null) {
                started.get().factsChanged(sku);
            }
        });
        Calculator calculator = new Calculator(
                new SmoothingEnsemble(),
                calendar,
                context.clock(),
                facts,
                campaigns,
                rotation,
                supply::of,
                OrderKeys.policy(context.config()));
        worker = context.vertx().createSharedWorkerExecutor("forecast", WORKERS);
        Duration refresh = context.config().get(REFRESH);
        recalculation = new Recalculation(
                context.vertx(),
                worker,
                context.clock(),
                calendar,
                store,
                new SampleStore(context.redis()),
                campaigns,
                supply,
                rotation,
                calculator,
                kafka,
                context.meters(),
                refresh.compareTo(LEAST_REFRESH) < 0 ? LEAST_REFRESH : refresh,
                context.config().get(MAX_PER_ROUND));
        started.set(recalculation);
        campaigns.listener(skus -> skus.forEach(recalculation::factsChanged));
        ForecastRoutes.mount(
                context.router(),
                context.vertx(),
                worker,
                context.clock(),
                kafka,
                codec,
                store,
                campaigns,
                rotation,
                calculator);
        tails.add(kafka.tail(
                "forecast-facts",
                List.of(StockTopics.STOCK_AVAILABILITY),
                true,
                (topic, record) -> facts.accept(record)));
        tails.add(kafka.tail(
                "forecast-rotation",
                List.of(ForecastTopics.DEMAND_FORECAST),
                true,
                (topic, record) -> rotation.accept(record)));
        return Future.all(tails.stream().map(KafkaTail::caughtUp).toList())
                .compose(done -> campaigns.refresh())
                .compose(done -> supply.refresh())
                .compose(done -> {
                    loop(
                            context,
                            "ledger",
                            new LoopSpec(
                                    "forecast",
                                    List.of(StockTopics.STOCK_LEDGER),
                                    LEDGER_BATCH,
                                    store,
                                    new LedgerFold(
                                            store, calendar, kafka, context.clock(), recalculation::historyChanged)));
                    loop(
                            context,
                            "campaigns",
                            new LoopSpec(
                                    "forecast-campaigns",
                                    List.of(ForecastTopics.ADS_EVENTS),
                                    CAMPAIGN_BATCH,
                                    campaigns.positions(),
                                    new CampaignFold(codec, campaigns, kafka)));
                    loop(
                            context,
                            "supply",
                            new LoopSpec(
                                    "forecast-supply",
                                    List.of(StockTopics.ERP_EVENTS),
                                    SUPPLY_BATCH,
                                    supply.positions(),
                                    new SupplyFold(
                                            codec, supply, facts::find, calendar.zone(), recalculation::factsChanged)));
                    return recalculation.start();
                });
    }

    private void loop(ServiceContext context, String name, LoopSpec spec) {
        KafkaLoop loop = context.kafka().consume(spec);
        loops.add(loop);
        context.health()
                .register(
                        "forecast." + name,
                        () -> loop.assigned().succeeded()
                                ? Health.Status.READY
                                : Health.Status.notReady("waiting for partitions of " + spec.topics()));
    }

    @Override
    public Future<Void> stop() {
        Future<Void> calm = recalculation == null ? Future.succeededFuture() : recalculation.stop();
        List<Future<Void>> stops = new ArrayList<>();
        loops.forEach(loop -> stops.add(loop.stop().otherwiseEmpty()));
        tails.forEach(tail -> stops.add(tail.stop().otherwiseEmpty()));
        return calm.otherwiseEmpty()
                .compose(done -> Future.join(stops).otherwiseEmpty())
                .compose(done -> worker == null ? Future.succeededFuture() : worker.close())
                .otherwiseEmpty();
    }
}
