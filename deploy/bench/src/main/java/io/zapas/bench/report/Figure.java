package io.zapas.bench.report;

/**
 * One line of the report.
 *
 * @param unit of {@code ours} and {@code ceiling}
 * @param ceiling the same work with our logic removed, measured in the same run
 * @param oursLatency null: not measured; likewise {@code ceilingLatency}
 * @param oursCpuMicros CPU time per operation of program and Redis together; NaN: not measured; likewise {@code ceilingCpuMicros}
 */
public record Figure(
        String name,
        String unit,
        Samples ours,
        Samples ceiling,
        Target target,
        Latency oursLatency,
        Latency ceilingLatency,
        double oursCpuMicros,
        double ceilingCpuMicros) {

    /** One without target, latency and CPU time. */
    public static Figure of(String name, String unit, Samples ours, Samples ceiling) {
        return new Figure(name, unit, ours, ceiling, Target.NONE, null, null, Double.NaN, Double.NaN);
    }

    public Figure target(Target wanted) {
        return new Figure(
                name, unit, ours, ceiling, wanted, oursLatency, ceilingLatency, oursCpuMicros, ceilingCpuMicros);
    }

    public Figure latency(Latency newOurs, Latency newCeiling) {
        return new Figure(name, unit, ours, ceiling, target, newOurs, newCeiling, oursCpuMicros, ceilingCpuMicros);
    }

    public Figure cpuMicros(double newOurs, double newCeiling) {
        return new Figure(name, unit, ours, ceiling, target, oursLatency, ceilingLatency, newOurs, newCeiling);
    }
}
