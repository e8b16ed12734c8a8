package io.zapas.forecast.domain;

import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.api.DemandForecast.CampaignRisk;
import io.zapas.forecast.api.DemandForecast.Risk;
import io.zapas.forecast.api.DemandForecast.SuggestedOrder;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What of a forecast is worth telling, small enough to be kept for every SKU. One document is news against another
 *
 * <ul>
 *   <li>when anything that is no measure differs: names, classes, texts, flags, campaigns and their options, the day the figures are of, history
 *       (demand of a past day, a new day), which figures there are, whether there is stock at all;
 *   <li>when a measure, counted in units, money or days, moved by more than {@value #SHARE} of itself and by more than {@value #LEAST} of it;
 *   <li>when a probability moved by more than {@value #PROBABILITY};
 *   <li>when a date moved by more than {@value #DATE_SHARE} of its distance, so one less than ten days away is news when it moves at all.
 * </ul>
 *
 * <p>Whoever compares with what was published last, and not with what was computed last, lets no drift pass: small steps add up until they are news.
 */
public final class Substance {
    private static final double SHARE = 0.02;
    private static final double LEAST = 0.5;
    private static final double PROBABILITY = 0.01;
    private static final double DATE_SHARE = 0.1;

    private final int exact;
    private final double[] measures;
    private final double[] probabilities;
    private final double[] dates;

    private Substance(Builder builder) {
        this.exact = builder.exact;
        this.measures = array(builder.measures);
        this.probabilities = array(builder.probabilities);
        this.dates = array(builder.dates);
    }

    /** Of a document as it is published. */
    public static Substance of(DemandForecast forecast) {
        return new Substance(new Builder(forecast));
    }

    /** Whether this one should be told to who knows the other one. */
    public boolean isNews(Substance known) {
        return exact != known.exact
                || differ(measures, known.measures, LEAST, SHARE)
                || differ(probabilities, known.probabilities, PROBABILITY, 0)
                || differ(dates, known.dates, 0, DATE_SHARE);
    }

    private static boolean differ(double[] now, double[] known, double least, double share) {
        if (now.length != known.length) {
            return true;
        }
        for (int i = 0; i < now.length; i++) {
            if (Math.abs(now[i] - known[i]) > Math.max(least, share * Math.abs(known[i])) + 1e-9) {
                return true;
            }
        }
        return false;
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Sorts the figures of one document. A missing figure counts as an exact fact. */
    private static final class Builder {
        private final DemandForecast forecast;
        private final List<Double> measures = new ArrayList<>();
        private final List<Double> probabilities = new ArrayList<>();
        private final List<Double> dates = new ArrayList<>();
        private int exact = 1;

        Builder(DemandForecast forecast) {
            this.forecast = forecast;
            product();
            demand();
            stock();
            order();
            forecast.campaigns().forEach(this::campaign);
        }

        private void product() {
            exact(forecast.name());
            exact(forecast.owner());
            exact(forecast.supplier());
            exact(forecast.currency());
            exact(forecast.abc());
            exact(forecast.xyz());
            exact(forecast.model());
            exact(forecast.history());
            exact(forecast.historyDays());
            exact(forecast.outOfStockDays());
            exact(forecast.lastOrder());
            exact(today());
        }

        private void demand() {
            daily(forecast.velocity());
            daily(forecast.velocityP90());
            forecast.quantiles().forEach(horizon -> {
                exact(horizon.days());
                measure(horizon.p50());
                measure(horizon.p95());
            });
            measure(forecast.turnoverPerDay());
            probability(forecast.backtestError());
            exact(forecast.pattern() == null ? null : forecast.pattern().category());
            forecast.signals().forEach(signal -> exact(List.of(signal.kind(), signal.since())));
        }

        private void stock() {
            measure((double) forecast.available());
            exact(forecast.available() > 0);
            measure(forecast.daysOfCover());
            if (forecast.stockoutDate() != null) {
                date(forecast.stockoutDate().p90());
                date(forecast.stockoutDate().p50());
                date(forecast.stockoutDate().p10());
            }
            Risk risk = forecast.risk();
            exact(risk == null);
            if (risk != null) {
                probability(risk.stockoutBeforeReceipt());
                probability(risk.stockoutBeforeOrder());
                date(risk.receiptDate());
                exact(risk.tooLateToOrder());
                exact(risk.gapDays() > 0);
                measure((double) risk.gapDays());
                measure(risk.lostUnits());
                measure(risk.lostValue());
            }
            if (forecast.shelf() != null) {
                exact(forecast.shelf().dead());
                exact(forecast.shelf().excessUnits() > 0);
                measure((double) forecast.shelf().excessUnits());
            }
        }

        private void order() {
            measure(forecast.leadTimeDays());
            exact(forecast.service());
            if (forecast.leadTime() != null) {
                exact(forecast.leadTime().statedDays());
                measure(forecast.leadTime().p90Days());
            }
            measure(
                    forecast.reorderPoint() == null
                            ? null
                            : (Double) forecast.reorderPoint().doubleValue());
            SuggestedOrder order = forecast.suggestedOrder();
            exact(order == null);
            if (order != null) {
                exact(order.moq());
                exact(order.orderMultiple());
                measure((double) order.quantity());
                measure(order.cost());
            }
        }

        private void campaign(CampaignRisk risk) {
            exact(risk.campaignId());
            exact(risk.name());
            exact(risk.startsAt());
            exact(risk.endsAt());
            exact(risk.uplift());
            exact(risk.decideBy());
            exact(risk.budget());
            exact(risk.pastUplift());
            exact(risk.eligibility());
            risk.options()
                    .forEach(option -> exact(
                            List.of(option.action(), String.valueOf(option.share()), String.valueOf(option.date()))));
            probability(risk.pStockout());
            probability(risk.pWithoutAds());
            date(risk.medianSellOut());
            daily(risk.campaignDemandPerDay());
            measure(risk.lostUnits());
            measure(risk.spendAtRisk());
        }

        private LocalDate today() {
            return forecast.band().isEmpty() ? null : forecast.band().get(0).date();
        }

        private void exact(Object value) {
            exact = 31 * exact + Objects.hashCode(value);
        }

        private void measure(Double value) {
            exact(value == null);
            if (value != null) {
                measures.add(value);
            }
        }

        private void measure(BigDecimal value) {
            measure(value == null ? null : (Double) value.doubleValue());
        }

        /** A rate of units a day: what it makes of a month is told. */
        private void daily(Double value) {
            measure(value == null ? null : (Double) (28 * value));
        }

        private void probability(Double value) {
            exact(value == null);
            if (value != null) {
                probabilities.add(value);
            }
        }

        private void date(LocalDate value) {
            exact(value == null);
            LocalDate today = today();
            if (value != null && today != null) {
                dates.add((double) (value.toEpochDay() - today.toEpochDay()));
            } else {
                exact(value);
            }
        }
    }
}
