package io.zapas.alerting.eligibility;

import io.zapas.forecast.api.DemandForecast.CampaignRisk;
import io.zapas.forecast.api.DemandForecast.Option;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What figures ask for at one moment, without any rest.
 *
 * <p>A campaign's risk is judged against a limit. Above it, traffic is cut to the share that keeps the limit: the forecast tells the risk without ads, with all of
 * them and, where it has one, with its own cap; between those points the risk is taken for a straight line, which is careful because it bends upwards. Shares are
 * rounded down to {@value #STEP}; where nothing is left, or the SKU runs out without ads just as well, it is a pause.
 *
 * @param share of the traffic to keep: 1 for ELIGIBLE, 0 for PAUSE and EXCLUDE, between them for THROTTLE
 * @param campaignId of the campaign it is about; null: none
 * @param until when what speaks against ads is over as far as that is known: a campaign's end, a delivery; null: nothing does, or not known
 */
public record Verdict(AdState state, double share, Reason reason, String campaignId, Instant until) {
    static final Verdict ELIGIBLE = new Verdict(AdState.ELIGIBLE, 1, Reason.NO_RISK, null, null);
    private static final double STEP = 0.05;
    private static final double ROUNDING = 1e-9;

    /** @param limit risk that is accepted */
    static Verdict of(AdFacts facts, String platform, double limit, Instant now, AdPolicy policy) {
        List<CampaignRisk> campaigns = facts.campaigns(platform, now);
        boolean nothing = facts.sellable() <= 0;
        if (facts.discontinued() && (nothing || campaigns.isEmpty())) {
            return new Verdict(AdState.EXCLUDE, 0, Reason.DISCONTINUED, null, null);
        }
        if (nothing) {
            return new Verdict(AdState.PAUSE, 0, Reason.OUT_OF_STOCK, null, facts.nextReceipt(now, policy.zone()));
        }
        Verdict worst = ELIGIBLE;
        for (CampaignRisk campaign : campaigns) {
            Verdict one = of(campaign, limit);
            worst = one.worseThan(worst.state, worst.share) ? one : worst;
        }
        return worst;
    }

    private static Verdict of(CampaignRisk campaign, double limit) {
        if (campaign.pStockout() <= limit) {
            return ELIGIBLE;
        }
        double share = Math.floor(share(campaign, limit) / STEP + ROUNDING) * STEP;
        double kept = Math.round(share * 100) / 100.0;
        return new Verdict(
                kept > 0 ? AdState.THROTTLE : AdState.PAUSE,
                kept,
                Reason.CAMPAIGN_RISK,
                campaign.campaignId(),
                campaign.endsAt());
    }

    private static double share(CampaignRisk campaign, double limit) {
        record Point(double share, double risk) {}
        List<Point> points = new ArrayList<>();
        points.add(new Point(1, campaign.pStockout()));
        for (Option option : campaign.options()) {
            if ("CAP".equals(option.action()) && option.share() != null && option.share() > 0 && option.share() < 1) {
                points.add(new Point(option.share(), option.pStockout()));
            }
        }
        points.add(new Point(0, campaign.pWithoutAds()));
        points.sort(Comparator.comparingDouble(Point::share).reversed());
        Point above = points.get(0);
        for (Point point : points.subList(1, points.size())) {
            if (point.risk <= limit) {
                double part = (limit - point.risk) / (above.risk - point.risk);
                return point.share + part * (above.share - point.share);
            }
            above = point;
        }
        return 0;
    }

    boolean worseThan(AdState other, double otherShare) {
        return state.compareTo(other) > 0 || (state == other && share < otherShare);
    }

    boolean milderThan(AdState other, double otherShare) {
        return state.compareTo(other) < 0 || (state == other && share > otherShare);
    }
}
