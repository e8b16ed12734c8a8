package io.zapas.alerting.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailMessage;
import io.zapas.alerting.GivenConfig;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.delivery.Companion;
import io.zapas.alerting.delivery.Office;
import io.zapas.alerting.render.NoticeTexts;
import io.zapas.alerting.render.SampleAlerts;
import io.zapas.alerting.render.Wording;
import io.zapas.testkit.Await;
import io.zapas.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Digests from the clock to the server, as configured, by a process that may die at any of its effects. */
class LettersSim {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Duration BOUND = Duration.ofSeconds(20);
    /** Half past seven in Warsaw, on a Monday. */
    private static final Instant MONDAY = Instant.parse("2026-11-23T06:30:00Z");

    private static final Map<String, String> GIVEN = Map.of(
            "mail.from", "Zapas <zapas@shop.example>",
            "mail.to", "all@shop.example",
            "alert.owners",
                    "anna.k name=\"Anna K.\" mail=anna@shop.example; jan mail=jan@shop.example; piotr deputy=anna.k head=jan;"
                            + " marek deputy=jan away=2026-11-24",
            "mail.link-secret", "a secret of the shop",
            "public.url", "https://zapas.example.com/",
            "report.at", "off");

    @AfterAll
    static void close() {
        Await.result(VERTX.close());
    }

    @Test
    void killedAtAnyPointEveryReaderGetsOneDigestADay() {
        Shop rehearsal = new Shop(0, false);
        rehearsal.week();
        int effects = rehearsal.effects.get();
        assertThat(effects).isGreaterThan(12);
        for (int at = 1; at <= effects; at++) {
            for (boolean before : List.of(true, false)) {
                Shop shop = new Shop(at, before);
                try {
                    shop.week();
                } catch (AssertionError e) {
                    throw new AssertionError(
                            "killed " + (before ? "before" : "after") + " effect " + at + " of " + effects, e);
                }
            }
        }
    }

    @Test
    void aDigestWhoseTimePassedWhileNobodyRanGoesOutOnTheSameDay() {
        Shop shop = new Shop(0, false);
        shop.start();
        shop.until(() -> shop.stored.containsKey("digest/run"));
        shop.alerts.add(alert("a", "anna.k", MONDAY.minusSeconds(60)));
        shop.die();
        shop.clock.set(MONDAY.plus(Duration.ofHours(4)));
        shop.start();
        shop.until(() -> shop.mails.size() == 1 && shop.settled());
        shop.die();
        shop.start();
        shop.quiet();
        assertThat(shop.mails).hasSize(1);
        shop.die();
    }

    @Test
    void onDaysOffNothingIsSentAndTheNextDigestTellsAll() {
        Shop shop = new Shop(0, false);
        shop.clock.set(Instant.parse("2026-11-10T07:00:00Z"));
        shop.start();
        shop.until(() -> shop.stored.containsKey("digest/run"));
        Instant holiday = Instant.parse("2026-11-11T08:00:00Z");
        shop.clock.set(holiday);
        shop.alerts.add(alert("a", "anna.k", holiday.minusSeconds(60)));
        shop.quiet();
        assertThat(shop.mails).isEmpty();
        shop.clock.set(Instant.parse("2026-11-12T06:30:00Z"));
        shop.until(() -> shop.mails.size() == 1);
        assertThat(shop.mails.get(0).getText()).contains("[nowe]");
        shop.die();
    }

    @Test
    void whatNobodyAnsweredIsInEveryDigestOfAllWhoWereAsked() {
        Shop shop = new Shop(0, false);
        shop.start();
        shop.until(() -> shop.stored.containsKey("digest/run"));
        shop.alerts.add(SampleAlerts.with(
                alert("a", "piotr", MONDAY.minusSeconds(60)),
                Map.of("severity", "MEDIUM", "handling", "ESCALATED", "assignee", "jan", "escalations", 2)));
        shop.alerts.add(SampleAlerts.with(
                alert("b", "piotr", MONDAY.minusSeconds(60)),
                Map.of("severity", "MEDIUM", "handling", "ACKNOWLEDGED", "assignee", "jan", "escalations", 2)));
        for (int day = 0; day < 2; day++) {
            int mails = 3 * (day + 1);
            shop.clock.set(MONDAY.plus(Duration.ofDays(day)));
            shop.until(() -> shop.mails.size() == mails && shop.settled());
        }
        shop.quiet();
        for (String reader : List.of("all@shop.example", "anna@shop.example", "jan@shop.example")) {
            assertThat(shop.inbox(reader)).as(reader).hasSize(2).allMatch(mail -> mail.getText()
                    .contains("SKU-a"));
        }
        assertThat(shop.inbox("jan@shop.example").get(0).getText())
                .as("taken: only the owner's readers hear of it")
                .doesNotContain("SKU-b");
        shop.die();
    }

