package io.zapas.forecast.domain;

import io.zapas.forecast.api.Campaign;
import io.zapas.forecast.api.DemandForecast.CampaignRisk;
import io.zapas.forecast.api.DemandForecast.Eligibility;
import io.zapas.forecast.api.DemandForecast.Option;
import io.zapas.forecast.api.DemandForecast.PastUplift;
import io.zapas.forecast.domain.StockPlan.Scenario;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The risk a campaign brings to one SKU (research/alerting.md 6). Receipts cut the time until the first receipt after the campaign (or
 * its end, when none comes) into segments; at each cut the demand so far, a two-moment Gamma, meets the stock so far; the worst counts. Where
 * the days of receipts are uncertain, that is the mean over the ways in which they may come.
 */
final class CampaignGuard {
    private static final double TARGET_A = 0.10;
    private static final double TARGET = 0.20;
    private static final double CAP_STEP = 0.05;
    private static final int MAX_SHIFTS = 90;
    private static final Duration GOOGLE_LAG = Duration.ofHours(6);
    private static final Duration FEED_LAG = Duration.ofHours(24);

    private final DemandPath base;
    private final StockPlan stock;
    private final List<CampaignPlan> plans;
    private final double target;
    private final Instant now;
    private final ZoneId zone;

    CampaignGuard(DemandPath base, StockPlan stock, List<CampaignPlan> plans, String abc, Instant now, ZoneId zone) {
        this.base = base;
        this.stock = stock;
        this.plans = plans;
        this.target = "A".equals(abc) ? TARGET_A : TARGET;
        this.now = now;
        this.zone = zone;
    }

    /** @param past what earlier campaigns did to the SKU */
    CampaignRisk risk(CampaignPlan plan, PastUplift past) {
        return new Assessment(plan).risk(past);
    }

    /** One campaign among the others. */
    private final class Assessment {
        private final CampaignPlan plan;
        private final List<CampaignEffect> others = new ArrayList<>();
        private final Map<Scenario, List<Integer>> cuts = new LinkedHashMap<>();
        private final DemandPath demand;
        private final double fromDays;
        private final double untilDays;

        Assessment(CampaignPlan plan) {
            this.plan = plan;
            this.fromDays = Math.max(0, plan.startsIn(now));
            this.untilDays = Math.min(DemandPath.MAX_PERIODS, plan.endsIn(now));
            for (CampaignPlan other : plans) {
                if (!other.campaign().campaignId().equals(plan.campaign().campaignId())) {
                    others.add(other.effect(now));
                }
            }
            int last = 1;
            for (Scenario scenario : stock.scenarios()) {
                List<Integer> found = cuts(scenario);
                cuts.put(scenario, found);
                last = Math.max(last, found.get(found.size() - 1));
            }
            this.demand = base.first(last);
        }

        private List<Integer> cuts(Scenario scenario) {
            int end = (int) Math.max(1, Math.ceil(untilDays - 1e-9));
            List<Integer> found = new ArrayList<>();
            for (int arrival : scenario.arrivals()) {
                if (arrival > 0 && (found.isEmpty() || found.get(found.size() - 1) < end)) {
                    found.add(arrival);
                }
            }
            if (found.isEmpty() || found.get(found.size() - 1) < end) {
                found.add(end);
            }
            return found;
        }

        CampaignRisk risk(PastUplift past) {
            Campaign campaign = plan.campaign();
            DemandPath with = path(effect(plan.uplift(), fromDays, untilDays));
            DemandPath without = demand.with(others);
            double pWithout = worst(without);
            double pWith = Math.max(pWithout, worst(with));
            double lost = stock.mixed(scenario -> cuts.get(scenario).stream()
                    .mapToDouble(cut -> with.excess(scenario.by(cut), cut))
                    .max()
                    .orElse(0));
            double advertised = 0;
            double days = 0;
            CampaignEffect effect = effect(plan.uplift(), fromDays, untilDays);
            for (int t = 0; t < demand.periods(); t++) {
                advertised += demand.periodMean(t) * effect.share(t);
                days += effect.share(t);
            }
            double basePerDay = days > 0 ? advertised / days : 0;
            List<Option> options = pWith <= target ? List.of() : options();
            return new CampaignRisk(
                    campaign.campaignId(),
                    campaign.name(),
                    campaign.platform(),
                    campaign.startsAt(),
                    campaign.endsAt(),
                    Figures.round(plan.uplift().mean(), 3),
                    Figures.round(basePerDay, 3),
                    Figures.round(basePerDay * plan.uplift().mean(), 3),
                    Figures.round(pWith, 4),
                    Figures.round(pWithout, 4),
                    medianSellOut(with),
                    Figures.round(lost, 1),
                    spendAtRisk(lost, advertised * plan.uplift().mean()),
                    campaign.currency(),
                    options,
                    campaign.startsAt().minus(lag(campaign.platform())),
                    Figures.round(plan.uplift().p90(), 3),
                    plan.uplift().basis() == null ? null : plan.uplift().basis().name(),
                    campaign.budget(),
                    past,
                    eligibility(pWith, options, campaign.endsAt()));
        }

