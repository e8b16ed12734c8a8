package io.zapas.alerting.boot;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.zapas.alerting.api.AlertTopics;
import io.zapas.alerting.delivery.Courier;
import io.zapas.alerting.delivery.CourierPolicy;
import io.zapas.alerting.delivery.LogDestination;
import io.zapas.alerting.delivery.NoticeBoard;
import io.zapas.alerting.delivery.NoticeWriter;
import io.zapas.alerting.delivery.OpsLine;
import io.zapas.alerting.delivery.OpsWatch;
import io.zapas.alerting.domain.AlertDesk;
import io.zapas.alerting.domain.AlertLife;
import io.zapas.alerting.domain.DeskPolicy;
import io.zapas.alerting.domain.Destination;
import io.zapas.alerting.domain.Ids;
import io.zapas.alerting.domain.LifePolicy;
import io.zapas.alerting.http.AlertDocument;
import io.zapas.alerting.http.AlertRoutes;
import io.zapas.alerting.http.EligibilityRoutes;
import io.zapas.alerting.http.OrderReader;
import io.zapas.alerting.http.ReportRoutes;
import io.zapas.alerting.http.UnsubscribeRoutes;
import io.zapas.alerting.mail.Mail;
import io.zapas.alerting.mail.MailSettings;
import io.zapas.alerting.mail.ReportPages;
import io.zapas.alerting.receiver.ReceiverSettings;
import io.zapas.alerting.render.AlertLinks;
import io.zapas.alerting.render.NoticeSettings;
import io.zapas.alerting.render.NoticeTexts;
import io.zapas.alerting.render.OpsWords;
import io.zapas.alerting.render.Titles;
import io.zapas.alerting.render.Wording;
import io.zapas.alerting.routing.Explainer;
import io.zapas.alerting.routing.RouteBook;
import io.zapas.alerting.routing.RoutingSettings;
import io.zapas.alerting.slack.SlackSettings;
import io.zapas.forecast.api.ForecastTopics;
import io.zapas.runtime.Service;
import io.zapas.runtime.ServiceContext;
import io.zapas.runtime.config.Config;
import io.zapas.runtime.config.ConfigKey;
import io.zapas.runtime.config.RuntimeKeys;
import io.zapas.stocksync.api.StockTopics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The alerting service: from facts about stock, demand and channels to notices that people get once. Any number of processes may run it on one Kafka; one of them works, see
 * {@link Shifts}. It works on an event loop of its own, so that a storm of
 * alerts does not slow down its neighbours.
 */
