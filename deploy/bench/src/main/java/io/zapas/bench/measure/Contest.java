package io.zapas.bench.measure;

import io.zapas.bench.process.BareProcess;
import io.zapas.bench.process.SuiteProcess;
import java.util.Map;

/** Ours with SKUs in stock, and the ceiling's program. One thread. */
final class Contest implements AutoCloseable {
    /** Far more than any benchmark takes of one SKU. */
    static final long QUANTITY = 500_000_000;

    private final SuiteProcess suite;
    private final BareProcess bare;
    private final int skus;

    private Contest(SuiteProcess suite, BareProcess bare, int skus) {
        this.suite = suite;
        this.bare = bare;
        this.skus = skus;
    }

    static Contest start(Lab lab, int skus) throws Exception {
        lab.say("starting both");
        SuiteProcess suite = lab.suite(Map.of());
        lab.say("loading " + skus + " SKUs");
        Levels.load(suite, skus, QUANTITY);
        BareProcess bare = lab.bare();
        bare.http().post("/bench/stock", "{\"count\":" + skus + ",\"text\":\"" + QUANTITY + "\"}");
        lab.say("loaded");
        return new Contest(suite, bare, skus);
    }

    SuiteProcess suite() {
        return suite;
    }

    BareProcess bare() {
        return bare;
    }

    int skus() {
        return skus;
    }

    @Override
    public void close() {
        bare.close();
        suite.close();
    }
}
