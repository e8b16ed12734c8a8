package io.zapas.stocksync.desync;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Desync;
import io.zapas.stocksync.api.Desync.Confidence;
import io.zapas.stocksync.desync.Finding.Cause;
import io.zapas.stocksync.desync.Finding.Push;
import io.zapas.stocksync.desync.TargetHistory.Target;
import io.zapas.stocksync.domain.Stock.OfferState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DesyncDocumentsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T06:12:00Z");

    private static final Push UNKNOWN = new Push(null, 0, 8_817, 0, 0);

    @Test
    void whatTheChannelTookOverLastIsEvidence() {
        Instant taken = NOW.minusSeconds(1_020);
        Target acked = new Target(180, 0, 1, 8_809);
        assertThat(document(new Push(acked, taken.toEpochMilli(), 8_817, 1, 2)).evidence())
                .containsEntry("ackedVersion", 8_809L)
                .containsEntry("ackedQuantity", 180L)
                .containsEntry("lastAcked", "2026-11-22T05:55:00Z")
                .containsEntry("version", 8_817L)
                .containsEntry("inFlight", 1)
                .containsEntry("missed", 2);
    }

    @Test
    void whereItIsNotKnownNothingIsClaimed() {
        assertThat(document(UNKNOWN).evidence())
                .containsEntry("version", 8_817L)
                .doesNotContainKeys("ackedVersion", "ackedQuantity", "lastAcked", "inFlight", "missed")
                .doesNotContainKeys("retries", "nextRetryAt", "quarantine", "openOrders", "openUnits");
    }

    @Test
    void whatIsToldOfHealingAndHeldByOrdersIsEvidence() {
        OfferState told = new OfferState(
                "allegro", "12345678", "LED", 180, 120L, NOW, 2, NOW.plusSeconds(1_680), "refused five times");
        Desync document = DesyncDocuments.of(
                finding(UNKNOWN, told, List.of(new Cause("PUSH_FAILED", Confidence.CERTAIN))),
                new OpenOrders(3, 7, true),
                NOW);
        assertThat(document.evidence())
                .containsEntry("retries", 2)
                .containsEntry("nextRetryAt", "2026-11-22T06:40:00Z")
                .containsEntry("quarantine", "refused five times")
                .containsEntry("openOrders", 3)
                .containsEntry("openUnits", 7L)
                .containsEntry("openOrdersAtLeast", true)
                .containsEntry("confidence", Map.of("PUSH_FAILED", "CERTAIN"));
        assertThat(document.cause()).containsExactly("PUSH_FAILED");
    }

    @Test
    void anotherRetryOrOrderIsNewsEvenAgainstWhatWentThroughJson() {
        Desync known = document(UNKNOWN, retried(2), new OpenOrders(3, 7, false));
        Desync read = Json.read(Json.text(known), Desync.class);
        assertThat(DesyncDocuments.differs(read, document(UNKNOWN, retried(2), new OpenOrders(3, 7, false))))
                .isFalse();
        assertThat(DesyncDocuments.differs(read, document(UNKNOWN, retried(3), new OpenOrders(3, 7, false))))
                .isTrue();
        assertThat(DesyncDocuments.differs(read, document(UNKNOWN, retried(2), new OpenOrders(3, 8, false))))
                .isTrue();
    }

    private static OfferState retried(int times) {
        return new OfferState("allegro", "12345678", "LED", 180, 120L, NOW, times, null, null);
    }

    private static Desync document(Push push) {
        return document(push, null, null);
    }

    private static Desync document(Push push, OfferState healing, OpenOrders orders) {
        return DesyncDocuments.of(finding(push, healing, List.of()), orders, NOW);
    }

    private static Finding finding(Push push, OfferState healing, List<Cause> cause) {
        return new Finding(
                "allegro",
                "12345678",
                "LED",
                120,
                180,
                null,
                0,
                0,
                60_000,
                0,
                1,
                null,
                List.of(),
                push,
                healing,
                cause);
    }
}
