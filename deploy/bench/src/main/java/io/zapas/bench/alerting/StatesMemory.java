package io.zapas.bench.alerting;

import io.zapas.alerting.condition.StockRules;
import io.zapas.alerting.domain.AlertDesk;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Holds so many open alerts that people were told of, and prints the bytes of heap they take when what is not needed was collected: {@code StatesMemory COUNT}. A program of its own, so
 * that nothing else is counted; it ends with an error when its heap does not suffice.
 */
final class StatesMemory {
    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
    private static final int SLICE = 10_000;

    private StatesMemory() {}

    public static void main(String[] args) {
        int count = Integer.parseInt(args[0]);
        AlertDesk desk = FoldBench.desk(InstantSource.fixed(NOW));
        long before = used();
        for (int i = 0; i < count; i++) {
            desk.observe(
                    StockRules.subject(SampleFacts.sku(i)),
                    StockRules.judge(SampleFacts.facts(i, 0, 1, NOW), NOW),
                    NOW);
            if ((i + 1) % SLICE == 0) {
                desk.drain();
            }
        }
        while (desk.issue(NOW) > 0) {
            desk.drain();
        }
        System.out.println(desk.messageIds().size() + " messages, bytes " + (used() - before));
        if (desk.messageIds().isEmpty()) {
            throw new IllegalStateException("nobody was told");
        }
    }

    private static long used() {
        for (int i = 0; i < 2; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
