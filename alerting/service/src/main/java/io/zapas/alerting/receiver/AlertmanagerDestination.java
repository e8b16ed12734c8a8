package io.zapas.alerting.receiver;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.domain.Destination;
import io.zapas.alerting.domain.Destination.DeliveryException.Kind;
import io.zapas.alerting.domain.Notice;
import io.zapas.alerting.receiver.Posting.Refused;
import io.zapas.alerting.render.AlertLinks;
import io.zapas.alerting.render.AlertText;
import io.zapas.alerting.render.NoticeTexts;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Prometheus Alertmanager by {@code POST /api/v2/alerts}. It wants to hear of what is open again and again, and takes silence for the end: open alerts are sent
 * every {@link #refresh()}, each time valid for {@value #LIVES} times as long, so that a Zapas that died or an Alertmanager that restarted is no mystery. Resolved ones are sent with
 * their end. All of it may be repeated without harm, so nothing is ever UNKNOWN.
 *
 * <p>Labels: {@code alertname} (the type), {@code severity}, {@code sku}, {@code scope}, {@code owner}, {@code fingerprint}, {@code service="zapas"}. When the severity
 * changes, the alert continues under its new label set, and the former one ends by itself when its validity is over. At most {@value #PART} alerts a call;
 * none is left out.
 */
final class AlertmanagerDestination implements Destination {
    static final int PART = 500;
    private static final int LIVES = 4;

    private final Posting posting;
    private final NoticeTexts texts;
    private final AlertLinks links;
    private final Duration refresh;
    private final InstantSource clock;

    /**
     * @param base of the Alertmanager, such as {@code http://alertmanager:9093}
     * @param dashboard null: no link
     */
    AlertmanagerDestination(
            Vertx vertx, URI base, NoticeTexts texts, URI dashboard, Duration refresh, InstantSource clock) {
        String root = base.toString().replaceAll("/+$", "");
        this.posting = new Posting(vertx, URI.create(root + "/api/v2/alerts"), "Alertmanager");
        this.texts = texts;
        this.links = new AlertLinks(dashboard);
        this.refresh = refresh;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "alertmanager";
    }

    @Override
    public Optional<Duration> refresh() {
        return Optional.of(refresh);
    }

    @Override
    public CompletionStage<Receipt> deliver(Notice notice, Receipt previous, Instant firstTriedAt) {
        return post(notice, 0)
                .map(done -> new Receipt(Map.of("rev", Long.toString(notice.rev()))))
                .recover(AlertmanagerDestination::explained)
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Optional<Receipt>> find(String deliveryId) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    private Future<Void> post(Notice notice, int from) {
        List<Alert> alerts = notice.alerts();
        int to = Math.min(alerts.size(), from + PART);
        if (from >= to) {
            return Future.succeededFuture();
        }
        JsonArray part = new JsonArray();
        Instant validUntil = clock.instant().plus(refresh.multipliedBy(LIVES));
        alerts.subList(from, to).forEach(alert -> part.add(json(alert, validUntil)));
        return posting.post(MultiMap.caseInsensitiveMultiMap(), part.toBuffer()).compose(done -> post(notice, to));
    }

    private static Future<Receipt> explained(Throwable failure) {
        if (failure instanceof Refused refused) {
            return Future.failedFuture(refused.forGood());
        }
        return failure instanceof DeliveryException known && known.kind() == Kind.UNKNOWN
                ? Future.failedFuture(new DeliveryException(
                        Kind.TRANSIENT, known.getMessage(), known.retryAfter().orElse(null)))
                : Future.failedFuture(failure);
    }

    private JsonObject json(Alert alert, Instant validUntil) {
        AlertText text = texts.text(alert);
        JsonObject labels = new JsonObject()
                .put("alertname", alert.type().name())
                .put("severity", alert.severity().name().toLowerCase(Locale.ROOT))
                .put("fingerprint", alert.fingerprint())
                .put("service", "zapas");
        putIfKnown(labels, "sku", alert.sku());
        putIfKnown(labels, "scope", alert.scope());
        putIfKnown(labels, "owner", alert.owner());
        JsonObject annotations = new JsonObject()
                .put("summary", text.title())
                .put("description", String.join("\n", NoticeTexts.plain(text)));
        boolean resolved = alert.handling() == Alert.Handling.RESOLVED;
        Instant end = resolved && alert.resolvedAt() != null ? alert.resolvedAt() : validUntil;
        // The end may not be in front of the beginning, and of an alert resolved at once it is.
        Instant start = alert.openedAt().isAfter(end) ? end : alert.openedAt();
        JsonObject json = new JsonObject()
                .put("labels", labels)
                .put("annotations", annotations)
                .put("startsAt", start.toString())
                .put("endsAt", end.toString());
        links.to(alert).ifPresent(address -> json.put("generatorURL", address));
        return json;
    }

    private static void putIfKnown(JsonObject labels, String name, String value) {
        if (value != null && !value.isBlank()) {
            labels.put(name, NoticeTexts.oneLine(value, 128));
        }
    }
}