    @Test
    void whoIsNextReadsTheDigestAlongWhileTheOwnerIsAway() {
        Shop shop = new Shop(0, false);
        shop.start();
        shop.until(() -> shop.stored.containsKey("digest/run"));
        shop.alerts.add(alert("a", "marek", MONDAY.minusSeconds(60)));
        shop.clock.set(MONDAY);
        shop.until(() -> shop.mails.size() == 1 && shop.settled());
        shop.clock.set(MONDAY.plus(Duration.ofDays(1)));
        shop.until(() -> shop.mails.size() == 3 && shop.settled());
        shop.quiet();
        assertThat(shop.inbox("jan@shop.example")).hasSize(1);
        assertThat(shop.inbox("all@shop.example")).hasSize(2);
        shop.die();
    }

    @Test
    void whoHasLeftGetsNoDigestUntilTheyComeBack() {
        Shop shop = new Shop(0, false);
        shop.start();
        shop.until(() -> shop.stored.containsKey("digest/run"));
        shop.alerts.add(alert("a", "anna.k", MONDAY.minusSeconds(60)));
        Subscriptions readers = shop.mail.subscriptions();
        Await.result(readers.set(MailList.DIGEST, "Anna@shop.example", true));
        Await.result(readers.set(MailList.DIGEST, "anna@shop.example", true));
        assertThat(shop.stored.keySet().stream().filter(key -> key.startsWith("subscription/")))
                .hasSize(1);
        shop.die();
        shop.clock.set(MONDAY);
        shop.start();
        shop.quiet();
        assertThat(shop.mails).isEmpty();
        Await.result(shop.mail.subscriptions().set(MailList.DIGEST, "anna@shop.example", false));
        shop.clock.set(MONDAY.plus(Duration.ofDays(1)));
        shop.until(() -> shop.mails.size() == 1);
        MailMessage mail = shop.mails.get(0);
        String link = mail.getHeaders().get("List-Unsubscribe");
        assertThat(link).startsWith("<https://zapas.example.com/v1/unsubscribe/");
        assertThat(mail.getHeaders().get("List-Unsubscribe-Post")).isEqualTo("List-Unsubscribe=One-Click");
        assertThat(mail.getHeaders().get("List-Id")).isEqualTo("Zapas <zapas-digest.shop.example>");
        assertThat(mail.getText()).contains(link.substring(1, link.length() - 1));
        assertThat(mail.getHtml())
                .contains(link.substring(1, link.length() - 1))
                .doesNotContain(Envelope.UNSUBSCRIBE);
        assertThat(mail.getAttachment()).hasSize(1);
        shop.die();
    }

    private static Alert alert(String id, String owner, Instant openedAt) {
        return SampleAlerts.with(
                SampleAlerts.shortage(), Map.of("id", id, "owner", owner, "openedAt", openedAt, "sku", "SKU-" + id));
    }

    /** A process that sends digests, its store and its mail server. */
    private static final class Shop {
        private final Map<String, byte[]> stored = new ConcurrentHashMap<>();
        private final List<MailMessage> mails = new CopyOnWriteArrayList<>();
        private final List<Alert> alerts = new CopyOnWriteArrayList<>();
        private final VirtualClock clock = new VirtualClock(MONDAY.minus(Duration.ofDays(2)));
        private final int killAt;
        private final boolean killBefore;
        private final AtomicInteger effects = new AtomicInteger();
        private volatile boolean dead;
        private final AtomicInteger life = new AtomicInteger();
        private long ticker = -1;
        private Mail mail;

        Shop(int killAt, boolean killBefore) {
            this.killAt = killAt;
            this.killBefore = killBefore;
        }

        /** Three readers over three mornings; on the second one nothing has changed for Jan. */
        void week() {
            start();
            until(() -> stored.containsKey("digest/run"));
            alerts.add(alert("a", "anna.k", MONDAY.minusSeconds(60)));
            Alert mild = SampleAlerts.with(alert("b", "jan", MONDAY.minusSeconds(60)), Map.of("severity", "MEDIUM"));
            alerts.add(mild);
            alerts.add(alert("c", "nobody", MONDAY.minusSeconds(60)));
            clock.set(MONDAY);
            until(() -> uniqueMails() == 3 && settled());
            clock.set(MONDAY.plus(Duration.ofDays(1)));
            until(() -> uniqueMails() == 5 && settled());
            quiet();
            assertThat(uniqueMails()).isEqualTo(5);
            assertThat(inbox("jan@shop.example")).hasSize(1);
            assertThat(inbox("anna@shop.example")).hasSize(2);
            assertThat(inbox("all@shop.example")).hasSize(2);
            assertThat(inbox("anna@shop.example").get(0).getSubject())
                    .isEqualTo("Braki i ryzyka – 23.11.2026 (Anna K.)");
            assertThat(inbox("all@shop.example").get(1).getSubject()).isEqualTo("Braki i ryzyka – 24.11.2026");
            assertThat(inbox("anna@shop.example").get(0).getText()).contains("[nowe]");
            assertThat(inbox("anna@shop.example").get(1).getText())
                    .as("told as new once")
                    .doesNotContain("[nowe]");
            die();
        }

