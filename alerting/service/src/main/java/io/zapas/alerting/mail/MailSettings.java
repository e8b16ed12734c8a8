package io.zapas.alerting.mail;

import io.vertx.core.Vertx;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.StartTLSOptions;
import io.zapas.alerting.delivery.Companion;
import io.zapas.alerting.digest.DigestClock;
import io.zapas.alerting.digest.Digester;
import io.zapas.alerting.render.NoticeSettings;
import io.zapas.alerting.render.NoticeTexts;
import io.zapas.alerting.routing.RoutingSettings;
import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.runtime.config.RuntimeKeys;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Mail's configuration, and the destination it describes. */
public final class MailSettings {
    private static final int MIN_SECRET = 16;

    public static final ConfigKey<String> HOST =
            ConfigKey.text("smtp.host", null, "Smart host that takes the mails; mail is off without it");
    public static final ConfigKey<Integer> PORT =
            ConfigKey.integer("smtp.port", 587, 1, 65535, "Its port; on 465 the connection is TLS from the start");
    public static final ConfigKey<String> USER = ConfigKey.text("smtp.user", null, "User, if it asks for one");
    public static final ConfigKey<String> PASSWORD = ConfigKey.secret("smtp.password", "Password of that user");
    public static final ConfigKey<StartTLSOptions> STARTTLS = new ConfigKey<>(
            "smtp.starttls", "disabled, optional or required", "optional", false, MailSettings::startTls);
    public static final ConfigKey<String> FROM = new ConfigKey<>(
            "mail.from", "Sender, such as Zapas <zapas@example.com>", null, false, MailSettings::address);
    public static final ConfigKey<List<String>> TO =
            new ConfigKey<>("mail.to", "Recipients, separated by commas", null, false, MailSettings::addresses);

    public static final ConfigKey<String> LINK_SECRET = new ConfigKey<>(
            "mail.link-secret",
            "Signs the links in mails by which readers unsubscribe, at least 16 characters; with it and public.url, digests carry such links",
            null,
            true,
            text -> {
                if (text.strip().length() < MIN_SECRET) {
                    throw new IllegalArgumentException("must be at least " + MIN_SECRET + " characters");
                }
                return text.strip();
            });
    public static final ConfigKey<Optional<LocalTime>> DIGEST_AT = new ConfigKey<>(
            "digest.at",
            "Local time of the morning digest on working days, such as 07:30, or off",
            "07:30",
            false,
            MailSettings::timeOfDay);
    public static final ConfigKey<Optional<LocalTime>> REPORT_AT = new ConfigKey<>(
            "report.at",
            "Local time on Monday from which last week's report is closed and mailed, such as 07:30; off: closed, but not mailed",
            "07:30",
            false,
            MailSettings::timeOfDay);

    private static final int IMPLICIT_TLS_PORT = 465;
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    private static final int IDLE_TIMEOUT_SECONDS = 20;
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_RECIPIENTS = 50;
    private static final Pattern ADDRESS = Pattern.compile("(?:[^<>\\r\\n,]*<)?[^\\s<>@,]+@[^\\s<>@,]+>?");

    private MailSettings() {}

    public static List<ConfigKey<?>> keys() {
        return List.of(HOST, PORT, USER, PASSWORD, STARTTLS, FROM, TO, LINK_SECRET, DIGEST_AT, REPORT_AT);
    }

    /**
     * Empty when mail is not configured.
     *
     * @param interval least real time between two mails
     * @throws IllegalArgumentException naming {@code mail.from} or {@code mail.to} when there is a host but nobody to write to
     */
    public static Optional<Mail> mail(
            Vertx vertx, Config config, InstantSource clock, NoticeTexts texts, Duration interval) {
        return config.find(HOST).map(host -> {
            MailConfig smtp = smtp(config, host, Envelope.domain(needed(config, FROM)));
            return mail(vertx, config, clock, texts, interval, sender(vertx, smtp));
        });
    }

    static MailSender sender(Vertx vertx, MailConfig smtp) {
        return new SmtpSender(() -> MailClient.create(vertx, smtp), SEND_TIMEOUT);
    }

