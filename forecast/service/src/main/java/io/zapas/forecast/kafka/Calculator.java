package io.zapas.forecast.kafka;

import io.zapas.forecast.api.Campaign;
import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.campaign.CampaignBook;
import io.zapas.forecast.domain.CampaignPlan;
import io.zapas.forecast.domain.Deliveries;
import io.zapas.forecast.domain.DemandHistory;
import io.zapas.forecast.domain.FittedDemand;
import io.zapas.forecast.domain.OrderPolicy;
import io.zapas.forecast.domain.PoolSample;
import io.zapas.forecast.domain.Rotation;
import io.zapas.forecast.domain.RotationQuestion;
import io.zapas.forecast.domain.SkuFacts;
import io.zapas.forecast.domain.SmoothingEnsemble;
import io.zapas.forecast.domain.Turnover;
import io.zapas.forecast.domain.UpliftEstimate;
import io.zapas.forecast.domain.WeekdayProfile;
import io.zapas.forecast.history.HistoryCalendar;
import io.zapas.forecast.history.SkuHistory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Brings together what the figures of a SKU depend on, as known at this moment, and computes them. Safe on every thread; a few
 * milliseconds of arithmetic, so not for event loops.
 */
public final class Calculator {
    private final SmoothingEnsemble model;
    private final PoolSample sample = new PoolSample();
    private final HistoryCalendar calendar;
    private final InstantSource clock;
    private final FactsView facts;
    private final CampaignBook campaigns;
    private final RotationView rotation;
    private final Function<String, Deliveries> deliveries;
    private final OrderPolicy policy;
    private volatile Map<String, String> classes = Map.of();
    private volatile WeekdayProfile week = WeekdayProfile.UNIFORM;

    /** @param deliveries what each supplier has delivered; asked with null where none is named */
    public Calculator(
            SmoothingEnsemble model,
            HistoryCalendar calendar,
            InstantSource clock,
            FactsView facts,
            CampaignBook campaigns,
            RotationView rotation,
            Function<String, Deliveries> deliveries,
            OrderPolicy policy) {
        this.model = model;
        this.calendar = calendar;
        this.clock = clock;
        this.facts = facts;
        this.campaigns = campaigns;
        this.rotation = rotation;
        this.deliveries = deliveries;
        this.policy = policy;
    }

    /**
     * What to suppose instead of what is known.
     *
     * @param facts changes the facts
     * @param campaign runs besides the known ones; null: none
     * @param leadTime the lead time among these facts is supposed: what the supplier did does not correct it
     */
    public record Supposition(UnaryOperator<SkuFacts> facts, Campaign campaign, boolean leadTime) {
        public static final Supposition NONE = new Supposition(UnaryOperator.identity(), null, false);
    }

    /** The document of one SKU, and what it teaches about the week. */
    public record Result(DemandForecast forecast, List<Double> weekdayUnits) {}

    public Result calculate(String sku, SkuHistory stored, Supposition supposition) {
        Instant now = clock.instant();
        DemandHistory history = stored.daily(calendar, now);
        sample.add(sku, history);
        FittedDemand fit = model.fit(history, week).orElse(null);
        SkuFacts known = facts.find(sku);
        SkuFacts supposed = supposition.facts().apply(known == null ? SkuFacts.unknown(sku) : known);
        List<CampaignPlan> plans = new ArrayList<>();
        if (fit != null) {
            List<Campaign> stated = new ArrayList<>(campaigns.of(sku));
            if (supposition.campaign() != null) {
                stated.add(supposition.campaign());
            }
            stated.forEach(campaign -> plan(sku, campaign, fit.level(), plans));
        }
        DemandForecast forecast = Rotation.of(new RotationQuestion(
                supposed,
                history,
                fit,
                model.name(),
                plans,
                classes.get(sku),
                now,
                calendar.zone(),
                supposition.leadTime() ? Deliveries.NONE : deliveries.apply(supposed.supplier()),
                policy));
        return new Result(forecast, weekdayUnits(history));
    }

    private void plan(String sku, Campaign campaign, double level, List<CampaignPlan> plans) {
        double base = level;
        for (String other : campaign.skus()) {
            base += other.equals(sku) ? 0 : rotation.velocity(other);
        }
        double share = base > 0 ? level / base : 1.0 / campaign.skus().size();
        UpliftEstimate.of(campaign, base).ifPresent(uplift -> plans.add(new CampaignPlan(campaign, uplift, share)));
    }

    private static List<Double> weekdayUnits(DemandHistory history) {
        double[] units = new double[WeekdayProfile.DAYS];
        for (int i = Math.max(0, history.days() - 364); i < history.days(); i++) {
            units[history.day(i).getDayOfWeek().getValue() - 1] += history.units(i);
        }
        List<Double> list = new ArrayList<>(units.length);
        for (double day : units) {
            list.add(day);
        }
        return list;
    }

    /** Learns from the SKUs calculated so far what they teach about each other, once a day and while more of them come. Takes a tenth of a second. */
    public void learn() {
        sample.learn(clock.instant().atZone(calendar.zone()).toLocalDate().toEpochDay())
                .ifPresent(model::learn);
    }

    /** Whether any SKU has a class yet. */
    public boolean isRanked() {
        return !classes.isEmpty();
    }

    /** Ranks all SKUs anew; the SKUs whose class is another than before. */
    public List<String> classify() {
        List<Turnover.Item> items = new ArrayList<>();
        for (RotationView.Entry entry : rotation.all()) {
            if (entry.turnover() != null) {
                items.add(new Turnover.Item(entry.sku(), entry.turnover(), entry.currency()));
            }
        }
        Map<String, String> before = classes;
        Map<String, String> after = Turnover.classes(items);
        classes = after;
        List<String> changed = new ArrayList<>();
        after.forEach((sku, abc) -> {
            if (!abc.equals(before.get(sku))) {
                changed.add(sku);
            }
        });
        before.keySet().stream().filter(sku -> !after.containsKey(sku)).forEach(changed::add);
        return changed;
    }

    /** How the week looks over all SKUs, from now on. */
    public void week(WeekdayProfile profile) {
        this.week = profile;
    }
}
