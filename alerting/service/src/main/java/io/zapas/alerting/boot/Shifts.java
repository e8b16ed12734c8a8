package io.zapas.alerting.boot;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.AlertTopics;
import io.zapas.alerting.delivery.Courier;
import io.zapas.alerting.eligibility.AdView;
import io.zapas.alerting.http.AlertBook;
import io.zapas.alerting.http.EligibilityBook;
import io.zapas.alerting.http.ReportBook;
import io.zapas.alerting.mail.Mail;
import io.zapas.alerting.mail.Subscriptions;
import io.zapas.alerting.report.WeekReport;
import io.zapas.alerting.routing.Explanation;
import io.zapas.runtime.health.Health;
import io.zapas.runtime.kafka.KafkaAccess;
import io.zapas.runtime.kafka.KafkaAccess.KafkaSeat;
import io.zapas.runtime.kafka.KafkaAccess.Tenure;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Of all processes that run alerting on one Kafka, one judges and sends: the holder of the seat. The others stand by, not ready and with nothing in memory, and one of them goes
 * on from what is stored when the holder leaves, dies or cannot be heard. Decisions need the whole shop in one place (storms, mass drops, budgets of notices), and destinations
 * take a message a second: there is nothing to gain from more than one.
 *
 * <p>A process that loses the seat ends its shift at once: no call is begun without a fresh confirmation ({@link KafkaAccess.Tenure#confirm()}), and nothing can be stored. One that
 * gets it begins a new shift. HTTP, health and metrics show the present shift, or that there is none.
 */
final class Shifts implements AlertBook, ReportBook, EligibilityBook {
    private static final Logger log = LoggerFactory.getLogger(Shifts.class);
    private static final String GROUP = "alerting";

    private final Context context;
    private final Supplier<Shift> factory;
    private final OpenAlerts counts;
    private final Promise<Void> decided = Promise.promise();
    private volatile Shift present;
    private boolean used;
    private boolean stopping;
    private KafkaSeat seat;

    /**
     * @param context of the engines
     * @param first not begun: what is asked before the first tenure is asked of it
     * @param factory for the shifts after it
     */
    Shifts(Context context, Shift first, Supplier<Shift> factory, OpenAlerts counts) {
        this.context = context;
        this.present = first;
        this.factory = factory;
        this.counts = counts;
    }

    /** Completes when this process judges and can serve, or stands by because another one does. */
    Future<Void> start(KafkaAccess kafka) {
        context.runOnContext(v -> {
            seat = kafka.seat(GROUP, AlertTopics.ALERTS_SEAT, this::begin);
            seat.decided().onComplete(known -> {
                if (known.failed()) {
                    decided.tryFail(known.cause());
                } else if (!known.result()) {
                    log.atInfo().log("Standing by: another process holds the alerts");
                    decided.tryComplete();
                }
            });
        });
        return decided.future();
    }

    private void begin(Tenure tenure) {
        if (stopping) {
            return;
        }
        if (used) {
            present = factory.get();
        }
        used = true;
        Shift shift = present;
        Future<Void> over = tenure.ended().onComplete(ended -> counts.forget());
        shift.engine().start(tenure).onComplete(begun -> {
            if (begun.succeeded()) {
                log.atInfo().log("Judging and sending");
                decided.tryComplete();
            } else if (over.isComplete()) {
                log.atInfo().log("The seat was lost while the alerts were read back");
            } else {
                log.atError().setCause(begun.cause()).log("Alerting does not begin");
                decided.tryFail(begun.cause());
            }
        });
    }

    /** Ends the shift in order, then gives up the seat. */
    Future<Void> stop() {
        Promise<Void> stopped = Promise.promise();
        context.runOnContext(v -> {
            stopping = true;
            Future<Void> ended = present.engine().stop();
            ended.eventually(() -> seat == null ? Future.succeededFuture() : seat.leave())
                    .onComplete(stopped);
        });
        return stopped.future();
    }

    /** Of mail as it is now. */
    Optional<Subscriptions> subscriptions() {
        return present.mail().map(Mail::subscriptions);
    }

    /** A destination in trouble does not stop the shop: it is told, and the process stays ready. */
    void watch(Health health, MeterRegistry meters) {
        health.register("alerting", () -> {
            String trouble = present.engine().trouble();
            return trouble == null ? Health.Status.READY : Health.Status.notReady(trouble);
        });
        for (Courier courier : present.couriers()) {
            String name = courier.name();
            health.register(
                    "alerting." + name,
                    () -> new Health.Status(
                            true, courier(name).map(Courier::trouble).orElse(null)));
            gauge(meters, "zapas.alerting.undelivered", "Messages that wait to be sent", null, name, Courier::waiting);
            gauge(
                    meters,
                    "zapas.alerting.undelivered.oldest",
                    "How long the message has waited that waits longest",
                    "seconds",
                    name,
                    waiting -> waiting.oldestWait().toMillis() / 1_000.0);
            gauge(
                    meters,
                    "zapas.alerting.refused",
                    "Messages whose newest revision was refused for good",
                    null,
                    name,
                    Courier::refused);
        }
        Gauge.builder("zapas.alerting.ads.waiting", this, s -> s.present.ads().waiting())
                .description("SKUs that should leave the ads, and wait for a person's approval")
                .register(meters);
        if (present.mail().isPresent()) {
            health.register(
                    "alerting.mail-queue",
                    () -> new Health.Status(
                            true, present.mail().map(Mail::trouble).orElse(null)));
            Gauge.builder(
                            "zapas.alerting.mails.waiting",
                            this,
                            s -> s.present.mail().map(Mail::open).orElse(0))
                    .description("Mailings that wait for at least one recipient")
                    .register(meters);
            Gauge.builder(
                            "zapas.alerting.mails.oldest",
                            this,
                            s -> s.present
                                            .mail()
                                            .map(Mail::oldestWait)
                                            .orElse(Duration.ZERO)
                                            .toMillis()
                                    / 1_000.0)
                    .description("How long the mailing has waited that waits longest")
                    .baseUnit("seconds")
                    .register(meters);
            Gauge.builder(
                            "zapas.alerting.mails.failed",
                            this,
                            s -> s.present.mail().map(Mail::failed).orElse(0L))
                    .description("Mails no server would take, or none within a day, since the start")
                    .register(meters);
        }
    }

    private void gauge(
            MeterRegistry meters,
            String meter,
            String description,
            String unit,
            String destination,
            ToDoubleFunction<Courier> value) {
        Gauge.builder(meter, this, shifts -> shifts.courier(destination).stream()
                        .mapToDouble(value)
                        .sum())
                .description(description)
                .baseUnit(unit)
                .tag("destination", destination)
                .register(meters);
    }

    private Optional<Courier> courier(String name) {
        return present.couriers().stream()
                .filter(courier -> courier.name().equals(name))
                .findFirst();
    }

    @Override
    public Future<Collection<Alert>> alerts() {
        return present.engine().alerts();
    }

    @Override
    public Future<Optional<Alert>> alert(String id) {
        return present.engine().alert(id);
    }

    @Override
    public Future<Optional<List<Alert>>> shownIn(String deliveryId) {
        return present.engine().shownIn(deliveryId);
    }

    @Override
    public Future<Optional<Explanation>> explain(String id, Locale locale) {
        return present.engine().explain(id, locale);
    }

    @Override
    public Future<Alert> handle(String id, String commandId, Order order) {
        return present.engine().handle(id, commandId, order);
    }

    @Override
    public Future<Optional<WeekReport>> week(LocalDate monday) {
        return present.reports().week(monday);
    }

    @Override
    public Future<Feed> feed() {
        return present.ads().feed();
    }

    @Override
    public Future<Optional<AdView>> eligibility(String sku) {
        return present.ads().eligibility(sku);
    }

    @Override
    public Future<Approved> approve(Approval approval) {
        return present.ads().approve(approval);
    }
}
