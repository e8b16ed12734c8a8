package io.zapas.stocksync.desync;

import io.zapas.stocksync.api.Desync;
import io.zapas.stocksync.api.Desync.Kind;
import io.zapas.stocksync.api.Desync.State;
import io.zapas.stocksync.desync.Finding.Push;
import io.zapas.stocksync.desync.TargetHistory.Target;
import io.zapas.stocksync.domain.Stock.OfferState;
import io.zapas.stocksync.domain.Stock.ParkedSku;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Writes findings down as the documents of {@code stock.desync}; ids are stable, so a later document replaces the earlier one. */
final class DesyncDocuments {
    private static final String WAITING = "waiting";
    private static final String OPEN_ORDERS = "openOrders";
    private static final String OPEN_UNITS = "openUnits";
    private static final String RETRIES = "retries";
    private static final String NEXT_RETRY_AT = "nextRetryAt";
    private static final String QUARANTINE = "quarantine";

    /** Evidence that is worth telling when nothing else is new. */
    private static final List<String> NEWS =
            List.of(WAITING, OPEN_ORDERS, OPEN_UNITS, RETRIES, NEXT_RETRY_AT, QUARANTINE);

    private DesyncDocuments() {}

    static String offerId(String channel, String offerId) {
        return id("offer", channel, offerId);
    }

    static String sourceId(String source) {
        return id("source", source);
    }

    static String parkedId(ParkedSku parked) {
        if (parked.orderId() != null) {
            return id("unknown-order", parked.channel(), parked.orderId());
        }
        return parked.sku() == null
                ? id("unknown-offer", parked.channel(), parked.offerId())
                : id("unknown", parked.sku());
    }

    /** @param orders open ones of the channel, null: unknown */
    static Desync of(Finding finding, OpenOrders orders, Instant now) {
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("shownSince", text(finding.shownSinceMillis()));
        evidence.put("settleSeconds", finding.settleMillis() / 1000);
        evidence.put("unheardUnits", finding.unheardUnits());
        evidence.put("wrongListings", finding.wrongListings());
        evidence.put(
                "targets",
                finding.targets().stream().map(DesyncDocuments::target).toList());
        if (finding.pushed() != null) {
            evidence.put("pushed", finding.pushed());
        }
        evidence.put("version", finding.push().version());
        if (finding.push().acked() != null) {
            evidence.putAll(acked(finding.push()));
        }
        if (finding.channelChangedMillis() != null) {
            evidence.put("channelLastChange", text(finding.channelChangedMillis()));
        }
        if (finding.healing() != null) {
            putHealing(evidence, finding.healing());
        }
        if (orders != null) {
            evidence.put(OPEN_ORDERS, orders.orders());
            evidence.put(OPEN_UNITS, orders.units());
            if (orders.atLeast()) {
                evidence.put("openOrdersAtLeast", true);
            }
        }
        evidence.put("confidence", confidence(finding));
        return new Desync(
                offerId(finding.channel(), finding.offerId()),
                Kind.OFFER,
                State.OPEN,
                finding.sku(),
                finding.channel(),
                finding.offerId(),
                finding.expected(),
                finding.actual(),
                finding.actual() - finding.expected(),
                Instant.ofEpochMilli(finding.sinceMillis()),
                now,
                null,
                finding.codes(),
                evidence);
    }

    private static void putHealing(Map<String, Object> evidence, OfferState stated) {
        if (stated.retries() != null) {
            evidence.put(RETRIES, stated.retries());
        }
        if (stated.nextRetryAt() != null) {
            evidence.put(NEXT_RETRY_AT, stated.nextRetryAt().toString());
        }
        if (stated.quarantine() != null) {
            evidence.put(QUARANTINE, stated.quarantine());
        }
    }

    private static Map<String, String> confidence(Finding finding) {
        Map<String, String> confidence = new TreeMap<>();
        finding.cause()
                .forEach(
                        cause -> confidence.put(cause.code(), cause.confidence().name()));
        return confidence;
    }

    /** What the channel is known to have taken over, and what it has not. */
    private static Map<String, Object> acked(Push push) {
        return Map.of(
                "ackedVersion", push.acked().version(),
                "ackedQuantity", push.acked().value(),
                "lastAcked", text(push.ackedMillis()),
                "inFlight", push.inFlight(),
                "missed", push.missed());
    }

    private static Map<String, Object> target(Target target) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("quantity", target.value());
        shown.put("from", text(target.fromMillis()));
        if (target.untilMillis() != Long.MAX_VALUE) {
            shown.put("until", text(target.untilMillis()));
        }
        return shown;
    }

    static Desync of(ParkedSku parked, Instant now) {
        boolean open = parked.waiting() > 0;
        boolean order = parked.orderId() != null;
        Kind kind = order ? Kind.UNKNOWN_ORDER : Kind.UNKNOWN_SKU;
        Map<String, Object> evidence = new LinkedHashMap<>(Map.of(WAITING, parked.waiting()));
        if (order) {
            evidence.put("order", parked.orderId());
        }
        return new Desync(
                parkedId(parked),
                kind,
                open ? State.OPEN : State.CLOSED,
                parked.sku(),
                parked.channel(),
                parked.offerId(),
                null,
                null,
                null,
                parked.since() == null ? now : parked.since(),
                now,
                open ? null : now,
                order ? List.of() : List.of(kind.name()),
                evidence);
    }

    static Desync silent(String source, Instant lastContact, Duration maxAge, Instant now) {
        return new Desync(
                sourceId(source),
                Kind.STALE_SOURCE,
                State.OPEN,
                null,
                null,
                null,
                null,
                null,
                null,
                lastContact.plus(maxAge),
                now,
                null,
                List.of("STALE_SOURCE"),
                Map.of("source", source, "lastContact", lastContact.toString(), "maxAgeSeconds", maxAge.toSeconds()));
    }

    static Desync closed(Desync open, Instant now) {
        return new Desync(
                open.id(),
                open.kind(),
                State.CLOSED,
                open.sku(),
                open.channel(),
                open.offerId(),
                open.expected(),
                open.actual(),
                open.delta(),
                open.since(),
                now,
                now,
                open.cause(),
                open.evidence());
    }

    /** Whether a reader would learn something new from {@code next}. */
    static boolean differs(Desync known, Desync next) {
        if (known == null) {
            return next.state() == State.OPEN;
        }
        return known.state() != next.state()
                || (next.state() == State.OPEN
                        && !(Objects.equals(known.sku(), next.sku())
                                && Objects.equals(known.expected(), next.expected())
                                && Objects.equals(known.actual(), next.actual())
                                && known.cause().equals(next.cause())
                                && NEWS.stream()
                                        .allMatch(name -> said(known, name).equals(said(next, name)))));
    }

    /** Numbers that went through JSON may come back in another width. */
    private static String said(Desync desync, String name) {
        return String.valueOf(desync.evidence().get(name));
    }

    /** Parts may hold any character, so the divider is escaped in them. */
    private static String id(String kind, String... parts) {
        StringBuilder id = new StringBuilder(kind);
        for (String part : parts) {
            id.append(':').append(part.replace("%", "%25").replace(":", "%3A"));
        }
        return id.toString();
    }

    private static String text(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
