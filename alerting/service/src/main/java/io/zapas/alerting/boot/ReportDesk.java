package io.zapas.alerting.boot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.delivery.Companion;
import io.zapas.alerting.delivery.Office;
import io.zapas.alerting.http.ReportBook;
import io.zapas.alerting.kafka.FactInbox.Fact;
import io.zapas.alerting.report.EpisodeLog;
import io.zapas.alerting.report.Observations;
import io.zapas.alerting.report.PastAlert;
import io.zapas.alerting.report.Reporter;
import io.zapas.alerting.report.SkuOutlook;
import io.zapas.alerting.report.WeekReport;
import io.zapas.alerting.report.Weeks;
import io.zapas.forecast.api.DemandForecast;
import io.zapas.runtime.http.ProblemException;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Availability;
import io.zapas.stocksync.api.Desync;
import io.zapas.stocksync.api.Product;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Observes the facts, and closes a report for every week.
 *
 * <p>What was observed is stored as it changes ({@code report/log/...}), so that a restart forgets nothing; what happens and ends again while nobody runs is not
 * seen. A week's report is computed once, on Monday, and stored before it is mailed; the mail has an id that follows from the week. Who dies in between mails the
 * stored one. Reports are kept for {@value #KEEP_WEEKS} weeks, observations for two. On the engine's context.
 */
final class ReportDesk implements Companion, ReportBook, Observer {
    static final String PREFIX = "report/";
    private static final Logger log = LoggerFactory.getLogger(ReportDesk.class);
    private static final String BEGUN = PREFIX + "begun";
    private static final String MAILED = PREFIX + "mailed";
    private static final String LOG = PREFIX + "log/";
    private static final String PAST = PREFIX + "alert/";
    private static final String WEEK = PREFIX + "week/";
    private static final String KIND = "report";
    private static final int KEEP_WEEKS = 60;
    private static final Duration REMEMBERED = Duration.ofDays(15);
    private static final Duration SWEEP = Duration.ofHours(1);
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final Vertx vertx;
    private final InstantSource clock;
    private final ZoneId zone;
    private final LocalTime at;
    private final Reporter reporter;
    private final Function<WeekReport, Future<Void>> mail;
    private final Observations seen = new Observations();
    private final Map<String, WeekReport> reports = new TreeMap<>();
    private Context context;
    private Office office;
    private Instant begun;
    private String mailed = "";
    private Instant nextSweep = Instant.MIN;
    private Instant retryFrom = Instant.MIN;
    private boolean busy;
    private boolean stopped;
    private volatile boolean ready;

    /**
     * @param at local time on Monday from which last week's report is due
     * @param mail sends a report to its readers; completes when that is safely under way, and may be called again with the same one
     */
    ReportDesk(Vertx vertx, InstantSource clock, ZoneId zone, LocalTime at, Function<WeekReport, Future<Void>> mail) {
        this.vertx = vertx;
        this.clock = clock;
        this.zone = zone;
        this.at = at;
        this.reporter = new Reporter(zone);
        this.mail = mail;
    }

    @Override
    public String prefix() {
        return PREFIX;
    }

    @Override
    public void load(Map<String, byte[]> records, Office office) {
        this.office = office;
        context = vertx.getOrCreateContext();
        records.forEach((key, value) -> {
            JsonNode node = Json.tree(value);
            if (key.startsWith(LOG)) {
                seen.load(Json.read(value, EpisodeLog.class));
            } else if (key.startsWith(PAST)) {
                seen.past(Json.read(value, PastAlert.class));
            } else if (key.startsWith(WEEK)) {
                reports.put(key.substring(WEEK.length()), Json.read(value, WeekReport.class));
            } else if (key.equals(BEGUN)) {
                begun = Instant.parse(node.path("at").asText());
            } else if (key.equals(MAILED)) {
                mailed = node.path("week").asText();
            }
        });
        if (begun == null) {
            begun = clock.instant();
            office.put(BEGUN, record(Json.mapper().createObjectNode().put("at", begun.toString())));
        }
    }

    @Override
    public void learn(Fact fact) {
        if (fact instanceof Fact.Stock stock) {
            learn(stock.sku(), stock.availability());
        } else if (fact instanceof Fact.Outlook outlook) {
            learn(outlook.sku(), outlook.forecast());
        } else if (fact instanceof Fact.Mismatch mismatch) {
            learn(mismatch.id(), mismatch.desync());
        }
    }

    @Override
    public void judged(String sku, boolean held, Instant now) {
        seen.held(sku, held, now).ifPresent(this::store);
    }

    @Override
    public void forgotten(Alert alert) {
        PastAlert past = PastAlert.of(alert);
        seen.past(past);
        office.put(PAST + past.id(), record(Json.mapper().valueToTree(past)));
    }

    private void learn(String sku, Availability stock) {
        SkuOutlook before = seen.outlook(sku);
        Product product = stock == null || stock.product() == null ? Product.unknown(sku) : stock.product();
        seen.learn(new SkuOutlook(
                sku,
                before.abc(),
                before.velocity(),
                product.price(),
                product.currency() == null ? before.currency() : product.currency(),
                before.forecastError(),
                stock == null || Boolean.TRUE.equals(product.discontinued())));
        Instant since = stock == null || stock.asOf() == null ? clock.instant() : stock.asOf();
        seen.stock(sku, stock != null && stock.available() <= 0, since).ifPresent(this::store);
    }

    private void learn(String sku, DemandForecast forecast) {
        SkuOutlook before = seen.outlook(sku);
        boolean known = forecast != null;
        seen.learn(new SkuOutlook(
                sku,
                known ? forecast.abc() : null,
                known ? forecast.velocity() : null,
                before.price(),
                known && before.currency() == null ? forecast.currency() : before.currency(),
                known ? forecast.backtestError() : null,
                before.discontinued()));
    }

    private void learn(String id, Desync desync) {
        if (desync == null) {
            seen.desyncGone(id, clock.instant()).ifPresent(this::store);
        } else if (desync.kind() == Desync.Kind.OFFER) {
            boolean closed = desync.state() == Desync.State.CLOSED;
            Instant end = closed && desync.closedAt() == null ? clock.instant() : desync.closedAt();
            String cause = desync.cause().isEmpty() ? null : desync.cause().get(0);
            seen.desync(id, desync.since(), closed ? end : null, cause).ifPresent(this::store);
        }
    }

    private void store(EpisodeLog changed) {
        ObjectNode node = Json.mapper().valueToTree(changed);
        office.put(LOG + changed.subject(), changed.episodes().isEmpty() ? null : record(node));
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public void tick(Instant now) {
        ready = true;
        if (!now.isBefore(nextSweep)) {
            nextSweep = now.plus(SWEEP);
            seen.forget(now.minus(REMEMBERED)).forEach(this::store);
            seen.forgetPast(now.minus(REMEMBERED)).forEach(id -> office.put(PAST + id, null));
            forgetReports(now);
        }
        if (busy || stopped || now.isBefore(retryFrom)) {
            return;
        }
        LocalDate monday = Weeks.reported(now, at, zone);
        String week = Weeks.name(monday);
        boolean over = begun.isBefore(Weeks.start(monday.plusWeeks(1), zone));
        if (over && mailed.compareTo(week) < 0) {
            busy = true;
            closed(monday, now)
                    .compose(mail)
                    .compose(sent -> {
                        mailed = week;
                        return office.put(
                                MAILED, record(Json.mapper().createObjectNode().put("week", week)));
                    })
                    .onComplete(done -> {
                        busy = false;
                        if (done.failed()) {
                            retryFrom = now.plus(RETRY);
                            log.atError().setCause(done.cause()).log("Weekly report broke off, trying again");
                        }
                    });
        }
    }

    /** The week's report as it is kept, closed now if it has not been. */
    private Future<WeekReport> closed(LocalDate monday, Instant now) {
        String week = Weeks.name(monday);
        WeekReport known = reports.get(week);
        WeekReport report = known == null ? reporter.report(monday, seen, office.alerts(), begun, now) : known;
        reports.put(week, report);
        return office.put(WEEK + week, record(Json.mapper().valueToTree(report)))
                .map(report);
    }

    private void forgetReports(Instant now) {
        String oldest = Weeks.name(Weeks.mondayOf(now, zone).minusWeeks(KEEP_WEEKS));
        for (String week : List.copyOf(reports.keySet())) {
            if (week.compareTo(oldest) < 0) {
                reports.remove(week);
                office.put(WEEK + week, null);
            }
        }
    }

    private static byte[] record(ObjectNode node) {
        return Json.bytes(node.put("kind", KIND));
    }

    @Override
    public Future<Optional<WeekReport>> week(LocalDate monday) {
        if (!ready) {
            return Future.failedFuture(new ProblemException(503, "not-ready", "Facts are being read."));
        }
        Promise<Optional<WeekReport>> answer = Promise.promise();
        context.runOnContext(v -> {
            Instant now = clock.instant();
            answer.complete(find(monday == null ? Weeks.mondayOf(now, zone).minusWeeks(1) : monday, now));
        });
        return answer.future();
    }

    /** The closed one, else what can still be computed: of this week and the one before. */
    private Optional<WeekReport> find(LocalDate monday, Instant now) {
        WeekReport known = reports.get(Weeks.name(monday));
        if (known != null) {
            return Optional.of(known);
        }
        boolean begunInTime = begun.isBefore(Weeks.start(monday.plusWeeks(1), zone));
        boolean remembered = !monday.isBefore(Weeks.mondayOf(now, zone).minusWeeks(1))
                && !Weeks.start(monday, zone).isAfter(now);
        return begunInTime && remembered
                ? Optional.of(reporter.report(monday, seen, office.alerts(), begun, now))
                : Optional.empty();
    }
}
