package io.zapas.bench.measure;

import io.zapas.bench.events.SkuName;
import io.zapas.bench.load.RequestSource;
import io.zapas.bench.load.RequestTemplate;
import io.zapas.bench.process.Contender;
import io.zapas.bench.report.Figure;
import io.zapas.bench.report.Findings;
import io.zapas.bench.report.Target;
import java.util.Locale;
import java.util.function.LongUnaryOperator;

/**
 * {@code POST /v1/reservations} of one unit: over all SKUs and of one SKU, as fast as 64 connections go, then 1,000 connections at half of that rate.
 * Ceiling: a bare Vert.x handler that parses the same body and runs one minimal script through Lettuce (check, decrement, write the hold and its
 * expiry). Afterwards the units reserved are counted: as many as there were answers 201.
 */
final class ReservationsBench implements Bench {
    private static final int NUMBER_DIGITS = 12;
    private static final int CONNECTIONS = 64;
    private static final int MANY_CONNECTIONS = 1_000;
    private static final double SHARE = 0.4;
    private static final double P99_MILLIS = 10;

    @Override
    public String name() {
        return "reservations";
    }

    @Override
    public void run(Lab lab, Findings findings) throws Exception {
        try (Contest contest = Contest.start(lab, lab.options().pick(100_000, 2_000))) {
            int skus = contest.skus();
            long seed = lab.options().seed();
            Duel many = duel(lab, contest.suite(), contest.bare(), "m", n -> Choice.below(skus, seed, n));
            Duel hot = duel(lab, contest.suite(), contest.bare(), "h", n -> 0);
            many.warmUp(CONNECTIONS);
            hot.warmUp(CONNECTIONS);

            Target share = Target.shareOfCeiling(SHARE);
            CpuProfile profile = new CpuProfile(contest.suite());
            Figure spread = many.closed(
                    String.format(Locale.ROOT, "reservations, %,d SKUs, 64 connections", skus), CONNECTIONS);
            findings.figure(spread.target(share));
            findings.remark("reservations, where ours spends it: " + profile.text());
            findings.remark("reservations, in the ceiling's Redis: "
                    + contest.bare().redis().commands(4));
            findings.figure(hot.closed("reservations, one hot SKU, 64 connections", CONNECTIONS)
                    .target(share));

            double rate = Math.max(1, Math.floor(spread.ours().median() / 2));
            many.warmUp(MANY_CONNECTIONS, rate);
            findings.figure(many.open(
                            String.format(Locale.ROOT, "reservations at %,.0f/s (half), 1,000 connections", rate),
                            MANY_CONNECTIONS,
                            rate)
                    .target(Target.atMost(P99_MILLIS, "ms")));
            requireReserved(lab, contest, many.oursAnswered() + hot.oursAnswered());
        }
    }

    /** @param prefix of order numbers and keys */
    static Duel duel(Lab lab, Contender ours, Contender ceiling, String prefix, LongUnaryOperator sku) {
        return new Duel(lab, ours, ceiling, host -> request(host, prefix, sku), 201);
    }

    private static RequestSource request(String host, String prefix, LongUnaryOperator sku) {
        return RequestTemplate.post("/v1/reservations", host)
                .header("Idempotency-Key", "key-" + prefix, NUMBER_DIGITS, n -> n)
                .text("{\"orderId\":\"order-" + prefix)
                .digits(NUMBER_DIGITS, n -> n)
                .text("\",\"channel\":\"shop\",\"lines\":[{\"sku\":\"" + SkuName.PREFIX)
                .digits(SkuName.DIGITS, sku)
                .text("\",\"quantity\":1}]}")
                .build();
    }

    private static void requireReserved(Lab lab, Contest contest, long answered) throws Exception {
        lab.quiet(contest.suite());
        long reserved = ReservedUnits.of(contest.suite().http(), contest.skus());
        if (reserved != answered) {
            throw new IllegalStateException(
                    answered + " reservations were answered with 201, but " + reserved + " units are reserved");
        }
    }
}
