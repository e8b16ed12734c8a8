package io.zapas.stocksync.desync;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.zapas.stocksync.api.LedgerEntry;
import io.zapas.stocksync.desync.DesyncRule.Place;
import io.zapas.stocksync.domain.Evidence;
import io.zapas.stocksync.domain.Evidence.Holder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenOrderBookTest {
    private static final Place LED = new Place("LED-1", "allegro");

    private final List<Place> asked = new ArrayList<>();
    private final List<Promise<Optional<Evidence>>> answers = new ArrayList<>();
    private final OpenOrderBook book = new OpenOrderBook(this::explain);

    @Test
    void countsTheOrdersOfTheChannel() {
        book.watch(Set.of(LED));
        assertThat(book.find("LED-1", "allegro")).as("not answered yet").isNull();
        answer(0, evidence(3, holder("allegro", 2), holder("shop", 5), holder("allegro", 1)));
        assertThat(book.find("LED-1", "allegro")).isEqualTo(new OpenOrders(2, 3, false));
    }

    @Test
    void saysAtLeastWhereNotAllWereLookedAt() {
        book.watch(Set.of(LED));
        answer(0, evidence(40, holder("allegro", 2)));
        assertThat(book.find("LED-1", "allegro")).isEqualTo(new OpenOrders(1, 2, true));
    }

    @Test
    void asksAgainOnlyAfterAnEntryOfTheSkuAndChannel() {
        book.watch(Set.of(LED));
        answer(0, evidence(0));
        book.entries(List.of(entry("LED-1", "shop"), entry("LED-2", "allegro"), entry("LED-1", null)));
        book.watch(Set.of(LED));
        assertThat(asked).hasSize(1);
        book.entries(List.of(entry("LED-1", "allegro")));
        book.watch(Set.of(LED));
        assertThat(asked).hasSize(2);
        answer(1, evidence(1, holder("allegro", 4)));
        assertThat(book.find("LED-1", "allegro")).isEqualTo(new OpenOrders(1, 4, false));
    }

    @Test
    void anEntryWhileItIsAskedIsAskedForOnceMore() {
        book.watch(Set.of(LED));
        book.entries(List.of(entry("LED-1", "allegro")));
        book.watch(Set.of(LED));
        assertThat(asked).as("one question at a time").hasSize(1);
        answer(0, evidence(0));
        book.watch(Set.of(LED));
        assertThat(asked).hasSize(2);
    }

    @Test
    void aQuestionThatFailedIsRepeatedWithTheNextPass() {
        book.watch(Set.of(LED));
        answers.get(0).fail("store away");
        assertThat(asked).hasSize(1);
        book.watch(Set.of(LED));
        answer(1, evidence(1, holder("allegro", 4)));
        assertThat(book.find("LED-1", "allegro")).isEqualTo(new OpenOrders(1, 4, false));
    }

    @Test
    void whatIsRightAgainIsForgotten() {
        book.watch(Set.of(LED));
        answer(0, evidence(1, holder("allegro", 4)));
        book.watch(Set.of());
        assertThat(book.find("LED-1", "allegro")).isNull();
        book.watch(Set.of(LED));
        book.watch(Set.of());
        answer(1, evidence(1, holder("allegro", 4)));
        assertThat(book.find("LED-1", "allegro")).as("answered too late").isNull();
    }

    @Test
    void aWholeChannelIsFilledInOverSeveralPasses() {
        Set<Place> all = new LinkedHashSet<>();
        for (int i = 0; i < OpenOrderBook.MAX_PER_PASS * 5 / 2; i++) {
            all.add(new Place("LED-" + i, "allegro"));
        }
        for (int pass = 1; pass <= 3; pass++) {
            book.watch(all);
            assertThat(asked).hasSize(Math.min(all.size(), pass * OpenOrderBook.MAX_PER_PASS));
        }
        assertThat(asked).doesNotHaveDuplicates();
    }

    private Future<Optional<Evidence>> explain(String sku, String channel) {
        asked.add(new Place(sku, channel));
        Promise<Optional<Evidence>> answer = Promise.promise();
        answers.add(answer);
        return answer.future();
    }

    private void answer(int question, Evidence evidence) {
        answers.get(question).complete(Optional.of(evidence));
    }

    private static Evidence evidence(long open, Holder... holders) {
        return new Evidence(List.of(), List.of(), List.of(), List.of(holders), open, List.of());
    }

    private static Holder holder(String channel, long units) {
        return new Holder("r", "o", channel, "CONFIRMED", units, null);
    }

    private static LedgerEntry entry(String sku, String channel) {
        return new LedgerEntry(
                1,
                sku,
                "main",
                1,
                LedgerEntry.Reason.HOLD,
                null,
                null,
                5,
                5,
                0,
                1,
                4,
                1,
                null,
                "api",
                "e1",
                channel,
                "o",
                "r",
                0);
    }
}
