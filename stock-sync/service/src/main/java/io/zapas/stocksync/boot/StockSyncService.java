package io.zapas.stocksync.boot;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.zapas.alerting.api.AlertTopics;
import io.zapas.forecast.api.ForecastTopics;
import io.zapas.runtime.Service;
import io.zapas.runtime.ServiceContext;
import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.runtime.events.CloudEventCodec;
import io.zapas.runtime.events.JsonCloudEventCodec;
import io.zapas.runtime.http.Access;
import io.zapas.stocksync.account.Accounts;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.stocksync.connector.Connector;
import io.zapas.stocksync.desync.DesyncConfig;
import io.zapas.stocksync.desync.DesyncMonitor;
import io.zapas.stocksync.desync.DesyncSettings;
import io.zapas.stocksync.erp.ErpConfig;
import io.zapas.stocksync.erp.ErpRows;
import io.zapas.stocksync.feed.Feed;
import io.zapas.stocksync.http.AvailabilityRoutes;
import io.zapas.stocksync.http.CallerChannel;
import io.zapas.stocksync.http.EventRoutes;
import io.zapas.stocksync.http.ImportRoutes;
import io.zapas.stocksync.http.LedgerRoutes;
import io.zapas.stocksync.http.ReservationRoutes;
import io.zapas.stocksync.http.WebhookRoutes;
import io.zapas.stocksync.intake.EventPublisher;
import io.zapas.stocksync.intake.Imports;
import io.zapas.stocksync.intake.KafkaIntake;
import io.zapas.stocksync.poll.PollConfig;
import io.zapas.stocksync.poll.PollMonitor;
import io.zapas.stocksync.push.PushConfig;
import io.zapas.stocksync.push.PushMonitor;
import io.zapas.stocksync.recovery.Recovery;
import io.zapas.stocksync.recovery.StoreGuard;
import io.zapas.stocksync.redis.RedisStock;
import io.zapas.stocksync.redis.RedisStore;
import io.zapas.stocksync.relay.ExpirySweep;
import io.zapas.stocksync.relay.FreshnessSweep;
import io.zapas.stocksync.relay.Leadership;
import io.zapas.stocksync.relay.Lease;
import io.zapas.stocksync.relay.OutboxRelay;
import io.zapas.stocksync.relay.SourceFreshness;
import io.zapas.stocksync.stream.StreamModule;
import io.zapas.stocksync.webhook.WebhookConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Stock levels, reservations, the ledger and everything that lets them in and out.
 *
 * <p>Start: views read their topics first, then the relay and the lease, HTTP, and the Kafka intake last. Stop: the other way round, so that what was
 * taken in is relayed. Died without stopping: whatever was applied is in Redis with its input position, and the next leader relays it.
 */
public final class StockSyncService implements Service {
    private static final String NAME = "stock-sync";
    private final List<Supplier<Future<Void>>> stops = new ArrayList<>();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<ConfigKey<?>> configKeys() {
        return StockSyncConfig.keys();
    }

    @Override
    public List<TopicSpec> topics() {
        return List.of(
                new TopicSpec(StockTopics.ERP_EVENTS, false),
                new TopicSpec(StockTopics.CHANNEL_EVENTS, false),
                new TopicSpec(ForecastTopics.ADS_EVENTS, false),
                new TopicSpec(StockTopics.ERP_EVENTS + ".dlq", false),
                new TopicSpec(StockTopics.CHANNEL_EVENTS + ".dlq", false),
                new TopicSpec(Recovery.JOURNAL, TopicSpec.Cleanup.BY_WRITER),
                new TopicSpec(Recovery.SNAPSHOT, TopicSpec.Cleanup.BY_WRITER),
                new TopicSpec(StockTopics.STOCK_LEDGER, false),
                new TopicSpec(StockTopics.STOCK_AVAILABILITY, true),
                new TopicSpec(StockTopics.STOCK_DESYNC, true),
                new TopicSpec(StockTopics.STOCK_PUSHES, true),
                new TopicSpec(StockTopics.STOCK_FEEDS, true),
                // Read by the stream; split, this service may start before those that write them.
                new TopicSpec(ForecastTopics.DEMAND_FORECAST, true),
                new TopicSpec(AlertTopics.ALERTS, true));
    }

    @Override
    public List<TopicSpec> topics(Config config) {
        Set<String> tables = ErpConfig.topics(config);
        List<TopicSpec> topics = new ArrayList<>(topics());
        if (!tables.isEmpty()) {
            topics.add(new TopicSpec(StockTopics.ERP_ROWS, true));
            topics.add(new TopicSpec(StockTopics.ERP_SEAT, TopicSpec.Cleanup.BY_WRITER));
            tables.forEach(table -> topics.add(new TopicSpec(table + ".dlq", false)));
        }
        return List.copyOf(topics);
    }

