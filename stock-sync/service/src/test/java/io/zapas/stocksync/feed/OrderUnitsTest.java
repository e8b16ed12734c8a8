package io.zapas.stocksync.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.statement.LineName;
import io.zapas.stocksync.statement.OrderStatement;
import io.zapas.stocksync.statement.Statements;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderUnitsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
    private static final LineName A = LineName.sku("A");
    private static final LineName B = LineName.sku("B");

    private final OrderUnits units = new OrderUnits();

    private List<String> said(Order.Payment payment) {
        Statements statements = new Statements("/feeds/x/orders", "id");
        units.state(new OrderStatement("x", "o", null, null), statements, NOW, payment);
        return statements.events().stream()
                .map(event -> event.event().id() + " " + event.event().time() + " "
                        + event.event().data().path("status").asText() + " "
                        + event.event().data().path("payment").asText("-") + " "
                        + event.event().data().path("lines").toString().replace("\"", ""))
                .toList();
    }

    @Test
    void whatWaits() {
        units.wanted(A, 1);
        units.wanted(A, 2);
        units.wanted(B, 0);
        units.givenUp(B, 1);

        assertThat(units.isOpen()).isTrue();
        assertThat(said(Order.Payment.PENDING))
                .containsExactly("id/placed " + NOW + " placed pending [{sku:A,quantity:3}]");
        assertThat(said(Order.Payment.FAILED))
                .containsExactly("id/placed " + NOW + " placed failed [{sku:A,quantity:3}]");
        assertThat(said(null)).containsExactly("id/paid " + NOW + " paid - [{sku:A,quantity:3}]");
    }

    @Test
    void whatHasLeftAtOneTimeIsOneParcel() {
        Instant early = NOW.minusSeconds(60);
        units.left(B, 1, early);
        units.left(A, 2, early);

        assertThat(units.isOpen()).isFalse();
        assertThat(said(null))
                .containsExactly(
                        "id/paid " + NOW + " paid - [{sku:B,quantity:1},{sku:A,quantity:2}]",
                        "id/shipped/" + early + " " + early + " shipped - [{sku:B,quantity:1},{sku:A,quantity:2}]");
    }

    @Test
    void aNameIsShippedOnceAllItsUnitsHaveLeft() {
        units.left(A, 1, NOW.minusSeconds(30));
        units.left(B, 1, NOW.minusSeconds(60));
        units.wanted(A, 1);

        assertThat(units.isOpen()).isTrue();
        assertThat(said(Order.Payment.PENDING))
                .as("what has left is paid for")
                .containsExactly(
                        "id/paid " + NOW + " paid - [{sku:A,quantity:2},{sku:B,quantity:1}]",
                        "id/shipped/" + NOW.minusSeconds(60) + " " + NOW.minusSeconds(60)
                                + " shipped - [{sku:B,quantity:1}]");

        OrderUnits later = new OrderUnits();
        later.left(A, 1, NOW);
        later.left(A, 1, NOW.minusSeconds(30));
        Statements statements = new Statements("/feeds/x/orders", "id");
        later.state(new OrderStatement("x", "o", null, null), statements, NOW, null);
        assertThat(statements.events().get(1).event().time()).isEqualTo(NOW);
    }

    @Test
    void whereNothingIsWantedAnyMore() {
        units.givenUp(A, 2);

        assertThat(units.isOpen()).isFalse();
        assertThat(said(null)).containsExactly("id/cancelled " + NOW + " cancelled - [{sku:A,quantity:2}]");
    }

    @Test
    void anOrderOfNothingSaysNothing() {
        units.givenUp(A, 0);

        assertThat(said(null)).isEmpty();
    }
}
