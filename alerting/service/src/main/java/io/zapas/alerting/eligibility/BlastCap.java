package io.zapas.alerting.eligibility;

import io.zapas.forecast.api.DemandForecast.CampaignRisk;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * How much may leave the ads within a day without a person's approval: one fault in our inputs must not end all advertising.
 *
 * <p>Measured on each platform by itself, by SKUs and by budget, of SKUs with a campaign there; and by SKUs wherever no campaign runs, because feeds advertise those as well.
 * What was advertised a day ago is what is now, and what was taken since; a throttled SKU counts with its share. What was approved counts no more. A few SKUs may leave in
 * any case, or small shops would be asked about each.
 *
 * <p>Of one moment: made anew for every run, from states that are stored, so a restart forgets nothing. The first question costs a look at every SKU.
 */
final class BlastCap {
    private static final double ROUNDING = 1e-9;
    private static final String SKUS = "skus";

    private final Collection<SkuAds> known;
    private final Function<String, AdFacts> facts;
    private final Instant now;
    private final AdPolicy policy;
    private Map<Measure, Amount> amounts;
    private final Map<String, Integer> skusOfCampaign = new HashMap<>();

    /**
     * @param known every SKU as it stands before the run
     * @param facts of a SKU
     */
    BlastCap(Collection<SkuAds> known, Function<String, AdFacts> facts, Instant now, AdPolicy policy) {
        this.known = known;
        this.facts = facts;
        this.now = now;
        this.policy = policy;
    }

    /**
     * Whether so much of the SKU's ads on the platform may go; then it counts as gone.
     *
     * @param taken 0 to 1
     */
    boolean allows(AdFacts sku, String platform, double taken) {
        if (amounts == null) {
            measure();
        }
        Map<Measure, Double> weights = weights(sku, platform);
        boolean few = weights.keySet().stream()
                .filter(measure -> measure.unit.equals(SKUS))
                .allMatch(measure -> amount(measure).taken + taken <= policy.blastMinSkus() + ROUNDING);
        boolean little = weights.entrySet().stream().allMatch(weight -> {
            Amount amount = amount(weight.getKey());
            return amount.taken + taken * weight.getValue() <= policy.blastShare() * amount.dayAgo + ROUNDING;
        });
        if (!few && !little) {
            return false;
        }
        weights.forEach((measure, weight) -> amount(measure).taken += taken * weight);
        return true;
    }

    private Amount amount(Measure measure) {
        return amounts.computeIfAbsent(measure, m -> new Amount());
    }

    private void measure() {
        amounts = new HashMap<>();
        for (SkuAds ads : known) {
            AdFacts sku = facts.apply(ads.sku());
            Set<String> campaigns = new TreeSet<>();
            platforms(ads, sku).forEach(platform -> sku.campaigns(platform, now)
                    .forEach(campaign -> campaigns.add(campaign.campaignId())));
            campaigns.forEach(campaign -> skusOfCampaign.merge(campaign, 1, Integer::sum));
        }
        Instant dayAgo = now.minus(AdPolicy.DAY);
        for (SkuAds ads : known) {
            AdFacts sku = facts.apply(ads.sku());
            for (String platform : platforms(ads, sku)) {
                Standing standing = ads.on(platform);
                double taken = standing.takenAfter(dayAgo);
                weights(sku, platform).forEach((measure, weight) -> {
                    Amount amount = amount(measure);
                    amount.taken += taken * weight;
                    amount.dayAgo += (standing.share() + taken) * weight;
                });
            }
        }
    }

    private Set<String> platforms(SkuAds ads, AdFacts sku) {
        Set<String> platforms = new TreeSet<>(ads.platforms().keySet());
        platforms.addAll(sku.platforms(now));
        platforms.add(AdFacts.ELSEWHERE);
        return platforms;
    }

    private Map<Measure, Double> weights(AdFacts sku, String platform) {
        Map<Measure, Double> weights = new HashMap<>();
        boolean advertised = false;
        for (CampaignRisk campaign : sku.campaigns(platform, now)) {
            advertised = true;
            if (campaign.budget() != null && campaign.budget().signum() > 0) {
                weights.merge(
                        new Measure(platform, true, "budget " + campaign.currency()),
                        campaign.budget().doubleValue() / skusOfCampaign.getOrDefault(campaign.campaignId(), 1),
                        Double::sum);
            }
        }
        weights.put(new Measure(platform, advertised, SKUS), 1.0);
        return weights;
    }

    /** @param campaign of SKUs with a campaign on the platform, or of those without */
    private record Measure(String platform, boolean campaign, String unit) {}

    /** As of now, with what was allowed in this run. */
    private static final class Amount {
        private double dayAgo;
        private double taken;
    }
}
