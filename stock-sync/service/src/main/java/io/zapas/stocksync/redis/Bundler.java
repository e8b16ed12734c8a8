package io.zapas.stocksync.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Sends calls that come in together as one. A call goes at once when none went shortly before, or as soon as enough wait; otherwise when the pause after the one before is over: each call
 * costs something whatever it holds. While so many are under way as may be, those that come wait and go together, up to a weight. The order of calls is kept. More than {@value #MAX_WAITING} waiting: refused.
 * Safe on every thread; futures complete on the thread that brought the answer. Outside of Vert.x there are no pauses.
 *
 * @param <Q> what is asked
 * @param <R> what is answered
 */
final class Bundler<Q, R> {
    static final int MAX_WAITING = 50_000;

    private record Waiting<Q, R>(Q question, Promise<R> answer) {}

    private final Function<List<Q>, Future<List<R>>> call;
    private final Deque<Waiting<Q, R>> waiting = new ArrayDeque<>();
    private final int maxInFlight;
    private final int enough;
    private final long pauseNanos;
    private final int maxWeight;
    private final ToIntFunction<Q> weight;
    private int inFlight;
    /** When the newest call went; null: none did. */
    private Long sent;
    /** Whether somebody comes when the pause is over. */
    private boolean awaited;

    /**
     * @param maxInFlight calls that may be under way at once
     * @param pause after a call
     * @param enough questions for which no pause is made
     * @param maxWeight of the questions of one call; one alone may weigh more
     * @param weight of a question
     * @param call one call for several questions; answers in their order
     */
    Bundler(
            int maxInFlight,
            Duration pause,
            int enough,
            int maxWeight,
            ToIntFunction<Q> weight,
            Function<List<Q>, Future<List<R>>> call) {
        this.maxInFlight = maxInFlight;
        this.pauseNanos = pause.toNanos();
        this.enough = enough;
        this.maxWeight = maxWeight;
        this.weight = weight;
        this.call = call;
    }

    Future<R> ask(Q question) {
        Promise<R> answer = Promise.promise();
        synchronized (this) {
            if (waiting.size() >= MAX_WAITING) {
                return Future.failedFuture(new IllegalStateException("too many calls wait for the store"));
            }
            waiting.add(new Waiting<>(question, answer));
        }
        send();
        return answer.future();
    }

    private void send() {
        List<Waiting<Q, R>> bundle;
        synchronized (this) {
            if (inFlight >= maxInFlight || waiting.isEmpty() || (waiting.size() < enough && pauses())) {
                return;
            }
            inFlight++;
            sent = System.nanoTime();
            bundle = next();
        }
        call(bundle.stream().map(Waiting::question).toList()).onComplete(done -> {
            synchronized (this) {
                inFlight--;
            }
            send();
            for (int i = 0; i < bundle.size(); i++) {
                if (done.succeeded()) {
                    bundle.get(i).answer().complete(done.result().get(i));
                } else {
                    bundle.get(i).answer().fail(done.cause());
                }
            }
        });
    }

    /** Whether the pause is not over; then somebody comes when it is. */
    private boolean pauses() {
        Context context = Vertx.currentContext();
        long rest = sent == null || context == null ? 0 : pauseNanos - (System.nanoTime() - sent);
        if (rest <= 0) {
            return false;
        }
        if (!awaited) {
            awaited = true;
            // Timers of Vert.x know whole milliseconds only.
            ((ContextInternal) context)
                    .nettyEventLoop()
                    .schedule(() -> context.runOnContext(over -> resume()), rest, TimeUnit.NANOSECONDS);
        }
        return true;
    }

    private void resume() {
        synchronized (this) {
            awaited = false;
        }
        send();
    }

    private List<Waiting<Q, R>> next() {
        List<Waiting<Q, R>> bundle = new ArrayList<>();
        int sum = 0;
        while (!waiting.isEmpty()) {
            sum += weight.applyAsInt(waiting.peek().question());
            if (sum > maxWeight && !bundle.isEmpty()) {
                break;
            }
            bundle.add(waiting.poll());
        }
        return bundle;
    }

    private Future<List<R>> call(List<Q> questions) {
        try {
            return call.apply(questions);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }
}
