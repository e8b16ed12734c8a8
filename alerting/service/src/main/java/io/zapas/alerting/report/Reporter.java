package io.zapas.alerting.report;

import io.zapas.alerting.api.Alert;
import io.zapas.alerting.report.WeekReport.Acknowledgement;
import io.zapas.alerting.report.WeekReport.AlertQuality;
import io.zapas.alerting.report.WeekReport.DesyncFigures;
import io.zapas.alerting.report.WeekReport.ForecastAccuracy;
import io.zapas.alerting.report.WeekReport.LostSales;
import io.zapas.alerting.report.WeekReport.Stockouts;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Computes a week's figures from what was observed and from the alerts there are and were. Pure; the same input gives the same report. */
public final class Reporter {
    private static final int MAX_SKUS = 20;
    private static final double MILLIS_PER_DAY = Duration.ofDays(1).toMillis();
    private static final double MILLIS_PER_MINUTE = Duration.ofMinutes(1).toMillis();
    private static final Set<Alert.Type> OF_STOCK =
            Set.of(Alert.Type.OUT_OF_STOCK, Alert.Type.SHORTAGE, Alert.Type.OVERSOLD, Alert.Type.CAMPAIGN_RISK);

    private final ZoneId zone;

    public Reporter(ZoneId zone) {
        this.zone = zone;
    }

    /**
     * @param monday first day of the week
     * @param begun when observing began
     */
    public WeekReport report(LocalDate monday, Observations seen, Collection<Alert> kept, Instant begun, Instant now) {
        Instant start = Weeks.start(monday, zone);
        Instant end = Weeks.start(monday.plusWeeks(1), zone);
        Span span = new Span(begun.isAfter(start) ? begun : start, now.isBefore(end) ? now : end);
        Collection<PastAlert> alerts = all(seen, kept);
        List<PastAlert> opened =
                alerts.stream().filter(alert -> span.holds(alert.openedAt())).toList();
        Instant complete = seen.pastFrom();
        return new WeekReport(
                Weeks.name(monday),
                start,
                end,
                begun.isAfter(start) ? begun : null,
                now,
                stockouts(seen, alerts, span),
                lostSales(seen, span),
                forecast(seen),
                desyncs(seen, span),
                quality(opened),
                acknowledgement(opened),
                complete != null && complete.isAfter(span.from()) ? complete : null);
    }

    /** Those that are kept, and those that were pushed out; one that is found in both is one. */
    private static Collection<PastAlert> all(Observations seen, Collection<Alert> kept) {
        Map<String, PastAlert> byId = new LinkedHashMap<>();
        seen.past().forEach(alert -> byId.put(alert.id(), alert));
        kept.forEach(alert -> byId.put(alert.id(), PastAlert.of(alert)));
        return byId.values();
    }

    /** The part of the week that was observed: [from, to). */
    private record Span(Instant from, Instant to) {
        boolean holds(Instant moment) {
            return moment != null && !moment.isBefore(from) && moment.isBefore(to);
        }

        double millis(Episode episode) {
            return episode.within(from, to).toMillis();
        }

        double millis() {
            return Math.max(0, Duration.between(from, to).toMillis());
        }
    }

    private static Stockouts stockouts(Observations seen, Collection<PastAlert> alerts, Span span) {
        if (seen.outlooks().isEmpty()) {
            return null;
        }
        Map<String, List<Episode>> stockouts = seen.stockouts();
        List<SkuOutlook> top = seen.outlooks().stream()
                .filter(sku -> "A".equals(sku.abc()) && !sku.discontinued())
                .toList();
        double out = top.stream()
                .flatMap(sku -> stockouts.getOrDefault(sku.sku(), List.of()).stream())
                .mapToDouble(span::millis)
                .sum();
        Map<String, List<PastAlert>> alertsBySku = alerts.stream()
                .filter(alert -> alert.sku() != null && OF_STOCK.contains(alert.type()))
                .collect(Collectors.groupingBy(PastAlert::sku));
        Map<String, List<Episode>> held = seen.held();
        int begun = 0;
        int warned = 0;
        int unalerted = 0;
        Map<String, SkuOutlook> silent = new TreeMap<>();
        for (Map.Entry<String, List<Episode>> entry : stockouts.entrySet()) {
            SkuOutlook sku = seen.outlook(entry.getKey());
            List<PastAlert> own = alertsBySku.getOrDefault(sku.sku(), List.of());
            for (Episode episode : entry.getValue()) {
                if (sku.sells() && span.holds(episode.from())) {
                    begun++;
                    warned += own.stream().anyMatch(alert -> warned(alert, episode)) ? 1 : 0;
                    boolean listed =
                            held.getOrDefault(sku.sku(), List.of()).stream().anyMatch(episode::meets);
                    if (!listed && own.stream().noneMatch(alert -> during(alert, episode))) {
                        unalerted++;
                        silent.put(sku.sku(), sku);
                    }
                }
            }
        }
        List<String> skus = silent.values().stream()
                .sorted(Comparator.comparing(SkuOutlook::velocity).reversed())
                .limit(MAX_SKUS)
                .map(SkuOutlook::sku)
                .toList();
        Double rate = top.isEmpty() || span.millis() == 0 ? null : out / (span.millis() * top.size());
        return new Stockouts(top.size(), rate, begun, warned, unalerted, skus);
    }

    /** It was open when the stockout began, and had been opened before. */
    private static boolean warned(PastAlert alert, Episode episode) {
        return alert.openedAt().isBefore(episode.from()) && during(alert, episode);
    }

