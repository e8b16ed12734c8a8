package io.zapas.stocksync.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.testkit.Await;
import io.zapas.testkit.Infrastructure;
import io.zapas.testkit.TestRuntime;
import io.zapas.testkit.VirtualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What survives when an instance goes and when there are two. */
class RelayIT {
    private static final Duration BOUND = Duration.ofSeconds(30);

    @Test
    void aRestartLosesAndRepeatsNothing() {
        Map<String, String> config = Map.of("namespace", Infrastructure.freshNamespace());
        try (TestRuntime first = TestRuntime.start(new StockSyncService(), config)) {
            levels(first, 0, 300);
        }
        try (TestRuntime second = TestRuntime.start(new StockSyncService(), config)) {
            levels(second, 300, 400);
            Await.untilPasses(BOUND, () -> assertThat(seqs(second)).hasSize(400));
            assertThat(seqs(second)).doesNotHaveDuplicates();
        }
    }

    @Test
    void twoInstancesRelayEachChangeOnceAndTheOtherTakesOver() {
        Map<String, String> config = Map.of("namespace", Infrastructure.freshNamespace(), "lease.ttl", "1s");
        VirtualClock clock = new VirtualClock(TestRuntime.START);
        TestRuntime first = TestRuntime.start(List.of(new StockSyncService()), config, clock);
        try (TestRuntime second = TestRuntime.start(List.of(new StockSyncService()), config, clock)) {
            try {
                levels(first, 0, 200);
                Await.untilPasses(
                        BOUND, () -> assertThat(seqs(second)).hasSize(200).doesNotHaveDuplicates());
            } finally {
                first.close();
            }
            levels(second, 200, 250);
            Await.untilPasses(BOUND, () -> assertThat(seqs(second)).hasSize(250).doesNotHaveDuplicates());
        }
    }

    private static void levels(TestRuntime runtime, int from, int to) {
        for (int i = from; i < to; i++) {
            runtime.publish(
                    "erp.events",
                    "SKU-" + i % 11,
                    Map.of(
                            "ce_specversion", "1.0",
                            "ce_id", "e" + i,
                            "ce_source", "/erp",
                            "ce_type", "stock.level",
                            "content-type", "application/json"),
                    "{\"sku\":\"SKU-%d\",\"location\":\"WH1\",\"quantity\":%d,\"version\":%d}"
                            .formatted(i % 11, i + 1, i)
                            .getBytes(StandardCharsets.UTF_8));
        }
    }

    private static List<Long> seqs(TestRuntime runtime) {
        return runtime.records("stock.ledger").stream()
                .map(record -> Json.read(record.value(), LedgerEntry.class).seq())
                .toList();
    }
}
