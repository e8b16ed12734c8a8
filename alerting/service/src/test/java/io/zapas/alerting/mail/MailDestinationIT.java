package io.zapas.alerting.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.StartTLSOptions;
import io.zapas.alerting.GivenConfig;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Destination.Receipt;
import io.zapas.alerting.domain.Notice;
import io.zapas.alerting.mail.Mailing.State;
import io.zapas.alerting.render.SampleAlerts;
import io.zapas.runtime.config.Config;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mails from the queue to real SMTP servers: one that works, and one whose answers are scripted. */
class MailDestinationIT {
    private static final String ANNA = "anna@shop.example";
    private static final String JAN = "jan@shop.example";
    private static final String GONE = "gone@shop.example";
    private static Vertx vertx;

    private ScriptedSmtp scripted;
    private MailBench bench;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() {
        vertx.close();
    }

    @BeforeEach
    void start() {
        scripted = new ScriptedSmtp(vertx);
    }

    @AfterEach
    void stop() {
        if (bench != null) {
            bench.close();
        }
        scripted.close();
    }

    @Test
    void aGroupIsOneThreadInTheMailbox() throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        try {
            bench = bench(server.getSmtp().getPort(), ANNA);
            Receipt first = bench.deliver(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null);
            bench.until(() -> server.getReceivedMessages().length == 1);
            Receipt second = bench.deliver(notice(Notice.Kind.UPDATE, 2, SampleAlerts.shortage()), first);
            bench.deliver(notice(Notice.Kind.WORSE, 3, SampleAlerts.outOfStock(), SampleAlerts.desync()), second);
            bench.until(() -> server.getReceivedMessages().length == 2);

            MimeMessage[] received = server.getReceivedMessages();
            MimeMessage opened = received[0];
            MimeMessage worse = received[1];
            assertThat(opened.getSubject()).isEqualTo("[Braki] LED-E27-9W-4000K – Żarówka LED E27 9 W");
            assertThat(worse.getSubject()).isEqualTo(opened.getSubject());
            assertThat(worse.getHeader("References", null)).isEqualTo(opened.getMessageID());
            assertThat(worse.getHeader("In-Reply-To", null)).isEqualTo(opened.getMessageID());
            assertThat(opened.getHeader("References")).isNull();
            assertThat(opened.getMessageID()).matches("<01JD9X7Q4M\\.1\\.[0-9a-f]{8}@shop\\.example>");
            assertThat(opened.getHeader("Auto-Submitted", null)).isEqualTo("auto-generated");
            assertThat(opened.getHeader("X-Auto-Response-Suppress", null)).isEqualTo("All");
            assertThat(opened.getHeader("List-Id", null)).isEqualTo("Zapas <zapas.shop.example>");
            assertThat(opened.getHeader("List-Unsubscribe")).isNull();
            assertThat(opened.getSentDate().toInstant()).isEqualTo(MailBench.START.minusMillis(345));
            MimeMultipart parts = (MimeMultipart) opened.getContent();
            assertThat(parts.getContentType()).startsWith("multipart/alternative");
            assertThat(parts.getBodyPart(0).getContentType()).containsIgnoringCase("charset=utf-8");
            assertThat(parts.getBodyPart(0).getContent().toString().replace('\u00a0', ' '))
                    .startsWith("PILNE: zapas wyczerpie się 29.11.2026 (niedz.), dostawa 02.12.2026 (śr.). Szacowana"
                            + " utracona sprzedaż: 100 szt. / 1 990,00 zł.");
            assertThat(parts.getBodyPart(1).getContentType()).startsWith("text/html");
        } finally {
            server.stop();
        }
    }

    @Test
    void aGreylistedMailIsTheSameMailWhenItPasses() {
        bench = bench(scripted.port(), ANNA);
        scripted.answerMails("451 4.7.1 greylisted, come back later");
        bench.deliver(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null);
        bench.until(() -> bench.post(ANNA).attempts() == 1);
        bench.quiet();
        assertThat(scripted.mails()).as("not before it is time").isEmpty();

        bench.restart();
        bench.clock.advance(Duration.ofMinutes(31));
        bench.until(() -> bench.post(ANNA).state() == State.SENT);
        assertThat(scripted.mails()).hasSize(1);
        assertThat(scripted.mails().get(0))
                .contains("Message-ID: <01JD9X7Q4M.1.")
                .contains("Date: Sun, 22 Nov 2026 07:31:12 GMT");
        assertThat(bench.told).isEmpty();
    }

    @Test
    void aMailWhoseAnswerWasLostIsSentAgainUnchanged() {
        bench = bench(scripted.port(), Duration.ofSeconds(4), ANNA);
        scripted.answerMails(ScriptedSmtp.CUT, ScriptedSmtp.SILENCE);
        bench.deliver(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null);
        bench.until(() -> bench.post(ANNA).attempts() == 1);
        bench.clock.advance(Duration.ofMinutes(31));
        bench.until(() -> bench.post(ANNA).attempts() == 2);
        bench.clock.advance(Duration.ofHours(3));
        bench.until(() -> bench.post(ANNA).state() == State.SENT);

        assertThat(scripted.mails()).hasSize(3);
        assertThat(scripted.mails().stream().map(MailDestinationIT::identity).distinct())
                .hasSize(1);
    }

    @Test
    void aRefusedRecipientDoesNotStopTheOthersAndOperationsHearOfItOnce() {
        bench = bench(scripted.port(), GONE, ANNA);
        scripted.answerRecipients("550 5.1.1 no such user", "250 ok");
        bench.deliver(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null);
        bench.until(() -> bench.post(ANNA).state() == State.SENT
                && bench.post(GONE).state() == State.REFUSED
                && bench.told.size() == 1
                && bench.post(GONE).told());
        assertThat(bench.told.get(0)).contains(GONE, "550", "[Braki] LED-E27-9W-4000K");
        assertThat(scripted.mails()).hasSize(1);
        assertThat(scripted.mails().get(0)).contains("To: " + ANNA);

        bench.restart();
        bench.clock.advance(Duration.ofHours(3));
        bench.quiet();
        assertThat(scripted.mails()).as("a refusal is not tried again").hasSize(1);
        assertThat(bench.told).hasSize(1);
    }

    @Test
    void operationsHearOfAServerThatTakesNothingAndOfItsEnd() {
        AtomicReference<Outcome> answer =
                new AtomicReference<>(new Outcome(Outcome.Kind.UNREACHABLE, "535 wrong password"));
        bench = new MailBench(vertx, mail -> io.vertx.core.Future.succeededFuture(answer.get()), ANNA);
        bench.deliver(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null);
        // Every pause is over at the next step, and the queue asks again.
        for (Duration passed = Duration.ZERO;
                passed.compareTo(MailQueue.TELL_AFTER) < 0;
                passed = passed.plusSeconds(150)) {
            bench.quiet();
            assertThat(bench.told).isEmpty();
            bench.clock.advance(Duration.ofSeconds(150));
        }
        bench.clock.advance(Duration.ofMinutes(6));
        bench.until(() -> bench.told.size() == 1);
        assertThat(bench.told.get(0)).contains("mail", "535 wrong password");
        bench.clock.advance(Duration.ofMinutes(6));
        bench.quiet();
        assertThat(bench.told).hasSize(1);
        answer.set(new Outcome(Outcome.Kind.SENT, null));
        bench.clock.advance(Duration.ofMinutes(6));
        bench.until(() -> bench.told.size() == 2 && bench.post(ANNA).state() == State.SENT);
        assertThat(bench.told.get(1)).isEqualTo("Zapas: mail znów działa.");
    }

    @Test
    void operationsHearOfSlackByMail() {
        bench = bench(scripted.port(), ANNA, JAN);
        assertThat(bench.tellOperations("ops-slack-2026-11-22", "Zapas: Slack milczy."))
                .isTrue();
        assertThat(bench.tellOperations("ops-slack-2026-11-22", "Zapas: Slack milczy."))
                .isTrue();
        bench.until(() -> scripted.mails().size() == 2
                && bench.posts().size() == 1
                && bench.post(JAN).state() == State.SENT);
        bench.quiet();
        assertThat(scripted.mails()).hasSize(2);
    }

    @Test
    void withoutAnotherWayOperationsHearOfItByMail() {
        bench = bench(scripted.port(), GONE, ANNA);
        bench.opsCannotBeTold();
        scripted.answerRecipients("550 5.1.1 no such user", "250 ok");
        bench.deliver(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null);
        bench.until(() -> scripted.mails().size() == 2);
        assertThat(scripted.mails().get(1)).contains("To: " + ANNA).contains("Message-ID: <ops-mail-");
        bench.quiet();
        assertThat(scripted.mails()).hasSize(2);
    }

    @Test
    void oneRecipientPutOffDoesNotHoldUpTheOthers() {
        bench = bench(scripted.port(), GONE, ANNA, JAN);
        scripted.answerRecipients("451 later", "250 ok", "250 ok");
        bench.deliver(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null);
        bench.until(() -> bench.post(JAN).state() == State.SENT);
        assertThat(scripted.mails()).hasSize(2);
        bench.clock.advance(Duration.ofMinutes(31));
        bench.until(() -> bench.post(GONE).state() == State.SENT);
        assertThat(scripted.mails()).hasSize(3);
        assertThat(scripted.mails().get(2)).contains("To: " + GONE);
    }

    @Test
    void putOffForADayItIsGivenUpAndOperationsAreTold() {
        bench = bench(scripted.port(), ANNA);
        scripted.answerMails(java.util.Collections.nCopies(40, "451 later").toArray(String[]::new));
        bench.deliver(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null);
        bench.until(() -> bench.post(ANNA).attempts() == 1);
        bench.until(() -> {
            // Not while it is being tried: an attempt that hangs must not be the last of the day.
            boolean later =
                    bench.post(ANNA).next() != null && bench.post(ANNA).next().isAfter(bench.clock.instant());
            if (bench.post(ANNA).state() == State.WAITING && later) {
                bench.clock.advance(Duration.ofMinutes(15));
            }
            return bench.post(ANNA).state() == State.EXPIRED && bench.told.size() == 1;
        });
        assertThat(bench.told.get(0)).contains("451");
    }

    @Test
    void anAbsentServerIsAskedAgainSoonAndNothingIsLost() {
        int port = scripted.port();
        scripted.close();
        bench = bench(port, ANNA);
        bench.deliver(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null);
        bench.quiet();
        assertThat(bench.post(ANNA).attempts()).as("nothing was handed over").isZero();
        scripted = new ScriptedSmtp(vertx, port);
        bench.until(() -> {
            bench.clock.advance(Duration.ofSeconds(1));
            return bench.post(ANNA).state() == State.SENT;
        });
        assertThat(bench.clock.instant()).isBefore(MailBench.START.plus(Duration.ofMinutes(15)));
    }

    /** On the settings of the service; each of those put off would otherwise keep a connection for itself. */
    @Test
    void aServerThatNeverClosesItsConnectionsHoldsUpNothing() {
        scripted.stayAfterQuit();
        int putOff = 12;
        scripted.answerMails(java.util.Collections.nCopies(putOff, "451 later").toArray(String[]::new));
        Config config = new GivenConfig(Map.of("smtp.port", Integer.toString(scripted.port())));
        String[] recipients = IntStream.range(0, 2 * putOff)
                .mapToObj(i -> "reader-" + i + "@shop.example")
                .toArray(String[]::new);
        bench = new MailBench(
                vertx, MailSettings.sender(vertx, MailSettings.smtp(config, "127.0.0.1", "shop.example")), recipients);
        bench.deliver(notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null);
        bench.until(() -> scripted.mails().size() == putOff);
        assertThat(bench.posts().values().iterator().next().values()).allMatch(post -> post.attempts() <= 1);
    }

    @Test
    void aNameCannotAddHeaders() {
        bench = bench(scripted.port(), ANNA);
        Alert alert = SampleAlerts.named(SampleAlerts.shortage(), "SKU", "x\r\nBcc: eve@evil.example\r\n\r\nbody");
        bench.deliver(notice(Notice.Kind.NEW, 1, alert), null);
        bench.until(() -> scripted.mails().size() == 1);
        assertThat(scripted.mails().get(0).lines()).noneMatch(line -> line.startsWith("Bcc"));
    }

    @Test
    void putTwiceItIsSentOnceAlsoAfterARestart() {
        bench = bench(scripted.port(), ANNA);
        Notice notice = notice(Notice.Kind.NEW, 1, SampleAlerts.shortage());
        bench.deliver(notice, null);
        bench.deliver(notice, null);
        bench.until(() -> bench.post(ANNA).state() == State.SENT);
        bench.restart();
        bench.deliver(notice, null);
        bench.quiet();
        assertThat(scripted.mails()).hasSize(1);
        bench.clock.advance(Duration.ofDays(4));
        bench.until(() -> bench.stored.isEmpty());
    }

    private static MailBench bench(int port, String... recipients) {
        return bench(port, Duration.ofSeconds(15), recipients);
    }

    private static MailBench bench(int port, Duration timeout, String... recipients) {
        MailConfig config = new MailConfig()
                .setHostname("127.0.0.1")
                .setPort(port)
                .setStarttls(StartTLSOptions.DISABLED)
                .setOwnHostname("shop.example")
                .setKeepAlive(false);
        return new MailBench(vertx, new SmtpSender(() -> MailClient.create(vertx, config), timeout), recipients);
    }

    private static String identity(String mail) {
        return String.join(
                "\n",
                mail.lines()
                        .filter(line -> line.startsWith("Message-ID:") || line.startsWith("Date:"))
                        .toList());
    }

    private static Notice notice(Notice.Kind kind, long rev, Alert... alerts) {
        return SampleAlerts.notice(kind, rev, alerts);
    }
}
