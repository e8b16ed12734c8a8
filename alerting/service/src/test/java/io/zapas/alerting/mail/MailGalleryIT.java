package io.zapas.alerting.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.StartTLSOptions;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Destination.Receipt;
import io.zapas.alerting.domain.Notice;
import io.zapas.alerting.render.SampleAlerts;
import jakarta.mail.BodyPart;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mail about every type as a real server received it, headers included; then one occurrence that gets worse and is resolved. */
class MailGalleryIT {
    private static final String ANNA = "anna@shop.example";
    /** Put in by the server. */
    private static final Set<String> NOT_OURS = Set.of("received", "return-path");

    private static Vertx vertx;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() {
        vertx.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pl", "en"})
    void everyTypeIsReceivedAsAgreed(String language) throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        try (MailBench bench = bench(server.getSmtp().getPort())) {
            bench.speak(language);
            StringBuilder received = new StringBuilder();
            int mails = 0;
            for (Alert alert : SampleAlerts.ofEveryType()) {
                mails++;
                Notice notice = new Notice("01GALLERY" + mails, alert.group(), 1, Notice.Kind.NEW, List.of(alert));
                bench.deliver(notice, null);
                received.append(read(server, bench, mails, html(language, notice, notice)))
                        .append("\n\n========\n\n");
            }
            Notice first = living(1, Notice.Kind.NEW, SampleAlerts.shortage());
            Receipt thread = bench.deliver(first, null);
            read(server, bench, ++mails, html(language, first, first));
            for (Notice next : List.of(
                    living(2, Notice.Kind.WORSE, SampleAlerts.outOfStock()),
                    living(3, Notice.Kind.RESOLVED, SampleAlerts.resolved(SampleAlerts.outOfStock())))) {
                bench.clock.advance(Duration.ofDays(2));
                thread = bench.deliver(next, thread);
                received.append(read(server, bench, ++mails, html(language, next, first)))
                        .append("\n\n========\n\n");
            }
            Agreed.check("received_" + language + ".txt", received.toString());
        } finally {
            server.stop();
        }
    }

    private static Notice living(long rev, Notice.Kind kind, Alert alert) {
        return new Notice("01LIVING", "g", rev, kind, List.of(alert));
    }

    private static String html(String language, Notice notice, Notice first) {
        MailMessages messages = MailMessagesTest.messages(language);
        return messages.content(notice, messages.subject(first)).html();
    }

    /** The newest mail, once as many have come; its HTML, which is agreed on elsewhere, must have arrived whole. */
    private static String read(GreenMail server, MailBench bench, int count, String html)
            throws MessagingException, IOException {
        bench.until(() -> server.getReceivedMessages().length == count);
        MimeMessage mail = server.getReceivedMessages()[count - 1];
        StringBuilder text = new StringBuilder();
        String boundary = boundary(mail.getContentType());
        for (Header header : Collections.list(mail.getAllHeaders())) {
            if (!NOT_OURS.contains(header.getName().toLowerCase(Locale.ROOT))) {
                text.append(header(header, boundary)).append('\n');
            }
        }
        MimeMultipart parts = (MimeMultipart) mail.getContent();
        for (int i = 0; i < parts.getCount(); i++) {
            BodyPart part = parts.getBodyPart(i);
            text.append("\n--BOUNDARY\n");
            for (Header header : Collections.list(part.getAllHeaders())) {
                text.append(header(header, boundary)).append('\n');
            }
            String content = part.getContent().toString().replace("\r\n", "\n").strip();
            if (part.isMimeType("text/html")) {
                assertThat(content).isEqualTo(html.strip());
            } else {
                text.append('\n').append(content).append('\n');
            }
        }
        return text.toString().strip();
    }

    /** Unfolded and decoded, as readers see it. */
    private static String header(Header header, String boundary) throws IOException {
        String value = MimeUtility.decodeText(MimeUtility.unfold(header.getValue()));
        return header.getName() + ": " + value.replace(boundary, "BOUNDARY");
    }

    private static String boundary(String contentType) {
        return contentType.replaceFirst("(?s).*boundary=\"?([^\";]+)\"?.*", "$1");
    }

    private static MailBench bench(int port) {
        MailConfig config = new MailConfig()
                .setHostname("127.0.0.1")
                .setPort(port)
                .setStarttls(StartTLSOptions.DISABLED)
                .setOwnHostname("shop.example")
                .setKeepAlive(false);
        return new MailBench(
                vertx, new SmtpSender(() -> MailClient.create(vertx, config), Duration.ofSeconds(15)), ANNA);
    }
}
