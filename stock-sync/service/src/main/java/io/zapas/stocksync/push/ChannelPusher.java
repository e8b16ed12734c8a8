package io.zapas.stocksync.push;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.zapas.runtime.json.Json;
import io.zapas.runtime.kafka.KafkaAccess;
import io.zapas.runtime.kafka.KafkaAccess.Document;
import io.zapas.stocksync.account.AccountException;
import io.zapas.stocksync.account.BackOff;
import io.zapas.stocksync.api.Push;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.stocksync.connector.Connector;
import io.zapas.stocksync.connector.Pushed;
import io.zapas.stocksync.connector.Wish;
import io.zapas.stocksync.push.plan.ChannelPlan;
import io.zapas.stocksync.push.plan.ChannelPlan.Telling;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Carries out one channel's plan, one call at a time: writes down what it is about to tell, tells it, writes down what became of it. While the channel does not answer it waits
 * ({@link BackOff}). Kafka away: nothing is told. On one Vert.x context.
 */
final class ChannelPusher {
    private static final Logger log = LoggerFactory.getLogger(ChannelPusher.class);

    private final Connector connector;
    private final ChannelPlan plan;
    private final KafkaAccess kafka;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final BooleanSupplier allowed;
    /** What could not be written down: it is with the next call, or repeated after a restart. */
    private final Map<String, Document> unwritten = new LinkedHashMap<>();

    private Future<Void> call = Future.succeededFuture();
    private final BackOff backOff = new BackOff();
    private long pausedUntilMillis = Long.MIN_VALUE;
    private String trouble;
    private boolean held;

    /** @param allowed whether this instance may still tell anybody anything; asked right before each call */
    ChannelPusher(
            Connector connector,
            ChannelPlan plan,
            KafkaAccess kafka,
            InstantSource clock,
            MeterRegistry meters,
            BooleanSupplier allowed) {
        this.connector = connector;
        this.plan = plan;
        this.kafka = kafka;
        this.clock = clock;
        this.meters = meters;
        this.allowed = allowed;
    }

    ChannelPlan plan() {
        return plan;
    }

    /** Begins a call if none is under way and something is to be told. */
    void turn() {
        long nowMillis = clock.millis();
        if (!call.isComplete() || nowMillis < pausedUntilMillis || !allowed.getAsBoolean()) {
            return;
        }
        List<Telling> tellings = plan.next(connector.batch(), nowMillis);
        List<String> news = plan.takeNews();
        if (!news.isEmpty()) {
            told(plan.held());
            write(news).onFailure(away -> log.atDebug().setCause(away).log("To be written with the next call"));
        }
        if (!tellings.isEmpty()) {
            call = tell(tellings).otherwiseEmpty();
        }
    }

    /** Completes when no call is under way. */
    Future<Void> idle() {
        return call;
    }

    private Future<Void> tell(List<Telling> tellings) {
        return write(offerIds(tellings)).transform(written -> {
            if (written.failed() || !allowed.getAsBoolean()) {
                tellings.forEach(telling -> plan.dropped(telling.offerId(), clock.millis()));
                pause(null);
                return Future.succeededFuture();
            }
            List<Wish> wishes = tellings.stream()
                    .map(telling -> new Wish(telling.offerId(), telling.sku(), telling.quantity(), telling.shown()))
                    .toList();
            return Future.succeededFuture()
                    .compose(ready -> connector.push(wishes))
                    .transform(answer -> {
                        if (answer.succeeded()) {
                            answered(tellings, answer.result());
                        } else {
                            unanswered(tellings, answer.cause());
                        }
                        return allowed.getAsBoolean() ? write(offerIds(tellings)) : Future.succeededFuture();
                    });
        });
    }

    private void answered(List<Telling> tellings, Pushed pushed) {
        long nowMillis = clock.millis();
        int refused = 0;
        for (Telling telling : tellings) {
            String reason = pushed.refused().get(telling.offerId());
            if (reason == null) {
                plan.taken(telling.offerId(), nowMillis);
            } else {
                refused++;
                plan.refused(telling.offerId(), reason, pushed.unknown().contains(telling.offerId()), nowMillis);
                log.atInfo()
                        .addKeyValue("channel", connector.channel())
                        .addKeyValue("offer", telling.offerId())
                        .addKeyValue("quantity", telling.quantity())
                        .addKeyValue("reason", reason)
                        .log("Quantity refused by the channel");
            }
        }
        count("taken", tellings.size() - refused);
        count("refused", refused);
        if (!pushed.unknown().isEmpty()) {
            // A part of it ended as a whole call may end.
            pause(null);
            return;
        }
        backOff.reset();
        if (trouble != null) {
            trouble = null;
            log.atInfo().addKeyValue("channel", connector.channel()).log("The channel takes quantities again");
        }
    }

    private void unanswered(List<Telling> tellings, Throwable cause) {
        tellings.forEach(telling -> plan.unanswered(telling.offerId(), clock.millis()));
        count("unanswered", tellings.size());
        pause(cause instanceof AccountException known ? known : null);
        String what = cause instanceof AccountException ? cause.getMessage() : String.valueOf(cause);
        if (!what.equals(trouble)) {
            trouble = what;
            log.atWarn()
                    .addKeyValue("channel", connector.channel())
                    .addKeyValue("system", connector.system())
                    .addKeyValue("problem", what)
                    .setCause(cause instanceof AccountException ? null : cause)
                    .log("Quantities cannot be pushed, trying again");
        }
    }

    /** @param asked null: we choose */
    private void pause(AccountException asked) {
        pausedUntilMillis = clock.millis() + backOff.next(asked).toMillis();
    }

    private void told(int nowHeld) {
        if (nowHeld > 0 == held) {
            return;
        }
        held = nowHeld > 0;
        log.atLevel(held ? Level.WARN : Level.INFO)
                .addKeyValue("channel", connector.channel())
                .log(
                        held
                                ? "Too many listings would show 0 at once: they are told nothing until somebody approves (GET /v1/pushes?quarantined=true)"
                                : "No listing is held back any more");
    }

    private void count(String outcome, int listings) {
        if (listings > 0) {
            meters.counter("zapas.push.listings", "channel", connector.channel(), "outcome", outcome)
                    .increment(listings);
        }
    }

    private static List<String> offerIds(List<Telling> tellings) {
        return tellings.stream().map(Telling::offerId).toList();
    }

    /** Writes down where these listings are, with what could not be written before. Fails when Kafka is away. */
    Future<Void> write(Collection<String> offerIds) {
        long nowMillis = clock.millis();
        for (String offerId : offerIds) {
            Push push = plan.push(offerId, nowMillis);
            String key = PushView.id(connector.channel(), offerId);
            // One that was held and never told anything is forgotten again.
            unwritten.put(key, new Document(key, push == null ? null : Json.bytes(push)));
        }
        List<Document> documents = new ArrayList<>(unwritten.values());
        return kafka.publishAll(StockTopics.STOCK_PUSHES, documents)
                .onSuccess(done -> documents.forEach(document -> unwritten.remove(document.key(), document)));
    }
}
