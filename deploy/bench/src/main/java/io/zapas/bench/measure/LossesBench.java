package io.zapas.bench.measure;

import io.zapas.bench.losses.Storm;
import io.zapas.bench.process.SuiteProcess;
import io.zapas.bench.report.Figure;
import io.zapas.bench.report.Findings;
import io.zapas.bench.report.Samples;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is left after losses under load: Redis emptied or frozen, Kafka frozen, the service killed, in random order. Right is: every reservation that was acknowledged is there once, in the state acknowledged
 * last; the units on hand and reserved of every SKU are what was acknowledged. Measured is for how long the service is not ready, and no reservation acknowledged.
 */
final class LossesBench implements Bench {
    private static final int SKUS = 50;
    private static final long QUANTITY = 1_000_000;
    private static final int CUSTOMERS = 8;

    @Override
    public String name() {
        return "losses";
    }

    @Override
    public void run(Lab lab, Findings findings) throws Exception {
        try (SuiteProcess suite = lab.suite(Map.of())) {
            Levels.load(suite, SKUS, QUANTITY);
            Map<Integer, Long> first =
                    IntStream.range(0, SKUS).boxed().collect(Collectors.toMap(Function.identity(), sku -> QUANTITY));
            Storm storm = new Storm(suite, first, CUSTOMERS, lab.options().seed());
            storm.rage(lab.options().pick(6, 1), line -> lab.say("losses, " + line));
            lab.say("losses, " + storm.acknowledged() + " reservations acknowledged; looking for each");
            storm.requireAllThere();
            storm.readySeconds().forEach((blow, seconds) -> {
                findings.figure(figure(blow.text() + ": ready after", seconds));
                findings.figure(figure(
                        blow.text() + ": no reservation for",
                        storm.silentSeconds().get(blow)));
            });
            findings.remark("losses: " + storm.acknowledged()
                    + " reservations were acknowledged; each is there once, in the state acknowledged last, and the units of all SKUs agree. Answers by status (0: none): "
                    + storm.answers());
        }
    }

    private static Figure figure(String name, List<Double> seconds) {
        return Figure.of("losses, " + name, "s", new Samples(seconds), Samples.NONE);
    }
}
