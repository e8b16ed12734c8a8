package io.zapas.bench.measure;

import io.zapas.bench.process.SuiteProcess.SuiteProgram;
import io.zapas.bench.report.Findings;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each kind of loss once, under load: what was acknowledged is there, once. */
class LossesIT {
    private static final long SEED = 42;
    private static final PrintStream OUT = System.out;

    @Test
    void nothingAcknowledgedIsLostOrDoubled() throws Exception {
        SuiteProgram program = new SuiteProgram(
                System.getProperty("java.class.path"), List.of("-Xmx768m", "-XX:+UseSerialGC"), "stock-sync");
        try (Lab lab = new Lab(program, new BenchOptions(true, SEED, 1), OUT)) {
            new LossesBench().run(lab, new Findings());
        }
    }
}
