package io.zapas.forecast.domain;

import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.api.DemandForecast.BandDay;
import io.zapas.forecast.api.DemandForecast.CampaignRisk;
import io.zapas.forecast.api.DemandForecast.Day;
import io.zapas.forecast.api.DemandForecast.Horizon;
import io.zapas.forecast.api.DemandForecast.Risk;
import io.zapas.forecast.api.DemandForecast.StockoutDate;
import io.zapas.forecast.api.DemandForecast.SuggestedOrder;
import io.zapas.forecast.domain.StockPlan.Arrival;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Turns demand to come into the figures people decide by. Pure. */
public final class Rotation {
    public static final int REVIEW_DAYS = 7;
    private static final int HISTORY_DAYS = 56;
    private static final int BAND_DAYS = 28;
    private static final int[] HORIZONS = {1, 7, 14, 28, 56, 90};
    private static final double SERVICE = 0.95;
    private static final double X_VARIATION = 0.5;
    private static final double Y_VARIATION = 1.0;

    private final RotationQuestion question;
    private final SkuFacts facts;
    private final FittedDemand fit;
    private final LocalDate today;
    private final List<CampaignPlan> plans;
    private final DemandPath base;
    private final DemandPath demand;
    private final StockPlan stock;
    private final LeadTime leadTime;

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
        this.stock = new StockPlan(facts, today);
        this.leadTime = facts.leadTime();
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
                leadTime == null ? null : (long) Math.ceil(leadTime.quantile(demand, SERVICE)),
                suggestedOrder(),
                facts.price() == null ? null : money(facts.price(), fit.level()),
                campaigns(),
                fit.backtestError() == null ? null : Figures.round(fit.backtestError(), 3));
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
        LocalDate careful = null;
        for (int periods = 1; periods <= demand.periods(); periods++) {
            double probability = demand.reaches(stock.by(periods), periods);
            if (careful == null && probability >= 0.1) {
                careful = today.plusDays(periods - 1);
            }
            if (probability >= 0.5) {
                return new StockoutDate(today.plusDays(periods - 1), careful);
            }
        }
        return careful == null ? null : new StockoutDate(null, careful);
    }

    private Risk risk(StockoutDate stockout) {
        LeadTime wait;
        LocalDate date;
        if (!stock.arrivals().isEmpty()) {
            Arrival next = stock.arrivals().get(0);
            wait = new LeadTime(next.period(), next.etaSdDays());
            date = next.date();
        } else if (leadTime != null) {
            wait = leadTime;
            date = today.plusDays(leadTime.wholeDays());
        } else {
            return null;
        }
        double lost = wait.mixed(days -> demand.excess(stock.now(), days));
        LocalDate median = stockout == null ? null : stockout.p50();
        return new Risk(
                Figures.round(wait.mixed(days -> demand.reaches(stock.now(), days)), 4),
                date,
                leadTime != null
                        && median != null
                        && today.plusDays(leadTime.wholeDays()).isAfter(median),
                gapDays(median),
                Figures.round(lost, 1),
                facts.price() == null ? null : money(facts.price(), lost));
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

    /** Enough for lead time and review period in {@value #SERVICE} of all cases, less what is here and what comes in that time. */
    private SuggestedOrder suggestedOrder() {
        if (leadTime == null || facts.discontinued()) {
            return null;
        }
        int days = leadTime.wholeDays() + REVIEW_DAYS;
        long target = (long) Math.ceil(leadTime.plus(REVIEW_DAYS).quantile(demand, SERVICE));
        long incoming = Math.round(stock.incoming(days));
        long need = target - facts.available() - incoming;
        if (need <= 0) {
            return null;
        }
        BigDecimal rate = BigDecimal.valueOf(demand.mean(Math.min(days, demand.periods())) / days)
                .setScale(1, RoundingMode.HALF_UP);
        BigDecimal safety = BigDecimal.valueOf(target).subtract(rate.multiply(BigDecimal.valueOf(days)));
        String why = plain(rate) + "*(" + leadTime.wholeDays() + "+" + REVIEW_DAYS + ")"
                + (safety.signum() < 0 ? "" : "+") + plain(safety) + "-" + facts.available() + "-" + incoming + "="
                + need;
        long quantity = orderable(need);
        return new SuggestedOrder(
                quantity,
                facts.moq(),
                facts.orderMultiple(),
                why,
                facts.unitCost() == null ? null : money(facts.unitCost(), (double) quantity));
    }

    private long orderable(long need) {
        long quantity = facts.moq() == null ? need : Math.max(need, facts.moq());
        long multiple = facts.orderMultiple() == null ? 1 : Math.max(1, facts.orderMultiple());
        return (quantity + multiple - 1) / multiple * multiple;
    }

    private List<CampaignRisk> campaigns() {
        CampaignGuard guard = new CampaignGuard(base, stock, plans, question.abc(), question.now(), question.zone());
        return plans.stream().map(guard::risk).toList();
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static BigDecimal money(BigDecimal each, double units) {
        return each.multiply(BigDecimal.valueOf(units)).setScale(2, RoundingMode.HALF_UP);
    }

    private static DemandForecast withoutHistory(RotationQuestion question) {
        return document(
                question, null, null, null, List.of(), List.of(), null, null, null, null, null, null, List.of(), null);
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
            Long reorderPoint,
            SuggestedOrder suggestedOrder,
            BigDecimal turnoverPerDay,
            List<CampaignRisk> campaigns,
            Double backtestError) {
        SkuFacts facts = question.facts();
        return new DemandForecast(
                facts.sku(),
                question.now(),
                facts.name(),
                facts.owner(),
                facts.supplier(),
                question.abc(),
                xyz,
                question.history().days(),
                question.history().outOfStockDays(),
                velocity,
                velocityP90,
                recent(question.history()),
                band,
                horizons,
                facts.available(),
                daysOfCover,
                stockoutDate,
                risk,
                facts.leadTimeDays(),
                reorderPoint,
                suggestedOrder,
                turnoverPerDay,
                facts.currency(),
                campaigns,
                question.fit() == null ? null : question.model(),
                backtestError);
    }

    private static List<Day> recent(DemandHistory history) {
        List<Day> days = new ArrayList<>(HISTORY_DAYS);
        for (int i = Math.max(0, history.days() - HISTORY_DAYS); i < history.days(); i++) {
            days.add(new Day(history.day(i), Math.round(history.units(i)), Figures.round(history.inStock(i), 3)));
        }
        return days;
    }
}
