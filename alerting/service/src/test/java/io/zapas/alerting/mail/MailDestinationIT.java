package io.zapas.alerting.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.StartTLSOptions;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Destination;
import io.zapas.alerting.domain.Destination.DeliveryException;
import io.zapas.alerting.domain.Destination.DeliveryException.Kind;
import io.zapas.alerting.domain.Destination.Receipt;
import io.zapas.alerting.domain.Notice;
import io.zapas.alerting.render.SampleAlerts;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MailDestinationIT {
    private static final Instant FIRST_TRY = Instant.parse("2026-11-22T07:31:12.345Z");
    private static Vertx vertx;

    private ScriptedSmtp scripted;

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
        scripted.close();
    }

    @Test
    void aGroupIsOneThreadInTheMailbox() throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        try {
            Destination mail = destination(server.getSmtp().getPort(), "anna@shop.example");
            Receipt first = deliver(mail, notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null);
            Receipt second = deliver(mail, notice(Notice.Kind.UPDATE, 2, SampleAlerts.shortage()), first);
            deliver(mail, notice(Notice.Kind.WORSE, 3, SampleAlerts.outOfStock(), SampleAlerts.desync()), second);

            MimeMessage[] received = server.getReceivedMessages();
            assertThat(received).hasSize(2);
            MimeMessage opened = received[0];
            MimeMessage worse = received[1];
            assertThat(opened.getSubject()).isEqualTo("[Braki] LED-E27-9W-4000K – Żarówka LED E27 9 W");
            assertThat(worse.getSubject()).isEqualTo(opened.getSubject());
            assertThat(worse.getHeader("References", null)).isEqualTo(opened.getMessageID());
            assertThat(worse.getHeader("In-Reply-To", null)).isEqualTo(opened.getMessageID());
            assertThat(opened.getHeader("References")).isNull();
            assertThat(opened.getHeader("Auto-Submitted", null)).isEqualTo("auto-generated");
            assertThat(opened.getHeader("X-Auto-Response-Suppress", null)).isEqualTo("All");
            assertThat(opened.getHeader("List-Id", null)).isEqualTo("Zapas <zapas.shop.example>");
            assertThat(opened.getSentDate().toInstant()).isEqualTo(FIRST_TRY.minusMillis(345));
            MimeMultipart parts = (MimeMultipart) opened.getContent();
            assertThat(parts.getContentType()).startsWith("multipart/alternative");
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
        Destination mail = destination(scripted.port(), "anna@shop.example");
        scripted.answerMails("451 4.7.1 greylisted, come back later");
        Notice notice = notice(Notice.Kind.NEW, 1, SampleAlerts.shortage());

        assertThat(failure(mail, notice).kind()).isEqualTo(Kind.TRANSIENT);
        deliver(mail, notice, null);

        assertThat(scripted.mails()).hasSize(1);
        assertThat(scripted.mails().get(0))
                .contains("Message-ID: <01JD9X7Q4M.1.")
                .contains("Date: Sun, 22 Nov 2026 07:31:12 GMT");
    }

    @Test
    void aMailWhoseAnswerWasLostIsSentAgainUnchanged() {
        Destination mail = destination(scripted.port(), "anna@shop.example");
        scripted.answerMails(ScriptedSmtp.CUT, ScriptedSmtp.SILENCE);
        Notice notice = notice(Notice.Kind.NEW, 1, SampleAlerts.shortage());

        assertThat(failure(mail, notice).kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(failure(mail, notice).kind()).isEqualTo(Kind.UNKNOWN);
        deliver(mail, notice, null);

        assertThat(scripted.mails()).hasSize(3);
        assertThat(scripted.mails().stream().map(MailDestinationIT::identity).distinct())
                .hasSize(1);
    }

    @Test
    void aRefusalIsPermanent() {
        Destination mail = destination(scripted.port(), "anna@shop.example");
        scripted.answerRecipients("550 5.1.1 no such user");
        DeliveryException refused = failure(mail, notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()));
        assertThat(refused.kind()).isEqualTo(Kind.PERMANENT);
        assertThat(refused).hasMessageContaining("550");
    }

    @Test
    void oneRecipientsTroubleIsNotTheOthers() {
        Destination mail = destination(scripted.port(), "gone@shop.example", "anna@shop.example", "jan@shop.example");
        scripted.answerRecipients("550 no such user", "250 ok", "451 later", "550 no such user");
        Notice notice = notice(Notice.Kind.NEW, 1, SampleAlerts.shortage());

        assertThat(failure(mail, notice).kind()).isEqualTo(Kind.TRANSIENT);
        deliver(mail, notice, null);

        assertThat(scripted.mails()).hasSize(2);
        assertThat(scripted.mails().get(0)).contains("To: anna@shop.example");
        assertThat(scripted.mails().get(1)).contains("To: jan@shop.example");
    }

    @Test
    void anAbsentServerIsTriedAgain() {
        int port = scripted.port();
        scripted.close();
        Destination mail = destination(port, "anna@shop.example");
        assertThat(failure(mail, notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()))
                        .kind())
                .isEqualTo(Kind.TRANSIENT);
        scripted = new ScriptedSmtp(vertx);
    }

    @Test
    void aNameCannotAddHeaders() {
        Destination mail = destination(scripted.port(), "anna@shop.example");
        Alert alert = SampleAlerts.named(SampleAlerts.shortage(), "SKU", "x\r\nBcc: eve@evil.example\r\n\r\nbody");
        deliver(mail, notice(Notice.Kind.NEW, 1, alert), null);
        assertThat(scripted.mails().get(0).lines()).noneMatch(line -> line.startsWith("Bcc"));
    }

    private static Destination destination(int port, String... recipients) {
        MailConfig config = new MailConfig()
                .setHostname("127.0.0.1")
                .setPort(port)
                .setStarttls(StartTLSOptions.DISABLED)
                .setOwnHostname("shop.example")
                .setKeepAlive(false);
        return new MailDestination(
                MailClient.create(vertx, config),
                "Zapas <zapas@shop.example>",
                List.of(recipients),
                MailMessagesTest.messages("pl"),
                Duration.ofSeconds(2));
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

    private static Receipt deliver(Destination mail, Notice notice, Receipt previous) {
        return await(mail.deliver(notice, previous, FIRST_TRY));
    }

    private static DeliveryException failure(Destination mail, Notice notice) {
        CompletionStage<Receipt> attempt = mail.deliver(notice, null, FIRST_TRY);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        assertThatThrownBy(() -> await(attempt)).satisfies(failure -> thrown.set(failure.getCause()));
        assertThat(thrown.get()).isInstanceOf(DeliveryException.class);
        return (DeliveryException) thrown.get();
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
