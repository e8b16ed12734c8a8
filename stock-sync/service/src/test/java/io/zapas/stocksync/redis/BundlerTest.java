package io.zapas.stocksync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BundlerTest {
    private final List<List<Integer>> sent = new ArrayList<>();
    private final List<Promise<List<Integer>>> answers = new ArrayList<>();
    private final Bundler<Integer, Integer> bundler = new Bundler<>(2, Duration.ZERO, 1, 4, question -> 1, this::call);

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
    void aQuestionGoesAtOnceWhileNotTooManyCallsAreUnderWay() {
        ask(1, 2, 3, 4);
        assertThat(sent).containsExactly(List.of(1), List.of(2));
        answers.get(0).complete(List.of(10));
        assertThat(sent.get(2)).containsExactly(3, 4);
    }

    /** On an event loop, since outside of Vert.x there are no pauses. */
    @Test
    void afterACallThereIsAPauseUnlessEnoughWait() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            Bundler<Integer, Integer> paused =
                    new Bundler<>(9, Duration.ofMillis(200), 3, 9, question -> 1, this::call);
            List<Integer> goneAtOnce = new ArrayList<>();
            CompletableFuture<Void> asked = new CompletableFuture<>();
            long began = System.nanoTime();
            vertx.runOnContext(loop -> {
                for (int question = 1; question <= 5; question++) {
                    paused.ask(question);
                    goneAtOnce.add(sent.size());
                }
                paused.ask(6).onComplete(answered -> asked.complete(null));
                vertx.setPeriodic(1, timer -> {
                    if (sent.size() == 3) {
                        answers.get(2).complete(List.of(50, 60));
                    }
                });
            });
            asked.get(10, TimeUnit.SECONDS);
            assertThat(System.nanoTime() - began)
                    .isGreaterThan(Duration.ofMillis(200).toNanos());
            assertThat(goneAtOnce).containsExactly(1, 1, 1, 2, 2);
            assertThat(sent).containsExactly(List.of(1), List.of(2, 3, 4), List.of(5, 6));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void answersReachWhoeverAskedAndAFailureAllOfItsCall() {
        Future<Integer> first = bundler.ask(1);
        Future<Integer> second = bundler.ask(2);
        Future<Integer> third = bundler.ask(3);
        Future<Integer> fourth = bundler.ask(4);
        answers.get(0).complete(List.of(10));
        answers.get(2).fail("away");
        assertThat(first.result()).isEqualTo(10);
        assertThat(second.isComplete()).isFalse();
        assertThat(third.failed()).isTrue();
        assertThat(fourth.failed()).isTrue();
    }

    @Test
    void noCallIsLargerThanItMayBe() {
        ask(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(sent).containsExactly(List.of(1), List.of(2));
        answers.get(0).complete(List.of(10));
        assertThat(sent.get(2)).containsExactly(3, 4, 5, 6);
    }
}