        /** What a reader sees: who drops copies of the same Message-ID, as mailboxes do. At most one copy may be one, of the mail under way at the kill. */
        List<MailMessage> inbox(String recipient) {
            List<MailMessage> copies = mails.stream()
                    .filter(mail -> mail.getTo().get(0).contains(recipient))
                    .toList();
            assertThat(mails.size() - uniqueMails()).isLessThanOrEqualTo(killAt == 0 ? 0 : 1);
            Map<String, List<MailMessage>> byId = copies.stream()
                    .collect(Collectors.groupingBy(
                            mail -> mail.getHeaders().get("Message-ID"),
                            java.util.LinkedHashMap::new,
                            Collectors.toList()));
            byId.values().forEach(same -> assertThat(same.stream()
                            .map(mail -> mail.getHeaders().get("Date") + mail.getSubject() + mail.getText())
                            .distinct())
                    .as("copies are identical")
                    .hasSize(1));
            return byId.values().stream().map(same -> same.get(0)).toList();
        }

        long uniqueMails() {
            return mails.stream()
                    .map(mail -> mail.getHeaders().get("Message-ID"))
                    .distinct()
                    .count();
        }

        boolean settled() {
            return stored.entrySet().stream()
                            .filter(entry -> entry.getKey().startsWith(Mailing.PREFIX))
                            .noneMatch(entry -> Mailing.read(entry.getValue()).waits())
                    && new String(stored.get("digest/run"), java.nio.charset.StandardCharsets.UTF_8)
                            .contains("\"done\":true");
        }

        void start() {
            dead = false;
            int mine = life.incrementAndGet();
            NoticeTexts texts = new NoticeTexts(Wording.of(Locale.forLanguageTag("pl"), ZoneId.of("Europe/Warsaw")));
            Mail starting = MailSettings.mail(
                    VERTX, new GivenConfig(GIVEN), clock, texts, Duration.ofMillis(1), message -> send(mine, message));
            mail = starting;
            Promise<Context> loaded = Promise.promise();
            VERTX.getOrCreateContext().runOnContext(v -> {
                starting.companions().forEach(companion -> companion.load(under(companion.prefix()), office(mine)));
                loaded.complete(VERTX.getOrCreateContext());
            });
            Context context = Await.result(loaded.future());
            ticker = VERTX.setPeriodic(
                    2,
                    t -> context.runOnContext(v -> {
                        if (mine == life.get() && !dead) {
                            starting.companions().forEach(companion -> companion.tick(clock.instant()));
                        }
                    }));
        }

        void die() {
            life.incrementAndGet();
            VERTX.cancelTimer(ticker);
            mail.companions().forEach(Companion::stop);
        }

        private Map<String, byte[]> under(String prefix) {
            return stored.entrySet().stream()
                    .filter(entry -> entry.getKey().startsWith(prefix))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }

        /** Happens unless the process has died; it learns of it unless it dies right then. */
        private synchronized <T> Future<T> effect(int mine, T result, Runnable happening) {
            if (dead || mine != life.get()) {
                return Promise.<T>promise().future();
            }
            boolean last = effects.incrementAndGet() == killAt;
            if (!last || !killBefore) {
                happening.run();
            }
            dead = last;
            return last ? Promise.<T>promise().future() : Future.succeededFuture(result);
        }

        private Future<Outcome> send(int mine, MailMessage message) {
            return effect(mine, Outcome.SENT, () -> mails.add(message));
        }

        private Office office(int mine) {
            return new Office() {
                @Override
                public Future<Void> onDuty() {
                    return Future.succeededFuture();
                }

                @Override
                public Future<Void> put(String key, byte[] value) {
                    return effect(mine, null, () -> {
                        if (value == null) {
                            stored.remove(key);
                        } else {
                            stored.put(key, value);
                        }
                    });
                }

                @Override
                public List<Alert> alerts() {
                    return List.copyOf(alerts);
                }
            };
        }

        void until(Await.Condition condition) {
            Await.until(BOUND, () -> mails.size() + " mails, " + stored.keySet(), () -> {
                if (dead) {
                    die();
                    start();
                }
                return condition.holds();
            });
        }

        void quiet() {
            int[] ticks = {0};
            long timer = VERTX.setPeriodic(2, t -> ticks[0]++);
            Await.until(BOUND, () -> ticks[0] >= 20);
            VERTX.cancelTimer(timer);
        }
    }
}
