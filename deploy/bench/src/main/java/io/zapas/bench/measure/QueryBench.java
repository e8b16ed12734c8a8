package io.zapas.bench.measure;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.zapas.bench.events.SkuName;
import io.zapas.bench.load.RequestSource;
import io.zapas.bench.load.RequestTemplate;
import io.zapas.bench.report.Findings;
import io.zapas.bench.report.Target;
import java.util.Map;

/**
 * {@code POST /v1/availability/query} with 50 SKUs. Ceiling: a bare Vert.x handler that parses the same body and answers the values of one MGET, each of
 * the size of ours.
 */
final class QueryBench implements Bench {
    private static final int SKUS_PER_QUERY = 50;
    private static final int CONNECTIONS = 64;
    private static final double SHARE = 1.0;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String name() {
        return "query";
    }

    @Override
    public void run(Lab lab, Findings findings) throws Exception {
        try (Contest contest = Contest.start(lab, lab.options().pick(100_000, 2_000))) {
            String one = contest.suite().http().text("/v1/availability/" + SkuName.of(0));
            contest.bare()
                    .http()
                    .post("/bench/values", JSON.writeValueAsString(Map.of("count", contest.skus(), "text", one)));
            long seed = lab.options().seed();
            Duel duel =
                    new Duel(lab, contest.suite(), contest.bare(), host -> request(host, contest.skus(), seed), 200);
            duel.warmUp(CONNECTIONS);
            CpuProfile profile = new CpuProfile(contest.suite());
            findings.figure(
                    duel.closed("query, 50 SKUs, 64 connections", CONNECTIONS).target(Target.shareOfCeiling(SHARE)));
            findings.remark("query, where ours spends it: " + profile.text());
        }
    }

    private static RequestSource request(String host, int skus, long seed) {
        RequestTemplate.Builder builder =
                RequestTemplate.post("/v1/availability/query", host).text("{\"skus\":[\"");
        for (int i = 0; i < SKUS_PER_QUERY; i++) {
            int index = i;
            builder.text((i == 0 ? "" : "\",\"") + SkuName.PREFIX)
                    .digits(SkuName.DIGITS, n -> Choice.below(skus, seed, n * SKUS_PER_QUERY + index));
        }
        return builder.text("\"]}").build();
    }
}