public final class AlertingService implements Service {
    private static final int MAX_ALERTS_IN_TEXT = 20;
    private static final Duration MAX_BACK_OFF = Duration.ofMinutes(1);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);

    /** Where notices can go, given the service's context and how texts are written. */
    @FunctionalInterface
    public interface Destinations {
        List<Destination> of(ServiceContext service, NoticeTexts texts);
    }

    /** How mail is sent, given the service's context and how texts are written; empty: not at all. */
    @FunctionalInterface
    public interface Mails {
        Optional<Mail> of(ServiceContext service, NoticeTexts texts);
    }

    private final Destinations destinations;
    private final Mails mails;
    private Vertx vertx;
    private String deployment;
    private Shifts shifts;

    public AlertingService() {
        this(AlertingService::configured, AlertingService::mail);
    }

    /** With destinations of the caller's choice, and no mail. */
    public AlertingService(Destinations destinations) {
        this(destinations, (service, texts) -> Optional.empty());
    }

    /** With destinations and mail of the caller's choice. */
    public AlertingService(Destinations destinations, Mails mails) {
        this.destinations = destinations;
        this.mails = mails;
    }

    @Override
    public String name() {
        return "alerting";
    }

    @Override
    public List<ConfigKey<?>> configKeys() {
        List<ConfigKey<?>> keys = new ArrayList<>(AlertingKeys.all());
        keys.addAll(AdKeys.all());
        keys.addAll(RoutingSettings.keys());
        keys.addAll(NoticeSettings.keys());
        keys.addAll(SlackSettings.keys());
        keys.addAll(MailSettings.keys());
        keys.addAll(ReceiverSettings.keys());
        return keys;
    }

    @Override
    public List<TopicSpec> topics() {
        return List.of(
                new TopicSpec(AlertTopics.ALERTS, true),
                new TopicSpec(AlertTopics.ALERTS_SEAT, TopicSpec.Cleanup.BY_WRITER),
                new TopicSpec(StockTopics.STOCK_AVAILABILITY, true),
                new TopicSpec(StockTopics.STOCK_DESYNC, true),
                new TopicSpec(StockTopics.STOCK_LEDGER, false),
                new TopicSpec(ForecastTopics.DEMAND_FORECAST, true));
    }

    @Override
    public Optional<String> openApi() {
        try (InputStream in = AlertingService.class.getResourceAsStream("openapi.yaml")) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Future<Void> start(ServiceContext service) {
        vertx = service.vertx();
        Promise<Context> own = Promise.promise();
        return vertx.deployVerticle(context -> {
                    own.complete(context);
                    return Future.succeededFuture();
                })
                .compose(id -> {
                    deployment = id;
                    return own.future();
                })
                .compose(context -> start(service, context));
    }

    private Future<Void> start(ServiceContext service, Context context) {
        Config config = service.config();
        Locale locale = Locale.forLanguageTag(config.get(RuntimeKeys.LOCALE));
        ZoneId zone = config.get(RuntimeKeys.ZONE);
        NoticeTexts texts = new NoticeTexts(Wording.of(locale, zone));
        NoticeWriter writer = notice -> texts.plain(notice, MAX_ALERTS_IN_TEXT);
        NoticeBoard board = new NoticeBoard(writer);
        OpenAlerts counts = new OpenAlerts(service.meters());
        Shift first = shift(service, context, texts, writer, board, counts);
        shifts = new Shifts(context, first, () -> shift(service, context, texts, writer, board, counts), counts);
        shifts.watch(service.health(), service.meters());
        OrderReader orders = new OrderReader(
                RoutingSettings.calendar(config), config.get(AlertingKeys.DELIVERY_SLACK), service.clock());
        AlertLinks places =
                new AlertLinks(config.find(NoticeSettings.PUBLIC_URL).orElse(null));
        AlertDocument document =
                new AlertDocument(service.clock(), places, texts.wording().locale());
        new AlertRoutes(shifts, board, orders, texts.wording(), document).mount(service.router());
        SlackSettings.mountInteractions(
                service.router(),
                service.vertx(),
                config,
                texts,
                shifts,
                orders,
                RoutingSettings.routes(config).slackMembers());
        ReportPages pages = new ReportPages(
                texts.wording(), zone, config.find(NoticeSettings.PUBLIC_URL).orElse(null));
        new ReportRoutes(shifts, pages).mount(service.router());
        new EligibilityRoutes(shifts, service.clock(), config.get(AdKeys.MAX_AGE), config.get(AdKeys.GOOGLE_LABEL))
                .mount(service.router());
        first.mail().ifPresent(post -> post.links().ifPresent(links -> new UnsubscribeRoutes(
                        links, () -> shifts.subscriptions().orElseThrow(), post.pages())
                .mount(service.router())));
        return shifts.start(service.kafka());
    }

    /** Everything that works during one tenure, not begun. */
    private Shift shift(
            ServiceContext service,
            Context context,
            NoticeTexts texts,
            NoticeWriter writer,
            NoticeBoard board,
            OpenAlerts counts) {
        Config config = service.config();
        Locale locale = Locale.forLanguageTag(config.get(RuntimeKeys.LOCALE));
        ZoneId zone = config.get(RuntimeKeys.ZONE);
        Ids ids = new Ids(service.clock());
        RouteBook rules = RoutingSettings.routes(config);
        List<Destination> targets = new ArrayList<>(destinations.of(service, texts));
        List<Destination> others = List.copyOf(targets);
        Optional<Mail> mail = mails.of(service, texts);
        mail.ifPresent(post -> {
            targets.add(post.destination());
            for (String addresses : rules.recipients()) {
                List<String> to = MailSettings.TO.parser().apply(addresses);
                targets.add(post.destination("mail:" + addresses, to));
            }
        });
        if (targets.isEmpty()) {
            targets.add(new LogDestination(writer));
        }
        List<String> names = targets.stream().map(Destination::name).toList();
        boolean digest = mail.isPresent() && config.get(MailSettings.DIGEST_AT).isPresent();
        rules.check(Set.copyOf(names), digest);
        RouteBook routes = digest ? rules.withDigest(names) : rules;
        AlertLife life = new AlertLife(lifePolicy(config), RoutingSettings.escalation(config, routes), ids);
        Engine engine = new Engine(
                service.vertx(),
                context,
                service.kafka(),
                service.clock(),
                new AlertDesk(life, deskPolicy(config), ids, routes, RoutingSettings.quietHours(config)),
                new Explainer(routes, names, zone),
                alert -> Titles.title(alert, locale),
                AlertingKeys.sourceThresholds(config),
                counts);
        mail.ifPresent(post -> {
            post.tellBy(opsLine(engine, context, others, Optional.empty()));
            post.companions().forEach(engine::add);
            post.detours(engine::detouredSince);
        });
        ReportDesk reports = reports(service, mail, zone);
        engine.observe(reports);
        engine.add(reports);
        CourierPolicy pace = pace(config);
        List<Courier> couriers = targets.stream()
                .map(target -> new Courier(
                        service.vertx(),
                        context,
                        target,
                        pace,
                        engine.mailroomOf(target.name()),
                        board,
                        service.clock(),
                        service.meters()))
                .toList();
        OpsWords words = new OpsWords(texts.wording());
        EligibilityDesk ads = new EligibilityDesk(
                service.vertx(),
                service.clock(),
                AdKeys.policy(config, zone),
                engine::ads,
                engine::skus,
                new ApprovalCall(opsLine(engine, context, others, mail), words::approvals),
                engine::advised);
        engine.agreeWith(ads::advice);
        engine.observe(ads);
        engine.add(ads);
        couriers.forEach(courier -> {
            List<Destination> elsewhere = others.stream()
                    .filter(other -> !medium(other.name()).equals(medium(courier.name())))
                    .toList();
            courier.tellBy(new OpsWatch(courier.name(), opsLine(engine, context, elsewhere, mail), words));
            engine.add(courier);
        });
        return new Shift(engine, couriers, mail, reports, ads);
    }

    @Override
    public Future<Void> stop() {
        Future<Void> stopped = shifts == null ? Future.succeededFuture() : shifts.stop();
        return stopped.compose(done -> deployment == null ? Future.succeededFuture() : vertx.undeploy(deployment))
                .otherwiseEmpty();
    }

    private static List<Destination> configured(ServiceContext service, NoticeTexts texts) {
        Config config = service.config();
        List<Destination> found = new ArrayList<>();
        SlackSettings.destination(service.vertx(), config, texts).ifPresent(found::add);
        RouteBook routes = RoutingSettings.routes(config);
        if (config.find(SlackSettings.TOKEN).isPresent()) {
            for (String channel : routes.channels()) {
                Config other = new Retargeted.With(config, SlackSettings.CHANNEL, channel);
                SlackSettings.destination(service.vertx(), other, texts)
                        .ifPresent(slack -> found.add(new Retargeted("slack:" + channel, slack)));
            }
        }
        found.addAll(ReceiverSettings.destinations(service.vertx(), config, texts, service.clock()));
        return found;
    }

    private static Optional<Mail> mail(ServiceContext service, NoticeTexts texts) {
        Config config = service.config();
        return MailSettings.mail(
                service.vertx(), config, service.clock(), texts, config.get(AlertingKeys.SEND_INTERVAL));
    }

    private static ReportDesk reports(ServiceContext service, Optional<Mail> mail, ZoneId zone) {
        Optional<LocalTime> at = service.config().get(MailSettings.REPORT_AT);
        return new ReportDesk(
                service.vertx(), service.clock(), zone, at.orElse(LocalTime.MIDNIGHT), report -> mail.filter(
                                post -> at.isPresent())
                        .map(post -> post.send(report))
                        .orElseGet(Future::succeededFuture));
    }

    /** What several destinations have in common: one access that fails for all of them. */
    private static String medium(String destination) {
        return destination.replaceFirst(":.*", "");
    }

    /** The first of the destinations that can say it, mail last; answers on the context. */
    private static OpsLine opsLine(Engine engine, Context context, List<Destination> others, Optional<Mail> mail) {
        return (id, text) -> {
            Future<Boolean> told = engine.onDuty().map(false);
            for (Destination other : others) {
                told = told.compose(done -> done
                        ? Future.succeededFuture(true)
                        : Future.fromCompletionStage(other.tell(id, text))
                                .recover(failure -> mail.isPresent()
                                        ? Future.succeededFuture(false)
                                        : Future.failedFuture(failure)));
            }
            Promise<Boolean> here = Promise.promise();
            told.onComplete(done -> context.runOnContext(v -> here.handle(done)));
            return here.future()
                    .compose(done -> done || mail.isEmpty()
                            ? Future.succeededFuture(done)
                            : mail.get().tellOperations(id, text));
        };
    }

    private static LifePolicy lifePolicy(Config config) {
        return new LifePolicy(
                config.get(AlertingKeys.OPEN_HOLD),
                config.get(AlertingKeys.CLOSE_HOLD),
                config.get(AlertingKeys.DESYNC_CLOSE_HOLD),
                config.get(AlertingKeys.REFRESH),
                config.get(AlertingKeys.DELIVERY_SLACK));
    }

    private static DeskPolicy deskPolicy(Config config) {
        return new DeskPolicy(
                config.get(AlertingKeys.GROUP_WAIT),
                config.get(AlertingKeys.GROUP_INTERVAL),
                DeskPolicy.DEFAULT.messageAge(),
                config.get(AlertingKeys.KEEP_RESOLVED));
    }

    private static CourierPolicy pace(Config config) {
        Duration interval = config.get(AlertingKeys.SEND_INTERVAL);
        return new CourierPolicy(interval, interval, MAX_BACK_OFF, CALL_TIMEOUT);
    }
}
