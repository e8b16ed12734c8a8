package io.zapas.demo.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StockCountTest {
    private final StockCount count = new StockCount(Set.of("22139", "71053"));

    @Test
    void onHandIsOpeningAndReceiptsLessSalesAndWriteOffsPlusReturns() {
        count.opening("22139", 100);
        count.received("22139", 24);
        row("536365", "22139", 30);
        row("C536379", "22139", -4);
        row("536380", "22139", -10);
        assertThat(count.onHand()).containsExactlyInAnyOrderEntriesOf(Map.of("22139", 88L, "71053", 0L));
    }

    @Test
    void whatDoesNotTakePartIsPassedOver() {
        row("536365", "POST", 1);
        row("536365", "99999", 5);
        assertThat(count.onHand()).isEqualTo(Map.of("22139", 0L, "71053", 0L));
    }

    @Test
    void moreMayLeaveThanWasThere() {
        count.opening("71053", 3);
        row("536365", "71053", 5);
        assertThat(count.onHand()).containsEntry("71053", -2L);
    }

    private void row(String invoice, String sku, long quantity) {
        count.row(new OrderRow(LocalDateTime.of(2011, 1, 4, 10, 0), invoice, sku, quantity, 1.25, "United Kingdom"));
    }
}
