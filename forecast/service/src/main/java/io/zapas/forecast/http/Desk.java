package io.zapas.forecast.http;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.zapas.forecast.api.DemandForecast;
import io.zapas.forecast.domain.SkuState;
import io.zapas.forecast.history.HistoryStore;
import io.zapas.forecast.history.StoredSku;
import io.zapas.forecast.kafka.Calculator;
import io.zapas.forecast.kafka.Calculator.Supposition;
import io.zapas.runtime.http.ProblemException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** Computes on request, off the event loop. At most {@value #MAX_WAITING} requests wait for the worker; more are refused with 503. */
final class Desk {
    private static final int MAX_WAITING = 32;

    private final WorkerExecutor worker;
    private final InstantSource clock;
    private final HistoryStore store;
    private final Calculator calculator;
    private final AtomicInteger waiting = new AtomicInteger();

    Desk(WorkerExecutor worker, InstantSource clock, HistoryStore store, Calculator calculator) {
        this.worker = worker;
        this.clock = clock;
        this.store = store;
        this.calculator = calculator;
    }

    /** Something short off the event loop. */
    <T> Future<T> work(Callable<T> task) {
        return worker.executeBlocking(task, true);
    }

    /** The documents of SKUs, in their order, nothing stored. */
    Future<List<DemandForecast>> calculate(List<String> skus, Supposition supposition) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return Future.failedFuture(new ProblemException(
                    503, "busy", "Too many calculations at once; try again.", Map.of("retryAfterSeconds", 1)));
        }
        List<Future<StoredSku>> reads = skus.stream()
                .map(sku -> store.stored(sku, clock.instant())
                        .compose(stored -> calculator.carried(stored).isPresent()
                                ? Future.succeededFuture(stored)
                                : store.whole(sku, calculator.replaced(sku))))
                .toList();
        return Future.all(reads)
                .compose(done -> worker.executeBlocking(
                        () -> {
                            List<DemandForecast> forecasts = new ArrayList<>(skus.size());
                            for (int i = 0; i < skus.size(); i++) {
                                StoredSku stored = reads.get(i).result();
                                SkuState state = calculator.carried(stored).orElseGet(() -> calculator.fit(stored));
                                forecasts.add(calculator.calculate(skus.get(i), state, stored, supposition));
                            }
                            return forecasts;
                        },
                        true))
                .onComplete(done -> waiting.decrementAndGet());
    }
}
