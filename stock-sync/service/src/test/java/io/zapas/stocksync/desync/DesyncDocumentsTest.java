package io.zapas.stocksync.desync;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.api.Desync;
import io.zapas.stocksync.desync.DesyncRule.Finding;
import io.zapas.stocksync.desync.DesyncRule.Push;
import io.zapas.stocksync.desync.TargetHistory.Target;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DesyncDocumentsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T06:12:00Z");

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
        assertThat(document(new Push(null, 0, 8_817, 0, 0)).evidence())
                .containsEntry("version", 8_817L)
                .doesNotContainKeys("ackedVersion", "ackedQuantity", "lastAcked", "inFlight", "missed");
    }

    private static Desync document(Push push) {
        return DesyncDocuments.of(
                new Finding(
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
                        List.of()),
                NOW);
    }
}
