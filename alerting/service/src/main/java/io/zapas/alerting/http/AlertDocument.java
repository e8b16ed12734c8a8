package io.zapas.alerting.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zapas.alerting.api.Alert;
import io.zapas.alerting.render.AlertLinks;
import io.zapas.runtime.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An alert as the interface shows it: with what follows from it and from the moment it is asked for.
 *
 * <ul>
 *   <li>{@code asOf}: when the oldest document it was judged by was true; absent where a detector saw it itself
 *   <li>{@code dataAge}: how long ago that is, such as {@code PT12M30S}
 *   <li>{@code locale} of the title
 *   <li>{@code links}: {@code self}, {@code explain} and, where its address is known, {@code dashboard}
 * </ul>
 *
 * Immutable; safe on every thread.
 */
public final class AlertDocument {
    private final InstantSource clock;
    private final AlertLinks links;
    private final Locale locale;

    public AlertDocument(InstantSource clock, AlertLinks links, Locale locale) {
        this.clock = clock;
        this.links = links;
        this.locale = locale;
    }

    ObjectNode of(Alert alert) {
        ObjectNode document = Json.mapper().valueToTree(alert);
        asOf(alert).ifPresent(asOf -> {
            Duration age = Duration.ofSeconds(
                    Math.max(0, Duration.between(asOf, clock.instant()).toSeconds()));
            document.put("asOf", asOf.toString()).put("dataAge", age.toString());
        });
        document.put("locale", locale.getLanguage());
        String self = "/v1/alerts/" + alert.id();
        ObjectNode places = document.putObject("links").put("self", self).put("explain", self + "/explain");
        links.to(alert).ifPresent(address -> places.put("dashboard", address));
        return document;
    }

    private static Optional<Instant> asOf(Alert alert) {
        return alert.facts().get("evidence") instanceof List<?> documents
                ? documents.stream()
                        .map(document -> document instanceof Map<?, ?> fields ? fields.get("asOf") : null)
                        .filter(Objects::nonNull)
                        .map(moment -> Instant.parse(moment.toString()))
                        .min(Instant::compareTo)
                : Optional.empty();
    }
}
