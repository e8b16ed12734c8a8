package io.zapas.alerting.mail;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.zapas.alerting.delivery.Companion;
import io.zapas.alerting.delivery.Office;
import io.zapas.alerting.delivery.OpsLine;
import io.zapas.alerting.delivery.OpsWatch;
import io.zapas.alerting.domain.Destination.DeliveryException;
import io.zapas.alerting.mail.Mailing.Post;
import io.zapas.alerting.mail.Mailing.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mails that are to be sent, stored until every recipient has theirs.
 *
 * <p>Guarantees: a mailing put once is stored before anything is sent, and putting it again changes nothing; what the server took is stored before the
 * next call, so who dies in between repeats at most one mail, unchanged. One recipient's trouble holds up nobody else: put off, it is tried as {@link MailSchedule}
 * says; refused, or tried for a day in vain, operations are told by another way. While the server takes no mail at all everything waits, and the
 * queue asks with growing pauses, at most {@value #MAX_PAUSE_MINUTES} minutes; from {@link #TELL_AFTER} on operations know by another way, and hear
 * of its end.
 *
 * <p>Bounds: {@value #MAX_WAITING} mailings wait at most; one call at a time. What is settled is remembered for three days. On the engine's context.
 */
final class MailQueue implements Companion {
    static final int MAX_WAITING = 10_000;
    static final long MAX_PAUSE_MINUTES = 5;
    private static final Logger log = LoggerFactory.getLogger(MailQueue.class);
    private static final Duration KEEP = Duration.ofDays(3);
    private static final Duration SWEEP = Duration.ofHours(1);
    private static final Duration TELL_AGAIN = Duration.ofMinutes(5);
    /** How long the server may take no mail before operations are told. */
    static final Duration TELL_AFTER = Duration.ofMinutes(10);

    private static final int MAX_DOUBLINGS = 9;
    private static final String OPS = "ops-";

    private final Vertx vertx;
    private final MailSender sender;
    private final Envelope envelope;
    private final Duration interval;
    private final InstantSource clock;
    private final OpsTexts texts;
    private final List<String> operations;

    private final Map<String, Mailing> mailings = new HashMap<>();
    private final Map<String, Future<Void>> storing = new HashMap<>();
    private final Set<String> waiting = new LinkedHashSet<>();
    private final Set<String> untold = new LinkedHashSet<>();
    private Context context;
    private Office office;
    private OpsLine opsLine = (id, text) -> Future.succeededFuture(false);
    private OpsWatch watch;
    /** Since when the server takes no mail; null: it does. */
    private Instant awaySince;

    private boolean busy;
    private boolean telling;
    private boolean stopped;
    private int failuresInRow;
    private Instant pausedUntil = Instant.MIN;
    private Instant tellFrom = Instant.MIN;
    private Instant nextSweep = Instant.MIN;
    private volatile String trouble;
    private volatile int open;
    /** Null: nothing waits. */
    private volatile Instant oldest;

    private final AtomicLong failed = new AtomicLong();

    /**
     * @param interval least real time between two mails
     * @param operations recipients who are told of trouble with the others when there is no other way
     */
    MailQueue(
            Vertx vertx,
            MailSender sender,
            Envelope envelope,
            Duration interval,
            InstantSource clock,
            OpsTexts texts,
            List<String> operations) {
        this.vertx = vertx;
        this.sender = sender;
        this.envelope = envelope;
        this.interval = interval;
        this.clock = clock;
        this.texts = texts;
        this.operations = List.copyOf(operations);
    }

    /** How operations are told of what cannot be delivered; before the start. */
    void tellBy(OpsLine line) {
        opsLine = line;
        watch = new OpsWatch("mail", this::tellElsewhere, texts.words());
    }

    /** Operations hear of another destination by mail; false: there is nobody to tell. */
    Future<Boolean> tellOperations(String id, String text) {
        return operations.isEmpty()
                ? Future.succeededFuture(false)
                : put(Mailing.of(
                                id,
                                clock.instant(),
                                null,
                                null,
                                texts.noticesSubject(),
                                texts.notices(text),
                                operations))
                        .map(true);
    }

    private Future<Boolean> tellElsewhere(String id, String text) {
        Promise<Boolean> here = Promise.promise();
        opsLine.tell(id, text).onComplete(told -> context.runOnContext(v -> here.handle(told)));
        return here.future();
    }

    @Override
    public String prefix() {
        return Mailing.PREFIX;
    }

    @Override
    public void load(Map<String, byte[]> records, Office office) {
        this.office = office;
        context = vertx.getOrCreateContext();
        records.values().forEach(value -> remember(Mailing.read(value)));
    }

    /** Completes with the mailing as it is on the queue, once it is stored; fails with {@link DeliveryException} when the queue is full. */
    Future<Mailing> put(Mailing mailing) {
        Mailing known = mailings.get(mailing.id());
        if (known == null) {
            if (waiting.size() >= MAX_WAITING) {
                return Future.failedFuture(new DeliveryException(
                        DeliveryException.Kind.TRANSIENT, MAX_WAITING + " mails wait already", null));
            }
            known = mailing;
            remember(mailing);
            Future<Void> stored = store(mailing);
            storing.put(mailing.id(), stored);
            stored.onComplete(done -> {
                storing.remove(mailing.id());
                pump();
            });
        }
        return storing.getOrDefault(mailing.id(), Future.succeededFuture()).map(known);
    }

    boolean knows(String id) {
        return mailings.containsKey(id);
    }

    /** What is wrong, for a person; null: nothing. Safe on every thread. */
    String trouble() {
        return trouble;
    }

    /** Mailings somebody still waits for. Safe on every thread. */
    int open() {
        return open;
    }

    /** How long the mailing has waited that waits longest; zero: none does. Safe on every thread. */
    Duration oldestWait() {
        Instant since = oldest;
        return since == null ? Duration.ZERO : Duration.between(since, clock.instant());
    }

    /** Copies that could not be delivered, since the start. Safe on every thread. */
    long failed() {
        return failed.get();
    }

    @Override
    public void tick(Instant now) {
        pump();
        oldest = waiting.stream()
                .map(id -> mailings.get(id).at())
                .min(Instant::compareTo)
                .orElse(null);
        tellOps(now);
        if (!now.isBefore(nextSweep)) {
            nextSweep = now.plus(SWEEP);
            sweep(now);
        }
    }

    @Override
    public void stop() {
        stopped = true;
    }

    private void remember(Mailing mailing) {
        mailings.put(mailing.id(), mailing);
        if (mailing.waits()) {
            waiting.add(mailing.id());
        } else {
            waiting.remove(mailing.id());
        }
        if (mailing.posts().values().stream().anyMatch(post -> post.failed() && !post.told())) {
            untold.add(mailing.id());
        } else {
            untold.remove(mailing.id());
        }
        open = waiting.size();
    }

    private Future<Void> store(Mailing mailing) {
        return office.put(mailing.key(), mailing.bytes());
    }

    private void pump() {
        Instant now = clock.instant();
        if (busy || stopped || office == null) {
            return;
        }
        Due due = due(now);
        if (due == null) {
            return;
        }
        busy = true;
        Mailing mailing = mailings.get(due.id);
        Future<Void> done = MailSchedule.isOver(mailing.at(), now)
                ? settle(due, post(mailing, due), State.EXPIRED, now)
                : attempt(mailing, due);
        done.onComplete(over -> {
            if (over.failed()) {
                log.atError().setCause(over.cause()).log("Sending mails broke off");
            }
            vertx.setTimer(
                    Math.max(1, interval.toMillis()),
                    t -> context.runOnContext(v -> {
                        busy = false;
                        pump();
                    }));
        });
    }

    /** The copy to attempt next: notices before lists, then who has waited longest. While the server is away only what is too old is due. */
    private Due due(Instant now) {
        boolean paused = now.isBefore(pausedUntil);
        Due best = null;
        for (String id : waiting) {
            Mailing mailing = mailings.get(id);
            if (storing.containsKey(id) || (paused && !MailSchedule.isOver(mailing.at(), now))) {
                continue;
            }
            for (Map.Entry<String, Post> entry : mailing.posts().entrySet()) {
                Post post = entry.getValue();
                if (post.waits() && (!post.next().isAfter(now) || MailSchedule.isOver(mailing.at(), now))) {
                    Due due = new Due(id, entry.getKey(), mailing.list() != null, post.next());
                    best = best == null || due.before(best) ? due : best;
                }
            }
        }
        return best;
    }

    private Future<Void> attempt(Mailing mailing, Due due) {
        Promise<Outcome> here = Promise.promise();
        office.onDuty()
                .compose(
                        confirmed -> sender.send(envelope.seal(mailing, due.recipient)),
                        unconfirmed ->
                                Future.succeededFuture(new Outcome(Outcome.Kind.UNREACHABLE, unconfirmed.getMessage())))
                .onComplete(sent -> context.runOnContext(v -> here.complete(
                        sent.succeeded()
                                ? sent.result()
                                : new Outcome(Outcome.Kind.UNKNOWN, String.valueOf(sent.cause())))));
        return here.future().compose(outcome -> settle(due, outcome, clock.instant()));
    }

    private Future<Void> settle(Due due, Outcome outcome, Instant now) {
        if (outcome.kind() != Outcome.Kind.SENT) {
            trouble = due.recipient + ": " + outcome.reason();
            log.atWarn()
                    .addKeyValue("recipient", due.recipient)
                    .addKeyValue("mailing", due.id)
                    .addKeyValue("outcome", outcome.kind())
                    .log("Mail not sent: {}", outcome.reason());
        }
        if (outcome.kind() == Outcome.Kind.UNREACHABLE) {
            long seconds = Math.min(MAX_PAUSE_MINUTES * 60, 1L << Math.min(failuresInRow++, MAX_DOUBLINGS));
            pausedUntil = now.plusSeconds(seconds);
            awaySince = awaySince == null ? now : awaySince;
            if (!now.isBefore(awaySince.plus(TELL_AFTER)) && watch != null) {
                watch.down(outcome.reason(), now);
            }
            return Future.succeededFuture();
        }
        failuresInRow = 0;
        awaySince = null;
        if (watch != null) {
            watch.well();
        }
        Mailing mailing = mailings.get(due.id);
        Post before = post(mailing, due);
        Post tried =
                new Post(State.WAITING, before.attempts() + 1, before.next(), null, outcome.reason(), before.told());
        return switch (outcome.kind()) {
            case SENT -> {
                trouble = null;
                yield settle(due, tried, State.SENT, now);
            }
            case REFUSED -> settle(due, tried, State.REFUSED, now);
            default ->
                MailSchedule.next(mailing.at(), tried.attempts(), now)
                        .map(next -> record(
                                due, new Post(State.WAITING, tried.attempts(), next, null, outcome.reason(), false)))
                        .orElseGet(() -> settle(due, tried, State.EXPIRED, now));
        };
    }

    private Future<Void> settle(Due due, Post post, State state, Instant now) {
        if (state != State.SENT) {
            failed.incrementAndGet();
        }
        return record(due, new Post(state, post.attempts(), null, now, post.reason(), false));
    }

    private static Post post(Mailing mailing, Due due) {
        return mailing.posts().get(due.recipient);
    }

    private Future<Void> record(Due due, Post post) {
        Mailing next = mailings.get(due.id).with(due.recipient, post);
        remember(next);
        return store(next);
    }

    private void tellOps(Instant now) {
        if (telling || stopped || untold.isEmpty() || now.isBefore(tellFrom)) {
            return;
        }
        Mailing mailing = mailings.get(untold.iterator().next());
        for (Map.Entry<String, Post> entry : mailing.posts().entrySet()) {
            if (entry.getValue().failed() && !entry.getValue().told()) {
                telling = true;
                tellOps(mailing, entry.getKey(), entry.getValue(), now).onComplete(done -> {
                    telling = false;
                    if (done.failed()) {
                        tellFrom = now.plus(TELL_AGAIN);
                        log.atWarn().log("Operations could not be told: {}", String.valueOf(done.cause()));
                    }
                });
                return;
            }
        }
    }

    /** Once per recipient and day: the reason seldom changes. */
    private Future<Void> tellOps(Mailing mailing, String recipient, Post post, Instant now) {
        String id = OPS + "mail-" + Envelope.hash(Envelope.address(recipient)) + "-"
                + post.at().atOffset(ZoneOffset.UTC).toLocalDate();
        String text = texts.undelivered(recipient, mailing.subject(), post.reason());
        boolean known = mailing.id().startsWith(OPS) || mailings.containsKey(id);
        return (known ? Future.succeededFuture(true) : tellElsewhere(id, text))
                .compose(told -> told ? Future.succeededFuture() : tellByMail(id, recipient, text, now))
                .compose(told -> {
                    Mailing next = mailings.get(mailing.id()).with(recipient, post.toldOps());
                    remember(next);
                    return store(next);
                });
    }

    private Future<Void> tellByMail(String id, String recipient, String text, Instant now) {
        log.atError().addKeyValue("recipient", recipient).log("Not delivered: {}", text);
        List<String> others = operations.stream()
                .filter(address -> !Envelope.address(address).equalsIgnoreCase(Envelope.address(recipient)))
                .toList();
        return others.isEmpty()
                ? Future.succeededFuture()
                : put(Mailing.of(id, now, null, null, texts.subject(), texts.content(text), others))
                        .mapEmpty();
    }

    private void sweep(Instant now) {
        List<Mailing> old = new ArrayList<>();
        for (Mailing mailing : mailings.values()) {
            boolean settled = !mailing.waits() && !untold.contains(mailing.id());
            Instant last = mailing.posts().values().stream()
                    .map(Post::at)
                    .filter(Objects::nonNull)
                    .max(Instant::compareTo)
                    .orElse(mailing.at());
            if (settled && last.plus(KEEP).isBefore(now)) {
                old.add(mailing);
            }
        }
        old.forEach(mailing -> {
            mailings.remove(mailing.id());
            office.put(mailing.key(), null);
        });
    }

    private record Due(String id, String recipient, boolean list, Instant since) {
        boolean before(Due other) {
            return list != other.list ? !list : since.isBefore(other.since);
        }
    }
}
