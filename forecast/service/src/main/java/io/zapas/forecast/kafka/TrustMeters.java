package io.zapas.forecast.kafka;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.zapas.forecast.domain.Trust;
import io.zapas.forecast.kafka.RotationView.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** How far forecasts can be trusted, and how many SKUs behave as theirs did not allow for, by ABC class, as of the last {@link #judge}. */
final class TrustMeters {
    private static final List<String> CLASSES = List.of("A", "B", "C", Trust.ALL);
    private static final List<String> SIGNALS = List.of("SPIKE", "SILENCE", "DRIFT_UP", "DRIFT_DOWN");

    private volatile Map<String, Trust> trust = Map.of();
    private volatile Map<String, Integer> signals = Map.of();

    TrustMeters(MeterRegistry meters) {
        for (String abc : CLASSES) {
            error(meters, abc, "model", Trust::error);
            error(meters, abc, "seasonal-naive", Trust::seasonalNaive);
            error(meters, abc, "moving-average", Trust::movingAverage);
            Gauge.builder("zapas.forecast.within95", () -> of(abc, Trust::within95))
                    .description("Share of the last 28 days whose demand was not above its 95 % quantile")
                    .tag("class", abc)
                    .register(meters);
        }
        for (String kind : SIGNALS) {
            Gauge.builder("zapas.forecast.signals", () -> signals.getOrDefault(kind, 0))
                    .description("SKUs whose demand its forecast did not allow for")
                    .tag("kind", kind)
                    .register(meters);
        }
    }

    private void error(MeterRegistry meters, String abc, String method, ToDoubleFunction<Trust> figure) {
        Gauge.builder("zapas.forecast.error", () -> of(abc, figure))
                .description("Mean absolute error of the last 28 one-day forecasts / mean demand")
                .tag("class", abc)
                .tag("method", method)
                .register(meters);
    }

    private double of(String abc, ToDoubleFunction<Trust> figure) {
        Trust one = trust.get(abc);
        return one == null ? Double.NaN : figure.applyAsDouble(one);
    }

    /** From now on the gauges say this. */
    void judge(Collection<Entry> entries) {
        List<Trust.Judged> judged = new ArrayList<>();
        Map<String, Integer> counts = new TreeMap<>();
        for (Entry entry : entries) {
            if (entry.backtest() != null) {
                judged.add(new Trust.Judged(entry.backtest(), entry.abc()));
            }
            entry.signals().forEach(kind -> counts.merge(kind, 1, Integer::sum));
        }
        trust = Trust.of(judged);
        signals = counts;
    }
}
