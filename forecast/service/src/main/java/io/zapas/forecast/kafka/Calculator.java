package io.zapas.forecast.kafka;

import io.zapas.forecast.api.Campaign;
import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.campaign.CampaignBook;
import io.zapas.forecast.domain.CampaignPlan;
import io.zapas.forecast.domain.Deliveries;
import io.zapas.forecast.domain.OrderPolicy;
import io.zapas.forecast.domain.PastCampaigns;
import io.zapas.forecast.domain.PoolSample;
import io.zapas.forecast.domain.Rotation;
import io.zapas.forecast.domain.RotationQuestion;
import io.zapas.forecast.domain.SkuFacts;
import io.zapas.forecast.domain.SkuState;
import io.zapas.forecast.domain.SmoothingEnsemble;
import io.zapas.forecast.domain.Turnover;
import io.zapas.forecast.domain.UpliftEstimate;
import io.zapas.forecast.domain.WeekdayProfile;
import io.zapas.forecast.history.HistoryCalendar;
import io.zapas.forecast.history.StoredSku;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Brings together what the figures of a SKU depend on, as known at this moment, and computes them. Safe on every thread; a millisecond of
 * arithmetic, so not for event loops, but for {@link #carried}.
 */
public final class Calculator {
    /** From this hour on every SKU is fitted anew, once a day. */
    private static final int FIT_HOUR = 2;

    private final SmoothingEnsemble model;
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

    /**
     * A SKU's state until yesterday: carried on day by day from the one that is kept; empty when it must be fitted to the whole history, because there is none
     * that can be, because the night has passed since its fit, or because the pool is learnt of twice as many SKUs by now.
     */
    public Optional<SkuState> carried(StoredSku stored) {
        Instant now = clock.instant();
        return stored.carried(calendar, now).filter(state -> {
            ZonedDateTime local = now.atZone(calendar.zone());
            boolean night = local.getHour() >= FIT_HOUR
                    && state.fittedDay() < local.toLocalDate().toEpochDay();
            return !night && model.poolSkus() < Math.max(1, 2 * state.poolSkus());
        });
    }

    /** SKUs whose demand counts as that of this one. */
    public List<String> replaced(String sku) {
        SkuFacts known = facts.find(sku);
        return known == null ? List.of() : known.replaces();
    }

    /** A SKU's state until yesterday from its whole history. */
    public SkuState fit(StoredSku whole) {
        Instant now = clock.instant();
        return SkuState.fit(
                whole.daily(calendar, now),
                model,
                week,
                now.atZone(calendar.zone()).toLocalDate());
    }

    /** The document of one SKU. */
    public DemandForecast calculate(String sku, SkuState state, StoredSku stored, Supposition supposition) {
        Instant now = clock.instant();
        SkuFacts known = facts.find(sku);
        SkuFacts supposed = supposition.facts().apply(known == null ? SkuFacts.unknown(sku) : known);
        List<CampaignPlan> plans = new ArrayList<>();
        if (state.demand() != null) {
            List<Campaign> stated = new ArrayList<>(campaigns.of(sku));
            if (supposition.campaign() != null) {
                stated.add(supposition.campaign());
            }
            stated.forEach(campaign -> plan(sku, campaign, state.demand().level(), plans));
        }
        return Rotation.of(new RotationQuestion(
                supposed,
                state,
                stored.days().units(calendar.day(now)),
                model.name(),
                plans,
                classes.get(sku),
                now,
                calendar.zone(),
                supposition.leadTime() ? Deliveries.NONE : deliveries.apply(supposed.supplier()),
                policy,
                runs(sku)));
    }

    /** A paused campaign tells nobody when it was. */
    private List<PastCampaigns.Run> runs(String sku) {
        return campaigns.of(sku).stream()
                .filter(campaign -> campaign.status() != Campaign.Status.PAUSED)
                .map(campaign ->
                        new PastCampaigns.Run(campaign.campaignId(), campaign.startsAt(), campaigns.endOf(campaign)))
                .toList();
    }

    private void plan(String sku, Campaign campaign, double level, List<CampaignPlan> plans) {
        double base = level;
        for (String other : campaign.skus()) {
            base += other.equals(sku) ? 0 : rotation.velocity(other);
        }
        double share = base > 0 ? level / base : 1.0 / campaign.skus().size();
        UpliftEstimate.of(campaign, base).ifPresent(uplift -> plans.add(new CampaignPlan(campaign, uplift, share)));
    }

    /** From now on fits lean on what the sample teaches. Takes a tenth of a second. */
    public void learn(PoolSample sample) {
        week = sample.week();
        sample.pool().ifPresent(model::learn);
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
}
