package io.zapas.bench.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DeliveryTimesTest {
    private static final int SKUS = 3;
    private static final long FIRST = 1_000;

    @Test
    void aNewerQuantityDeliversThoseItReplaced() {
        DeliveryTimes times = new DeliveryTimes(SKUS, FIRST, 9, 0);
        for (int i = 0; i < 9; i++) {
            times.due(FIRST + i, i * 1_000_000L);
        }

        // 1000, 1003 and 1006 are of one SKU; the first two were merged into the third.
        times.arrived(document(1_006), 10_000_000);

        assertThat(times.delivered()).isEqualTo(3);
        assertThat(times.latencyNanos().getMaxValue()).isBetween(10_000_000L, 10_010_000L);
        assertThat(times.latencyNanos().getMinValue()).isBetween(3_990_000L, 4_000_000L);
    }

    @Test
    void repetitionsCountOnceAndWarmUpNot() {
        DeliveryTimes times = new DeliveryTimes(SKUS, FIRST, 9, 3);
        for (int i = 0; i < 9; i++) {
            times.due(FIRST + i, 0);
        }

        times.arrived(document(1_000), 5);
        times.arrived(document(1_003), 5);
        times.arrived(document(1_003), 9);

        assertThat(times.delivered()).isEqualTo(2);
        assertThat(times.latencyNanos().getTotalCount()).isEqualTo(1);
    }

    @Test
    void quantitiesOfBeforeAreNotItsOwn() {
        DeliveryTimes times = new DeliveryTimes(SKUS, FIRST, 9, 0);

        times.arrived(document(1), 5);

        assertThat(times.delivered()).isZero();
    }

    private static byte[] document(long available) {
        return ("{\"sku\":\"x\",\"available\":" + available + "}").getBytes(StandardCharsets.UTF_8);
    }
}
