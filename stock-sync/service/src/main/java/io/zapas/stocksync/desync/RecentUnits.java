package io.zapas.stocksync.desync;

import java.util.ArrayDeque;

/**
 * Units counted over a sliding time, in at most {@value #MAX_STEPS} steps: what comes within 1/{@value #MAX_STEPS} of the window counts as one, as recent
 * as its newest part.
 */
final class RecentUnits {
    static final int MAX_STEPS = 256;

    private record Step(long fromMillis, long toMillis, long units) {}

    private final ArrayDeque<Step> steps = new ArrayDeque<>(2);
    private final long windowMillis;

    /** @param windowMillis the longest time it will be asked about */
    RecentUnits(long windowMillis) {
        this.windowMillis = windowMillis;
    }

    void add(long units, long nowMillis) {
        while (!steps.isEmpty() && steps.getFirst().toMillis() < nowMillis - windowMillis) {
            steps.removeFirst();
        }
        Step last = steps.peekLast();
        if (last != null && nowMillis - last.fromMillis() < windowMillis / MAX_STEPS) {
            steps.removeLast();
            steps.addLast(new Step(last.fromMillis(), nowMillis, saturatedSum(last.units(), units)));
        } else {
            steps.addLast(new Step(nowMillis, nowMillis, units));
        }
    }

    long since(long sinceMillis) {
        long sum = 0;
        for (Step step : steps) {
            if (step.toMillis() >= sinceMillis) {
                sum = saturatedSum(sum, step.units());
            }
        }
        return sum;
    }

    static long saturatedSum(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
