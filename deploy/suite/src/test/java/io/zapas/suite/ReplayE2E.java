package io.zapas.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.icegreen.greenmail.junit5.GreenMailExtension;
import com.icegreen.greenmail.util.ServerSetup;
import io.zapas.testkit.slack.SlackStandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A year of real orders of a real shop through the whole suite: the stock at its end equals an independent count, shortages reach people. */
class ReplayE2E {
    private static final String HISTORY = "data/online_retail_events.csv.gz";

    @RegisterExtension
    static final GreenMailExtension MAIL =
            new GreenMailExtension(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @TempDir
    Path dataDir;

    @Test
    void aYearOfTheBestSellersEndsWithTheStockThatWasCountedIndependently() throws Exception {
        Path shared = Path.of(System.getenv().getOrDefault("ZAPAS_SHARED", "../../../shared"));
        Path history = shared.resolve(HISTORY).toAbsolutePath().normalize();
        if (!Files.exists(history) && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("CI needs the evaluation data: " + history);
        }
        assumeTrue(
                Files.exists(history), "no evaluation data at " + history + ": the replay of real orders is skipped");
        try (SlackStandIn slack = SlackStandIn.start();
                SuiteProcess replay = SuiteProcess.start(
                        dataDir,
                        Map.ofEntries(
                                Map.entry("ZAPAS_LOCALE", "en"),
                                Map.entry("ZAPAS_SLACK_TOKEN", SlackStandIn.TOKEN),
                                Map.entry("ZAPAS_SLACK_CHANNEL", SlackStandIn.CHANNEL_ID),
                                Map.entry("ZAPAS_SLACK_URL", slack.url()),
                                Map.entry("ZAPAS_SMTP_HOST", "127.0.0.1"),
                                Map.entry(
                                        "ZAPAS_SMTP_PORT",
                                        Integer.toString(MAIL.getSmtp().getPort())),
                                Map.entry("ZAPAS_SMTP_STARTTLS", "disabled"),
                                Map.entry("ZAPAS_MAIL_FROM", "zapas@example.com"),
                                Map.entry("ZAPAS_MAIL_TO", "buyer@example.com")),
                        "replay",
                        "--top",
                        "40",
                        "--speed",
                        "max",
                        history.toString())) {
            assertThat(replay.awaitEnd(Duration.ofMinutes(10)))
                    .as(replay.output())
                    .isTrue();
            assertThat(replay.exitCode()).as(replay.output()).isZero();
            assertThat(replay.output()).contains("40 of 40");
            assertThat(slack.messages().toString()).contains("runs out");
            assertThat(MAIL.getReceivedMessages()).isNotEmpty();
        }
    }
}