    private static boolean during(PastAlert alert, Episode episode) {
        boolean openedInTime = episode.to() == null || !alert.openedAt().isAfter(episode.to());
        return openedInTime
                && (alert.resolvedAt() == null || !alert.resolvedAt().isBefore(episode.from()));
    }

    private static LostSales lostSales(Observations seen, Span span) {
        if (seen.outlooks().isEmpty()) {
            return null;
        }
        double units = 0;
        Map<String, BigDecimal> value = new TreeMap<>();
        Set<String> selling = new TreeSet<>();
        Set<String> unpriced = new TreeSet<>();
        Set<String> unknown = new TreeSet<>();
        for (Map.Entry<String, List<Episode>> entry : seen.stockouts().entrySet()) {
            SkuOutlook sku = seen.outlook(entry.getKey());
            double days = entry.getValue().stream().mapToDouble(span::millis).sum() / MILLIS_PER_DAY;
            if (days == 0 || sku.discontinued()) {
                continue;
            }
            if (sku.velocity() == null) {
                unknown.add(sku.sku());
            } else if (sku.velocity() > 0) {
                selling.add(sku.sku());
                double lost = days * sku.velocity();
                units += lost;
                if (sku.price() == null) {
                    unpriced.add(sku.sku());
                } else {
                    value.merge(
                            Objects.requireNonNullElse(sku.currency(), ""),
                            sku.price().multiply(BigDecimal.valueOf(lost)),
                            BigDecimal::add);
                }
            }
        }
        if (selling.isEmpty() && !unknown.isEmpty()) {
            return null;
        }
        value.replaceAll((currency, sum) -> sum.setScale(2, RoundingMode.HALF_UP));
        return new LostSales(rounded(units), value, selling.size(), unpriced.size(), unknown.size());
    }

    private static ForecastAccuracy forecast(Observations seen) {
        List<SkuOutlook> known = seen.outlooks().stream()
                .filter(sku -> sku.sells() && sku.forecastError() != null)
                .toList();
        double sold = known.stream().mapToDouble(SkuOutlook::velocity).sum();
        double error = known.stream()
                .mapToDouble(sku -> sku.velocity() * sku.forecastError())
                .sum();
        return known.isEmpty() ? null : new ForecastAccuracy(error / sold, known.size());
    }

    private static List<DesyncFigures> desyncs(Observations seen, Span span) {
        Map<String, List<Episode>> byCause = new HashMap<>();
        seen.desyncs().values().stream()
                .flatMap(List::stream)
                .filter(episode -> episode.from().isBefore(span.to)
                        && (episode.to() == null || !episode.to().isBefore(span.from)))
                .forEach(episode -> byCause.computeIfAbsent(
                                Objects.requireNonNullElse(episode.cause(), ""), cause -> new ArrayList<>())
                        .add(episode));
        return byCause.entrySet().stream()
                .map(entry -> desyncs(entry.getKey().isEmpty() ? null : entry.getKey(), entry.getValue(), span))
                .sorted(Comparator.<DesyncFigures>comparingInt(figures -> -figures.opened())
                        .thenComparing(figures -> -figures.healed())
                        .thenComparing(DesyncFigures::cause, Comparator.nullsLast(Comparator.naturalOrder())))
                .toList();
    }

    private static DesyncFigures desyncs(String cause, List<Episode> episodes, Span span) {
        List<Double> healed = episodes.stream()
                .filter(episode -> span.holds(episode.to()))
                .map(episode -> minutes(episode.from(), episode.to()))
                .sorted()
                .toList();
        return new DesyncFigures(
                cause,
                (int) episodes.stream()
                        .filter(episode -> span.holds(episode.from()))
                        .count(),
                healed.size(),
                quantile(healed, 0.5),
                quantile(healed, 1),
                (int) episodes.stream()
                        .filter(episode -> episode.to() == null || !episode.to().isBefore(span.to))
                        .count());
    }

    private static AlertQuality quality(List<PastAlert> opened) {
        Map<Alert.Type, Integer> byType = new EnumMap<>(Alert.Type.class);
        opened.forEach(alert -> byType.merge(alert.type(), 1, Integer::sum));
        int wrong = (int) opened.stream().filter(PastAlert::falseAlarm).count();
        return new AlertQuality(
                opened.size(), wrong, opened.isEmpty() ? null : 1 - (double) wrong / opened.size(), byType);
    }

    private static Acknowledgement acknowledgement(List<PastAlert> opened) {
        List<Double> minutes = new ArrayList<>();
        int alone = 0;
        for (PastAlert alert : opened) {
            if (alert.handledAt() != null) {
                minutes.add(minutes(alert.openedAt(), alert.handledAt()));
            } else if (alert.resolvedAt() != null) {
                alone++;
            }
        }
        minutes.sort(Comparator.naturalOrder());
        return new Acknowledgement(
                minutes.size(),
                alone,
                opened.size() - minutes.size() - alone,
                quantile(minutes, 0.5),
                quantile(minutes, 0.9));
    }

    private static double minutes(Instant from, Instant to) {
        return rounded(Math.max(0, Duration.between(from, to).toMillis()) / MILLIS_PER_MINUTE);
    }

    /** The smallest value that at least this share of all is not above (inverse of the empirical distribution); null of nothing. */
    private static Double quantile(List<Double> sorted, double share) {
        return sorted.isEmpty() ? null : sorted.get((int) Math.max(0, Math.ceil(share * sorted.size()) - 1));
    }

    /** One decimal is all a person reads. */
    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
