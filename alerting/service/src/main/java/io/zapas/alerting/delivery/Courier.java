package io.zapas.alerting.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.api.Alert.Severity;
import io.zapas.alerting.domain.Destination;
import io.zapas.alerting.domain.Destination.DeliveryException;
import io.zapas.alerting.domain.Destination.Receipt;
import io.zapas.alerting.domain.MessageView;
import io.zapas.alerting.domain.Notice;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries messages to one destination.
 *
 * <p>Order of every call: the alerts are stored, SENDING is stored, it is confirmed that this process is still the one that sends, the call is made, SENT is stored. Who dies in between finds SENDING after the restart
 * and asks the destination whether it arrived before trying again; what is SENT is never sent again. One call at a time, at most one per
 * {@link CourierPolicy#interval()}; a message that changes while it waits is sent once, in its newest revision. What is still to be sent follows from
 * what is stored, so nothing is queued but message ids, at most one each.
 *
 * <p>A message too long for one call is told in the first and shown in full by further ones ({@link Receipt#partial()}), which wait behind all news.
 *
 * <p>Failures: told to wait, it waits (this destination only); unknown or transient ones are tried again with growing pauses, without an end, since the
 * message stays true; what a destination refuses for good is recorded, shown, and tried again when the message changes or after a restart. A destination that is
 * DOWN (its access has to be mended) keeps everything and is tried once per {@link CourierPolicy#maxBackOff()}. Operations hear of both by another way.
 *
 * <p>After {@link #LONG_GAP} without success, be it down or telling us to wait, the next try is the destination's summary of the gap; once that has arrived the messages follow, critical ones
 * first and the oldest of them in front. What was opened and resolved meanwhile is in the summary only. When it began is known again after a restart from the
 * deliveries under way. {@link #stranded()} names the critical news that should go another way meanwhile.
 *
 * <p>All on one context.
 */
public final class Courier {
    private static final Logger log = LoggerFactory.getLogger(Courier.class);
    /** From here on it is worth telling that something was missed, and critical news should go another way. */
    static final Duration LONG_GAP = Duration.ofMinutes(5);

    private static final int MAX_DOUBLINGS = 10;

    private final Vertx vertx;
    private final Context context;
    private final Destination destination;
    private final CourierPolicy policy;
    private final Mailroom mailroom;
    private final NoticeBoard board;
    private final InstantSource clock;
    private final MeterRegistry meters;

    private final Map<String, Delivery> deliveries = new HashMap<>();
    private final Set<String> pending = new LinkedHashSet<>();
    /** Messages whose last call may or may not have arrived. */
    private final Set<String> uncertain = new HashSet<>();

    /** Since when each message has had something to send. */
    private final Map<String, Instant> waitingSince = new HashMap<>();

    /** Messages that are shown, where the destination wants to hear of them again. */
    private final Set<String> refreshing = new HashSet<>();

    private final Comparator<MessageView> mostUrgentFirst =
            Comparator.<MessageView>comparingInt(this::rank).thenComparing(Courier::openedAt);
    private final Promise<Void> idleAfterStop = Promise.promise();
    private Optional<OpsWatch> operations = Optional.empty();
    private boolean busy;
    private boolean resting;
    private boolean stopped;
    private int failuresInRow;
    /** Since when nothing arrives; null: all is well. */
    private Instant awaySince;
    /** The gap has been told, and what is behind it waits to be. */
    private boolean gapTold;

    private boolean down;
    /** Until when it told us to wait; null: it did not. */
    private Instant toldToWaitUntil;

    private long timer = -1;
    private long refresher = -1;
    private volatile String trouble;
    private volatile int waiting;
    private final AtomicLong refused = new AtomicLong();
    /** Null: nothing waits. */
    private volatile Instant oldest;

    public Courier(
            Vertx vertx,
            Context context,
            Destination destination,
            CourierPolicy policy,
            Mailroom mailroom,
            NoticeBoard board,
            InstantSource clock,
            MeterRegistry meters) {
        this.vertx = vertx;
        this.context = context;
        this.destination = destination;
        this.policy = policy;
        this.mailroom = mailroom;
        this.board = board;
        this.clock = clock;
        this.meters = meters;
    }

    public String name() {
        return destination.name();
    }

    /** Who hears by another way that the destination is down or refuses something; before the start. */
    public void tellBy(OpsWatch watch) {
        operations = Optional.of(watch);
    }

    /**
     * Takes over what was stored and begins.
     *
     * @param stored deliveries of this destination
     * @param messages every message that exists
     */
    public void start(Collection<Delivery> stored, Set<String> messages) {
        for (Delivery delivery : stored) {
            if (!messages.contains(delivery.deliveryId())) {
                mailroom.forget(delivery);
                continue;
            }
            if (delivery.state() == Delivery.State.SENDING) {
                uncertain.add(delivery.deliveryId());
                if (!delivery.told()
                        && (awaySince == null || delivery.firstTriedAt().isBefore(awaySince))) {
                    awaySince = delivery.firstTriedAt();
                }
            }
            deliveries.put(
                    delivery.deliveryId(), delivery.state() == Delivery.State.FAILED ? delivery.again() : delivery);
        }
        messages.forEach(id -> await(id, since(deliveries.get(id))));
        destination.refresh().ifPresent(every -> {
            refreshing.addAll(messages);
            refresher = vertx.setPeriodic(every.toMillis(), t -> context.runOnContext(v -> refresh()));
        });
        pump();
    }

    private void refresh() {
        refreshing.clear();
        for (Delivery delivery : deliveries.values()) {
            if (delivery.receipt() != null && delivery.state() == Delivery.State.SENT) {
                refreshing.add(delivery.deliveryId());
            }
        }
        refreshing.forEach(id -> await(id, clock.instant()));
        pump();
    }

    /** A message changed and everything about it is decided. */
    public void wake(String deliveryId) {
        await(deliveryId, clock.instant());
        pump();
    }

    private void await(String deliveryId, Instant since) {
        pending.add(deliveryId);
        waitingSince.putIfAbsent(deliveryId, since);
        if (oldest == null || since.isBefore(oldest)) {
            oldest = waitingSince.get(deliveryId);
        }
    }

    private void findOldest() {
        oldest = waitingSince.values().stream().min(Comparator.naturalOrder()).orElse(null);
    }

    private Instant since(Delivery stored) {
        boolean underWay = stored != null && stored.state() == Delivery.State.SENDING && stored.firstTriedAt() != null;
        return underWay ? stored.firstTriedAt() : clock.instant();
    }

    /** A message shows nothing any more. */
    public void end(String deliveryId) {
        pending.remove(deliveryId);
        uncertain.remove(deliveryId);
        refreshing.remove(deliveryId);
        Instant since = waitingSince.remove(deliveryId);
        Delivery delivery = deliveries.remove(deliveryId);
        if (delivery != null) {
            mailroom.forget(delivery);
            refused.addAndGet(isRefused(delivery) ? -1 : 0);
        }
        if (since != null && since.equals(oldest)) {
            findOldest();
        }
    }

    /** Takes up nothing new; completes when a call under way has been recorded. */
    public Future<Void> stop() {
        stopped = true;
        if (timer >= 0) {
            vertx.cancelTimer(timer);
        }
        if (refresher >= 0) {
            vertx.cancelTimer(refresher);
        }
        if (!busy) {
            idleAfterStop.tryComplete();
        }
        return idleAfterStop.future();
    }

    /** Messages that wait to be sent. Safe on every thread. */
    public int waiting() {
        return waiting;
    }

    /** Messages whose newest revision this destination refused for good: people do not see it here. Safe on every thread. */
    public long refused() {
        return refused.get();
    }

    /** How long the message has waited that waits longest; zero: none does. Safe on every thread. */
    public Duration oldestWait() {
        Instant since = oldest;
        return since == null ? Duration.ZERO : Duration.between(since, clock.instant());
    }

    /** What is wrong with the destination, for a person; null: nothing. Safe on every thread. */
    public String trouble() {
        return trouble;
    }

    private void pump() {
        waiting = pending.size() + (busy ? 1 : 0);
        if (stopped || busy || resting) {
            return;
        }
        Optional<MessageView> next = next();
        findOldest();
        if (next.isEmpty()) {
            // Looking through them has forgotten those that have nothing to send.
            waiting = pending.size();
            return;
        }
        busy = true;
        String id = next.get().id();
        pending.remove(id);
        Future<Duration> work = gapToTell() ? tellGap(id) : attempt(id);
        on(work).onComplete(done -> {
            if (done.failed()) {
                log.atError()
                        .setCause(done.cause())
                        .addKeyValue("destination", name())
                        .log("Delivery broke off");
            }
            busy = false;
            if (stopped) {
                idleAfterStop.tryComplete();
                return;
            }
            if (done.succeeded() && done.result().isNegative()) {
                if (!pending.contains(id)) {
                    waitingSince.remove(id);
                }
                pump();
            } else {
                rest(done.succeeded() ? done.result() : backOff());
            }
        });
    }

    private boolean gapToTell() {
        return awaySince != null && !gapTold && !clock.instant().isBefore(awaySince.plus(LONG_GAP));
    }

    /** Finds out whether the destination is back by telling it what it missed; the message that was next stays so. */
    private Future<Duration> tellGap(String next) {
        pending.add(next);
        Destination.Gap gap = gap();
        return on(mailroom.onDuty())
                .recover(Courier::notNow)
                .compose(confirmed -> call(() -> destination.returned(gap)))
                .map(done -> {
                    gapTold = true;
                    toldToWaitUntil = null;
                    return policy.interval();
                })
                .recover(failure -> {
                    DeliveryException known = known(failure);
                    learn(known);
                    if (known.kind() == DeliveryException.Kind.PERMANENT) {
                        gapTold = true;
                        return Future.succeededFuture(policy.interval());
                    }
                    return Future.succeededFuture(
                            known.retryAfter().orElseGet(down ? policy::maxBackOff : this::backOff));
                });
    }

    private Destination.Gap gap() {
        Set<String> ids = new LinkedHashSet<>(pending);
        ids.addAll(deliveries.keySet());
        Map<String, Alert> alerts = new LinkedHashMap<>();
        ids.forEach(id ->
                mailroom.message(id).ifPresent(view -> view.alerts().forEach(alert -> alerts.put(alert.id(), alert))));
        Predicate<Alert> opened = alert -> !alert.openedAt().isBefore(awaySince);
        Predicate<Alert> resolved = alert -> alert.resolvedAt() != null
                && isResolved(alert)
                && !alert.resolvedAt().isBefore(awaySince);
        return new Destination.Gap(
                "gap-" + name() + "-" + awaySince.toEpochMilli(),
                awaySince,
                clock.instant(),
                alerts.values().stream().filter(opened.and(resolved)).toList(),
                (int) alerts.values().stream().filter(opened).count(),
                (int) alerts.values().stream().filter(resolved).count(),
                (int) alerts.values().stream()
                        .filter(alert -> !isResolved(alert))
                        .count());
    }

    private static boolean isResolved(Alert alert) {
        return alert.handling() == Alert.Handling.RESOLVED;
    }

    /** Since when nothing arrives here; empty: all is well. On the context. */
    public Optional<Instant> awaySince() {
        return Optional.ofNullable(awaySince);
    }

    /**
     * Messages with critical news that could not be told here for {@link #LONG_GAP}, that will not be told before that is over or until somebody mends
     * the access: they should reach people another way. Empty while all is well.
     */
    public Set<String> stranded() {
        if (awaySince == null || !awayForLong()) {
            return Set.of();
        }
        Set<String> stranded = new LinkedHashSet<>();
        for (String id : pending) {
            mailroom.message(id)
                    .filter(view -> due(view) && !view.allResolved() && rank(view) == 0)
                    .ifPresent(view -> stranded.add(id));
        }
        return stranded;
    }

    private boolean awayForLong() {
        Instant late = awaySince.plus(LONG_GAP);
        return down || !clock.instant().isBefore(late) || (toldToWaitUntil != null && toldToWaitUntil.isAfter(late));
    }

    /** The most urgent message that has something to send; forgets on the way those that have not. */
    private Optional<MessageView> next() {
        MessageView best = null;
        for (String id : Set.copyOf(pending)) {
            MessageView view = mailroom.message(id).orElse(null);
            if (view == null || !due(view)) {
                pending.remove(id);
                waitingSince.remove(id);
            } else if (best == null || mostUrgentFirst.compare(view, best) < 0) {
                best = view;
            }
        }
        return Optional.ofNullable(best);
    }

    private boolean due(MessageView view) {
        Delivery delivery = deliveries.get(view.id());
        if (uncertain.contains(view.id())) {
            return true;
        }
        if (delivery == null || delivery.state() == Delivery.State.SENDING) {
            return view.rev() > 0;
        }
        long shown = delivery.sentRev() == null ? 0 : delivery.sentRev();
        boolean refused = delivery.state() == Delivery.State.FAILED && view.rev() <= delivery.rev();
        boolean again = refreshing.contains(view.id()) && delivery.receipt() != null && !view.allResolved();
        return (view.rev() > shown || again) && !refused;
    }

    private static Instant openedAt(MessageView view) {
        return view.alerts().stream()
                .map(Alert::openedAt)
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    /** Critical news, news, edits; within each the oldest first. */
    private int rank(MessageView view) {
        Delivery delivery = deliveries.get(view.id());
        boolean tells = delivery == null || delivery.sentRev() == null || view.pingRev() > delivery.sentRev();
        boolean critical = !view.alerts().isEmpty() && view.alerts().get(0).severity() == Severity.CRITICAL;
        if (!tells) {
            return 2;
        }
        return critical ? 0 : 1;
    }

    /** One attempt; answers how long to rest, negative: no call was made. */
    private Future<Duration> attempt(String id) {
        Delivery delivery = deliveries.get(id);
        if (delivery != null && uncertain.contains(id)) {
            return lookUp(delivery);
        }
        return send(id);
    }

    /** The last call may have arrived: ask before repeating it. */
    private Future<Duration> lookUp(Delivery delivery) {
        boolean first = delivery.receipt() == null;
        boolean repeatable = !first && delivery.notice() != Notice.Kind.WORSE;
        if (repeatable) {
            uncertain.remove(delivery.deliveryId());
            return send(delivery.deliveryId());
        }
        String asked = first ? delivery.deliveryId() : delivery.deliveryId() + "#" + delivery.rev();
        return call(() -> destination.find(asked))
                .compose(
                        found -> {
                            uncertain.remove(delivery.deliveryId());
                            if (found.isEmpty()) {
                                return send(delivery.deliveryId());
                            }
                            log.atInfo()
                                    .addKeyValue("destination", name())
                                    .addKeyValue("deliveryId", delivery.deliveryId())
                                    .log("Notice had arrived");
                            return arrived(delivery, first ? found.get() : kept(delivery, found.get()));
                        },
                        failure -> failed(delivery, delivery.deliveryId(), failure, true));
    }

    /** What was shown before a ping that had arrived: the rest of its revision may be missing. Null: nothing is. */
    private static Receipt kept(Delivery delivery, Receipt ping) {
        return ping.partial() ? new Receipt(delivery.receipt(), true) : null;
    }

    private Future<Duration> send(String id) {
        Optional<MessageView> view = mailroom.message(id);
        if (view.isEmpty() || !due(view.get())) {
            return Future.succeededFuture(Duration.ofNanos(-1));
        }
        Instant now = clock.instant();
        Delivery before =
                deliveries.getOrDefault(id, Delivery.none(name(), view.get().group(), id, now));
        Notice notice = view.get().notice(before.sentRev());
        if (before.sentRev() == null && view.get().allResolved()) {
            return skip(before, notice, now);
        }
        boolean again = before.state() == Delivery.State.SENDING && before.rev() == notice.rev();
        Delivery sending = before.sending(notice, again ? before.firstTriedAt() : now, now);
        return mailroom.settled()
                .compose(stored -> record(sending))
                .compose(recorded -> on(mailroom.onDuty()).recover(Courier::notNow))
                .compose(confirmed ->
                        call(() -> destination.deliver(notice, sending.previous(), sending.firstTriedAt())))
                .compose(
                        receipt -> {
                            if (!before.told() || before.rev() != notice.rev()) {
                                board.show(name(), notice, clock.instant());
                            }
                            return arrived(sending, receipt);
                        },
                        failure -> failed(sending, id, failure, false));
    }

    /** Opened and closed before anybody could be told: not worth a message. */
    private Future<Duration> skip(Delivery before, Notice notice, Instant now) {
        Delivery skipped = before.sending(notice, now, now).sent(null, now);
        count("skipped", notice.kind());
        return record(skipped).map(Duration.ofNanos(-1));
    }

    private Future<Duration> arrived(Delivery sending, Receipt receipt) {
        failuresInRow = 0;
        trouble = null;
        back();
        down = false;
        operations.ifPresent(OpsWatch::well);
        boolean partial = receipt != null && receipt.partial();
        count(partial ? "partly" : "sent", sending.notice());
        refreshing.remove(sending.deliveryId());
        Instant now = clock.instant();
        if (!partial) {
            waitingSince.remove(sending.deliveryId());
        }
        await(sending.deliveryId(), now);
        return record(partial ? sending.partly(receipt, now) : sending.sent(receipt, now))
                .map(policy.interval());
    }

    private Future<Duration> failed(Delivery sending, String id, Throwable failure, boolean lookingUp) {
        DeliveryException known = known(failure);
        log.atWarn()
                .addKeyValue("destination", name())
                .addKeyValue("deliveryId", id)
                .addKeyValue("kind", known.kind())
                .log("Notice not delivered: {}", known.getMessage());
        count(known.kind().name().toLowerCase(java.util.Locale.ROOT), sending.notice());
        learn(known);
        pending.add(id);
        if (known.kind() == DeliveryException.Kind.PERMANENT) {
            // It is there, and answers.
            back();
        } else if (awaySince == null) {
            awaySince = clock.instant();
        }
        switch (known.kind()) {
            case RATE_LIMITED -> {
                return Future.succeededFuture(known.retryAfter().orElseGet(this::backOff));
            }
            case UNKNOWN -> {
                uncertain.add(id);
                return Future.succeededFuture(known.retryAfter().orElseGet(this::backOff));
            }
            case TRANSIENT -> {
                return Future.succeededFuture(known.retryAfter().orElseGet(this::backOff));
            }
            case DOWN -> {
                return Future.succeededFuture(policy.maxBackOff());
            }
            case PERMANENT -> {
                if (lookingUp) {
                    // It cannot be looked up: sending it again is the lesser evil than silence.
                    uncertain.remove(id);
                    return Future.succeededFuture(policy.interval());
                }
                operations.ifPresent(watch -> watch.refused(known.getMessage(), clock.instant()));
                return record(sending.failed(known.getMessage(), clock.instant()))
                        .map(policy.interval());
            }
        }
        throw new IllegalStateException("unknown kind " + known.kind());
    }

    private void learn(DeliveryException failure) {
        trouble = failure.getMessage();
        down = failure.kind() == DeliveryException.Kind.DOWN;
        if (down) {
            operations.ifPresent(watch -> watch.down(failure.getMessage(), clock.instant()));
        }
        toldToWaitUntil = failure.retryAfter().map(clock.instant()::plus).orElse(null);
    }

    private void back() {
        awaySince = null;
        gapTold = false;
        toldToWaitUntil = null;
    }

    /** Nothing was sent. */
    private static Future<Void> notNow(Throwable unconfirmed) {
        return Future.failedFuture(
                new DeliveryException(DeliveryException.Kind.TRANSIENT, unconfirmed.getMessage(), null));
    }

    private static DeliveryException known(Throwable failure) {
        return failure instanceof DeliveryException told
                ? told
                : new DeliveryException(DeliveryException.Kind.UNKNOWN, String.valueOf(failure), null);
    }

    private static boolean isRefused(Delivery delivery) {
        return delivery != null && delivery.state() == Delivery.State.FAILED;
    }

    private Future<Void> record(Delivery delivery) {
        Delivery before = deliveries.put(delivery.deliveryId(), delivery);
        refused.addAndGet((isRefused(delivery) ? 1 : 0) - (isRefused(before) ? 1 : 0));
        return on(mailroom.record(delivery));
    }

    /** Calls the destination with a time limit; completes on the context. */
    private <T> Future<T> call(Supplier<CompletionStage<T>> call) {
        Promise<T> outcome = Promise.promise();
        long limit = vertx.setTimer(
                policy.callTimeout().toMillis(),
                t -> outcome.tryFail(new DeliveryException(DeliveryException.Kind.UNKNOWN, "no answer in time", null)));
        CompletionStage<T> stage;
        try {
            stage = call.get();
        } catch (RuntimeException e) {
            stage = java.util.concurrent.CompletableFuture.failedFuture(e);
        }
        stage.whenComplete((result, failure) -> context.runOnContext(v -> {
            vertx.cancelTimer(limit);
            if (failure == null) {
                outcome.tryComplete(result);
            } else {
                outcome.tryFail(
                        failure instanceof java.util.concurrent.CompletionException wrapped
                                        && wrapped.getCause() != null
                                ? wrapped.getCause()
                                : failure);
            }
        }));
        return on(outcome.future());
    }

    private <T> Future<T> on(Future<T> future) {
        Promise<T> here = Promise.promise();
        future.onComplete(done -> context.runOnContext(v -> here.handle(done)));
        return here.future();
    }

    private void rest(Duration time) {
        resting = true;
        timer = vertx.setTimer(
                Math.max(1, time.toMillis()),
                t -> context.runOnContext(v -> {
                    timer = -1;
                    resting = false;
                    pump();
                }));
    }

    private Duration backOff() {
        int doublings = Math.min(failuresInRow++, MAX_DOUBLINGS);
        long most = Math.min(policy.maxBackOff().toMillis(), policy.backOff().toMillis() << doublings);
        long least = policy.interval().toMillis();
        return Duration.ofMillis(Math.max(least, ThreadLocalRandom.current().nextLong(most + 1)));
    }

    private void count(String outcome, Notice.Kind kind) {
        meters.counter(
                        "zapas.alerting.notices",
                        "destination",
                        name(),
                        "outcome",
                        outcome,
                        "kind",
                        kind == null ? "none" : kind.name())
                .increment();
    }
}
