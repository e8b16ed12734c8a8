package io.zapas.stocksync.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.http.ProblemException;
import io.zapas.runtime.kafka.KafkaAccess;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.stocksync.intake.EventPublisher;
import io.zapas.stocksync.intake.OutgoingEvent;
import io.zapas.stocksync.webhook.Delivery;
import io.zapas.stocksync.webhook.Receipt;
import io.zapas.stocksync.webhook.RefusedException;
import io.zapas.stocksync.webhook.WebhookSystem;
import io.zapas.stocksync.webhook.Webhooks;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v1/webhooks/{system}}: a delivery is answered 200 once Kafka has what it says, and 503 when Kafka has not within {@value #PATIENCE_MILLIS}
 * ms, since shops hang up after 5 s: the system repeats it, and what arrived all the same has no effect a second time. Nobody who does not know the
 * secret has any effect (401), and nothing of a delivery happens unless all of it can be used.
 *
 * <p>A genuine delivery that cannot be used: one whose body is not even the system's format is answered 400. One of which a field cannot be used goes to
 * {@code channel.events.dlq} as it came, with the field's name, and is answered 200, because no system mends its bytes: repeated for hours they would
 * only be refused again, and after some refusals the webhook is switched off, which loses everything that follows. Senders that people write are told
 * 400 instead ({@link WebhookSystem#keepsUnusable}).
 */
public final class WebhookRoutes {
    static final int PATIENCE_MILLIS = 4_000;

    private static final String PATH = "/v1/webhooks/";
    private static final String DEAD_LETTERS = StockTopics.CHANNEL_EVENTS + ".dlq";
    private static final Logger log = LoggerFactory.getLogger(WebhookRoutes.class);

    private final Webhooks webhooks;
    private final EventPublisher publisher;
    private final KafkaAccess kafka;
    private final InstantSource realTime;
    private final MeterRegistry meters;

    /** @param realTime signatures carry it, whatever the shop's clock says */
    public WebhookRoutes(
            Webhooks webhooks,
            EventPublisher publisher,
            KafkaAccess kafka,
            InstantSource realTime,
            MeterRegistry meters) {
        this.webhooks = webhooks;
        this.publisher = publisher;
        this.kafka = kafka;
        this.realTime = realTime;
        this.meters = meters;
    }

    public void mount(Router router) {
        router.post(PATH + ":system").handler(this::receive);
    }

    private void receive(RoutingContext ctx) {
        String name = ctx.pathParam("system");
        WebhookSystem system = webhooks.find(name)
                .orElseThrow(() -> new ProblemException(
                        404,
                        "unknown-system",
                        "Webhooks are taken of " + String.join(", ", webhooks.names()) + ".",
                        Map.of("known", webhooks.names())));
        Buffer body = ctx.body() == null ? null : ctx.body().buffer();
        Delivery delivery = new Delivery(
                ctx.request()::getHeader, body == null ? new byte[0] : body.getBytes(), realTime.instant());
        verify(system, delivery);
        List<OutgoingEvent> events;
        try {
            events = system.translate(delivery);
        } catch (InvalidFieldException e) {
            unusable(ctx, system, delivery, e);
            return;
        }
        answered(ctx, system, publisher.publish(events), () -> {
            count(system, events.isEmpty() ? Outcome.IGNORED : Outcome.ACCEPTED);
            done(ctx, system.receipt(delivery, events.size()));
        });
    }

    private void verify(WebhookSystem system, Delivery delivery) {
        try {
            system.verify(delivery);
        } catch (RefusedException e) {
            count(system, Outcome.REFUSED);
            throw new ProblemException(401, e.type(), e.getMessage());
        } catch (InvalidFieldException e) {
            count(system, Outcome.UNREADABLE);
            throw e;
        }
    }

    private void unusable(RoutingContext ctx, WebhookSystem system, Delivery delivery, InvalidFieldException cause) {
        if (!system.keepsUnusable() || cause.field().equals("body")) {
            count(system, Outcome.UNREADABLE);
            throw cause;
        }
        Map<String, String> headers = Map.of(
                "dlq-reason",
                "unusable-webhook",
                "dlq-detail",
                cause.getMessage(),
                "dlq-origin",
                "webhooks/" + system.name());
        log.atWarn()
                .addKeyValue("system", system.name())
                .addKeyValue("detail", cause.getMessage())
                .log("Webhook kept in the DLQ");
        answered(ctx, system, kafka.publish(DEAD_LETTERS, system.name(), headers, delivery.body()), () -> {
            count(system, Outcome.KEPT);
            done(ctx, system.receipt(delivery, 0));
        });
    }

    private void answered(RoutingContext ctx, WebhookSystem system, Future<Void> written, Runnable answer) {
        written.timeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .onSuccess(done -> answer.run())
                .onFailure(cause -> {
                    count(system, Outcome.UNAVAILABLE);
                    ctx.fail(Replies.away("kafka-unavailable", "Kafka did not take the webhook.", cause));
                });
    }

    private static void done(RoutingContext ctx, Receipt receipt) {
        if (!ctx.response().ended() && !ctx.response().closed()) {
            ctx.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, receipt.contentType())
                    .end(receipt.text());
        }
    }

    private void count(WebhookSystem system, Outcome outcome) {
        Counter.builder("zapas.webhooks")
                .description("Webhooks by system and by what came of them")
                .tag("system", system.name())
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(meters)
                .increment();
    }

    /** What came of a webhook. */
    private enum Outcome {
        ACCEPTED,
        /** Genuine, and says nothing about stock. */
        IGNORED,
        /** Genuine, cannot be used, and stands in the DLQ. */
        KEPT,
        UNREADABLE,
        REFUSED,
        UNAVAILABLE
    }
}
