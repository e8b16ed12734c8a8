package io.zapas.alerting.boot;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.condition.Cadence;
import io.zapas.alerting.condition.SourceThresholds;
import io.zapas.alerting.condition.StockRules;
import io.zapas.alerting.delivery.Companion;
import io.zapas.alerting.delivery.Courier;
import io.zapas.alerting.delivery.Delivery;
import io.zapas.alerting.delivery.Mailroom;
import io.zapas.alerting.delivery.Office;
import io.zapas.alerting.domain.AlertDesk;
import io.zapas.alerting.domain.DeskChanges;
import io.zapas.alerting.domain.FrozenAlerts;
import io.zapas.alerting.domain.MessageView;
import io.zapas.alerting.domain.TitleWriter;
import io.zapas.alerting.domain.Tracked;
import io.zapas.alerting.eligibility.AdFacts;
import io.zapas.alerting.http.AlertBook;
import io.zapas.alerting.kafka.FactInbox;
import io.zapas.alerting.kafka.FactInbox.Fact;
import io.zapas.alerting.kafka.RecordCodec;
import io.zapas.alerting.kafka.StateLoader;
import io.zapas.alerting.kafka.StateWriter;
import io.zapas.alerting.routing.Explainer;
import io.zapas.alerting.routing.Explanation;
import io.zapas.runtime.http.ProblemException;
import io.zapas.runtime.kafka.KafkaAccess;
import io.zapas.runtime.kafka.KafkaAccess.KafkaTail;
import io.zapas.runtime.kafka.KafkaAccess.Tenure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/**
 * Runs alerting: reads back what was stored, then the facts up to now, and only then begins to judge, so that half-read facts never open or close anything.
 * From then on facts are judged as they come, at most {@value #SLICE} in a row; time is looked at every {@value #TICK_MILLIS} ms of real time, because the
 * service's clock may run much faster than that.
 *
 * <p>Everything happens on one context, during one tenure of the seat that makes this process the one that judges and sends. What was decided is stored at once, in one
 * transaction with how far the facts were judged; couriers wait for that before they send. When the tenure ends nothing is stored and nothing begun any more: the next
 * holder goes on from what is stored.
 */
final class Engine implements Mailroom, AlertBook {
    static final long TICK_MILLIS = 250;
    private static final int SLICE = 500;
    /** Groups speak when all facts at hand are judged, or after so many ticks at the latest. */
    private static final int MAX_BUSY_TICKS = 8;

    private static final int TICKS_PER_MARK = 4;
    private static final String STANDBY = "standby: another process holds the alerts";
    private static final Duration STORE_PATIENCE = Duration.ofSeconds(10);
    /** Sources are known by what they did in the weeks their cadence is learned from; a longer ledger is not read at a start. */
    private static final Duration LEDGER_MEMORY = Cadence.MEMORY;

    private static final Duration LEDGER_PATIENCE = Duration.ofSeconds(30);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Context context;
    private final KafkaAccess kafka;
    private final InstantSource clock;
    private final AlertDesk desk;
    private final Explainer explainer;
    private final TitleWriter titles;
    private final OpenAlerts counts;
    private final FactBook facts;
    private final FactInbox inbox = new FactInbox(this::arrived);
    private final AtomicBoolean wakeUp = new AtomicBoolean();
    private final Rechecks rechecks = new Rechecks();
    private final Set<String> unjudged = new LinkedHashSet<>();
    private final List<Courier> couriers = new ArrayList<>();
    private final Detour detour = new Detour();
    private final List<Companion> companions = new ArrayList<>();

    private final Office office = new Office() {
        @Override
        public Future<Void> put(String key, byte[] value) {
            return here(writer.put(key, value));
        }

        @Override
        public Future<Void> onDuty() {
            return Engine.this.onDuty();
        }

        @Override
        public Collection<Alert> alerts() {
            return desk.alerts();
        }
    };

    private final List<Observer> observers = new ArrayList<>();
    private Tenure tenure;
    private StateWriter writer;
    private Map<TopicPartition, Long> reached = Map.of();
    private KafkaTail tail;
    private KafkaTail ledger;
    private volatile boolean live;
    private boolean ended;
    private volatile String deaf = STANDBY;
    private long ticker = -1;
    private int busyTicks;
    private int ticksSinceMark;

    Engine(
            Vertx vertx,
            Context context,
            KafkaAccess kafka,
            InstantSource clock,
            AlertDesk desk,
            Explainer explainer,
            TitleWriter titles,
            SourceThresholds thresholds,
            OpenAlerts counts) {
        this.vertx = vertx;
        this.context = context;
        this.kafka = kafka;
        this.clock = clock;
        this.desk = desk;
        this.facts = new FactBook(thresholds, desk::isOpen);
        this.explainer = explainer;
        this.titles = titles;
        this.counts = counts;
    }

