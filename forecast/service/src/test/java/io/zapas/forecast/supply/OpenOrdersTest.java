package io.zapas.forecast.supply;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.forecast.api.DemandForecast.LastOrder;
import io.zapas.forecast.domain.Delivery;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.StockMovement;
import io.zapas.stocksync.api.SupplyExpected;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenOrdersTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Warsaw");
    private static final Instant START = Instant.parse("2026-11-02T09:00:00Z");
    private static final LocalDate DAY = LocalDate.of(2026, 11, 2);

    private OpenOrders orders = new OpenOrders(OpenOrders.State.EMPTY);
    private int receipts;

    private void stated(String order, long quantity, int etaInDays, int afterDays, boolean confirmed) {
        orders.stated(
                new SupplyExpected("A", null, quantity, DAY.plusDays(etaInDays), order, confirmed), at(afterDays));
    }

    private List<Delivery> received(long units, String document, int afterDays) {
        return received(units, document, afterDays, "r" + receipts++);
    }

    private List<Delivery> received(long units, String document, int afterDays, String id) {
        StockMovement movement = new StockMovement("A", "main", units, StockMovement.Reason.RECEIPT, document, null);
        List<Delivery> learnt = orders.received(movement, id, at(afterDays), ZONE, 10.0);
        // As it would come back from the store.
        orders = new OpenOrders(Json.read(Json.text(orders.state()), OpenOrders.State.class));
        return learnt;
    }

    private static Instant at(int days) {
        return START.plus(Duration.ofDays(days));
    }

    @Test
    void theLeadTimeRunsFromTheFirstStatementToTheReceipt() {
        stated("PO1", 100, 10, 0, false);
        stated("PO1", 100, 12, 3, true);
        assertThat(received(100, "PO1", 14)).containsExactly(new Delivery(at(14), 14, 10.0, 2, true));
        assertThat(orders.state().open()).isEmpty();
    }

    @Test
    void halfOfWhatWasOrderedIsADeliveryAndTheRestTeachesNothingMore() {
        stated("PO1", 100, 10, 0, false);
        assertThat(received(49, "PO1", 9)).isEmpty();
        assertThat(received(1, "PO1", 11)).hasSize(1);
        assertThat(received(50, "PO1", 20)).isEmpty();
        assertThat(orders.state().open()).isEmpty();
    }

    @Test
    void aReceiptWithItsOwnDocumentGoesToTheOrdersExpectedFirst() {
        stated("LATER", 50, 20, 0, false);
        stated("FIRST", 100, 10, 1, false);
        stated("FAR", 50, 60, 1, false);
        assertThat(received(130, "PZ/17", 11)).extracting(Delivery::leadDays).containsExactly(10.0, 11.0);
        assertThat(orders.state().open()).containsOnlyKeys("LATER", "FAR");
        assertThat(received(1_000, null, 12)).isEmpty();
        assertThat(orders.state().open()).containsOnlyKeys("FAR");
    }

    @Test
    void aReceiptToldTwiceCountsOnce() {
        stated("PO1", 100, 10, 0, false);
        assertThat(received(30, "PO1", 9, "x")).isEmpty();
        assertThat(received(30, "PO1", 9, "x")).isEmpty();
        assertThat(orders.state().open().get("PO1").received()).isEqualTo(30);
    }

    @Test
    void whatNobodyClosedIsNotTakenForWhatCameMuchLater() {
        stated("FORGOTTEN", 100, 10, 0, false);
        stated("PO2", 100, 100, 90, false);
        assertThat(received(100, "PZ/1", 100)).extracting(Delivery::leadDays).containsExactly(10.0);
        assertThat(orders.state().open()).containsOnlyKeys("FORGOTTEN");
    }

    @Test
    void whatIsCancelledTeachesNothing() {
        stated("PO1", 100, 10, 0, false);
        stated("PO1", 0, 10, 2, false);
        assertThat(received(100, "PO1", 9)).isEmpty();
    }

    @Test
    void anOrderThatIsOverDoesNotComeBackWithAStatementThatIsRepeated() {
        stated("PO1", 100, 10, 0, false);
        received(100, "PO1", 9);
        stated("PO1", 100, 10, 0, false);
        assertThat(orders.state().open()).isEmpty();
        stated("PO1", 40, 30, 10, false);
        assertThat(orders.state().open()).containsOnlyKeys("PO1");
    }

    @Test
    void statementsInAnyOrderEndInTheSame() {
        stated("PO1", 100, 10, 0, false);
        stated("PO1", 100, 15, 5, true);
        OpenOrders.State inOrder = orders.state();
        orders = new OpenOrders(OpenOrders.State.EMPTY);
        stated("PO1", 100, 15, 5, true);
        stated("PO1", 100, 10, 0, false);
        stated("PO1", 100, 15, 5, true);
        assertThat(orders.state()).isEqualTo(inOrder);
    }

    @Test
    void whatIsKeptOfASkuIsBounded() {
        for (int i = 0; i < 1_000; i++) {
            stated("PO" + i, 100, 10 + i, 0, false);
            received(1, "PO" + i, 1);
        }
        assertThat(orders.state().open()).hasSize(100).containsKey("PO999").doesNotContainKey("PO0");
        assertThat(orders.state().over()).hasSize(32);
        assertThat(orders.state().receipts()).hasSize(32);
    }

    @Test
    void theLastOrderIsTheOneStatedFirstAfterAllOthers() {
        assertThat(orders.last()).isNull();
        stated("PO1", 100, 10, 0, false);
        stated("PO2", 40, 20, 3, false);
        stated("PO1", 120, 12, 5, true);
        assertThat(orders.last())
                .as("a new statement of an older one makes it no younger")
                .isEqualTo(new LastOrder("PO2", at(3), 40, DAY.plusDays(20), 0, false));
        stated("PO2", 30, 21, 6, true);
        assertThat(orders.last()).isEqualTo(new LastOrder("PO2", at(3), 40, DAY.plusDays(21), 0, false));
    }

    @Test
    void theLastOrderIsRememberedWhenItIsOver() {
        stated("PO1", 100, 10, 0, false);
        received(30, "PO1", 9);
        assertThat(orders.last()).isEqualTo(new LastOrder("PO1", at(0), 100, DAY.plusDays(10), 30, false));
        received(70, "PO1", 11);
        assertThat(orders.state().open()).isEmpty();
        assertThat(orders.last()).isEqualTo(new LastOrder("PO1", at(0), 100, DAY.plusDays(10), 100, false));
    }

    @Test
    void oneTakenBackBeforeAnythingCameIsCancelledAndOneThatCameInPartIsNot() {
        stated("PO1", 100, 10, 0, false);
        stated("PO1", 0, 10, 2, false);
        assertThat(orders.last()).isEqualTo(new LastOrder("PO1", at(0), 100, DAY.plusDays(10), 0, true));
        stated("PO2", 50, 20, 5, false);
        received(20, "PO2", 9);
        stated("PO2", 0, 20, 10, false);
        assertThat(orders.last()).isEqualTo(new LastOrder("PO2", at(5), 50, DAY.plusDays(20), 20, false));
    }

    @Test
    void ofWhatWasStoredBeforeTheNewestUnderWayCounts() {
        stated("PO1", 100, 10, 0, false);
        stated("PO2", 40, 8, 3, false);
        OpenOrders.State before = new OpenOrders.State(
                orders.state().open(), orders.state().over(), orders.state().receipts(), null);
        assertThat(new OpenOrders(Json.read(Json.text(before), OpenOrders.State.class)).last())
                .isEqualTo(new LastOrder("PO2", at(3), 40, DAY.plusDays(8), 0, false));
    }
}
