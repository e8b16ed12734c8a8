package io.zapas.runtime;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.micrometer.VertxPrometheusOptions;
import io.zapas.runtime.Service.TopicSpec;
import io.zapas.runtime.config.LoadedConfig;
import io.zapas.runtime.config.RuntimeKeys;
import io.zapas.runtime.health.HealthBoard;
import io.zapas.runtime.http.Access;
import io.zapas.runtime.http.HttpDoor;
import io.zapas.runtime.http.Tokens;
import io.zapas.runtime.kafka.KafkaClients;
import io.zapas.runtime.kafka.KafkaSettings;
import io.zapas.runtime.kafka.KafkaTopics;
import io.zapas.runtime.redis.LettuceRedis;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Boots services and takes them down again. Single-use.
 *
 * <pre>NEW → STARTING → STARTED → STOPPING → STOPPED</pre>
 *
 * <p>Start: HTTP listens first (health answers, {@code /v1} says 503), then Kafka's topics, Redis, the services one after the other; ready when all
 * have started. A failure on the way stops what was started and is the failure of {@link #start}.
 *
 * <p>Stop: not ready and {@code /v1} refused, services in reverse order, HTTP, producer, Redis, Vert.x; each step bounded, 10 s in all.
 *
 * <p>Services run on one event-loop context, which also serves HTTP. {@link #start} and {@link #stop} may be called on any thread.
 */
public final class Host {
    /** Where a host is in its life. */
    public enum State {
        NEW,
        STARTING,
        STARTED,
        STOPPING,
        STOPPED
    }

    private static final Logger log = LoggerFactory.getLogger(Host.class);
    private static final long STOP_MILLIS = 9_500;
    private static final long SERVICE_STOP_MILLIS = 6_000;

    private final HostOptions options;
    private final LoadedConfig config;
    private final HealthBoard health = new HealthBoard();
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<Service> started = new ArrayList<>();
    private final Promise<Void> stopped = Promise.promise();
    private volatile State state = State.NEW;
    private Vertx vertx;
    private Context context;
    private HttpDoor door;
    private int port;
    private KafkaClients kafka;
    private LettuceRedis redis;
    private volatile ServiceContext serviceContext;

    public Host(HostOptions options) {
        this.options = options;
        this.config = options.config();
    }

    /** Completes when every service can serve. Fails with a message for a person; everything is closed again then. */
    public Future<Void> start() {
        synchronized (this) {
            if (state != State.NEW) {
                return Future.failedFuture(new IllegalStateException("a host starts once, it is " + state));
            }
            state = State.STARTING;
        }
        Access access;
        Tokens tokens;
        KafkaSettings settings;
        try {
            tokens = tokens();
            access = access(tokens);
            settings = KafkaSettings.from(config);
        } catch (IllegalArgumentException e) {
            state = State.STOPPED;
            stopped.complete();
            return Future.failedFuture(e);
        }
        vertx = Vertx.builder()
                .with(new VertxOptions()
                        .setMetricsOptions(new MicrometerMetricsOptions()
                                .setPrometheusOptions(new VertxPrometheusOptions().setEnabled(true))
                                // RequestTimes counts what is served, by route and at a fraction of the cost.
                                .addDisabledMetricsCategory(MetricsDomain.HTTP_SERVER)
                                .setJvmMetricsEnabled(true)
                                .setEnabled(true)))
                .withMetrics(new MicrometerMetricsFactory(meters))
                .build();
        context = vertx.getOrCreateContext();
        if (tokens != null) {
            tokens.watch(vertx);
        }
        Promise<Void> done = Promise.promise();
        context.runOnContext(nothing -> bring(access, settings).onComplete(done));
        return done.future().recover(e -> stop().transform(closed -> Future.failedFuture(e)));
    }

    /** Takes everything down within 10 s. Never fails; calling it again returns the same end. */
    public Future<Void> stop() {
        synchronized (this) {
            if (state == State.NEW) {
                state = State.STOPPED;
                stopped.complete();
            }
            if (state == State.STOPPING || state == State.STOPPED) {
                return stopped.future();
            }
            state = State.STOPPING;
        }
        context.runOnContext(nothing -> takeDown());
        return stopped.future();
    }

    public State state() {
        return state;
    }

    /** The port HTTP listens on, once it listens. */
    public int port() {
        return port;
    }

    /** What the services were given; null before they start. */
    public ServiceContext context() {
        return serviceContext;
    }

    private Future<Void> bring(Access access, KafkaSettings settings) {
        door = new HttpDoor(vertx, meters, health, access, () -> state == State.STARTED);
        for (Service service : options.services()) {
            service.openApi().ifPresent(document -> door.document(service.name(), document));
        }
        String host = config.get(RuntimeKeys.HTTP_HOST);
        int wantedPort = config.get(RuntimeKeys.HTTP_PORT);
        return door.listen(wantedPort, host)
                .recover(e -> Future.failedFuture(new IllegalStateException(
                        "cannot listen on " + host + ":" + wantedPort + " (http.host, http.port): " + e.getMessage(),
                        e)))
                .compose(listening -> {
                    port = listening;
                    options.progress().accept("Kafka topics");
                    return KafkaTopics.ensure(
                            vertx,
                            settings,
                            topics(),
                            config.get(RuntimeKeys.KAFKA_PARTITIONS),
                            config.get(RuntimeKeys.KAFKA_RETENTION));
                })
                .compose(
                        topics -> vertx.executeBlocking(() -> new KafkaClients(vertx, settings, meters, health), false))
                .compose(clients -> {
                    kafka = clients;
                    options.progress().accept("Redis connection");
                    String uri = config.find(RuntimeKeys.REDIS_URI)
                            .orElseThrow(() -> new IllegalArgumentException("redis.uri (ZAPAS_REDIS_URI) is required"));
                    return LettuceRedis.connect(vertx, uri, config.get(RuntimeKeys.NAMESPACE), health);
                })
                .compose(connected -> {
                    redis = connected;
                    serviceContext = new ServiceContext(
                            vertx,
                            config,
                            options.clock(),
                            meters,
                            health,
                            door.router(),
                            door.hotPath(),
                            kafka,
                            redis);
                    return startServices();
                })
                .compose(running -> {
                    options.pages().forEach(page -> page.accept(door.router()));
                    synchronized (this) {
                        if (state != State.STARTING) {
                            return Future.failedFuture(new IllegalStateException("stopped while starting"));
                        }
                        state = State.STARTED;
                    }
                    log.atInfo().addKeyValue("port", port).log("Started");
                    return Future.succeededFuture();
                });
    }

    private Future<Void> startServices() {
        Future<Void> chain = Future.succeededFuture();
        for (Service service : options.services()) {
            chain = chain.compose(before -> {
                options.progress().accept(service.name());
                // Listed before it starts: what it has opened when it fails half-way must be closed too.
                started.add(service);
                return service.start(serviceContext)
                        .recover(e -> Future.failedFuture(
                                new IllegalStateException(service.name() + " did not start: " + e.getMessage(), e)));
            });
        }
        return chain;
    }

    private void takeDown() {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS);
        List<Service> reverse = new ArrayList<>(started);
        Collections.reverse(reverse);
        Future<Void> chain = Future.succeededFuture();
        for (Service service : reverse) {
            chain = chain.compose(before -> step(service.name(), deadline, SERVICE_STOP_MILLIS, service::stop));
        }
        chain.compose(x -> step("http", deadline, 2_000, () -> door == null ? Future.succeededFuture() : door.close()))
                .compose(x ->
                        step("kafka", deadline, 4_000, () -> kafka == null ? Future.succeededFuture() : kafka.close()))
                .compose(x ->
                        step("redis", deadline, 4_000, () -> redis == null ? Future.succeededFuture() : redis.close()))
                .onComplete(x -> vertx.close().onComplete(closed -> {
                    state = State.STOPPED;
                    log.atInfo().log("Stopped");
                    stopped.complete();
                }));
    }

    /** One step of stopping: its failure or delay is logged and the next one follows. */
    private Future<Void> step(String what, long deadlineNanos, long maxMillis, Supplier<Future<Void>> action) {
        long leftMillis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime()));
        Future<Void> done;
        try {
            done = action.get();
        } catch (RuntimeException e) {
            done = Future.failedFuture(e);
        }
        return done.timeout(Math.min(leftMillis, maxMillis), TimeUnit.MILLISECONDS)
                .recover(e -> {
                    log.atWarn().setCause(e).addKeyValue("part", what).log("Did not stop in order");
                    return Future.succeededFuture();
                });
    }

    private List<TopicSpec> topics() {
        return options.services().stream()
                .flatMap(service -> service.topics(config).stream())
                .toList();
    }

    /** Null: no tokens are taken. */
    private Tokens tokens() {
        String keys = config.find(RuntimeKeys.JWT_KEYS).orElse(null);
        if (keys == null) {
            return null;
        }
        String issuer = config.find(RuntimeKeys.JWT_ISSUER)
                .orElseThrow(() -> new IllegalArgumentException(
                        "jwt.issuer (ZAPAS_JWT_ISSUER) is needed with jwt.keys: whose tokens are taken"));
        return Tokens.of(keys, issuer, config.get(RuntimeKeys.JWT_AUDIENCE));
    }

    private Access access(Tokens tokens) {
        Access access =
                Access.of(config.find(RuntimeKeys.API_KEYS).map(Path::of).orElse(null), tokens);
        String host = config.get(RuntimeKeys.HTTP_HOST);
        if (access.isOpen() && !isLoopback(host)) {
            throw new IllegalArgumentException(
                    "http.host is " + host
                            + ", which others can reach; that needs keys: set api.keys (ZAPAS_API_KEYS) to a keys file or jwt.keys (ZAPAS_JWT_KEYS) to those of who issues tokens, or http.host to 127.0.0.1");
        }
        return access;
    }

    private static boolean isLoopback(String host) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (!address.isLoopbackAddress()) {
                    return false;
                }
            }
            return true;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("http.host: no such address " + host, e);
        }
    }
}
