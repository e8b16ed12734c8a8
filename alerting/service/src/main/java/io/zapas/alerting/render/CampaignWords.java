package io.zapas.alerting.render;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a campaign does to demand, and ways out. */
final class CampaignWords extends FactWords {
    CampaignWords(FactWords words) {
        super(words);
    }

    void campaign() {
        campaignWord();
        put("platform", facts.text("platform", MAX_WORD).map(code -> wording.find("platform." + code)
                .orElse(code)));
        put("period", period());
        put("uplift", facts.number("uplift").map(wording::number));
        put("upliftCareful", facts.number("upliftP90").map(wording::number));
        put("upliftBasis", facts.text("upliftBasis", MAX_WORD).flatMap(code -> wording.find("uplift." + code)));
        put("baseDemand", facts.number("baseDemandPerDay").map(wording::number));
        put("campaignDemand", facts.number("campaignDemandPerDay").map(wording::units));
        put("riskWithoutAds", facts.number("pWithoutAds").map(wording::percent));
        put("sellOut", facts.date("medianSellOut").map(wording::date));
        put(
                "spend",
                facts.number("spendAtRisk")
                        .filter(spend -> spend.signum() > 0)
                        .map(spend ->
                                wording.money(spend, facts.text("currency", 8).orElse(alert.currency()))));
        put(
                "budget",
                facts.number("budget")
                        .filter(budget -> budget.signum() > 0)
                        .map(budget ->
                                wording.money(budget, facts.text("currency", 8).orElse(alert.currency()))));
        put("pastUplift", pastUplift(facts.object("pastUplift")));
        put("ads", ads(facts.object("eligibility")));
        put("decideBy", facts.instant("decideBy").map(wording::moment));
        putList(
                "options",
                " | ",
                facts.list("options").stream()
                        .flatMap(option -> option(option).stream())
                        .limit(MAX_ITEMS)
                        .toList());
        runningCampaigns();
    }

    /** What earlier campaigns did; that there was none is worth knowing, too. */
    private Optional<String> pastUplift(Facts past) {
        return past.number("campaigns").map(campaigns -> {
            if (campaigns.signum() == 0) {
                return wording.text("pastUplift.none");
            }
            Map<String, String> values = new HashMap<>(Map.of("campaigns", wording.counted("campaign", campaigns)));
            past.number("days").map(wording::days).ifPresent(days -> values.put("days", days));
            past.number("factor").map(wording::number).ifPresent(factor -> values.put("factor", factor));
            return plain("pastUplift", values);
        });
    }

    private Optional<String> ads(Facts eligibility) {
        Map<String, String> values = new HashMap<>();
        eligibility.number("share").map(wording::percent).ifPresent(share -> values.put("share", share));
        eligibility.instant("until").map(wording::moment).ifPresent(until -> values.put("until", until));
        Optional<String> waits = eligibility.text("hold", MAX_WORD).filter("APPROVAL"::equals);
        return waits.or(() -> eligibility.text("state", MAX_WORD))
                .flatMap(state -> wording.find("eligibility." + state))
                .flatMap(pattern -> Phrase.render(pattern, values))
                .map(Line::plain);
    }

    void campaignWord() {
        put("campaign", facts.text("campaign", MAX_WORD).or(() -> facts.text("campaignId", MAX_WORD)));
    }

    private Optional<String> period() {
        Optional<LocalDate> first = facts.date("startsAt");
        // A campaign that ends at midnight has its last day before.
        Optional<LocalDate> last = facts.instant("endsAt")
                .map(end -> LocalDate.ofInstant(end.minus(Duration.ofSeconds(1)), wording.zone()))
                .or(() -> facts.date("endsAt"));
        return first.flatMap(start -> last.map(end -> wording.period(start, end)));
    }

    private Optional<String> option(Facts option) {
        Map<String, String> values = new HashMap<>();
        option.number("share").map(wording::percent).ifPresent(share -> values.put("share", share));
        option.date("date").map(wording::dayMonth).ifPresent(date -> values.put("date", date));
        option.number("pStockout").map(wording::percent).ifPresent(risk -> values.put("risk", risk));
        return option.text("action", 16)
                .flatMap(action -> wording.find("option." + action))
                .flatMap(pattern -> Phrase.render(pattern, values))
                .map(Line::plain);
    }

    private void runningCampaigns() {
        List<Facts> campaigns = facts.list("campaigns").stream()
                .filter(campaign -> campaignName(campaign).isPresent())
                .sorted(Comparator.comparing(
                        campaign -> campaign.instant("startsAt").orElse(Instant.MAX)))
                .toList();
        putList(
                "campaigns",
                ", ",
                capped(campaigns.stream().map(this::campaignFrom).toList()));
        if (campaigns.isEmpty()) {
            return;
        }
        Facts first = campaigns.get(0);
        put("nextCampaign", campaignName(first));
        Optional<Instant> start = first.instant("startsAt");
        if (alert.updatedAt() != null
                && start.filter(alert.updatedAt()::isBefore).isPresent()) {
            put("nextCampaignStart", first.date("startsAt").map(wording::date));
        }
    }

    private static Optional<String> campaignName(Facts campaign) {
        return campaign.text("name", MAX_WORD).or(() -> campaign.text("campaignId", MAX_WORD));
    }

    private String campaignFrom(Facts campaign) {
        Map<String, String> values = new HashMap<>();
        campaignName(campaign).ifPresent(name -> values.put("campaign", name));
        campaign.date("startsAt").map(wording::date).ifPresent(start -> values.put("start", start));
        return plain("campaignFrom", values);
    }
}
