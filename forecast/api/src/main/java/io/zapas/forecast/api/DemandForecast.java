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
 * @param leadTimeDays mean days from an order to its receipt as reckoned with: as stated, corrected by what the supplier did; null while unknown
 * @param reorderPoint units, here and on their way, below which an order is due: demand of lead time and review period at the service level
 * @param campaigns risk of every planned or running campaign that advertises the SKU
 * @param model name of the method, for example {@code seasonal-negative-binomial}
 * @param backtestError mean absolute error of the last 28 one-day forecasts / mean demand; null while unknown
 * @param leadTime what {@code leadTimeDays} stands on; null while unknown
 * @param service what the reorder point and the suggested order aim at; null while there is nothing to order for
 * @param pattern how demand comes; null without demand
 * @param signals what demand does that the forecast did not allow for
 * @param backtest the last four weeks' forecasts beside simple ones; null while unknown
 * @param lastOrder the purchase order stated last; null: none was
 * @param shelf how well the stock works: the other side of running out; null without a complete day of history
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
        Double backtestError,
        LeadTime leadTime,
        Service service,
        Pattern pattern,
        Shelf shelf,
        Backtest backtest,
        List<Signal> signals,
        LastOrder lastOrder) {

    public DemandForecast {
        history = history == null ? List.of() : List.copyOf(history);
        band = band == null ? List.of() : List.copyOf(band);
        quantiles = quantiles == null ? List.of() : List.copyOf(quantiles);
        campaigns = campaigns == null ? List.of() : List.copyOf(campaigns);
        signals = signals == null ? List.of() : List.copyOf(signals);
    }

    /** The same figures as of another moment. */
    public DemandForecast withAsOf(Instant moment) {
        return with(moment, lastOrder);
    }

    /** The same figures beside this purchase order. */
    public DemandForecast withLastOrder(LastOrder order) {
        return with(asOf, order);
    }

    private DemandForecast with(Instant moment, LastOrder order) {
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
                backtestError,
                leadTime,
                service,
                pattern,
                shelf,
                backtest,
                signals,
                order);
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

    /**
     * When stock runs out, receipts and their delays counted. Null: later than 365 days.
     *
     * @param p50 in half of all cases by then
     * @param p90 in one of ten by then already: the careful date
     * @param p10 in nine of ten by then: the late date
     */
    public record StockoutDate(LocalDate p50, LocalDate p90, LocalDate p10) {}

    /**
     * @param stockoutBeforeReceipt probability, 0 to 1, of running out before the next receipt or, without one, before an order placed today
     *     arrives
     * @param receiptDate the day that probability looks at
     * @param tooLateToOrder an order placed today would arrive after the median stockout date
     * @param gapDays days without stock until the receipt, 0 when none is expected
     * @param lostUnits expected demand that cannot be served until then
     * @param lostValue at selling price, null when the price is unknown
     * @param stockoutBeforeOrder probability of running out before an order placed today arrives, receipts until then counted; null without a
     *     lead time
     */
    public record Risk(
            double stockoutBeforeReceipt,
            LocalDate receiptDate,
            boolean tooLateToOrder,
            int gapDays,
            double lostUnits,
            BigDecimal lostValue,
            Double stockoutBeforeOrder) {}

    /**
     * What to order, cost at {@code unitCost} or null.
     *
     * @param quantity {@code need}, not below {@code moq}, rounded up to {@code orderMultiple}
     * @param why the arithmetic: mean demand a day * (lead time + review days) + safety - available - incoming = need
     * @param need units that are missing; {@code demandPerDay}, {@code reviewDays}, {@code safety}, {@code available} and {@code incoming} are the terms
     *     of {@code why}
     * @param avoidedLoss expected lost sales, at selling price, that the order spares until the one after it arrives; null when the price is
     *     unknown
     */
    public record SuggestedOrder(
            long quantity,
            Long moq,
            Long orderMultiple,
            String why,
            BigDecimal cost,
            Long need,
            BigDecimal demandPerDay,
            Integer leadDays,
            Integer reviewDays,
            BigDecimal safety,
            Long available,
            Long incoming,
            BigDecimal avoidedLoss) {}

    /**
     * Days from an order to its receipt.
     *
     * @param p90Days nine of ten deliveries are here by then
     * @param statedDays as the product states it, null: not stated
     * @param deliveries of the supplier that were learnt from
     */
    public record LeadTime(double meanDays, double sdDays, double p90Days, Double statedDays, int deliveries) {}

    /**
     * A purchase order, open or done.
     *
     * @param orderedAt when it was stated first
     * @param quantity the most units it was stated with
     * @param eta as stated last
     * @param received units that came of it
     * @param cancelled it was taken back before anything came
     */
    public record LastOrder(
            String purchaseOrder, Instant orderedAt, long quantity, LocalDate eta, long received, boolean cancelled) {}

    /**
     * The share of cases in which stock is to last until the order after the next one is here.
     *
     * @param level 0 to 1
     * @param basis {@code CLASS}: by ABC class; {@code NEWSVENDOR}: by margin and holding cost
     */
    public record Service(double level, String basis) {}

    /**
     * How demand comes (Syntetos, Boylan and Croston 2005): cut at an ADI of 1.32 and a CV² of 0.49.
     *
     * @param category {@code SMOOTH}, {@code ERRATIC}, {@code INTERMITTENT}, {@code LUMPY}
     * @param adi mean days between days with demand
     * @param cv2 squared coefficient of variation of the demand of such days
     */
    public record Pattern(String category, double adi, double cv2) {}

    /**
     * One-day forecasts of the last 28 days with stock, beside simple ones: mean absolute errors / mean demand.
     *
     * @param days that were judged
     * @param units demanded on them
     * @param error of the model
     * @param seasonalNaive of the demand a week before
     * @param movingAverage of the mean of the 28 days before
     * @param within95 share of these days whose demand was not above the 95 % quantile, 0 to 1
     */
    public record Backtest(
            int days, long units, double error, double seasonalNaive, double movingAverage, double within95) {}

    /**
     * Demand that its forecast did not allow for.
     *
     * @param kind {@code SPIKE}: a day far above it; {@code SILENCE}: nothing is sold although there is stock, perhaps a broken offer; {@code DRIFT_UP},
     *     {@code DRIFT_DOWN}: four weeks far beyond what was expected of them
     * @param since the first day it is seen on
     * @param expected units from then on
     * @param actual units from then on
     * @param probability of that under the forecast
     */
    public record Signal(String kind, LocalDate since, double expected, long actual, double probability) {}

    /**
     * How well the stock works.
     *
     * @param sellThrough share of what was there in the last 28 days that was sold: sold / (sold + available); null when both are 0
     * @param turnsPerYear how often the stock of today is sold in a year at today's velocity; null without stock or demand
     * @param lastSale the newest day with demand in the history; null: none
     * @param dead stock, and no demand for 90 days or more
     * @param excessUnits available units beyond what is demanded, in nine of ten cases, within the overstock horizon
     * @param excessValue at unit cost, null when it is unknown
     */
    public record Shelf(
            Double sellThrough,
            Double turnsPerYear,
            LocalDate lastSale,
            boolean dead,
            long excessUnits,
            BigDecimal excessValue) {}

    /**
     * @param uplift factor of demand expected, 1.9 = +90 %
     * @param baseDemandPerDay without the campaign, and with it
     * @param pStockout probability of running out before the next receipt with the campaign, and without ads
     * @param medianSellOut day it most likely sells out if it does; null: it does not
     * @param lostUnits expected units that cannot be served
     * @param spendAtRisk share of the budget spent on units that are not there, null without a budget
     * @param options ways to bring the risk to the target, with the resulting probability
     * @param decideBy the latest moment at which a change of the campaign still takes effect
     * @param upliftP90 the factor is not above it in nine of ten cases
     * @param upliftBasis what it stands on: {@code PLANNER} stated it, {@code CLICKS} times conversion rate
     * @param budget of the whole campaign, in its currency; null: not stated
     * @param pastUplift what earlier campaigns did to the SKU; null: not looked at
     * @param eligibility whether the campaign should advertise the SKU now; null: unknown
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
            Instant decideBy,
            Double upliftP90,
            String upliftBasis,
            BigDecimal budget,
            PastUplift pastUplift,
            Eligibility eligibility) {
        public CampaignRisk {
            options = options == null ? List.of() : List.copyOf(options);
        }
    }

    /**
     * Demand under earlier campaigns of the SKU, beside its demand on days without any: the weeks of {@code history} only, days with stock from morning to
     * night only.
     *
     * @param campaigns that ran on such days; 0: none did, nothing speaks for the uplift but what it stands on
     * @param days they ran on
     * @param factor mean demand on these days / mean demand on the others; null without demand on others
     */
    public record PastUplift(int campaigns, int days, Double factor) {}

    /**
     * Whether to advertise, as this forecast alone sees it: who acts on it still has to let a state rest before it changes back.
     *
     * @param state {@code ELIGIBLE}: the risk is within its target; {@code THROTTLE}: it would be with {@code share} of the traffic; {@code PAUSE}: with none
     *     or not even then
     * @param share of the traffic to keep, 0 to 1
     * @param until when the campaign ends
     */
    public record Eligibility(String state, double share, Instant until) {}

    /**
     * One way out.
     *
     * @param action {@code CAP} (share of traffic kept), {@code START} (later), {@code END} (earlier)
     * @param share for CAP: 0 to 1
     * @param date for START and END
     */
    public record Option(String action, Double share, LocalDate date, double pStockout) {}
}
