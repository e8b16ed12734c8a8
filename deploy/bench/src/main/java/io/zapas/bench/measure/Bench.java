package io.zapas.bench.measure;

import io.zapas.bench.report.Findings;
import java.util.List;

/** One benchmark: starts what it needs, measures, takes everything down again. */
public interface Bench {
    String name();

    /** Blocks; throws when anything was not as it must be. */
    void run(Lab lab, Findings findings) throws Exception;

    /** All of them, in the order they run. */
    static List<Bench> all() {
        return List.of(
                new IngestBench(),
                new ReservationsBench(),
                new DurableBench(),
                new ReadsBench(),
                new QueryBench(),
                new StreamBench(),
                new ExpiryBench(),
                new ScaleBench(),
                new LossesBench());
    }
}
