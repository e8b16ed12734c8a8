package io.zapas.forecast.domain;

import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.api.DemandForecast.Backtest;
import io.zapas.forecast.api.DemandForecast.BandDay;
import io.zapas.forecast.api.DemandForecast.CampaignRisk;
import io.zapas.forecast.api.DemandForecast.Day;
import io.zapas.forecast.api.DemandForecast.Horizon;
import io.zapas.forecast.api.DemandForecast.Pattern;
import io.zapas.forecast.api.DemandForecast.Risk;
import io.zapas.forecast.api.DemandForecast.Service;
import io.zapas.forecast.api.DemandForecast.Shelf;
import io.zapas.forecast.api.DemandForecast.StockoutDate;
import io.zapas.forecast.api.DemandForecast.SuggestedOrder;
import io.zapas.forecast.domain.StockPlan.Arrival;
import io.zapas.forecast.domain.StockPlan.Scenario;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns demand to come into the figures people decide by. Pure. */
public final class Rotation {
    private static final int BAND_DAYS = 28;
    private static final int[] HORIZONS = {1, 7, 14, 28, 56, 90};
    private static final double CAREFUL = 0.1;
    private static final double MEDIAN = 0.5;
    private static final double LATE = 0.9;
    private static final double X_VARIATION = 0.5;
    private static final double Y_VARIATION = 1.0;

    private final RotationQuestion question;
    private final SkuFacts facts;
    private final SmoothedDemand fit;
    private final LocalDate today;
    private final List<CampaignPlan> plans;
    private final DemandPath base;
    private final DemandPath demand;
    private final StockPlan stock;
    private final LeadTime leadTime;
    private final OrderPolicy policy;
    private final OrderPolicy.Level service;
    private final Runout runout;
    /** Demand of lead time and review period that is not exceeded at the service level; 0 without a lead time. */
    private final double target;

    private Rotation(RotationQuestion question) {
        this.question = question;
        this.facts = question.facts();
        this.fit = question.fit();
        this.today = question.today();
        this.plans = question.plans().stream()
                .filter(plan -> plan.matters(question.now()))
                .toList();
        this.base = fit.forecast(today, question.leftOfToday(), DemandPath.MAX_PERIODS);
        this.demand = base.with(
                plans.stream().map(plan -> plan.effect(question.now())).toList());
        this.policy = question.policy();
        this.leadTime = question.deliveries().leadTime(facts.leadTimeDays(), facts.leadTimeSdDays());
        this.stock = new StockPlan(facts, today, question.deliveries(), leadTime);
        this.runout = stock.runout(demand);
        this.service = policy.level(
                question.abc(),
                facts.price(),
                facts.unitCost(),
                (leadTime == null ? 0 : leadTime.meanDays()) + policy.reviewDays());
        this.target = leadTime == null ? 0 : leadTime.plus(policy.reviewDays()).quantile(demand, service.value());
    }

    /** Every figure of a SKU; those without history behind them are null. */
    public static DemandForecast of(RotationQuestion question) {
        return question.fit() == null ? withoutHistory(question) : new Rotation(question).figures();
    }

    private DemandForecast figures() {
        StockoutDate stockout = stockoutDate();
        Double variation = fit.weeklyVariation();
        return document(
                question,
                variation == null ? null : variation < X_VARIATION ? "X" : variation < Y_VARIATION ? "Y" : "Z",
                Figures.round(fit.level(), 3),
                Figures.round(new TwoMomentGamma(fit.level(), fit.level() * dayDispersion()).quantile(0.9), 2),
                band(),
                horizons(),
                daysOfCover(),
                stockout,
                risk(stockout),
                leadTime,
                reorderPoint(),
                suggestedOrder(),
                facts.price() == null ? null : money(facts.price(), fit.level()),
                campaigns(),
                Backtests.of(question.past(), fit),
                leadTime == null
                        ? null
                        : new Service(Figures.round(service.value(), 4), service.newsvendor() ? "NEWSVENDOR" : "CLASS"),
                Shelves.of(facts, question.past(), demand, fit.level(), policy));
    }

