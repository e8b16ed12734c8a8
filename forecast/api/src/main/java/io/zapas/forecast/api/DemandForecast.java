package io.zapas.forecast.api;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * Rotation and risk of one SKU: the value of {@code demand.forecast} and the answer of {@code GET /v1/rotation/{sku}}. A figure without
 * history behind it is null, never guessed; {@code historyDays} says how much history there is.
 *
 * @param name product name, may be null; likewise owner, supplier, currency
 * @param abc A, B or C by turnover share (80, 95 %), null while unknown
 * @param xyz X, Y or Z by coefficient of variation of weekly demand (0.5, 1.0), null while unknown
 * @param velocity mean units a day to be expected, no campaign
 * @param velocityP90 90 % quantile of one day's demand
 * @param history last 56 days' demand, oldest first, with days out of stock marked
 * @param band daily forecast for the next 28 days, with campaigns
 * @param quantiles demand cumulated over some horizons, with campaigns
 * @param available ATP the figures were computed with
 * @param daysOfCover days until cumulated median demand reaches {@code available}; null when nothing sells
 * @param stockoutDate when it runs out, receipts counted; null: not within 365 days
 * @param risk running out before help arrives
 * @param suggestedOrder what to order today; null when nothing needs ordering or lead time is unknown
 * @param campaigns risk of every planned or running campaign that advertises the SKU
 * @param model name of the method, for example {@code seasonal-negative-binomial}
 * @param backtestError mean absolute error of the last 28 one-day forecasts / mean demand; null while unknown
 */
public record DemandForecast(
        String sku,
        Instant asOf,
        String name,
        String owner,
        String supplier,
        String abc,
        String xyz,
        int historyDays,
        int outOfStockDays,
        Double velocity,
        Double velocityP90,
        List<Day> history,
        List<BandDay> band,
        List<Horizon> quantiles,
        long available,
        Double daysOfCover,
        StockoutDate stockoutDate,
        Risk risk,
        Double leadTimeDays,
        Long reorderPoint,
        SuggestedOrder suggestedOrder,
        BigDecimal turnoverPerDay,
        String currency,
        List<CampaignRisk> campaigns,
        String model,
        Double backtestError) {

    public DemandForecast {
        history = history == null ? List.of() : List.copyOf(history);
        band = band == null ? List.of() : List.copyOf(band);
        quantiles = quantiles == null ? List.of() : List.copyOf(quantiles);
        campaigns = campaigns == null ? List.of() : List.copyOf(campaigns);
    }

    /** The same figures as of another moment. */
    public DemandForecast withAsOf(Instant moment) {
        return new DemandForecast(
                sku,
                moment,
                name,
                owner,
                supplier,
                abc,
                xyz,
                historyDays,
                outOfStockDays,
                velocity,
                velocityP90,
                history,
                band,
                quantiles,
                available,
                daysOfCover,
                stockoutDate,
                risk,
                leadTimeDays,
                reorderPoint,
                suggestedOrder,
                turnoverPerDay,
                currency,
                campaigns,
                model,
                backtestError);
    }

    /**
     * @param demand units demanded that day
     * @param inStock share of the day with stock, 0 to 1; below 1 demand is censored
     */
    public record Day(LocalDate date, long demand, double inStock) {}

    /** Demand of one day to come: mean and quantiles. */
    public record BandDay(LocalDate date, double mean, double p10, double p50, double p90) {}

    /** Demand of the next {@code days} days together. */
    public record Horizon(int days, double mean, double p10, double p50, double p90, double p95) {}

    /** When stock runs out: in half of all cases by {@code p50}; in one of ten by {@code p90} already, the careful date. Null: later than 365 days. */
    public record StockoutDate(LocalDate p50, LocalDate p90) {}

    /**
     * @param stockoutBeforeReceipt probability, 0 to 1, of running out before the next receipt or, without one, before an order placed today
     *     arrives
     * @param receiptDate the day that probability looks at
     * @param tooLateToOrder an order placed today would arrive after the median stockout date
     * @param gapDays days without stock until the receipt, 0 when none is expected
     * @param lostUnits expected demand that cannot be served until then
     * @param lostValue at selling price, null when the price is unknown
     */
    public record Risk(
            double stockoutBeforeReceipt,
            LocalDate receiptDate,
            boolean tooLateToOrder,
            int gapDays,
            double lostUnits,
            BigDecimal lostValue) {}

    /** What to order, with the arithmetic in words of numbers ({@code why}), cost at {@code unitCost} or null. */
    public record SuggestedOrder(long quantity, Long moq, Long orderMultiple, String why, BigDecimal cost) {}

    /**
     * @param baseDemandPerDay without the campaign, and with it
     * @param pStockout probability of running out before the next receipt with the campaign, and without ads
     * @param medianSellOut day it most likely sells out if it does; null: it does not
     * @param lostUnits expected units that cannot be served
     * @param spendAtRisk share of the budget spent on units that are not there, null without a budget
     * @param options ways to bring the risk to the target, with the resulting probability
     * @param decideBy the latest moment at which a change of the campaign still takes effect
     */
    public record CampaignRisk(
            String campaignId,
            String name,
            String platform,
            Instant startsAt,
            Instant endsAt,
            double uplift,
            double baseDemandPerDay,
            double campaignDemandPerDay,
            double pStockout,
            double pWithoutAds,
            LocalDate medianSellOut,
            double lostUnits,
            BigDecimal spendAtRisk,
            String currency,
            List<Option> options,
            Instant decideBy) {
        public CampaignRisk {
            options = options == null ? List.of() : List.copyOf(options);
        }
    }

    /**
     * One way out.
     *
     * @param action {@code CAP} (share of traffic kept), {@code START} (later), {@code END} (earlier)
     * @param share for CAP: 0 to 1
     * @param date for START and END
     */
    public record Option(String action, Double share, LocalDate date, double pStockout) {}
}
