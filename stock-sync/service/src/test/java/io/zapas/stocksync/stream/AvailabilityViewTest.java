package io.zapas.stocksync.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.stream.AvailabilityView.Sort;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AvailabilityViewTest {
    private static final int SKUS = 100_000;
    private static final int CHANGES = 200_000;

    private final AvailabilityView view = new AvailabilityView();

    private static byte[] json(long version) {
        String digit = Long.toString(version % 10);
        return ("{\"version\":" + version + ",\"text\":\"" + digit.repeat(1_000 + (int) (version % 50)) + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aSkuIsNeverSeenWithoutItsDocument() {
        AtomicInteger newest = new AtomicInteger();
        CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
            for (int sku = 0; sku < SKUS; sku = Math.max(sku, newest.get())) {
                byte[] seen = view.freshJson(Integer.toString(sku));
                assertThat(seen == null || seen.length > 0).as("SKU %s", sku).isTrue();
            }
        });
        for (int sku = 0; sku < SKUS; sku++) {
            newest.set(sku);
            view.put(Integer.toString(sku), 1, json(1));
        }
        newest.set(SKUS);
        reader.join();
    }

    @Test
    void aDocumentThatIsReadWhileItIsReplacedIsWhole() {
        view.put("LED-1", 1, json(1));
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
            while (!done.get()) {
                String seen = new String(view.freshJson("LED-1"), StandardCharsets.UTF_8);
                long version = Long.parseLong(seen.substring("{\"version\":".length(), seen.indexOf(',')));
                assertThat(seen).isEqualTo(new String(json(version), StandardCharsets.UTF_8));
            }
        });
        for (int version = 2; version < CHANGES; version++) {
            assertThat(view.put("LED-1", version, json(version))).isTrue();
        }
        done.set(true);
        reader.join();
        assertThat(view.put("LED-1", 1, json(1))).as("older").isFalse();
        assertThat(view.put("LED-1", CHANGES, json(CHANGES - 1)))
                .as("says the same")
                .isFalse();
    }

    @Test
    void aListIsSortedByWhatHoldsWhenItIsAsked() {
        AtomicBoolean done = new AtomicBoolean();
        for (int sku = 0; sku < 2_000; sku++) {
            shown(sku, 1);
        }
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (long version = 2; !done.get(); version++) {
                for (int sku = 0; sku < 2_000; sku++) {
                    shown(sku, version);
                }
            }
        });
        try {
            for (int round = 0; round < 30; round++) {
                assertThat(view.find(null, Sort.AVAILABLE, 0, 10).total()).isEqualTo(2_000);
            }
        } finally {
            done.set(true);
        }
        writer.join();
    }

    private void shown(int sku, long version) {
        var shown = Documents.shown("SKU-" + sku, 31 * version * (sku + 1) % 1_009, version);
        view.put(shown.sku(), shown.version(), shown.json());
    }
}
