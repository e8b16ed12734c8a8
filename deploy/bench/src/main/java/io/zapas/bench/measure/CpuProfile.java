package io.zapas.bench.measure;

import io.zapas.bench.process.Proc;
import io.zapas.bench.process.SuiteProcess;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Where CPU time goes between the making of this and a question: per kind of thread, Redis and a broker beside it as one, and what a script costs there. */
final class CpuProfile {
    private static final int LINES = 9;
    private static final int COMMANDS = 9;

    private final SuiteProcess suite;
    private final Map<String, Double> before;
    private final double redisBefore;
    private final double brokerBefore;

    CpuProfile(SuiteProcess suite) {
        this.suite = suite;
        this.before = Proc.cpuByThread(suite.pid());
        this.redisBefore = Proc.cpuSeconds(suite.redis().pid());
        this.brokerBefore = suite.brokerCpuSeconds();
        suite.redis().resetStatistics();
    }

    /** One line for the report. */
    String text() {
        Map<String, Double> used = new TreeMap<>();
        Proc.cpuByThread(suite.pid())
                .forEach((name, seconds) -> used.put(name, Math.max(0, seconds - before.getOrDefault(name, 0.0))));
        used.put("Redis (process)", Proc.cpuSeconds(suite.redis().pid()) - redisBefore);
        used.put("broker (process)", suite.brokerCpuSeconds() - brokerBefore);
        double sum = used.values().stream().mapToDouble(Double::doubleValue).sum();
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%.1f CPU s:", sum));
        used.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(LINES)
                .forEach(entry -> text.append(
                        String.format(Locale.ROOT, " %s %.0f %%,", entry.getKey(), 100 * entry.getValue() / sum)));
        return text + " in Redis (elapsed, scripts include their commands): "
                + suite.redis().commands(COMMANDS);
    }
}
