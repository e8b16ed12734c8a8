package io.zapas.alerting.slack;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Destination;
import io.zapas.alerting.domain.Destination.Receipt;
import io.zapas.alerting.domain.Notice;
import io.zapas.alerting.render.NoticeTexts;
import io.zapas.alerting.render.SampleAlerts;
import io.zapas.alerting.render.Wording;
import io.zapas.testkit.slack.SlackStandIn;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Slack receives for every type, in both languages, and how a message goes on. */
class SlackGalleryIT {
    private static final Vertx VERTX = Vertx.vertx();

    @AfterAll
    static void close() {
        VERTX.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pl", "en"})
    void everyTypeIsReceivedAsAgreed(String language) throws IOException {
        try (SlackStandIn slack = SlackStandIn.start()) {
            Destination destination = destination(slack, language);
            for (Alert alert : SampleAlerts.ofEveryType()) {
                deliver(destination, notice(Notice.Kind.NEW, 1, alert), null);
            }
            check("notices_" + language + ".json", received(slack));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pl", "en"})
    void aMessageThatGetsWorseAndIsResolvedIsReceivedAsAgreed(String language) throws IOException {
        try (SlackStandIn slack = SlackStandIn.start()) {
            Destination destination = destination(slack, language);
            Receipt posted = deliver(destination, notice(Notice.Kind.NEW, 1, SampleAlerts.shortage()), null);
            Receipt worse = deliver(destination, notice(Notice.Kind.WORSE, 2, SampleAlerts.shortage()), posted);
            deliver(
                    destination,
                    notice(Notice.Kind.RESOLVED, 3, SampleAlerts.resolved(SampleAlerts.shortage())),
                    worse);
            check("life_" + language + ".json", received(slack));
        }
    }

    private static Destination destination(SlackStandIn slack, String language) {
        NoticeTexts texts = new NoticeTexts(Wording.of(Locale.forLanguageTag(language), ZoneId.of("Europe/Warsaw")));
        return new SlackDestination(
                new SlackClient(VERTX, slack.url(), SlackStandIn.TOKEN),
                SlackStandIn.CHANNEL_ID,
                new SlackMessages(texts, URI.create("https://zapas.example.com"), true));
    }

    /** Every call that shows something, as Slack received it; what Slack numbers itself is left out. */
    private static String received(SlackStandIn slack) {
        JsonArray calls = new JsonArray();
        for (SlackStandIn.Call call : slack.calls()) {
            if (call.method().startsWith("chat.")) {
                JsonObject arguments = call.arguments().copy();
                for (String own : List.of("ts", "thread_ts")) {
                    if (arguments.containsKey(own)) {
                        arguments.put(own, "of the first message");
                    }
                }
                calls.add(new JsonObject().put("method", call.method()).put("arguments", arguments));
            }
        }
        return calls.encodePrettily();
    }

    private static Notice notice(Notice.Kind kind, long rev, Alert alert) {
        return new Notice("01JD9X7Q4M-" + alert.type(), "group", rev, kind, List.of(alert));
    }

    private static Receipt deliver(Destination destination, Notice notice, Receipt previous) {
        return destination
                .deliver(notice, previous, SampleAlerts.NOW)
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static void check(String name, String actual) throws IOException {
        Path told = Files.createDirectories(Path.of("target", "golden")).resolve(name);
        Files.writeString(told, actual + "\n");
        try (InputStream in = SlackGalleryIT.class.getResourceAsStream(name)) {
            String agreed = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
            assertThat(actual).as("told: %s", told).isEqualTo(agreed);
        }
    }
}
