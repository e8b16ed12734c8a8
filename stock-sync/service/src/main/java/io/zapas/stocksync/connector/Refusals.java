package io.zapas.stocksync.connector;

import io.zapas.stocksync.account.Words;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Gathers what a system refused in one push. What was said of a listing first stands. */
final class Refusals {
    private final Map<String, String> reasons = new LinkedHashMap<>();
    private final Set<String> unknown = new HashSet<>();

    /** @param words the system's; null or blank: it gave none */
    void refuse(String offerId, String words) {
        reasons.putIfAbsent(offerId, Words.clean(words));
    }

    void refuse(Wish wish, String words) {
        refuse(wish.offerId(), words);
    }

    /** Nothing was answered for this one: it may have been taken. What was said of it before stands. */
    void unanswered(Wish wish, String words) {
        if (reasons.putIfAbsent(wish.offerId(), Words.clean(words)) == null) {
            unknown.add(wish.offerId());
        }
    }

    void add(Pushed pushed) {
        pushed.refused().forEach((offerId, words) -> {
            if (reasons.putIfAbsent(offerId, Words.clean(words)) == null
                    && pushed.unknown().contains(offerId)) {
                unknown.add(offerId);
            }
        });
    }

    Pushed pushed() {
        return reasons.isEmpty() ? Pushed.ALL : new Pushed(reasons, unknown);
    }
}
