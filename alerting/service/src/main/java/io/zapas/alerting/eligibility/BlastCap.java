package io.zapas.alerting.eligibility;

import io.zapas.forecast.api.DemandForecast.CampaignRisk;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How much may leave the ads within a day without a person's approval: one fault in our inputs must not end all advertising.
 *
 * <p>Measured on each platform by itself, by SKUs and by budget, of SKUs with a campaign there; and by SKUs wherever no campaign runs, because feeds advertise those as well.
 * What was advertised a day ago is what is now, and what was taken since; a throttled SKU counts with its share. What was approved counts no more. A few SKUs may leave in
 * any case, or small shops would be asked about each. While something waits, the day before it began to wait counts on: time alone lets nothing pass, but what came to
 * wait only because a campaign's other SKUs were not known yet goes when they are.
 *
 * <p>Sums of what was counted of each SKU, so a question costs as much as there are campaigns. All of it follows from states that are stored: who counts every SKU before asking has
 * forgotten nothing. Not safe for concurrent use.
 */
final class BlastCap {
    private static final double ROUNDING = 1e-6;

    private final AdPolicy policy;
    private final Map<String, List<Part>> parts = new HashMap<>();
    private final Map<Group, Amount> groups = new HashMap<>();
    private final Map<Campaign, Amount> campaigns = new HashMap<>();

    BlastCap(AdPolicy policy) {
        this.policy = policy;
    }

    /** Counts a SKU as it stands now, in place of what was counted of it before. */
    void count(SkuAds ads, AdFacts sku, Instant now) {
        forget(ads.sku());
        List<Part> counted = new ArrayList<>(1);
        for (String platform : platforms(ads, sku, now)) {
            Standing standing = ads.on(platform);
            List<CampaignRisk> running = sku.campaigns(platform, now);
            Group group = new Group(platform, !running.isEmpty());
            Instant waits =
                    standing.waiting() == null ? null : standing.waiting().since();
            Instant since = earliest(now, earliest(waits, oldest(group)));
            double taken = standing.takenAfter(since.minus(AdPolicy.DAY));
            Part part = new Part(group, standing.share() + taken, taken, waits, budgets(platform, running));
            counted.add(part);
            add(part, 1);
        }
        parts.put(ads.sku(), counted);
    }

    void forget(String sku) {
        List<Part> counted = parts.remove(sku);
        if (counted != null) {
            counted.forEach(part -> add(part, -1));
        }
    }

    /**
     * Whether so much of a counted SKU's ads on a platform may go. It has to be counted again before the next question when it does.
     *
     * @param taken 0 to 1
     */
    boolean allows(AdFacts sku, String platform, double taken, Instant now) {
        List<CampaignRisk> running = sku.campaigns(platform, now);
        Amount group = groups.getOrDefault(new Group(platform, !running.isEmpty()), Amount.NONE);
        if (group.taken + taken <= policy.blastMinSkus() + ROUNDING) {
            return true;
        }
        return group.taken + taken <= policy.blastShare() * group.before + ROUNDING
                && budgets(platform, running).stream()
                        .map(Campaign::currency)
                        .distinct()
                        .allMatch(currency -> allowsBudget(platform, currency, budgets(platform, running), taken));
    }

    /** The budget of a campaign is spread over its SKUs. */
    private boolean allowsBudget(String platform, String currency, List<Campaign> own, double taken) {
        double before = 0;
        double gone = 0;
        for (Map.Entry<Campaign, Amount> entry : campaigns.entrySet()) {
            Campaign campaign = entry.getKey();
            Amount amount = entry.getValue();
            if (campaign.platform.equals(platform) && Objects.equals(campaign.currency, currency)) {
                double perSku = campaign.budget.doubleValue() / amount.skus;
                before += perSku * amount.before;
                gone += perSku * (amount.taken + (own.contains(campaign) ? taken : 0));
            }
        }
        return gone <= policy.blastShare() * before + ROUNDING;
    }

    private static Set<String> platforms(SkuAds ads, AdFacts sku, Instant now) {
        Set<String> running = sku.platforms(now);
        if (ads.platforms().isEmpty() && running.isEmpty()) {
            return Set.of(AdFacts.ELSEWHERE);
        }
        Set<String> platforms = new TreeSet<>(ads.platforms().keySet());
        platforms.addAll(running);
        platforms.add(AdFacts.ELSEWHERE);
        return platforms;
    }

    private static List<Campaign> budgets(String platform, List<CampaignRisk> running) {
        return running.isEmpty()
                ? List.of()
                : running.stream()
                        .filter(campaign ->
                                campaign.budget() != null && campaign.budget().signum() > 0)
                        .map(campaign ->
                                new Campaign(platform, campaign.campaignId(), campaign.budget(), campaign.currency()))
                        .toList();
    }

    private Instant oldest(Group group) {
        Amount amount = groups.get(group);
        return amount == null || amount.waits.isEmpty() ? null : amount.waits.firstKey();
    }

    private static Instant earliest(Instant one, Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }

    /** @param sign 1: counts it; -1: takes it back */
    private void add(Part part, int sign) {
        Amount group = groups.computeIfAbsent(part.group, g -> new Amount());
        group.add(part, sign);
        if (part.waits != null) {
            group.waits.merge(part.waits, sign, Integer::sum);
            group.waits.remove(part.waits, 0);
        }
        if (group.skus == 0) {
            groups.remove(part.group);
        }
        for (Campaign campaign : part.campaigns) {
            Amount amount = campaigns.computeIfAbsent(campaign, c -> new Amount());
            amount.add(part, sign);
            if (amount.skus == 0) {
                campaigns.remove(campaign);
            }
        }
    }

    /** @param campaign SKUs with a campaign on the platform, or those without */
    private record Group(String platform, boolean campaign) {}

    private record Campaign(String platform, String id, BigDecimal budget, String currency) {}

    /**
     * What was counted of a SKU on a platform.
     *
     * @param before share that was advertised when counting begins
     * @param waits since when something waits; null: nothing does
     */
    private record Part(Group group, double before, double taken, Instant waits, List<Campaign> campaigns) {}

    private static final class Amount {
        private static final Amount NONE = new Amount();

        private final TreeMap<Instant, Integer> waits = new TreeMap<>();
        private int skus;
        private double before;
        private double taken;

        void add(Part part, int sign) {
            skus += sign;
            before += sign * part.before;
            taken += sign * part.taken;
        }
    }
}
