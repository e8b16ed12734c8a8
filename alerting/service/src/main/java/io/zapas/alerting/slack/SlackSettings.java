package io.zapas.alerting.slack;

import io.vertx.core.Vertx;
import io.zapas.alerting.domain.Destination;
import io.zapas.alerting.render.NoticeSettings;
import io.zapas.alerting.render.NoticeTexts;
import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import java.util.List;
import java.util.Optional;

/** Slack's configuration, and the destination it describes. */
public final class SlackSettings {
    public static final ConfigKey<String> TOKEN = ConfigKey.secret(
            "slack.token", "Bot token with chat:write, channels:history and groups:history; Slack is off without it");
    public static final ConfigKey<String> CHANNEL =
            ConfigKey.text("slack.channel", null, "Channel for notices, best by its id (C0123456789)");
    public static final ConfigKey<String> URL =
            ConfigKey.text("slack.url", "https://slack.com/api/", "Base of Slack's API; only a stand-in is elsewhere");
    public static final ConfigKey<String> WEBHOOK = ConfigKey.secret(
            "slack.webhook", "Incoming webhook, used when there is no token: posts, but cannot edit what it posted");

    public static final ConfigKey<String> SIGNING_SECRET = ConfigKey.secret(
            "slack.signing-secret", "Verifies clicks on buttons; messages have none yet, so it is accepted and unused");

    private SlackSettings() {}

    public static List<ConfigKey<?>> keys() {
        return List.of(TOKEN, CHANNEL, URL, WEBHOOK, SIGNING_SECRET);
    }

    /**
     * Empty when Slack is not configured.
     *
     * @throws IllegalArgumentException naming {@code slack.channel} when there is a token and no channel
     */
    public static Optional<Destination> destination(Vertx vertx, Config config, NoticeTexts texts) {
        SlackMessages messages =
                new SlackMessages(texts, config.find(NoticeSettings.PUBLIC_URL).orElse(null));
        Optional<String> token = config.find(TOKEN);
        if (token.isPresent()) {
            String channel = config.find(CHANNEL)
                    .orElseThrow(() -> new IllegalArgumentException("slack.channel: needed with slack.token"));
            return Optional.of(
                    new SlackDestination(new SlackClient(vertx, config.get(URL), token.get()), channel, messages));
        }
        return config.find(WEBHOOK).map(webhook -> new SlackWebhook(vertx, webhook, messages));
    }
}