    /** The same with another way out. */
    public static Mail mail(
            Vertx vertx, Config config, InstantSource clock, NoticeTexts texts, Duration interval, MailSender sender) {
        String from = needed(config, FROM);
        List<String> to = needed(config, TO);
        MailPages pages = new MailPages(texts.wording());
        MailMessages messages = new MailMessages(
                texts, pages, config.find(NoticeSettings.PUBLIC_URL).orElse(null));
        UnsubscribeLinks links = links(config);
        MailQueue queue = new MailQueue(
                vertx, sender, new Envelope(from, links), interval, clock, new OpsTexts(texts.wording(), pages), to);
        Subscriptions subscriptions = new Subscriptions(vertx, clock);
        List<Companion> companions = new ArrayList<>(List.of(queue, subscriptions));
        ZoneId zone = config.get(RuntimeKeys.ZONE);
        config.get(DIGEST_AT)
                .ifPresent(at -> companions.add(new DigestDesk(
                        new DigestClock(at, zone, RoutingSettings.calendar(config)::isWorkingDay),
                        new Digester(zone),
                        new DigestMails(
                                pages,
                                zone,
                                config.find(NoticeSettings.PUBLIC_URL).orElse(null),
                                links != null),
                        new Readers(
                                mailboxes(config),
                                to,
                                RoutingSettings.escalation(config, RoutingSettings.routes(config))),
                        subscriptions,
                        queue)));
        Detours detours = new Detours();
        return new Mail(
                queue,
                new MailDestination(queue, to, messages, detours),
                detours,
                companions,
                subscriptions,
                links,
                new UnsubscribePages(pages),
                new ReportMail(
                        new ReportPages(
                                texts.wording(),
                                zone,
                                config.find(NoticeSettings.PUBLIC_URL).orElse(null)),
                        queue,
                        subscriptions,
                        to,
                        links != null));
    }

    /** By owner, however their name is written in the facts. */
    private static Map<String, String> mailboxes(Config config) {
        Map<String, String> mailboxes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        mailboxes.putAll(RoutingSettings.routes(config).mailboxes());
        return mailboxes;
    }

    /** Null: readers cannot be given links. */
    private static UnsubscribeLinks links(Config config) {
        return config.find(NoticeSettings.PUBLIC_URL)
                .flatMap(url -> config.find(LINK_SECRET).map(secret -> new UnsubscribeLinks(url, secret)))
                .orElse(null);
    }

    static MailConfig smtp(Config config, String host, String ownDomain) {
        int port = config.get(PORT);
        MailConfig smtp = new MailConfig()
                .setHostname(host)
                .setPort(port)
                .setOwnHostname(ownDomain)
                .setStarttls(config.get(STARTTLS))
                .setSsl(port == IMPLICIT_TLS_PORT)
                .setKeepAlive(false)
                .setMaxPoolSize(1)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setIdleTimeout(IDLE_TIMEOUT_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        smtp.setHostnameVerificationAlgorithm("HTTPS");
        config.find(USER).ifPresent(user -> smtp.setLogin(LoginOption.REQUIRED)
                .setUsername(user)
                .setPassword(config.find(PASSWORD).orElse("")));
        return smtp;
    }

    private static <T> T needed(Config config, ConfigKey<T> key) {
        return config.find(key).orElseThrow(() -> new IllegalArgumentException(key.name() + ": needed with smtp.host"));
    }

    private static StartTLSOptions startTls(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "disabled" -> StartTLSOptions.DISABLED;
            case "optional" -> StartTLSOptions.OPTIONAL;
            case "required" -> StartTLSOptions.REQUIRED;
            default -> throw new IllegalArgumentException("must be disabled, optional or required");
        };
    }

    private static Optional<LocalTime> timeOfDay(String text) {
        if (text.strip().equals("off")) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalTime.parse(text.strip()));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("must be a time such as 07:30, or off", e);
        }
    }

    private static String address(String text) {
        String address = text.strip();
        if (!ADDRESS.matcher(address).matches() || address.contains("<") != address.endsWith(">")) {
            throw new IllegalArgumentException("must be an address such as zapas@example.com");
        }
        return address;
    }

    private static List<String> addresses(String text) {
        List<String> addresses = Arrays.stream(text.split(",", -1))
                .filter(part -> !part.isBlank())
                .map(MailSettings::address)
                .toList();
        if (addresses.isEmpty() || addresses.size() > MAX_RECIPIENTS) {
            throw new IllegalArgumentException("must be 1 to " + MAX_RECIPIENTS + " addresses separated by commas");
        }
        return addresses;
    }
}
