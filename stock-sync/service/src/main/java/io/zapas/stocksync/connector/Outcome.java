package io.zapas.stocksync.connector;

import io.vertx.core.Future;
import io.zapas.stocksync.account.AccountException;
import io.zapas.stocksync.account.AccountException.Kind;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * What becomes of a push that takes several calls, each for some of its listings. A call that cannot be used costs its own listings; after any other failure no more calls
 * are made. As soon as one listing has an answer, those without are refused as unknown and say why; when none has, the push fails as the first call did.
 */
final class Outcome {
    private final Refusals refusals = new Refusals();
    private boolean answered;
    private AccountException first;
    private AccountException stop;

    /** Makes a call, unless one before ended them all. What completes with null tells of no listing. */
    Future<Void> part(List<Wish> wishes, Supplier<Future<Pushed>> call) {
        if (stop != null) {
            failed(wishes, stop);
            return Future.succeededFuture();
        }
        Future<Pushed> made;
        try {
            made = call.get();
        } catch (RuntimeException e) {
            made = Future.failedFuture(e);
        }
        return made.transform(done -> {
            if (done.succeeded()) {
                if (done.result() != null) {
                    answered(done.result());
                }
            } else if (done.cause() instanceof AccountException e) {
                failed(wishes, e);
            } else {
                return Future.failedFuture(done.cause());
            }
            return Future.succeededFuture();
        });
    }

    /** Makes calls, so many at once; each is begun when one before is over. */
    static Future<Void> atOnce(int lanes, List<Supplier<Future<Void>>> calls) {
        Iterator<Supplier<Future<Void>>> left = calls.iterator();
        List<Future<Void>> all = new ArrayList<>();
        for (int i = 0; i < lanes; i++) {
            all.add(lane(left));
        }
        return Future.join(all).mapEmpty();
    }

    private static Future<Void> lane(Iterator<Supplier<Future<Void>>> calls) {
        return calls.hasNext() ? calls.next().get().compose(done -> lane(calls)) : Future.succeededFuture();
    }

    boolean goesOn() {
        return stop == null;
    }

    /** All listings of a call are refused or taken. */
    void answered(Pushed pushed) {
        answered = true;
        refusals.add(pushed);
    }

    /** One listing is refused by the system. */
    void refused(Wish wish, String words) {
        answered = true;
        refusals.refuse(wish, words);
    }

    /** Nothing is known of these. */
    void failed(List<Wish> wishes, AccountException failure) {
        if (first == null) {
            first = failure;
        }
        if (failure.kind() != Kind.UNUSABLE && stop == null) {
            stop = failure;
        }
        wishes.forEach(wish -> refusals.unanswered(wish, failure.getMessage()));
    }

    Future<Pushed> pushed() {
        return answered || first == null ? Future.succeededFuture(refusals.pushed()) : Future.failedFuture(first);
    }
}
