package io.zapas.alerting.receiver;

import io.vertx.core.Vertx;
import io.zapas.alerting.domain.Destination;
import io.zapas.alerting.render.NoticeSettings;
import io.zapas.alerting.render.NoticeTexts;
import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Configuration of the receivers beside Slack and mail, and the destinations it describes. */
public final class ReceiverSettings {
    public static final ConfigKey<URI> WEBHOOK_URL =
            address("webhook.url", true, "Signed webhook (Standard Webhooks) that gets every notice; off without it");
    public static final ConfigKey<String> WEBHOOK_SECRET = new ConfigKey<>(
            "webhook.secret",
            "Signs the webhook: whsec_ and base64 of 24 to 64 random bytes; needed with webhook.url",
            null,
            true,
            ReceiverSettings::secret);
    public static final ConfigKey<URI> TEAMS_URL = address(
            "teams.url", true, "Microsoft Teams workflow webhook that posts notices in a channel; off without it");
    public static final ConfigKey<URI> ALERTMANAGER_URL = address(
            "alertmanager.url", false, "Prometheus Alertmanager, such as http://alertmanager:9093; off without it");
    public static final ConfigKey<Duration> ALERTMANAGER_RESEND = new ConfigKey<>(
            "alertmanager.resend",
            "How often Alertmanager hears again what is still open; it takes four times as long a silence for the end",
            "1m",
            false,
            ReceiverSettings::resend);

    private static final Duration LEAST_RESEND = Duration.ofSeconds(5);
    private static final Duration MOST_RESEND = Duration.ofHours(1);

    private ReceiverSettings() {}

    public static List<ConfigKey<?>> keys() {
        return List.of(WEBHOOK_URL, WEBHOOK_SECRET, TEAMS_URL, ALERTMANAGER_URL, ALERTMANAGER_RESEND);
    }

    /**
     * Those that are configured.
     *
     * @throws IllegalArgumentException naming {@code webhook.secret} when there is a webhook and no secret
     */
    public static List<Destination> destinations(Vertx vertx, Config config, NoticeTexts texts, InstantSource clock) {
        URI dashboard = config.find(NoticeSettings.PUBLIC_URL).orElse(null);
        List<Destination> found = new ArrayList<>();
        config.find(WEBHOOK_URL).ifPresent(address -> {
            String secret = config.find(WEBHOOK_SECRET)
                    .orElseThrow(() -> new IllegalArgumentException("webhook.secret: needed with webhook.url"));
            found.add(new WebhookDestination(
                    vertx, address, new WebhookSignature(secret), texts, InstantSource.system()));
        });
        config.find(TEAMS_URL)
                .ifPresent(
                        address -> found.add(new TeamsDestination(vertx, address, new TeamsCards(texts, dashboard))));
        config.find(ALERTMANAGER_URL)
                .ifPresent(base -> found.add(new AlertmanagerDestination(
                        vertx, base, texts, dashboard, config.get(ALERTMANAGER_RESEND), clock)));
        return found;
    }

    private static ConfigKey<URI> address(String name, boolean secret, String help) {
        return new ConfigKey<>(name, help, null, secret, text -> {
            try {
                URI address = new URI(text.strip());
                if (address.getHost() != null
                        && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
                    return address;
                }
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException("must be an http or https address", e);
            }
            throw new IllegalArgumentException("must be an http or https address");
        });
    }

    private static String secret(String text) {
        new WebhookSignature(text.strip());
        return text.strip();
    }

    private static Duration resend(String text) {
        Duration resend = ConfigKey.duration("", null, "").parser().apply(text);
        if (resend.compareTo(LEAST_RESEND) < 0 || resend.compareTo(MOST_RESEND) > 0) {
            throw new IllegalArgumentException("must be from 5s to 1h");
        }
        return resend;
    }
}
