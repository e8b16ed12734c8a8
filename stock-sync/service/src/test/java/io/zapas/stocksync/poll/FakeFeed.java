package io.zapas.stocksync.poll;

import io.vertx.core.Future;
import io.zapas.stocksync.feed.Feed;
import io.zapas.stocksync.feed.FeedPage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/** A feed that remembers from where it was read and answers by script; without one, that there is nothing. */
final class FakeFeed implements Feed {
    /** From where it was read; "null": from the beginning. */
    final List<String> reads = new CopyOnWriteArrayList<>();

    private final BlockingQueue<Supplier<Future<FeedPage>>> script = new LinkedBlockingQueue<>();

    void answers(FeedPage page) {
        does(() -> Future.succeededFuture(page));
    }

    void does(Supplier<Future<FeedPage>> answer) {
        script.add(answer);
    }

    @Override
    public String system() {
        return "fake";
    }

    @Override
    public String matter() {
        return "orders";
    }

    @Override
    public String channel() {
        return "allegro";
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(1);
    }

    @Override
    public Future<FeedPage> read(String cursor) {
        reads.add(String.valueOf(cursor));
        Supplier<Future<FeedPage>> answer = script.poll();
        return answer == null
                ? Future.succeededFuture(new FeedPage(List.of(), List.of(), cursor == null ? "0" : cursor, true))
                : answer.get();
    }
}