    void add(Courier courier) {
        couriers.add(courier);
    }

    /** Before the start. */
    void observe(Observer one) {
        observers.add(one);
    }

    void add(Companion companion) {
        companions.add(companion);
    }

    /**
     * Completes when what was stored and the facts as of now have been judged; fails when the tenure ended before. Once: another tenure needs another engine.
     */
    Future<Void> start(Tenure given) {
        tenure = given;
        writer = new StateWriter(vertx, context, given);
        deaf = "alerts are being read back";
        Promise<Void> started = Promise.promise();
        here(given.ended()).onComplete(over -> {
            started.tryFail("the seat was lost meanwhile");
            end(false);
        });
        begin().onComplete(started::handle);
        return started.future();
    }

    private Future<Void> begin() {
        return here(StateLoader.load(kafka))
                .compose(stored -> {
                    if (ended) {
                        return Future.failedFuture("ended meanwhile");
                    }
                    desk.load(stored.alerts(), shownRevs(stored.deliveries()));
                    companions.forEach(companion -> companion.load(under(companion.prefix(), stored.others()), office));
                    deaf = "facts are being read";
                    tail = kafka.tail("alerting-facts", FactInbox.TOPICS, true, inbox);
                    ledger = kafka.tail(
                            "alerting-sources",
                            FactInbox.LEDGER,
                            clock.instant().minus(LEDGER_MEMORY),
                            inbox);
                    // Without all of it more is told, not less: a source nobody knows holds nothing back.
                    return here(tail.caughtUp())
                            .compose(read -> within(LEDGER_PATIENCE, here(ledger.caughtUp()))
                                    .otherwiseEmpty())
                            .map(stored.deliveries());
                })
                .compose(deliveries -> {
                    Promise<Void> caughtUp = Promise.promise();
                    catchUp(caughtUp);
                    return caughtUp.future().onSuccess(done -> {
                        if (ended) {
                            return;
                        }
                        live = true;
                        deaf = null;
                        for (Courier courier : couriers) {
                            courier.start(of(courier, deliveries), desk.messageIds());
                        }
                        ticker = vertx.setPeriodic(TICK_MILLIS, t -> context.runOnContext(v -> tick()));
                    });
                });
    }

