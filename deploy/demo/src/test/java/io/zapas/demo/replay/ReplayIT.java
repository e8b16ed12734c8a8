package io.zapas.demo.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.demo.door.SuiteDoors;
import io.zapas.stocksync.boot.StockSyncService;
import io.zapas.testkit.TestRuntime;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A made-up history through the real stock-sync on real Kafka and Redis: every unit must be where the independent count says. */
class ReplayIT {
    private static final long SEED = 20_110_301L;

    @TempDir
    private Path folder;

    @Test
    void availabilityEqualsTheIndependentCount() {
        Path file = Histories.write(folder.resolve("h_events.csv.gz"), Histories.random(SEED, 2_000, 60));
        ReplayOptions options = new ReplayOptions(file, Double.POSITIVE_INFINITY, 0, null, false);
        ReplayClock clock = Replay.clockFor(options);
        try (TestRuntime runtime = TestRuntime.start(List.of(new StockSyncService()), Map.of(), clock)) {
            SuiteDoors doors = new SuiteDoors(
                    runtime.context().vertx(),
                    runtime.context().kafka(),
                    runtime.uri(""),
                    new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
            ReplaySummary summary = Replay.run(options, doors, clock)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(240, TimeUnit.SECONDS)
                    .join();
            assertThat(summary.mismatches()).as("seed %d", SEED).isEmpty();
            assertThat(summary.agrees()).isTrue();
            assertThat(summary.skus()).isEqualTo(60);
            assertThat(summary.deadLetters()).isZero();
        }
    }
}