    private double dayDispersion() {
        return base.mean(1) > 0 ? base.variance(1) / base.mean(1) : 1;
    }

    private List<BandDay> band() {
        double now = 1 - question.leftOfToday();
        List<BandDay> band = new ArrayList<>(BAND_DAYS);
        for (int i = 0; i < BAND_DAYS; i++) {
            LocalDate date = today.plusDays(i);
            TwoMomentGamma plain = fit.day(date);
            double variance = plain.mean() * dayDispersion();
            DemandPath one = new DemandPath(new double[] {plain.mean()}, new double[] {variance});
            List<CampaignEffect> effects = new ArrayList<>();
            for (CampaignPlan plan : plans) {
                double from = plan.startsIn(question.now()) + now - i;
                effects.add(CampaignEffect.of(plan.uplift(), from, plan.endsIn(question.now()) + now - i, 1));
            }
            DemandPath day = one.with(effects);
            band.add(new BandDay(
                    date,
                    Figures.round(day.mean(1), 2),
                    Figures.round(day.quantile(0.1, 1), 2),
                    Figures.round(day.quantile(0.5, 1), 2),
                    Figures.round(day.quantile(0.9, 1), 2)));
        }
        return band;
    }

    private List<Horizon> horizons() {
        List<Horizon> horizons = new ArrayList<>(HORIZONS.length);
        for (int days : HORIZONS) {
            horizons.add(new Horizon(
                    days,
                    Figures.round(demand.mean(days), 2),
                    Figures.round(demand.quantile(0.1, days), 2),
                    Figures.round(demand.quantile(0.5, days), 2),
                    Figures.round(demand.quantile(0.9, days), 2),
                    Figures.round(demand.quantile(0.95, days), 2)));
        }
        return horizons;
    }

    private Double daysOfCover() {
        double units = stock.now();
        if (!(fit.level() > 0)) {
            return null;
        }
        if (units <= 0) {
            return 0.0;
        }
        for (int periods = 1; periods <= demand.periods(); periods++) {
            if (demand.reaches(units, periods) >= 0.5) {
                double before = demand.quantile(0.5, periods - 1);
                double after = demand.quantile(0.5, periods);
                double part = after > before ? (units - before) / (after - before) : 1;
                return Figures.round(periods - 1 + Math.min(1, Math.max(0, part)), 1);
            }
        }
        return Figures.round(demand.periods() + (units - demand.mean(demand.periods())) / fit.level(), 1);
    }

    private StockoutDate stockoutDate() {
        LocalDate careful = dateBy(CAREFUL);
        return careful == null ? null : new StockoutDate(dateBy(MEDIAN), careful, dateBy(LATE));
    }

    /** The first day by whose end it has run out with this probability; null: not within the forecast. */
    private LocalDate dateBy(double probability) {
        int periods = runout.reaches(probability);
        return periods == 0 ? null : today.plusDays(periods - 1);
    }

    private Risk risk(StockoutDate stockout) {
        double probability;
        double lost;
        LocalDate date;
        if (!stock.arrivals().isEmpty()) {
            date = stock.arrivals().get(0).date();
            probability = stock.mixed(scenario -> demand.reaches(stock.now(), until(scenario)));
            lost = stock.mixed(scenario -> demand.excess(stock.now(), until(scenario)));
        } else if (leadTime != null) {
            date = today.plusDays(leadTime.wholeDays());
            probability = leadTime.mixed(days -> demand.reaches(stock.now(), days));
            lost = leadTime.mixed(days -> demand.excess(stock.now(), days));
        } else {
            return null;
        }
        LocalDate median = stockout == null ? null : stockout.p50();
        return new Risk(
                Figures.round(probability, 4),
                date,
                leadTime != null
                        && median != null
                        && today.plusDays(leadTime.wholeDays()).isAfter(median),
                gapDays(median),
                Figures.round(lost, 1),
                facts.price() == null ? null : money(facts.price(), lost),
                leadTime == null ? null : Figures.round(leadTime.mixed(runout::by), 4));
    }

