package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BundlerTest {
    private final List<List<Integer>> sent = new ArrayList<>();
    private final List<Promise<List<Integer>>> answers = new ArrayList<>();
    private final Bundler<Integer, Integer> bundler = new Bundler<>(2, 3, 4, question -> 1, this::call);

    private Future<List<Integer>> call(List<Integer> questions) {
        sent.add(questions);
        answers.add(Promise.promise());
        return answers.get(answers.size() - 1).future();
    }

    private void ask(int... questions) {
        for (int question : questions) {
            bundler.ask(question);
        }
    }

    @Test
    void aloneAQuestionGoesAtOnceAndBesideAnotherCallOnlyEnoughOfThem() {
        ask(1, 2, 3);
        assertThat(sent).containsExactly(List.of(1));
        ask(4);
        assertThat(sent).containsExactly(List.of(1), List.of(2, 3, 4));
        ask(5, 6, 7, 8, 9);
        assertThat(sent).hasSize(2);
    }

    @Test
    void whateverWaitsGoesWhenNothingIsUnderWay() {
        ask(1, 2);
        answers.get(0).complete(List.of(10));
        assertThat(sent).containsExactly(List.of(1), List.of(2));
    }

    @Test
    void answersReachWhoeverAskedAndAFailureAllOfItsCall() {
        Future<Integer> first = bundler.ask(1);
        Future<Integer> second = bundler.ask(2);
        Future<Integer> third = bundler.ask(3);
        answers.get(0).complete(List.of(10));
        answers.get(1).fail("away");
        assertThat(first.result()).isEqualTo(10);
        assertThat(second.failed()).isTrue();
        assertThat(third.failed()).isTrue();
    }

    @Test
    void noCallIsLargerThanItMayBe() {
        ask(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(sent).containsExactly(List.of(1), List.of(2, 3, 4));
        answers.get(0).complete(List.of(10));
        assertThat(sent.get(2)).containsExactly(5, 6, 7, 8);
    }
}
