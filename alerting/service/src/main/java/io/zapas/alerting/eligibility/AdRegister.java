package io.zapas.alerting.eligibility;

import io.zapas.forecast.api.DemandForecast.CampaignRisk;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Where every SKU stands. A run looks at some SKUs, those with the most at stake first, so that what the blast cap holds back is what can wait best; which SKUs come together
 * in a run changes nothing else. Bounded by the number of SKUs and platforms. Not safe for concurrent use.
 */
public final class AdRegister {
    private final AdPolicy policy;
    private final Function<String, AdFacts> facts;
    private final Map<String, SkuAds> skus = new HashMap<>();
    private final BlastCap cap;

    /** @param facts what is known of a SKU now */
    public AdRegister(AdPolicy policy, Function<String, AdFacts> facts) {
        this.policy = policy;
        this.facts = facts;
        this.cap = new BlastCap(policy);
    }

    /** Goes on from what was stored. */
    public void load(SkuAds stored) {
        skus.put(stored.sku(), stored);
    }

    /** Every SKU with a state, in no order. */
    public Collection<String> known() {
        return List.copyOf(skus.keySet());
    }

    /** Takes SKUs into account before anything is judged: who goes on from what was stored has to do it for every SKU first. */
    public void count(Collection<String> some, Instant now) {
        for (String sku : some) {
            count(facts.apply(sku), now);
        }
    }

    private void count(AdFacts sku, Instant now) {
        SkuAds ads = skus.get(sku.sku());
        if (ads == null) {
            cap.forget(sku.sku());
        } else {
            cap.count(ads, sku, now);
        }
    }

    /**
     * Looks at SKUs.
     *
     * @return those whose state, or what waits, is another now; null: it is not known any more, and a SKU of that name will begin anew
     */
    public Map<String, SkuAds> judge(Collection<String> some, Instant now) {
        Map<String, SkuAds> changed = new LinkedHashMap<>();
        List<AdFacts> ranked = mostAtStakeFirst(some);
        ranked.forEach(sku -> count(sku, now));
        for (AdFacts sku : ranked) {
            SkuAds before = skus.get(sku.sku());
            SkuAds after = next(before, sku, now);
            if (!Objects.equals(before, after)) {
                changed.put(sku.sku(), after);
                if (after == null) {
                    skus.remove(sku.sku());
                } else {
                    skus.put(sku.sku(), after);
                }
                count(sku, now);
            }
        }
        return changed;
    }

    private SkuAds next(SkuAds before, AdFacts sku, Instant now) {
        if (!sku.known()) {
            return null;
        }
        if (before != null) {
            return before.next(sku, now, policy, cap);
        }
        return sku.doubt(now, policy).isPresent() ? null : SkuAds.first(sku, now, policy);
    }

    private List<AdFacts> mostAtStakeFirst(Collection<String> some) {
        record Ranked(AdFacts sku, boolean nothing, double risk) {}
        List<Ranked> ranked = new ArrayList<>();
        for (String name : some) {
            AdFacts sku = facts.apply(name);
            double risk = 0;
            if (sku.forecast() != null) {
                for (CampaignRisk campaign : sku.forecast().campaigns()) {
                    risk = Math.max(risk, campaign.pStockout());
                }
            }
            ranked.add(new Ranked(sku, sku.availability() != null && sku.sellable() <= 0, risk));
        }
        ranked.sort(Comparator.comparing(Ranked::nothing)
                .reversed()
                .thenComparing(Comparator.comparingDouble(Ranked::risk).reversed())
                .thenComparing(one -> one.sku.sku()));
        return ranked.stream().map(Ranked::sku).toList();
    }

    /**
     * Lets a change pass that waits.
     *
     * @param platform its one name; null: all of them
     * @param notAfter what waits since later was not seen by whoever approves
     * @return the SKU as it stands now; null: nothing of it waited, or nobody knows it
     */
    public SkuAds approve(String sku, String platform, Instant notAfter, String by, Instant now) {
        SkuAds before = skus.get(sku);
        if (before == null) {
            return null;
        }
        SkuAds approved = before.approved(platform, notAfter, by);
        if (approved.equals(before)) {
            return null;
        }
        skus.put(sku, approved);
        judge(List.of(sku), now);
        return skus.getOrDefault(sku, approved);
    }

    /** What is shown of a SKU now; null: nothing is known of it. */
    public AdView view(String sku, Instant now) {
        AdFacts known = facts.apply(sku);
        SkuAds ads = skus.get(sku);
        if (!known.known()) {
            return null;
        }
        Wish elsewhere = Wish.of(known, AdFacts.ELSEWHERE, now, policy);
        if (ads == null) {
            AdRow undecided = AdRow.undecided(sku, elsewhere.figures(), elsewhere.doubt());
            return new AdView(null, undecided, Map.of(), undecided);
        }
        Map<String, AdRow> rows = new TreeMap<>();
        ads.platforms()
                .forEach((platform, standing) ->
                        rows.put(platform, AdRow.of(sku, standing, Wish.of(known, platform, now, policy), now)));
        AdRow rest = AdRow.of(sku, ads.elsewhere(), elsewhere, now);
        return new AdView(ads, rest, rows, ads.combined() == null ? rest : everywhere(ads, rest, rows, now));
    }

    /** Its figures are those of the worst platform; what waits is what would be worst. */
    private AdRow everywhere(SkuAds ads, AdRow rest, Map<String, AdRow> rows, Instant now) {
        List<AdRow> all = new ArrayList<>(rows.values());
        all.add(rest);
        AdRow worst = all.stream()
                .max(Comparator.comparing(AdRow::state)
                        .thenComparing(Comparator.comparingDouble(AdRow::share).reversed())
                        .thenComparingDouble(row -> row.risk() == null ? 0 : row.risk()))
                .orElseThrow();
        Verdict asked = new Verdict(worst.state(), worst.share(), worst.reason(), worst.campaignId(), worst.until());
        Figures figures = new Figures(null, worst.risk(), null, worst.campaignId(), null, worst.asOf(), null);
        AdRow row = AdRow.of(ads.sku(), ads.combined(), Wish.exactly(asked, figures, worst.doubt()), now);
        Waiting waiting = all.stream()
                .map(AdRow::waiting)
                .filter(Objects::nonNull)
                .max(Comparator.comparing((Waiting one) -> one.to().state())
                        .thenComparing(one -> -one.to().share()))
                .orElse(null);
        boolean same = row.state() == worst.state() && row.share() == worst.share();
        return row.with(same ? worst.hold() : row.hold(), waiting);
    }
}
