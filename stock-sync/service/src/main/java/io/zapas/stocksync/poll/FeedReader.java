package io.zapas.stocksync.poll;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.zapas.runtime.json.Json;
import io.zapas.runtime.kafka.KafkaAccess;
import io.zapas.stocksync.account.AccountException;
import io.zapas.stocksync.account.BackOff;
import io.zapas.stocksync.api.FeedState;
import io.zapas.stocksync.api.StockTopics;
import io.zapas.stocksync.feed.Feed;
import io.zapas.stocksync.feed.FeedPage;
import io.zapas.stocksync.feed.FeedPage.Unusable;
import io.zapas.stocksync.intake.EventPublisher;
import io.zapas.stocksync.intake.OutgoingEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one feed, one page at a time: what a page tells is in Kafka before the place to read on from is written down, so that whoever dies here loses nothing. What cannot be used goes to
 * {@code channel.events.dlq} as it came. A system that does not answer is left alone for a while ({@link BackOff}); so is a Kafka that does not. On one Vert.x context.
 */
final class FeedReader {
    private static final Duration LONGEST_UNWRITTEN = Duration.ofMinutes(1);
    private static final String DEAD_LETTERS = StockTopics.CHANNEL_EVENTS + ".dlq";
    private static final Logger log = LoggerFactory.getLogger(FeedReader.class);

    private final Feed feed;
    private final EventPublisher publisher;
    private final KafkaAccess kafka;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final ShownOffers shown;
    private final Runnable onRead;
    private final BooleanSupplier allowed;
    private final BackOff backOff = new BackOff();

    private Future<Void> reading = Future.succeededFuture();
    private Instant pausedAt = Instant.MIN;
    private Duration pause = Duration.ZERO;
    private FeedState state;
    private FeedState written;

    /**
     * @param state how far it was read before; null: never
     * @param shown what is known of listings already
     * @param onRead told after each page that was read and is in Kafka
     * @param allowed whether this instance may still read; asked before each step
     */
    FeedReader(
            Feed feed,
            FeedState state,
            EventPublisher publisher,
            KafkaAccess kafka,
            InstantSource clock,
            MeterRegistry meters,
            ShownOffers shown,
            Runnable onRead,
            BooleanSupplier allowed) {
        this.feed = feed;
        this.publisher = publisher;
        this.kafka = kafka;
        this.clock = clock;
        this.meters = meters;
        this.shown = shown;
        this.onRead = onRead;
        this.allowed = allowed;
        this.written = state;
        this.state = state != null
                ? state
                : new FeedState(feed.system(), feed.matter(), feed.channel(), null, null, clock.instant(), null, null);
    }

    /** Reads a page if it is time and none is being read. */
    void turn() {
        if (reading.isComplete() && isTime() && allowed.getAsBoolean()) {
            reading = read().otherwiseEmpty();
        }
    }

    /** A clock that was set back makes nobody wait for it. */
    private boolean isTime() {
        Instant now = clock.instant();
        return now.isBefore(pausedAt) || pause.isZero() || !now.isBefore(pausedAt.plus(pause));
    }

    private void pause(Duration length) {
        pausedAt = clock.instant();
        pause = length;
    }

    /** Completes when no page is being read. */
    Future<Void> idle() {
        return reading;
    }

    private Future<Void> read() {
        return Future.succeededFuture()
                .compose(ready -> feed.read(state.cursor()))
                .transform(answer -> {
                    if (!allowed.getAsBoolean()) {
                        return Future.succeededFuture();
                    }
                    return answer.succeeded() ? told(answer.result()) : failed(answer.cause());
                });
    }

    private Future<Void> told(FeedPage page) {
        List<OutgoingEvent> events =
                page.events().stream().filter(shown::isNews).toList();
        List<Future<Void>> kept = new ArrayList<>();
        page.unusable().forEach(part -> kept.add(keep(part)));
        return Future.join(kept).compose(done -> publisher.publish(events)).transform(done -> {
            if (done.failed()) {
                // The same page again: what arrived of it has no effect a second time.
                pause(backOff.next(null));
                return Future.failedFuture(done.cause());
            }
            count("told", events.size());
            count("known", page.events().size() - events.size());
            count("unusable", page.unusable().size());
            backOff.reset();
            shown.told(events);
            answered(page);
            onRead.run();
            return write();
        });
    }

    private void answered(FeedPage page) {
        Instant now = clock.instant();
        if (state.problem() != null) {
            log.atInfo()
                    .addKeyValue("feed", state.id())
                    .addKeyValue("since", state.failingSince())
                    .log("The feed can be read again");
        }
        state = new FeedState(feed.system(), feed.matter(), feed.channel(), page.cursor(), now, now, null, null);
        pause(page.last() ? feed.every() : Duration.ZERO);
    }

    private Future<Void> failed(Throwable cause) {
        Instant now = clock.instant();
        AccountException known = cause instanceof AccountException account ? account : null;
        pause(backOff.next(known));
        String what = known != null ? known.getMessage() : String.valueOf(cause);
        if (!what.equals(state.problem())) {
            log.atWarn()
                    .addKeyValue("feed", state.id())
                    .addKeyValue("problem", what)
                    .setCause(known != null ? null : cause)
                    .log("A feed cannot be read, trying again");
        }
        state = new FeedState(
                feed.system(),
                feed.matter(),
                feed.channel(),
                state.cursor(),
                state.readAt(),
                now,
                state.failingSince() == null ? now : state.failingSince(),
                what);
        count("failed", 1);
        return write();
    }

    private Future<Void> keep(Unusable part) {
        log.atWarn()
                .addKeyValue("feed", state.id())
                .addKeyValue("id", part.id())
                .addKeyValue("detail", part.cause().getMessage())
                .log("Part of a feed kept in the DLQ");
        Map<String, String> headers = Map.of(
                "dlq-reason",
                "unusable-feed",
                "dlq-detail",
                part.cause().getMessage(),
                "dlq-origin",
                "feeds/" + state.id());
        return kafka.publish(DEAD_LETTERS, part.id(), headers, part.body());
    }

    /** What was not written is written with the next page; until then a page is read twice after a crash. */
    private Future<Void> write() {
        if (written != null && !isWorthWriting()) {
            return Future.succeededFuture();
        }
        FeedState now = state;
        return kafka.publish(StockTopics.STOCK_FEEDS, now.id(), Json.bytes(now)).onSuccess(done -> written = now);
    }

    private boolean isWorthWriting() {
        boolean moved = state.cursor() != null && !state.cursor().equals(written.cursor());
        boolean turned = (state.problem() == null) != (written.problem() == null);
        return moved || turned || written.at().plus(LONGEST_UNWRITTEN).isBefore(state.at());
    }

    private void count(String outcome, int parts) {
        if (parts > 0) {
            meters.counter("zapas.feed.parts", "feed", state.id(), "outcome", outcome)
                    .increment(parts);
        }
    }
}
