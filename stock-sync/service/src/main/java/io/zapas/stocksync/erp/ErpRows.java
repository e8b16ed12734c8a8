package io.zapas.stocksync.erp;

import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.zapas.runtime.ServiceContext;
import io.zapas.runtime.events.CloudEventCodec;
import io.zapas.runtime.kafka.KafkaAccess.KafkaSeat;
import io.zapas.runtime.kafka.KafkaAccess.Tenure;
import io.zapas.stocksync.api.StockTopics;
import java.util.Optional;

/**
 * Reads an ERP's changes while this instance holds the seat, if one is configured. A reading that fails begins anew after {@value #RETRY_MILLIS} ms, as long as the seat is held. Methods may be called on any
 * thread; the work is done on the Vert.x context that {@link #start} is called on.
 */
public final class ErpRows {
    static final String GROUP = "stock-sync.erp";
    private static final int RETRY_MILLIS = 1_000;

    private final ServiceContext services;
    private final CloudEventCodec codec;
    private final Optional<ErpSettings> settings;
    private Context context;
    private KafkaSeat seat;
    /** Null: another instance holds the seat. */
    private Tenure tenure;

    private volatile ErpReign reign;
    private boolean stopping;

    /** @throws IllegalArgumentException what is configured does not fit together */
    public ErpRows(ServiceContext services, CloudEventCodec codec) {
        this.services = services;
        this.codec = codec;
        this.settings = ErpConfig.settings(services.config());
    }

    /** Applies for the seat; nobody waits until it is given. */
    public Future<Void> start() {
        if (settings.isEmpty()) {
            return Future.succeededFuture();
        }
        context = services.vertx().getOrCreateContext();
        Gauge.builder("zapas.erp.parked", this, ErpRows::parked)
                .description("Levels of the ERP that wait for the row that names their product or warehouse")
                .register(services.meters());
        seat = services.kafka().seat(GROUP, StockTopics.ERP_SEAT, this::taken);
        return Future.succeededFuture();
    }

    private double parked() {
        ErpReign current = reign;
        return current == null ? 0 : current.parked();
    }

    private void taken(Tenure begun) {
        end();
        tenure = begun;
        begun.ended().onComplete(ended -> {
            if (tenure == begun) {
                tenure = null;
                end();
            }
        });
        begin(begun);
    }

    private void begin(Tenure held) {
        if (!stopping && tenure == held) {
            reign = new ErpReign(services, settings.orElseThrow(), codec, held, () -> services.vertx()
                    .setTimer(RETRY_MILLIS, timer -> begin(held)));
        }
    }

    private Future<Void> end() {
        ErpReign last = reign;
        reign = null;
        return last == null ? Future.succeededFuture() : last.end();
    }

    /** What is under way comes to its end, for a bounded time; then the seat is free. */
    public Future<Void> stop() {
        if (seat == null) {
            return Future.succeededFuture();
        }
        Promise<Void> stopped = Promise.promise();
        context.runOnContext(ignored -> {
            stopping = true;
            end().eventually(seat::leave).onComplete(stopped);
        });
        return stopped.future();
    }
}
