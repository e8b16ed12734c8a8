package io.zapas.alerting.eligibility;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where a SKU stands on every platform: what is stored of it.
 *
 * <p>A platform gets a state of its own with the SKU's first campaign there, and goes on from the one it showed before; so a campaign on one platform pauses
 * nothing on another, and no revision or rest is lost. It keeps it as long as the SKU is known. Whoever does not tell platforms apart sees one more state, at least as careful
 * as each of them at any moment, which rests like any other: the plain worst of several would get milder several times a day.
 *
 * @param elsewhere on platforms without a state of their own: stock, and campaigns that name no platform
 * @param platforms by the platform's one name
 * @param combined for whoever does not tell platforms apart; null: {@code elsewhere}, there is no other
 */
public record SkuAds(String sku, Standing elsewhere, Map<String, Standing> platforms, Standing combined) {

    public SkuAds {
        platforms = platforms == null ? Map.of() : Map.copyOf(platforms);
    }

    /** The first that is shown of a SKU: nothing is taken out of ads that nobody was told to run, so nothing rests and no cap counts. */
    static SkuAds first(AdFacts facts, Instant now, AdPolicy policy) {
        Map<String, Standing> platforms = new TreeMap<>();
        for (String platform : facts.platforms(now)) {
            platforms.put(platform, first(facts, platform, now, policy));
        }
        Standing elsewhere = first(facts, AdFacts.ELSEWHERE, now, policy);
        if (platforms.isEmpty()) {
            return new SkuAds(facts.sku(), elsewhere, platforms, null);
        }
        Standing worst = worst(elsewhere, platforms.values());
        return new SkuAds(
                facts.sku(),
                elsewhere,
                platforms,
                Standing.first(worst.verdict(), worst.history().get(0).figures(), now));
    }

    private static Standing first(AdFacts facts, String platform, Instant now, AdPolicy policy) {
        Wish wish = Wish.of(facts, platform, now, policy);
        return Standing.first(wish.needed(), wish.figures(), now);
    }

    SkuAds next(AdFacts facts, Instant now, AdPolicy policy, BlastCap cap) {
        boolean doubt = facts.doubt(now, policy).isPresent();
        Set<String> fresh = doubt ? Set.of() : facts.platforms(now);
        Standing rest = next(elsewhere, facts, AdFacts.ELSEWHERE, now, policy, cap);
        if (platforms.isEmpty() && fresh.isEmpty()) {
            return rest.equals(elsewhere) ? this : new SkuAds(sku, rest, platforms, null);
        }
        Set<String> names = new TreeSet<>(platforms.keySet());
        names.addAll(fresh);
        Map<String, Standing> after = new TreeMap<>();
        for (String platform : names) {
            after.put(platform, next(on(platform), facts, platform, now, policy, cap));
        }
        return new SkuAds(sku, rest, after, all(rest, after.values(), facts, now, policy));
    }

    private static Standing next(
            Standing before, AdFacts facts, String platform, Instant now, AdPolicy policy, BlastCap cap) {
        return Rest.next(
                before,
                Wish.of(facts, platform, now, policy),
                now,
                policy,
                taken -> cap.allows(facts, platform, taken, now));
    }

    /** Follows the others, who have been through the cap. */
    private Standing all(Standing rest, Collection<Standing> after, AdFacts facts, Instant now, AdPolicy policy) {
        Standing worst = worst(rest, after);
        Figures figures = worst.history().isEmpty()
                ? null
                : worst.history().get(worst.history().size() - 1).figures();
        Wish wish =
                Wish.exactly(worst.verdict(), figures, facts.doubt(now, policy).orElse(null));
        return Rest.next(everywhere().with(null), wish, now, policy, Rest.Cap.NONE);
    }

    private static Standing worst(Standing one, Collection<Standing> others) {
        Standing worst = one;
        for (Standing other : others) {
            worst = other.verdict().worseThan(worst.state(), worst.share()) ? other : worst;
        }
        return worst;
    }

    /** What a platform is shown. */
    public Standing on(String platform) {
        return platforms.getOrDefault(platform, elsewhere);
    }

    /** What is shown to whoever does not tell platforms apart. */
    public Standing everywhere() {
        return combined == null ? elsewhere : combined;
    }

    boolean waits() {
        return waits(elsewhere) || platforms.values().stream().anyMatch(SkuAds::waits);
    }

    private static boolean waits(Standing standing) {
        return standing.waiting() != null && standing.waiting().approvedBy() == null;
    }

    /** @param platform null: all of them */
    SkuAds approved(String platform, Instant notAfter, String by) {
        Map<String, Standing> after = new TreeMap<>();
        platforms.forEach((name, standing) -> after.put(
                name, platform == null || platform.equals(name) ? approved(standing, notAfter, by) : standing));
        boolean shown = platform == null || !platforms.containsKey(platform);
        return new SkuAds(sku, shown ? approved(elsewhere, notAfter, by) : elsewhere, after, combined);
    }

    private static Standing approved(Standing standing, Instant notAfter, String by) {
        return standing.waiting() == null || standing.waiting().since().isAfter(notAfter)
                ? standing
                : standing.with(standing.waiting().approved(by));
    }
}