    private static Map<String, byte[]> under(String prefix, Map<String, byte[]> records) {
        Map<String, byte[]> own = new HashMap<>();
        records.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                own.put(key, value);
            }
        });
        return own;
    }

    private static Map<String, Long> shownRevs(List<Delivery> deliveries) {
        Map<String, Long> revs = new HashMap<>();
        for (Delivery delivery : deliveries) {
            revs.merge(delivery.deliveryId(), delivery.sentRev() == null ? 0 : delivery.sentRev(), Math::max);
        }
        return revs;
    }

    private static List<Delivery> of(Courier courier, List<Delivery> deliveries) {
        return deliveries.stream()
                .filter(delivery -> courier.name().equals(delivery.destination()))
                .toList();
    }

    /** Learns every fact there is and judges only then, with room for others in between. */
    private void catchUp(Promise<Void> done) {
        if (ended) {
            done.fail("ended meanwhile");
            return;
        }
        learn();
        if (inbox.isEmpty()) {
            judgeNext();
        }
        if (inbox.isEmpty() && unjudged.isEmpty()) {
            done.complete();
        } else {
            context.runOnContext(v -> catchUp(done));
        }
    }

    private void arrived() {
        if (live && wakeUp.compareAndSet(false, true)) {
            context.runOnContext(v -> {
                wakeUp.set(false);
                learn();
                judgeNext();
                if (busy()) {
                    arrived();
                }
            });
        }
    }

    private boolean busy() {
        return !inbox.isEmpty() || !unjudged.isEmpty();
    }

    private void learn() {
        if (live && inbox.betweenWaves() && !unjudged.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        for (Fact fact : inbox.take(SLICE)) {
            facts.learn(fact, now).ifPresent(subject -> {
                unjudged.add(subject);
                observers.forEach(observer -> observer.learn(fact));
            });
        }
    }

    private void judgeNext() {
        Instant now = clock.instant();
        facts.stirred().forEach(source -> judge(source, now));
        unjudged.addAll(facts.released());
        Iterator<String> next = unjudged.iterator();
        for (int judged = 0; judged < SLICE && next.hasNext(); judged++) {
            String subject = next.next();
            next.remove();
            judge(subject, now);
        }
        flush();
        if (unjudged.isEmpty() && inbox.betweenWaves() && !reached.equals(inbox.covered())) {
            reached = inbox.covered();
            writer.reached(reached);
        }
    }

    private void judge(String subject, Instant now) {
        desk.observe(subject, facts.judge(subject, now), now);
        facts.skuOf(subject).ifPresent(sku -> {
            boolean held = facts.isHeld(subject);
            observers.forEach(observer -> observer.judged(sku, held, now));
        });
        rechecks.set(subject, facts.nextTurn(subject, now));
    }

    private void tick() {
        if (!live) {
            return;
        }
        Instant now = clock.instant();
        learn();
        unjudged.addAll(rechecks.due(now));
        judgeNext();
        desk.tick(now);
        busyTicks = busy() ? busyTicks + 1 : 0;
        // What waits to be stored is written down in one go, so no more is told before that.
        if ((busyTicks == 0 && writer.waiting() <= SLICE) || busyTicks >= MAX_BUSY_TICKS) {
            busyTicks = 0;
            desk.issue(now);
        }
        flush();
        detour.look(couriers, now);
        if (!busy()) {
            companions.forEach(companion -> companion.tick(now));
        }
        counts.look(desk::open);
        if (busy()) {
            arrived();
        }
        if (++ticksSinceMark >= TICKS_PER_MARK) {
            ticksSinceMark = 0;
            writer.mark();
        }
    }

    private void flush() {
        DeskChanges changes = desk.drain();
        FrozenAlerts records = changes.records();
        for (int i = 0; i < records.size(); i++) {
            int index = i;
            writer.put(records.id(i), () -> RecordCodec.bytes(records.get(index), titles));
        }
        changes.removed().forEach((id, alert) -> {
            observers.forEach(observer -> observer.forgotten(alert));
            writer.forget(id);
        });
        changes.rechecks().forEach(rechecks::setAtLatest);
        changes.endedMessages().forEach(detour::end);
        for (Courier courier : couriers) {
            changes.endedMessages().forEach(courier::end);
            changes.messages().forEach(courier::wake);
        }
    }

    /** Before the start. */
    void agreeWith(AdAdvice feeds) {
        facts.agreeWith(feeds);
    }

    /** What feeds are told of a SKU has changed: alerts about its campaigns are judged again. On the engine's context. */
    void advised(String sku) {
        AdFacts known = facts.ads(sku);
        if (known.forecast() != null && !known.forecast().campaigns().isEmpty()) {
            unjudged.add(StockRules.subject(sku));
        }
    }

    /** What bears on a SKU's ads. On the engine's context. */
    AdFacts ads(String sku) {
        return facts.ads(sku);
    }

    /** Every SKU anything was told of. On the engine's context. */
    Set<String> skus() {
        return facts.skus();
    }

    /** Why it does not work as it should, null: it does. Safe on every thread. */
    String trouble() {
        return deaf != null ? deaf : writer.away() ? "alerts cannot be stored" : null;
    }

    /** Stores what is decided, then ends. */
    Future<Void> stop() {
        Promise<Void> stopped = Promise.promise();
        context.runOnContext(v -> end(true).onComplete(stopped));
        return stopped.future();
    }

    /** @param storing false: nothing can be stored any more */
    private Future<Void> end(boolean storing) {
        if (ended) {
            return Future.succeededFuture();
        }
        boolean wasLive = live;
        ended = true;
        live = false;
        deaf = STANDBY;
        if (ticker >= 0) {
            vertx.cancelTimer(ticker);
        }
        List<Future<Void>> ends = new ArrayList<>();
        if (tail != null) {
            ends.add(tail.stop());
        }
        if (ledger != null) {
            ends.add(ledger.stop());
        }
        couriers.forEach(courier -> ends.add(courier.stop()));
        companions.forEach(Companion::stop);
        if (writer == null) {
            return Future.succeededFuture();
        }
        if (!storing) {
            writer.stop();
            return Future.succeededFuture();
        }
        Future<Void> all = wasLive
                ? Future.join(ends).compose(v -> writer.settled())
                : Future.join(ends).mapEmpty();
        return within(STOP_PATIENCE, all).otherwiseEmpty().onComplete(v -> writer.stop());
    }

    // --- couriers
    // ----------------------------------------------------------------------------------------------------------------------------

    @Override
    public Optional<MessageView> message(String deliveryId) {
        return desk.message(deliveryId).map(facts::complete);
    }

    /** Since when the message goes by mail because Slack is away; empty: it does not. On the engine's context. */
    Optional<Instant> detouredSince(String deliveryId) {
        return detour.since(deliveryId);
    }

    /** The mailroom as the courier of one destination sees it: of every message what is routed there. */
    Mailroom mailroomOf(String destination) {
        return new Mailroom() {
            @Override
            public Optional<MessageView> message(String deliveryId) {
                Optional<MessageView> view = detour.leads(deliveryId, destination)
                        ? desk.message(deliveryId)
                        : desk.message(deliveryId, destination);
                return view.map(facts::complete);
            }

            @Override
            public Future<Void> settled() {
                return Engine.this.settled();
            }

            @Override
            public Future<Void> record(Delivery delivery) {
                return Engine.this.record(delivery);
            }

            @Override
            public Future<Void> onDuty() {
                return Engine.this.onDuty();
            }

            @Override
            public void forget(Delivery delivery) {
                Engine.this.forget(delivery);
            }
        };
    }

    @Override
    public Future<Void> settled() {
        return writer.settled();
    }

    @Override
    public Future<Void> record(Delivery delivery) {
        return writer.put(delivery.key(), RecordCodec.bytes(delivery));
    }

    @Override
    public Future<Void> onDuty() {
        return tenure == null ? Future.failedFuture(STANDBY) : here(tenure.confirm());
    }

    @Override
    public void forget(Delivery delivery) {
        writer.forget(delivery.key());
    }

    // --- HTTP
    // --------------------------------------------------------------------------------------------------------------------------------

    @Override
    public Future<Collection<Alert>> alerts() {
        return ask(desk::alerts);
    }

    @Override
    public Future<Optional<Alert>> alert(String id) {
        return ask(() -> desk.find(id).map(tracked -> titled(tracked.alert())));
    }

    @Override
    public Future<Optional<List<Alert>>> shownIn(String deliveryId) {
        return ask(() -> message(deliveryId).map(MessageView::alerts));
    }

    @Override
    public Future<Optional<Explanation>> explain(String id, Locale locale) {
        return ask(() -> desk.find(id)
                .map(tracked -> explainer.explain(new Tracked(titled(tracked.alert()), tracked.life()), locale)));
    }

    @Override
    public Future<Alert> handle(String id, String commandId, Order order) {
        return ask(() -> decide(id, commandId, order)).compose(answer -> answer);
    }

    private Future<Alert> decide(String id, String commandId, Order order) {
        Instant now = clock.instant();
        Tracked tracked = desk.find(id).orElseThrow(() -> unknown(id));
        Alert alert = tracked.alert();
        if (commandId != null && tracked.life().commands().contains(commandId)) {
            return stored(alert);
        }
        AlertDesk.Answer answer = desk.handle(id, order.command(alert, now), commandId, now);
        if (answer.kind() == AlertDesk.Answer.Kind.ALREADY_RESOLVED) {
            throw new ProblemException(
                    409, "already-resolved", "Alert " + id + " has been resolved at " + alert.resolvedAt());
        }
        flush();
        return stored(answer.tracked().alert());
    }

    private Future<Alert> stored(Alert after) {
        return within(STORE_PATIENCE, writer.stored(after.id()))
                .recover(late -> Future.failedFuture(new ProblemException(
                        503, "not-stored", "Kafka is away: done here, but not safe yet. Send the same call again.")))
                .map(titled(after));
    }

    private Alert titled(Alert alert) {
        return alert.titled(titles.title(alert));
    }

    static ProblemException unknown(String id) {
        return new ProblemException(404, "unknown-alert", "No alert " + id);
    }

    private <T> Future<T> ask(Supplier<T> question) {
        Promise<T> answer = Promise.promise();
        context.runOnContext(v -> {
            try {
                if (!live) {
                    throw new ProblemException(503, "not-ready", String.valueOf(deaf));
                }
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.fail(e);
            }
        });
        return answer.future();
    }

    /** The same future, completing on the engine's context. */
    private <T> Future<T> here(Future<T> future) {
        Promise<T> here = Promise.promise();
        future.onComplete(done -> context.runOnContext(v -> here.handle(done)));
        return here.future();
    }

    private <T> Future<T> within(Duration patience, Future<T> future) {
        Promise<T> bounded = Promise.promise();
        long limit = vertx.setTimer(patience.toMillis(), t -> bounded.tryFail("not done within " + patience));
        future.onComplete(done -> {
            vertx.cancelTimer(limit);
            if (done.succeeded()) {
                bounded.tryComplete(done.result());
            } else {
                bounded.tryFail(done.cause());
            }
        });
        return bounded.future();
    }
}
