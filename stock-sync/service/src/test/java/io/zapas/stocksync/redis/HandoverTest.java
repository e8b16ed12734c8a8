package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.domain.Stock.OutboxItem;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandoverTest {
    private final Handover handover = new Handover();

    private static OutboxItem item(long number) {
        return new OutboxItem(number + "-0", 1, number, "before", "token", new byte[] {1}, List.of(), null);
    }

    private List<Long> after(long number) {
        return handover.after(number, 10).stream().map(OutboxItem::number).toList();
    }

    private void written(long number) {
        assertThat(handover.begins()).isTrue();
        handover.offer(item(number));
        handover.ended();
    }

    @Test
    void nothingIsWantedBeforeARelayAsks() {
        assertThat(handover.begins()).isFalse();
        assertThat(after(0)).isEmpty();
        assertThat(handover.begins()).isTrue();
    }

    @Test
    void whatHasAGapBeforeItIsReadFromRedis() {
        after(0);
        written(1);
        written(2);
        written(4);
        assertThat(after(0)).containsExactly(1L, 2L);
        assertThat(after(2)).isEmpty();
        assertThat(after(3)).containsExactly(4L);
    }

    /** Else a relay would wait for as long as calls are under way, and under load there is always one. */
    @Test
    void whatIsOlderThanAnOfferIsNotWaitedFor() {
        after(0);
        assertThat(handover.begins()).isTrue();
        assertThat(handover.mayCome(7)).isTrue();
        written(8);
        assertThat(handover.mayCome(7)).isFalse();
        assertThat(handover.mayCome(9)).isTrue();
        handover.ended();
        assertThat(handover.mayCome(9)).isFalse();
    }

    /** Redis would answer what is about to be handed over here. */
    @Test
    void redisNeedNotBeAskedWhileTheNextItemIsOnItsWayHere() {
        after(0);
        written(1);
        assertThat(handover.begins()).isTrue();
        assertThat(handover.comesSoon(1)).as("nothing was handed over lately").isFalse();
        assertThat(after(0)).containsExactly(1L);
        assertThat(handover.comesSoon(1)).isTrue();
        handover.offer(item(3));
        assertThat(handover.comesSoon(1)).as("somebody else wrote item 2").isFalse();
        assertThat(handover.comesSoon(3)).isTrue();
        handover.ended();
        assertThat(handover.comesSoon(3)).as("nothing is on its way").isFalse();
    }

    /** What is on its way may take long, or get lost, and what others write meanwhile is in Redis alone. */
    @Test
    void redisIsAskedWhenNothingWasHandedOverForAMoment() throws InterruptedException {
        after(0);
        written(1);
        assertThat(handover.begins()).isTrue();
        after(0);
        Thread.sleep(25);
        assertThat(handover.comesSoon(1)).isFalse();
    }

    @Test
    void whoStartsOverIsHandedOnlyWhatCameSince() {
        after(0);
        written(1);
        written(2);
        handover.doubt();
        assertThat(after(0)).isEmpty();
        // To be compared with what stands in Redis.
        assertThat(handover.get(2)).isNotNull();
        written(3);
        assertThat(after(2)).containsExactly(3L);
    }

    @Test
    void aStoreOfAnotherEpochMayCountFromTheBeginning() {
        after(0);
        written(9);
        handover.clear();
        assertThat(handover.get(9)).isNull();
        assertThat(handover.begins()).isTrue();
        assertThat(handover.mayCome(1)).isTrue();
    }
}
