package io.zapas.stocksync.stream;

import io.vertx.core.Future;
import io.zapas.alerting.api.AlertTopics;
import io.zapas.forecast.api.ForecastTopics;
import io.zapas.runtime.ServiceContext;
import io.zapas.runtime.health.Health;
import io.zapas.runtime.kafka.KafkaAccess.KafkaTail;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.stocksync.domain.ShownAvailability;
import io.zapas.stocksync.http.CallerChannel;
import io.zapas.stocksync.stream.StreamEvent.Draft;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live stream and the local view of availability: reads the topics of this process's Kafka, serves {@code /v1/stream} and {@code
 * /v1/availability}. Until all that was there at the start has been read, both answer 503 {@code starting}.
 *
 * <p>Every instance reads everything, so a subscriber may connect to any; event ids are those of one process, and whoever comes from another
 * is sent a snapshot.
 *
 * <p>What this instance relays itself is shown and told as soon as it is safe, without the way through Kafka; when it comes back from there, or something older
 * does, it is no news. Died in between: it is published by whoever relays next, and told by those who read it. Safe on every thread.
 */
public final class StreamModule {
    private static final List<String> STATE_TOPICS = List.of(
            StockTopics.STOCK_AVAILABILITY,
            StockTopics.STOCK_DESYNC,
            ForecastTopics.DEMAND_FORECAST,
            AlertTopics.ALERTS);
    private static final Logger log = LoggerFactory.getLogger(StreamModule.class);

    private final ServiceContext services;
    private final CallerChannel callers;
    private final StreamHub hub;
    private final AvailabilityView view = new AvailabilityView();
    private final EventReader reader = new EventReader();
    private KafkaTail stateTail;
    private ReservationFeed reservations;

    /** @param callers tells which channel a reader is bound to */
    public StreamModule(ServiceContext services, CallerChannel callers) {
        this(services, callers, StreamLimits.of(services.config().get(StreamConfig.SUBSCRIBERS)));
    }

    StreamModule(ServiceContext services, CallerChannel callers, StreamLimits limits) {
        this.services = services;
        this.callers = callers;
        this.hub = new StreamHub(services.vertx(), limits, epoch(services), view::json, services.meters());
    }

    /** Tells one life of a process from another: its start and a little chance, for instances that start together. */
    private static String epoch(ServiceContext services) {
        return Long.toString(services.clock().millis(), Character.MAX_RADIX)
                + Integer.toString(ThreadLocalRandom.current().nextInt(1 << 20), Character.MAX_RADIX);
    }

    /** Mounts the routes and starts reading; completes when all that was there has been read. */
    public Future<Void> start() {
        reservations =
                new ReservationFeed(services.vertx().getOrCreateContext(), services.kafka(), hub.log(), this::handle);
        new StreamRoutes(hub, reservations, callers).mount(services.router());
        new AvailabilityRoutes(services.vertx(), view, hub::ready, callers).mount(services.router());
        services.health()
                .register(
                        "stock-sync.stream",
                        () -> hub.ready() ? Health.Status.READY : Health.Status.notReady("reading availability"));
        stateTail = services.kafka().tail("stock-sync.stream", STATE_TOPICS, true, this::handle);
        return stateTail.caughtUp().onSuccess(ignored -> hub.open());
    }

    private void handle(String topic, ConsumerRecord<String, byte[]> record) {
        try {
            if (topic.equals(StockTopics.STOCK_AVAILABILITY) && record.key() != null) {
                availability(topic, record);
            } else {
                tell(topic, record);
            }
        } catch (UncheckedIOException e) {
            log.atWarn()
                    .setCause(e)
                    .addKeyValue("topic", topic)
                    .addKeyValue("key", record.key())
                    .log("Record that cannot be read left out of the stream");
        }
    }

    /** One at a time with {@link #safe}, so that view and stream tell the same, and neither goes back. */
    private synchronized void availability(String topic, ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            // First told: what is removed is looked up in the view.
            tell(topic, record);
            view.remove(record.key());
        } else if (view.put(record.key(), record.value())) {
            tell(topic, record);
        }
    }

    private void tell(String topic, ConsumerRecord<String, byte[]> record) {
        Draft draft = reader.read(topic, record, hub.log()::newest);
        if (draft != null) {
            hub.publish(draft);
        }
    }

    /** The newest availability of a SKU that this instance relays: will be published, whatever happens to this instance. */
    public synchronized void safe(ShownAvailability shown) {
        if (view.put(shown.sku(), shown.version(), shown.json())) {
            hub.publish(new Draft(StreamType.AVAILABILITY, shown.sku(), shown.sku(), null, true, shown.json()));
        }
    }

    /** The newest availability of every SKU, once {@link #start()} has completed. */
    public AvailabilityView view() {
        return view;
    }

    /** Ends all subscriptions and stops reading. */
    public Future<Void> stop() {
        hub.stop();
        if (stateTail == null) {
            return Future.succeededFuture();
        }
        return Future.join(stateTail.stop(), reservations.stop()).mapEmpty();
    }
}
