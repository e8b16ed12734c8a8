package io.zapas.stocksync.push;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.zapas.stocksync.connector.Connector;
import io.zapas.stocksync.connector.Pushed;
import io.zapas.stocksync.connector.Wish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/** A channel that remembers what it was told and answers by script, or takes everything at once when there is none. */
final class FakeChannel implements Connector {
    final List<List<Wish>> calls = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Function<List<Wish>, Future<Pushed>>> script = new LinkedBlockingQueue<>();

    /** The next call is answered so. */
    void answer(Function<List<Wish>, Future<Pushed>> answer) {
        script.add(answer);
    }

    /** The next call is answered when the promise is kept. */
    Promise<Pushed> hold() {
        Promise<Pushed> answer = Promise.promise();
        answer(wishes -> answer.future());
        return answer;
    }

    List<Wish> wishes() {
        List<Wish> wishes = new ArrayList<>();
        calls.forEach(wishes::addAll);
        return wishes;
    }

    @Override
    public String system() {
        return "fake";
    }

    @Override
    public String channel() {
        return "allegro";
    }

    @Override
    public int batch() {
        return 2;
    }

    @Override
    public Duration longest() {
        return Duration.ofMillis(100);
    }

    @Override
    public Future<Pushed> push(List<Wish> wishes) {
        calls.add(List.copyOf(wishes));
        Function<List<Wish>, Future<Pushed>> answer = script.poll();
        return answer == null ? Future.succeededFuture(Pushed.ALL) : answer.apply(wishes);
    }
}