        private Eligibility eligibility(double risk, List<Option> options, Instant until) {
            if (risk <= target) {
                return new Eligibility("ELIGIBLE", 1, until);
            }
            double share = options.stream()
                    .filter(option -> option.action().equals("CAP"))
                    .mapToDouble(Option::share)
                    .findFirst()
                    .orElse(0);
            return new Eligibility(share > 0 ? "THROTTLE" : "PAUSE", share, until);
        }

        private CampaignEffect effect(Uplift uplift, double from, double until) {
            return CampaignEffect.of(uplift, from, until, demand.periods());
        }

        private DemandPath path(CampaignEffect effect) {
            List<CampaignEffect> all = new ArrayList<>(others);
            all.add(effect);
            return demand.with(all);
        }

        private double worst(DemandPath path) {
            return stock.mixed(scenario -> cuts.get(scenario).stream()
                    .mapToDouble(cut -> path.reaches(scenario.by(cut), cut))
                    .max()
                    .orElse(0));
        }

        private LocalDate medianSellOut(DemandPath path) {
            int periods = stock.runout(path).reaches(0.5);
            return periods == 0 ? null : day(periods - 1);
        }

        private BigDecimal spendAtRisk(double lost, double demandInCampaign) {
            BigDecimal spend = plan.spend();
            if (spend == null || !(demandInCampaign > 0)) {
                return null;
            }
            return spend.multiply(BigDecimal.valueOf(Math.min(1, lost / demandInCampaign)))
                    .setScale(2, RoundingMode.HALF_UP);
        }

        /** The gentlest change of each kind that brings the risk to the target, the one that keeps most of the campaign first. */
        private List<Option> options() {
            record Ranked(Option option, double kept) {}
            List<Ranked> found = new ArrayList<>();
            for (int step = (int) Math.round(1 / CAP_STEP) - 1; step >= 0; step--) {
                double share = step * CAP_STEP;
                double p = worst(path(effect(plan.uplift().capped(share), fromDays, untilDays)));
                if (p <= target) {
                    found.add(new Ranked(new Option("CAP", Figures.round(share, 2), null, Figures.round(p, 4)), share));
                    break;
                }
            }
            double length = untilDays - fromDays;
            int first = (int) Math.floor(fromDays) + 1;
            int last = (int) Math.ceil(untilDays) - 1;
            for (int day = first; day <= Math.min(last, first + MAX_SHIFTS); day++) {
                double p = worst(path(effect(plan.uplift(), startOf(day), untilDays)));
                if (p <= target) {
                    found.add(new Ranked(
                            new Option("START", null, day(day), Figures.round(p, 4)),
                            (untilDays - startOf(day)) / length));
                    break;
                }
            }
            for (int day = last; day >= Math.max(first, last - MAX_SHIFTS); day--) {
                double p = worst(path(effect(plan.uplift(), fromDays, startOf(day))));
                if (p <= target) {
                    found.add(new Ranked(
                            new Option("END", null, day(day), Figures.round(p, 4)),
                            (startOf(day) - fromDays) / length));
                    break;
                }
            }
            found.sort((a, b) -> Double.compare(b.kept(), a.kept()));
            return found.stream().map(Ranked::option).toList();
        }

        /** Midnight at which a day begins, in days from now. */
        private double startOf(int day) {
            long millis = day(day).atStartOfDay(zone).toInstant().toEpochMilli() - now.toEpochMilli();
            return Math.max(
                    fromDays,
                    Math.min(untilDays, (double) millis / Duration.ofDays(1).toMillis()));
        }

        private LocalDate day(int period) {
            return now.atZone(zone).toLocalDate().plusDays(period);
        }
    }

    private static Duration lag(String platform) {
        return platform != null && platform.toLowerCase(Locale.ROOT).contains("google") ? GOOGLE_LAG : FEED_LAG;
    }
}
