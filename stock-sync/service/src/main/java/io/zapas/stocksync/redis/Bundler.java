package io.zapas.stocksync.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Sends calls that come in together as one: while so many calls are under way as may be, those that come wait and go together, up to a weight. Alone, a call goes at once; beside
 * others only as many as are worth a call of their own. The order of calls is kept. More than {@value #MAX_WAITING} waiting: refused.
 * Safe on every thread; futures complete on the thread that brought the answer.
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
    private final int fewest;
    private final int maxWeight;
    private final ToIntFunction<Q> weight;
    private int inFlight;

    /**
     * @param maxInFlight calls that may be under way at once
     * @param fewest questions that are sent while another call is under way
     * @param maxWeight of the questions of one call; one alone may weigh more
     * @param weight of a question
     * @param call one call for several questions; answers in their order
     */
    Bundler(
            int maxInFlight,
            int fewest,
            int maxWeight,
            ToIntFunction<Q> weight,
            Function<List<Q>, Future<List<R>>> call) {
        this.maxInFlight = maxInFlight;
        this.fewest = fewest;
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
            if (inFlight >= maxInFlight || waiting.size() < (inFlight == 0 ? 1 : fewest)) {
                return;
            }
            inFlight++;
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
