package io.zapas.stocksync.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.zapas.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TermsTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final AtomicInteger begun = new AtomicInteger();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private volatile boolean leads;
    private Terms<Integer> terms;

    @BeforeEach
    void start() {
        terms = new Terms<>(
                context, () -> leads, () -> say("begin", begun.incrementAndGet()), term -> say("end", term));
        terms.start();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void aTermLastsAsLongAsTheLead() {
        leads = true;
        await("begin 1");
        assertThat(terms.current()).isEqualTo(1);

        leads = false;
        await("begin 1", "end 1");
        assertThat(terms.current()).isNull();

        leads = true;
        await("begin 1", "end 1", "begin 2");
    }

    @Test
    void workIsDoneOnTheContextAndOnlyInATerm() throws Exception {
        terms.run(term -> say("worked", term));
        leads = true;
        await("begin 1");

        CompletableFuture<Context> where = new CompletableFuture<>();
        terms.run(term -> where.complete(vertx.getOrCreateContext()));

        assertThat(where.get(10, TimeUnit.SECONDS)).isSameAs(context);
        assertThat(told).containsExactly("begin 1");
    }

    @Test
    void startingOverEndsATermAndBeginsTheNext() {
        leads = true;
        await("begin 1");

        terms.startOver();

        await("begin 1", "end 1", "begin 2");
    }

    @Test
    void aTermEndsAfterItsLastWorkAndNoneBegins() throws Exception {
        leads = true;
        await("begin 1");
        Promise<Void> work = Promise.promise();

        Future<Void> stopped = terms.stop(
                term -> {
                    say("last", term);
                    return work.future();
                },
                SOON);
        await("begin 1", "last 1");
        assertThat(stopped.isComplete()).isFalse();
        context.runOnContext(ignored -> work.fail("nothing of it matters"));
        stopped.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);

        assertThat(told).containsExactly("begin 1", "last 1", "end 1");
        terms.startOver();
        onContext();
        assertThat(told).containsExactly("begin 1", "last 1", "end 1");
    }

    @Test
    void lastWorkThatNeverEndsIsNotWaitedFor() throws Exception {
        leads = true;
        await("begin 1");

        terms.stop(term -> Promise.<Void>promise().future(), Duration.ofMillis(50))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);

        assertThat(told).containsExactly("begin 1", "end 1");
    }

    private Integer say(String what, Integer term) {
        told.add(what + " " + term);
        return term;
    }

    private void await(String... expected) {
        Await.until(SOON, () -> "told " + told, () -> told.equals(List.of(expected)));
    }

    /** What was put on the context before has been done. */
    private void onContext() throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.runOnContext(ignored -> done.complete(null));
        done.get(10, TimeUnit.SECONDS);
    }
}
