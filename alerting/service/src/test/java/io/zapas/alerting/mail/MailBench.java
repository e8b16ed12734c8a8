package io.zapas.alerting.mail;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.delivery.Office;
import io.zapas.alerting.domain.Destination.Receipt;
import io.zapas.alerting.domain.Notice;
import io.zapas.alerting.render.Wording;
import io.zapas.testkit.Await;
import io.zapas.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A queue of mails with a store that outlives it, as the engine runs it, on a clock that only moves when told. */
final class MailBench implements AutoCloseable {
    static final Instant START = Instant.parse("2026-11-22T07:31:12.345Z");
    static final String FROM = "Zapas <zapas@shop.example>";
    private static final Duration BOUND = Duration.ofSeconds(20);

    final Map<String, byte[]> stored = new ConcurrentHashMap<>();
    final List<String> told = new CopyOnWriteArrayList<>();
    final VirtualClock clock = new VirtualClock(START);
    final List<Alert> alerts = new CopyOnWriteArrayList<>();
    private final Vertx vertx;
    private final MailSender sender;
    private final List<String> recipients;
    private boolean opsCanBeTold = true;
    private Context context;
    private MailQueue queue;
    private MailDestination destination;
    private long ticker = -1;

    MailBench(Vertx vertx, MailSender sender, String... recipients) {
        this.vertx = vertx;
        this.sender = sender;
        this.recipients = List.of(recipients);
        restart();
    }

    /** What was in memory is gone. */
    void restart() {
        close();
        MailPages pages = new MailPages(Wording.of(Locale.forLanguageTag("pl"), ZoneId.of("Europe/Warsaw")));
        Context own = vertx.getOrCreateContext();
        context = own;
        queue = new MailQueue(
                vertx,
                sender,
                new Envelope(FROM, null),
                Duration.ofMillis(1),
                clock,
                new OpsTexts(pages.wording(), pages),
                recipients);
        queue.tellBy((id, text) -> {
            if (opsCanBeTold) {
                told.add(text);
            }
            return Future.succeededFuture(opsCanBeTold);
        });
        destination = new MailDestination(queue, recipients, MailMessagesTest.messages("pl"), new Detours());
        MailQueue running = queue;
        on(() -> {
            running.load(Map.copyOf(stored), office());
            return Future.<Void>succeededFuture();
        });
        ticker = vertx.setPeriodic(5, t -> own.runOnContext(v -> running.tick(clock.instant())));
    }

    void opsCannotBeTold() {
        opsCanBeTold = false;
    }

    private Office office() {
        return new Office() {
            @Override
            public Future<Void> onDuty() {
                return Future.succeededFuture();
            }

            @Override
            public Future<Void> put(String key, byte[] value) {
                if (value == null) {
                    stored.remove(key);
                } else {
                    stored.put(key, value);
                }
                return Future.succeededFuture();
            }

            @Override
            public List<Alert> alerts() {
                return new ArrayList<>(alerts);
            }
        };
    }

    Receipt deliver(Notice notice, Receipt previous) {
        return on(() -> Future.fromCompletionStage(destination.deliver(notice, previous, clock.instant())));
    }

    Mailing put(Mailing mailing) {
        return on(() -> queue.put(mailing));
    }

    /** From here on notices are in this language. */
    void speak(String language) {
        destination = new MailDestination(queue, recipients, MailMessagesTest.messages(language), new Detours());
    }

    boolean tellOperations(String id, String text) {
        return on(() -> queue.tellOperations(id, text));
    }

    void until(Await.Condition condition) {
        Await.until(BOUND, () -> "told " + told + " posts " + posts(), condition);
    }

    /** How far every copy is, by mailing and recipient. */
    Map<String, Map<String, Mailing.Post>> posts() {
        Map<String, Map<String, Mailing.Post>> posts = new java.util.TreeMap<>();
        stored.values().forEach(value -> {
            Mailing mailing = Mailing.read(value);
            posts.put(mailing.id(), mailing.posts());
        });
        return posts;
    }

    Mailing.Post post(String recipient) {
        return posts().values().iterator().next().get(recipient);
    }

    /** Long enough for a few ticks. */
    void quiet() {
        int[] ticks = {0};
        long timer = vertx.setPeriodic(5, t -> ticks[0]++);
        Await.until(BOUND, () -> ticks[0] >= 20);
        vertx.cancelTimer(timer);
    }

    private <T> T on(Supplier<Future<T>> call) {
        Promise<T> done = Promise.promise();
        context.runOnContext(v -> call.get().onComplete(done));
        return Await.result(done.future());
    }

    @Override
    public void close() {
        if (ticker >= 0) {
            vertx.cancelTimer(ticker);
            MailQueue old = queue;
            context.runOnContext(v -> old.stop());
        }
    }
}
