package io.zapas.forecast.kafka;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.zapas.forecast.domain.PoolSample;
import io.zapas.forecast.history.HistoryCalendar;
import io.zapas.forecast.history.HistoryStore;
import io.zapas.forecast.history.SampleStore;
import io.zapas.forecast.history.StoredSku;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Learns what the SKUs of the sample teach about each other: at the start, on every new day, and when there are twice as many as last time. The names of the sample are
 * kept, so a restart reads the histories of {@value PoolSample#MAX_SKUS} SKUs at most, and every instance learns the same. Called on the service's context.
 */
final class PoolLearning {
    private static final int CHUNK = 50;

    private final SampleStore samples;
    private final HistoryStore store;
    private final HistoryCalendar calendar;
    private final InstantSource clock;
    private final Calculator calculator;
    private final WorkerExecutor worker;
    private long learntDay = Long.MIN_VALUE;
    private int learntSkus;

    PoolLearning(
            SampleStore samples,
            HistoryStore store,
            HistoryCalendar calendar,
            InstantSource clock,
            Calculator calculator,
            WorkerExecutor worker) {
        this.samples = samples;
        this.store = store;
        this.calendar = calendar;
        this.clock = clock;
        this.calculator = calculator;
        this.worker = worker;
    }

    /** Learns, if there is something new to learn. */
    Future<Void> learn() {
        return samples.skus().compose(skus -> {
            long today = calendar.day(clock.instant());
            boolean grown = skus.size() < PoolSample.MIN_SKUS
                    ? skus.size() != learntSkus
                    : skus.size() >= 2 * learntSkus || learntSkus < PoolSample.MIN_SKUS;
            if (skus.isEmpty() || (today == learntDay && !grown)) {
                return Future.succeededFuture();
            }
            return read(skus, 0, new ArrayList<>()).compose(histories -> learn(skus, histories, today));
        });
    }

    private Future<List<StoredSku>> read(List<String> skus, int from, List<StoredSku> read) {
        if (from >= skus.size()) {
            return Future.succeededFuture(read);
        }
        List<Future<StoredSku>> chunk = skus.subList(from, Math.min(skus.size(), from + CHUNK)).stream()
                .map(sku -> store.whole(sku, calculator.replaced(sku)))
                .toList();
        return Future.join(chunk).otherwiseEmpty().compose(done -> {
            chunk.forEach(one -> read.add(one.succeeded() ? one.result() : null));
            return read(skus, from + CHUNK, read);
        });
    }

    private Future<Void> learn(List<String> skus, List<StoredSku> histories, long today) {
        Instant now = clock.instant();
        return worker.<Void>executeBlocking(
                        () -> {
                            PoolSample sample = new PoolSample();
                            for (int i = 0; i < skus.size(); i++) {
                                if (histories.get(i) != null) {
                                    sample.add(skus.get(i), histories.get(i).daily(calendar, now));
                                }
                            }
                            calculator.learn(sample);
                            return null;
                        },
                        true)
                .onSuccess(done -> {
                    learntDay = today;
                    learntSkus = skus.size();
                });
    }
}