    @Override
    public Optional<String> openApi() {
        try (InputStream document = StockSyncService.class.getResourceAsStream("openapi.yaml")) {
            return Optional.of(new String(document.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Future<Void> start(ServiceContext services) {
        Context context = services.vertx().getOrCreateContext();
        CloudEventCodec codec = new JsonCloudEventCodec();
        CallerChannel callers = request -> Access.caller(request).map(Access.Caller::channel);
        RedisStock stock =
                new RedisStock(services.redis(), services.clock(), StockSyncConfig.settings(services.config()));

        Duration ttl = services.config().get(StockSyncConfig.LEASE);
        Lease lease = new Lease(services.redis(), "relay", UUID.randomUUID().toString(), ttl, System::nanoTime);
        Leadership leadership = new Leadership(context, lease, ttl);
        Recovery recovery = new Recovery(
                context,
                stock,
                new RedisStore(services.redis()),
                services.kafka(),
                lease::held,
                services.config().get(StockSyncConfig.JOURNAL_RECORDS));
        StoreGuard guard = recovery.guard();
        stock.onLost(guard::suspect);
        stock.onAway(guard::away);
        OutboxRelay relay = new OutboxRelay(
                context, stock, services.kafka(), recovery.safekeeping(), lease, System::nanoTime, services.meters());
        guard.onLost(relay::lost);
        ExpirySweep sweep = new ExpirySweep(context, stock, lease, guard::ready, services.clock(), relay::wake);
        FreshnessSweep freshness = new FreshnessSweep(
                context,
                stock,
                lease,
                guard::ready,
                services.clock(),
                DesyncConfig.silences(services.config()),
                relay::wake);
        SourceFreshness fresh = new SourceFreshness(
                context, stock, services.clock(), services.config().get(DesyncConfig.SOURCES_MAX_AGE));
        Accounts accounts = Accounts.open(services.config(), services.vertx(), InstantSource.system());
        List<Feed> feeds = PollConfig.feeds(services.config(), accounts);
        Map<String, Duration> feedAges =
                feeds.stream().collect(Collectors.toMap(Feed::source, feed -> PollConfig.maxAge(services.config())));
        DesyncSettings watching = DesyncSettings.from(services.config()).withSources(feedAges);
        List<Connector> connectors = PushConfig.connectors(services.config(), services.vertx(), accounts);
        PushMonitor pushes = new PushMonitor(
                stock, services, connectors, watching.settle(), PushConfig.mostZeros(services.config()), callers);
        DesyncMonitor desyncs = new DesyncMonitor(stock, services, watching, pushes, callers);
        EventPublisher publisher = new EventPublisher(services.kafka(), codec);
        PollMonitor polls = new PollMonitor(
                stock, services, feeds, publisher, pushes, feed -> desyncs.heard(feed.source()), callers);
        StreamModule stream = new StreamModule(services, callers);
        relay.onSafe(stream::safe);
        relay.addListener(pushes);
        relay.addListener(desyncs);
        relay.addListener(polls);
        leadership.addListener(leads -> relay.wake());

        Imports imports = new Imports(context, publisher, services.clock());
        KafkaIntake intake = new KafkaIntake(
                services.vertx(),
                services.kafka(),
                codec,
                stock,
                services.clock(),
                services.meters(),
                guard::backlog,
                relay::wake);
        ErpRows erp = new ErpRows(services, codec);
        guard.onAdopted(relay::lost);
        guard.onAdopted(intake::reposition);
        guard.onAdopted(pushes::startOver);
        guard.onAdopted(desyncs::startOver);
        guard.onAdopted(polls::startOver);
        guard.onAdopted(freshness::startOver);
        guard.onAdopted(fresh::startOver);

        stops.add(accounts::close);
        stops.add(imports::stop);
        stops.add(stream::stop);
        stops.add(desyncs::stop);
        BooleanSupplier leads = () -> lease.held() && guard.ready();
        return desyncs.start(leads)
                .compose(read -> stream.start())
                .compose(read -> {
                    recovery.start();
                    relay.start();
                    sweep.start();
                    freshness.start();
                    fresh.start();
                    stops.add(recovery::stop);
                    stops.add(leadership::stop);
                    stops.add(relay::stop);
                    stops.add(sweep::stop);
                    stops.add(freshness::stop);
                    stops.add(fresh::stop);
                    services.health().register("stock-sync.store", guard::status);
                    return leadership.start();
                })
                .compose(asked -> {
                    // Stopped while this instance still leads: what was told is written down.
                    stops.add(pushes::stop);
                    stops.add(polls::stop);
                    return pushes.start(leads).compose(started -> polls.start(leads));
                })
                .compose(read -> guard.established())
                .compose(asked -> {
                    Router router = services.router();
                    new EventRoutes(codec, publisher, callers, services.clock()).mount(router);
                    new WebhookRoutes(
                                    WebhookConfig.webhooks(services.config(), codec),
                                    publisher,
                                    services.kafka(),
                                    InstantSource.system(),
                                    services.meters())
                            .mount(router);
                    new AvailabilityRoutes(context, stock, sku -> {
                                Instant now = services.clock().instant();
                                if (!guard.settledAt(now)) {
                                    return null;
                                }
                                // Staleness follows from the clock, too.
                                return fresh.surelyAt(now) ? stream.view().freshJson(sku) : null;
                            })
                            .mount(router, services.hotPath());
                    new ReservationRoutes(context, stock, relay, callers, services.clock()).mount(router);
                    new LedgerRoutes(services.kafka(), callers).mount(router);
                    new ImportRoutes(imports, callers).mount(router);
                    services.health().register("stock-sync.relay", relay::status);
                    stops.add(intake::stop);
                    return intake.start(NAME);
                })
                .compose(assigned -> {
                    stops.add(erp::stop);
                    return erp.start();
                });
    }

    @Override
    public Future<Void> stop() {
        List<Supplier<Future<Void>>> lastFirst = new ArrayList<>(stops);
        Collections.reverse(lastFirst);
        Future<Void> done = Future.succeededFuture();
        for (Supplier<Future<Void>> stop : lastFirst) {
            done = done.compose(before -> stop.get().otherwiseEmpty());
        }
        return done;
    }
}
