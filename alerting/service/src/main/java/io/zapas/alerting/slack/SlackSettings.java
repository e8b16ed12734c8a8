package io.zapas.alerting.slack;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.zapas.alerting.domain.Destination;
import io.zapas.alerting.http.AlertBook;
import io.zapas.alerting.http.OrderReader;
import io.zapas.alerting.render.NoticeSettings;
import io.zapas.alerting.render.NoticeTexts;
import io.zapas.alerting.routing.RoutingSettings;
import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Slack's configuration, and the destination it describes. */
public final class SlackSettings {
    public static final ConfigKey<String> TOKEN = ConfigKey.secret(
            "slack.token",
            "Bot token with chat:write, channels:history and groups:history, and with files:write for tables of long lists; Slack is off"
                    + " without it");
    public static final ConfigKey<String> CHANNEL =
            ConfigKey.text("slack.channel", null, "Channel for notices, best by its id (C0123456789)");
    public static final ConfigKey<String> URL =
            ConfigKey.text("slack.url", "https://slack.com/api/", "Base of Slack's API; only a stand-in is elsewhere");
    public static final ConfigKey<String> WEBHOOK = ConfigKey.secret(
            "slack.webhook", "Incoming webhook, used when there is no token: posts, but cannot edit what it posted");

    public static final ConfigKey<String> SIGNING_SECRET = ConfigKey.secret(
            "slack.signing-secret",
            "Verifies clicks on buttons; without it messages have none. Needs slack.token and the app's interactivity address "
                    + "set to /v1/slack/interactions");

    public static final ConfigKey<Boolean> OWNERS_ONLY = new ConfigKey<>(
            "slack.buttons",
            "Who may press buttons: all who see them, or owners, those with slack= in alert.owners",
            "all",
            false,
            text -> switch (text.strip()) {
                case "all" -> false;
                case "owners" -> true;
                default -> throw new IllegalArgumentException("must be all or owners");
            });

    private SlackSettings() {}

    public static List<ConfigKey<?>> keys() {
        return List.of(TOKEN, CHANNEL, URL, WEBHOOK, SIGNING_SECRET, OWNERS_ONLY);
    }

    /**
     * Empty when Slack is not configured.
     *
     * @throws IllegalArgumentException naming {@code slack.channel} when there is a token and no channel
     */
    public static Optional<Destination> destination(Vertx vertx, Config config, NoticeTexts texts) {
        boolean buttons =
                config.find(TOKEN).isPresent() && config.find(SIGNING_SECRET).isPresent();
        SlackMessages messages =
                new SlackMessages(texts, config.find(NoticeSettings.PUBLIC_URL).orElse(null), buttons, members(config));
        Optional<String> token = config.find(TOKEN);
        if (token.isPresent()) {
            String channel = config.find(CHANNEL)
                    .orElseThrow(() -> new IllegalArgumentException("slack.channel: needed with slack.token"));
            return Optional.of(
                    new SlackDestination(new SlackClient(vertx, config.get(URL), token.get()), channel, messages));
        }
        return config.find(WEBHOOK).map(webhook -> new SlackWebhook(vertx, webhook, messages));
    }

    /** Member ids by owner. */
    private static Map<String, String> members(Config config) {
        Map<String, String> members = new HashMap<>();
        RoutingSettings.routes(config).slackMembers().forEach((id, owner) -> members.put(owner, id));
        return members;
    }

    /**
     * Mounts the door for clicks. It is there in any case, and refuses everybody while no signing secret is configured.
     *
     * @param orders what clicks mean
     * @param members owners by their member id in Slack
     */
    public static void mountInteractions(
            Router router,
            Vertx vertx,
            Config config,
            NoticeTexts texts,
            AlertBook book,
            OrderReader orders,
            Map<String, String> members) {
        boolean ownersOnly = config.get(OWNERS_ONLY);
        if (ownersOnly && members.isEmpty()) {
            throw new IllegalArgumentException(
                    "slack.buttons: owners may press them, but none of alert.owners has slack=MEMBER-ID");
        }
        SlackClient client = config.find(TOKEN)
                .map(token -> new SlackClient(vertx, config.get(URL), token))
                .orElse(null);
        new SlackInteractions(
                        vertx,
                        config.find(SIGNING_SECRET).orElse(null),
                        client,
                        new SlackWords(texts.wording()),
                        book,
                        orders,
                        new SlackPeople(members, ownersOnly),
                        InstantSource.system())
                .mount(router);
    }
}
