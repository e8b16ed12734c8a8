package io.zapas.alerting.eligibility;

import static io.zapas.alerting.eligibility.Given.NOW;
import static io.zapas.alerting.eligibility.Given.POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.condition.Samples;
import io.zapas.forecast.api.DemandForecast.CampaignRisk;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Availability;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random weeks of a shop that advertises: risks, stockouts, doubts, restarts, approvals and clocks that step. */
class AdRegisterProperties {
    private static final List<String> PLATFORMS = List.of("google", "meta", "allegro");
    private static final int STEPS = 150;
    private static final Duration DAY = AdPolicy.DAY;

    @Property(tries = 25)
    void nothingFlapsWhateverHappens(@ForAll long seed) {
        Shop shop = new Shop(seed, 1 + Math.floorMod(seed, 12));
        for (int step = 0; step < STEPS; step++) {
            shop.step();
        }
        shop.everythingGetsWellInTheEnd();
    }

    @Property(tries = 40)
    void noMoreThanTheCapLeavesWithinADay(@ForAll long seed) {
        Random random = new Random(seed);
        int skus = 6 + random.nextInt(120);
        Map<String, AdFacts> facts = new LinkedHashMap<>();
        AdRegister register = new AdRegister(POLICY, facts::get);
        for (int i = 0; i < skus; i++) {
            facts.put("S-" + i, shelf("S-" + i, random.nextInt(3) == 0, 0.0, NOW));
        }
        Map<String, byte[]> stored = new HashMap<>();
        register.judge(facts.keySet(), NOW).forEach((sku, ads) -> stored.put(sku, Json.bytes(ads)));
        Instant now = NOW;
        Map<String, Double> advertised = shares(register, facts, "google", now);
        Map<String, Double> elsewhere = shares(register, facts, "bing", now);
        for (int step = 0; step < 40; step++) {
            now = now.plus(Duration.ofMinutes(random.nextInt(30)));
            List<String> some = new ArrayList<>();
            for (String sku : List.copyOf(facts.keySet())) {
                if (random.nextInt(4) == 0) {
                    boolean campaign = !facts.get(sku).forecast().campaigns().isEmpty();
                    facts.put(sku, shelf(sku, campaign, random.nextDouble(), now));
                    some.add(sku);
                }
            }
            register.judge(some, now).forEach((sku, ads) -> stored.put(sku, Json.bytes(ads)));
            if (random.nextInt(5) == 0) {
                register = new AdRegister(POLICY, facts::get);
                for (byte[] record : stored.values()) {
                    register.load(Json.read(record, SkuAds.class));
                }
                register.count(facts.keySet(), now);
            }
        }
        facts.forEach((sku, known) -> {
            if (known.forecast().campaigns().isEmpty()) {
                advertised.remove(sku);
            }
        });
        assertWithinCap(advertised, shares(register, facts, "google", now));
        assertWithinCap(elsewhere, shares(register, facts, "bing", now));
    }

    private static void assertWithinCap(Map<String, Double> before, Map<String, Double> after) {
        double had = 0;
        double lost = 0;
        for (String sku : before.keySet()) {
            had += before.get(sku);
            lost += before.get(sku) - after.get(sku);
        }
        assertThat(lost).isLessThanOrEqualTo(Math.max(POLICY.blastMinSkus(), POLICY.blastShare() * had) + 1e-6);
    }

    /** 40 steps of half an hour at most: all of it is one day. */
    private static AdFacts shelf(String sku, boolean campaign, double risk, Instant now) {
        long available = risk > 0.5 ? 0 : 100;
        return campaign
                ? Given.facts(sku, available, now, Given.campaign("bw", "google", risk, now))
                : Given.facts(sku, available, now);
    }

    private static Map<String, Double> shares(
            AdRegister register, Map<String, AdFacts> facts, String platform, Instant now) {
        Map<String, Double> shares = new HashMap<>();
        facts.keySet()
                .forEach(sku ->
                        shares.put(sku, register.view(sku, now).row(platform).share()));
        return shares;
    }

    /** A shop, its register as the process has it, and what is stored. */
    private static final class Shop {
        private final Random random;
        private final Map<String, AdFacts> facts = new LinkedHashMap<>();
        private final Map<String, byte[]> stored = new LinkedHashMap<>();
        /** When a feed (sku and platform) got milder last, by a clock nobody can set. */
        private final Map<String, Duration> milder = new HashMap<>();

        private Duration elapsed = Duration.ZERO;
        /** By how much the shop's clock is off. */
        private Duration off = Duration.ZERO;

        private AdRegister register;

        Shop(long seed, int skus) {
            random = new Random(seed);
            for (int i = 0; i < skus; i++) {
                facts.put("S-" + i, new AdFacts("S-" + i, null, null, false));
            }
            register = new AdRegister(POLICY, facts::get);
        }

        private Instant now() {
            return NOW.plus(elapsed).plus(off);
        }

        void step() {
            elapsed = elapsed.plus(Duration.ofMinutes(random.nextInt(random.nextInt(8) == 0 ? 20_000 : 600)));
            if (random.nextInt(12) == 0) {
                stepClock();
            }
            if (random.nextInt(6) == 0) {
                restart();
            }
            List<String> some = new ArrayList<>();
            for (String sku : List.copyOf(facts.keySet())) {
                if (random.nextInt(3) > 0) {
                    facts.put(sku, something(sku));
                    some.add(sku);
                }
            }
            judge(some);
            if (random.nextInt(10) == 0) {
                approve();
            }
        }

