package io.zapas.alerting.eligibility;

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

    /** @param facts what is known of a SKU now */
    public AdRegister(AdPolicy policy, Function<String, AdFacts> facts) {
        this.policy = policy;
        this.facts = facts;
    }

    /** Goes on from what was stored. */
    public void load(SkuAds stored) {
        skus.put(stored.sku(), stored);
    }

    /** Every SKU with a state, in no order. */
    public Collection<String> known() {
        return List.copyOf(skus.keySet());
    }

    /**
     * Looks at SKUs.
     *
     * @return those whose state, or what waits, is another now; null: it is not known any more, and a SKU of that name will begin anew
     */
    public Map<String, SkuAds> judge(Collection<String> some, Instant now) {
        Map<String, SkuAds> changed = new LinkedHashMap<>();
        BlastCap cap = new BlastCap(skus.values(), facts, now, policy);
        for (AdFacts sku : mostAtStakeFirst(some)) {
            SkuAds before = skus.get(sku.sku());
            SkuAds after = next(before, sku, now, cap);
            if (!Objects.equals(before, after)) {
                changed.put(sku.sku(), after);
                if (after == null) {
                    skus.remove(sku.sku());
                } else {
                    skus.put(sku.sku(), after);
                }
            }
        }
        return changed;
    }

    private SkuAds next(SkuAds before, AdFacts sku, Instant now, BlastCap cap) {
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
                risk = sku.forecast().campaigns().stream()
                        .mapToDouble(campaign -> campaign.pStockout())
                        .max()
                        .orElse(0);
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

    /** Its figures are those of the worst platform. */
    private AdRow everywhere(SkuAds ads, AdRow rest, Map<String, AdRow> rows, Instant now) {
        List<AdRow> all = new ArrayList<>(rows.values());
        all.add(rest);
        AdRow worst = all.stream()
                .max(Comparator.comparing(AdRow::state)
                        .thenComparing(Comparator.comparingDouble(AdRow::share).reversed())
                        .thenComparingDouble(row -> row.risk() == null ? 0 : row.risk()))
                .orElseThrow();
        Standing standing = ads.combined();
        Verdict asked = new Verdict(worst.state(), worst.share(), worst.reason(), worst.campaignId(), worst.until());
        Figures figures = new Figures(null, worst.risk(), null, worst.campaignId(), null, worst.asOf(), null);
        AdRow row = AdRow.of(ads.sku(), standing, Wish.exactly(asked, figures, worst.doubt()), now);
        boolean same = standing.state() == worst.state() && standing.share() == worst.share();
        return same
                ? new AdRow(
                        row.sku(),
                        row.state(),
                        row.share(),
                        row.reason(),
                        row.campaignId(),
                        row.until(),
                        row.risk(),
                        row.asOf(),
                        row.rev(),
                        row.since(),
                        worst.hold(),
                        row.doubt(),
                        worst.waiting())
                : row;
    }
}
