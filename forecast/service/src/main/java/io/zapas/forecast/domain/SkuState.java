package io.zapas.forecast.domain;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Optional;

/**
 * Everything that is kept of one SKU between one fit and the next, so that neither a day nor a restart needs its history: some 40 numbers of
 * {@link SmoothedDemand}, and {@link PastDemand}, which documents show. A fit makes it from the history, {@link #next} carries it on by a day in constant
 * time. Immutable.
 *
 * @param past demand until yesterday
 * @param demand null: nothing to learn from
 * @param fittedDay epoch day of the fit
 * @param poolSkus of how many SKUs the pool was learnt that the fit leant on
 */
public record SkuState(PastDemand past, SmoothedDemand demand, long fittedDay, int poolSkus) {
    private static final byte FORM = 1;

    /** From a whole history. */
    public static SkuState fit(DemandHistory history, SmoothingEnsemble model, WeekdayProfile week, LocalDate today) {
        int poolSkus = model.poolSkus();
        SmoothingEnsemble.Learnt learnt = model.learnt(history, week).orElse(null);
        PastDemand past = learnt == null
                ? PastDemand.of(history)
                : PastDemand.of(history, learnt.oneStep(), learnt.demand().profile());
        return new SkuState(past, learnt == null ? null : learnt.demand(), today.toEpochDay(), poolSkus);
    }

    /** After the day {@link #nextDay()}. */
    public SkuState next(double units, double inStock) {
        LocalDate day = past.nextDay();
        return new SkuState(
                past.next(units, inStock, demand),
                demand == null ? null : demand.next(day, units, inStock),
                fittedDay,
                poolSkus);
    }

    /** The first day that is not counted yet. */
    public LocalDate nextDay() {
        return past.nextDay();
    }

    /** Whether the days until yesterday may be carried on day by day; else a fit is due: too young a history, or the first demand there is. */
    public boolean isCarried() {
        return demand != null || (past.days() >= DemandModel.MIN_DAYS && past.pattern() == null);
    }

    public String encoded() {
        ByteBuffer out = ByteBuffer.allocate(
                2 + Long.BYTES + Integer.BYTES + past.size() + (demand == null ? 0 : demand.size()));
        out.put(FORM).putLong(fittedDay).putInt(poolSkus).put((byte) (demand == null ? 0 : 1));
        if (demand != null) {
            demand.write(out);
        }
        past.write(out);
        return Base64.getEncoder().encodeToString(out.array());
    }

    /** Empty for what this code does not understand: another form, or damaged. */
    public static Optional<SkuState> decoded(String text) {
        try {
            ByteBuffer in = ByteBuffer.wrap(Base64.getDecoder().decode(text));
            if (in.get() != FORM) {
                return Optional.empty();
            }
            long fittedDay = in.getLong();
            int poolSkus = in.getInt();
            SmoothedDemand demand = in.get() == 0 ? null : SmoothedDemand.read(in);
            return Optional.of(new SkuState(PastDemand.read(in), demand, fittedDay, poolSkus));
        } catch (IllegalArgumentException | BufferUnderflowException | NegativeArraySizeException e) {
            return Optional.empty();
        }
    }
}