        /** Back by any time, ahead by so little that no day is skipped: nobody can tell a clock that is set ahead from time that passes. */
        private void stepClock() {
            off = off.minus(Duration.ofMinutes(random.nextInt(50_000)));
        }

        private void restart() {
            AdRegister other = new AdRegister(POLICY, facts::get);
            stored.values().forEach(value -> other.load(Json.read(value, SkuAds.class)));
            other.count(facts.keySet(), now());
            Map<String, AdView> before = views(register);
            register = other;
            assertThat(views(register)).as("a restart changes nothing").isEqualTo(before);
        }

        private AdFacts something(String sku) {
            List<CampaignRisk> campaigns = new ArrayList<>();
            for (String platform : PLATFORMS) {
                if (random.nextInt(3) == 0) {
                    campaigns.add(Given.campaign(
                            "c-" + platform,
                            random.nextInt(9) == 0 ? null : platform,
                            random.nextInt(3) == 0 ? random.nextDouble() : random.nextDouble() * 0.15,
                            random.nextDouble() * 0.05,
                            now().minusSeconds(60),
                            null));
                }
            }
            Instant asOf = random.nextInt(10) == 0 ? now().minus(Duration.ofHours(40)) : now();
            Availability stock = random.nextInt(12) == 0
                    ? Samples.silent(sku, 50)
                    : Samples.available(sku, random.nextInt(4) == 0 ? 0 : 100, 1, random.nextInt(40) == 0);
            return new AdFacts(
                    sku,
                    stock,
                    Given.forecast(sku, asOf, campaigns.toArray(CampaignRisk[]::new)),
                    random.nextInt(15) == 0);
        }

        private void judge(List<String> some) {
            Map<String, AdView> before = views(register);
            register.judge(some, now()).forEach(this::store);
            for (String sku : facts.keySet()) {
                check(sku, before.get(sku), register.view(sku, now()), some.contains(sku));
            }
        }

        private void approve() {
            List<String> names = List.copyOf(facts.keySet());
            String sku = names.get(random.nextInt(names.size()));
            AdView before = register.view(sku, now());
            SkuAds after = register.approve(sku, null, now(), "anna", now());
            if (after != null) {
                store(sku, after);
                check(sku, before, register.view(sku, now()), true);
            }
        }

        private void store(String sku, SkuAds ads) {
            stored.put(sku, Json.bytes(ads));
        }

        private void check(String sku, AdView before, AdView after, boolean judged) {
            if (before == null || before.ads() == null || after == null) {
                return;
            }
            for (String platform : feeds()) {
                checkRow(sku, before.row(platform), after.row(platform), platform, judged);
            }
            for (String platform : PLATFORMS) {
                assertThat(after.row(null).share())
                        .as("whoever does not tell platforms apart is no less careful")
                        .isLessThanOrEqualTo(after.row(platform).share());
            }
        }

        private void checkRow(String sku, AdRow before, AdRow after, String platform, boolean judged) {
            boolean same = before.state() == after.state() && before.share() == after.share();
            assertThat(after.rev())
                    .as("counts changes, whatever becomes of the platform's campaigns")
                    .isEqualTo(same ? before.rev() : before.rev() + 1);
            if (after.doubt() != null) {
                assertThat(same).as("doubt freezes").isTrue();
            }
            if (after.share() > before.share() || after.state().compareTo(before.state()) < 0) {
                Duration last = milder.put(sku + "@" + platform, elapsed);
                if (last != null) {
                    assertThat(elapsed.minus(last)).as("at most once a day").isGreaterThanOrEqualTo(DAY);
                }
            }
            if (judged && after.state() == AdState.PAUSE && after.doubt() == null) {
                assertThat(Duration.between(after.since(), now())).isLessThan(AdPolicy.LONGEST_PAUSE);
            }
        }

        private static List<String> feeds() {
            List<String> feeds = new ArrayList<>(PLATFORMS);
            feeds.add("bing");
            feeds.add(null);
            return feeds;
        }

        private Map<String, AdView> views(AdRegister of) {
            Map<String, AdView> views = new LinkedHashMap<>();
            facts.keySet().forEach(sku -> {
                AdView view = of.view(sku, now());
                if (view != null) {
                    views.put(sku, view);
                }
            });
            return views;
        }

        void everythingGetsWellInTheEnd() {
            for (int day = 0; day < 4; day++) {
                elapsed = elapsed.plus(DAY);
                facts.keySet().forEach(sku -> facts.put(sku, Given.facts(sku, 1_000, now())));
                judge(List.copyOf(facts.keySet()));
            }
            for (String sku : facts.keySet()) {
                for (String platform : feeds()) {
                    AdRow row = register.view(sku, now()).row(platform);
                    assertThat(Objects.requireNonNull(row).state()).isEqualTo(AdState.ELIGIBLE);
                    assertThat(row.hold()).isNull();
                    assertThat(row.waiting()).isNull();
                }
            }
        }
    }
}
