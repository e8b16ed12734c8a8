package io.zapas.bench.measure;

import io.zapas.bench.events.SkuName;
import io.zapas.bench.load.RequestTemplate;
import io.zapas.bench.report.Findings;
import io.zapas.bench.report.Target;

/** {@code GET /v1/availability/{sku}} over all SKUs. Ceiling: a bare Vert.x handler that answers a constant of the same size. */
final class ReadsBench implements Bench {
    private static final int CONNECTIONS = 64;
    private static final double SHARE = 0.8;

    @Override
    public String name() {
        return "reads";
    }

    @Override
    public void run(Lab lab, Findings findings) throws Exception {
        try (Contest contest = Contest.start(lab, lab.options().pick(100_000, 2_000))) {
            String one = contest.suite().http().text("/v1/availability/" + SkuName.of(0));
            contest.bare().http().post("/bench/constant", one);
            long seed = lab.options().seed();
            Duel duel = new Duel(
                    lab,
                    contest.suite(),
                    contest.bare(),
                    host -> RequestTemplate.get("/v1/availability/" + SkuName.PREFIX, host)
                            .digits(SkuName.DIGITS, n -> Choice.below(contest.skus(), seed, n))
                            .build(),
                    200);
            duel.warmUp(CONNECTIONS);
            CpuProfile profile = new CpuProfile(contest.suite());
            findings.figure(duel.closed("reads, one SKU of " + one.length() + " bytes, 64 connections", CONNECTIONS)
                    .target(Target.shareOfCeiling(SHARE)));
            findings.remark("reads, where ours spends it: " + profile.text());
        }
    }
}