    /** Periods until the first receipt of a scenario; one that comes beyond the forecast is waited for all the time. */
    private static int until(Scenario scenario) {
        return scenario.arrivals().length == 0 ? DemandPath.MAX_PERIODS : scenario.arrivals()[0];
    }

    private int gapDays(LocalDate median) {
        if (median == null) {
            return 0;
        }
        for (Arrival arrival : stock.arrivals()) {
            if (arrival.date().isAfter(median)) {
                return (int) ChronoUnit.DAYS.between(median, arrival.date());
            }
        }
        return 0;
    }

    private Long reorderPoint() {
        return leadTime == null ? null : (Long) (long) Math.ceil(target - LeadTime.TOLERANCE);
    }

    /**
     * Enough for lead time and review period at the service level, less what is here and what comes in that time: the smallest number of
     * units with which demand of that time exceeds the stock of that time in no more cases than the level leaves, over all lead times and all ways in which
     * receipts may come.
     */
    private SuggestedOrder suggestedOrder() {
        if (leadTime == null || facts.discontinued()) {
            return null;
        }
        LeadTime horizon = leadTime.plus(policy.reviewDays());
        List<Case> cases = cases(horizon);
        if (exceeded(cases, 0) <= 1 - service.value()) {
            return null;
        }
        double missing = LeadTime.least(0, target, service.value(), units -> exceeded(cases, units));
        long need = Math.max(1, (long) Math.ceil(missing - LeadTime.TOLERANCE));
        int days = leadTime.wholeDays() + policy.reviewDays();
        long incoming = stock.incoming(days);
        BigDecimal rate = BigDecimal.valueOf(demand.mean(Math.min(days, demand.periods())) / days)
                .setScale(1, RoundingMode.HALF_UP);
        BigDecimal safety = BigDecimal.valueOf(need + facts.available() + incoming)
                .subtract(rate.multiply(BigDecimal.valueOf(days)));
        String why = plain(rate) + "*(" + leadTime.wholeDays() + "+" + policy.reviewDays() + ")"
                + (safety.signum() < 0 ? "" : "+") + plain(safety) + "-" + facts.available() + "-" + incoming + "="
                + need;
        long quantity = orderable(need);
        double spared = 0;
        for (Case one : cases) {
            spared += one.weight()
                    * (demand.excess(one.stock(), one.days()) - demand.excess(one.stock() + quantity, one.days()));
        }
        return new SuggestedOrder(
                quantity,
                facts.moq(),
                facts.orderMultiple(),
                why,
                facts.unitCost() == null ? null : money(facts.unitCost(), (double) quantity),
                need,
                rate,
                leadTime.wholeDays(),
                policy.reviewDays(),
                safety,
                facts.available(),
                incoming,
                facts.price() == null ? null : money(facts.price(), spared));
    }

    /** A lead time with review period, and the stock of that time. */
    private record Case(int days, double stock, double weight) {}

    /** What may come to pass until the order after the next arrives; equal cases are one. */
    private List<Case> cases(LeadTime horizon) {
        Map<Map.Entry<Integer, Double>, Double> weights = new LinkedHashMap<>();
        horizon.forEach((days, weight) -> {
            for (Scenario scenario : stock.scenarios()) {
                weights.merge(
                        Map.entry(days, scenario.by(days)),
                        weight / stock.scenarios().size(),
                        Double::sum);
            }
        });
        List<Case> cases = new ArrayList<>(weights.size());
        weights.forEach((key, weight) -> cases.add(new Case(key.getKey(), key.getValue(), weight)));
        return cases;
    }

    /** P(demand of lead time and review period exceeds the stock of that time and some units more). */
    private double exceeded(List<Case> cases, double units) {
        double sum = 0;
        for (Case one : cases) {
            sum += one.weight() * demand.reaches(one.stock() + units + 0.5, one.days());
        }
        return sum;
    }

    private long orderable(long need) {
        long quantity = facts.moq() == null ? need : Math.max(need, facts.moq());
        long multiple = facts.orderMultiple() == null ? 1 : Math.max(1, facts.orderMultiple());
        return (quantity + multiple - 1) / multiple * multiple;
    }

    private List<CampaignRisk> campaigns() {
        CampaignGuard guard = new CampaignGuard(base, stock, plans, question.abc(), question.now(), question.zone());
        return plans.stream()
                .map(plan -> guard.risk(
                        plan,
                        PastCampaigns.uplift(
                                question.past().recent(),
                                question.runs(),
                                plan.campaign().campaignId(),
                                question.zone())))
                .toList();
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static BigDecimal money(BigDecimal each, double units) {
        return each.multiply(BigDecimal.valueOf(units)).setScale(2, RoundingMode.HALF_UP);
    }

    private static DemandForecast withoutHistory(RotationQuestion question) {
        SkuFacts facts = question.facts();
        return document(
                question,
                null,
                null,
                null,
                List.of(),
                List.of(),
                null,
                null,
                null,
                question.deliveries().leadTime(facts.leadTimeDays(), facts.leadTimeSdDays()),
                null,
                null,
                null,
                List.of(),
                null,
                null,
                Shelves.of(facts, question.past(), null, 0, question.policy()));
    }

    private static DemandForecast document(
            RotationQuestion question,
            String xyz,
            Double velocity,
            Double velocityP90,
            List<BandDay> band,
            List<Horizon> horizons,
            Double daysOfCover,
            StockoutDate stockoutDate,
            Risk risk,
            LeadTime leadTime,
            Long reorderPoint,
            SuggestedOrder suggestedOrder,
            BigDecimal turnoverPerDay,
            List<CampaignRisk> campaigns,
            Backtest backtest,
            Service service,
            Shelf shelf) {
        SkuFacts facts = question.facts();
        DemandPattern pattern = question.past().pattern();
        return new DemandForecast(
                facts.sku(),
                question.now(),
                facts.name(),
                facts.owner(),
                facts.supplier(),
                question.abc(),
                xyz,
                question.past().days(),
                question.past().outOfStockDays(),
                velocity,
                velocityP90,
                recent(question.past().recent()),
                band,
                horizons,
                facts.available(),
                daysOfCover,
                stockoutDate,
                risk,
                leadTime == null ? null : Figures.round(leadTime.meanDays(), 1),
                reorderPoint,
                suggestedOrder,
                turnoverPerDay,
                facts.currency(),
                campaigns,
                question.fit() == null ? null : question.model(),
                backtest == null ? null : backtest.error(),
                leadTime == null
                        ? null
                        : new DemandForecast.LeadTime(
                                Figures.round(leadTime.meanDays(), 1),
                                Figures.round(leadTime.sdDays(), 1),
                                Figures.round(leadTime.p90Days(), 1),
                                facts.leadTimeDays(),
                                leadTime.deliveries()),
                service,
                pattern == null
                        ? null
                        : new Pattern(
                                pattern.category().name(),
                                Figures.round(pattern.adi(), 2),
                                Figures.round(pattern.cv2(), 2)),
                shelf,
                backtest,
                question.fit() == null
                        ? List.of()
                        : Signals.of(
                                question.past(),
                                question.fit(),
                                question.today(),
                                question.soldToday(),
                                facts.available()),
                null);
    }

    private static List<Day> recent(DemandHistory history) {
        List<Day> days = new ArrayList<>(history.days());
        for (int i = 0; i < history.days(); i++) {
            days.add(new Day(history.day(i), Math.round(history.units(i)), Figures.round(history.inStock(i), 3)));
        }
        return days;
    }
}
