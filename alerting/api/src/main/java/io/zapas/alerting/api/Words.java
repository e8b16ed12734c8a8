package io.zapas.alerting.api;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Numbers of the words that come again and again: names of facts, codes, people and groups. At most {@value #MAX}; none is ever forgotten, so a number stays good for the life of the
 * process. Safe on every thread.
 */
final class Words {
    private static final int MAX = 65_536;
    private static final Map<String, Integer> NUMBERS = new ConcurrentHashMap<>();
    private static final AtomicReferenceArray<String> WORDS = new AtomicReferenceArray<>(MAX);

    private Words() {}

    /** The number of a word, which gets one while there is room; -1: there is none. */
    static int number(String word) {
        Integer known = NUMBERS.get(word);
        if (known != null) {
            return known;
        }
        synchronized (NUMBERS) {
            int next = NUMBERS.size();
            if (next == MAX || NUMBERS.containsKey(word)) {
                return NUMBERS.getOrDefault(word, -1);
            }
            WORDS.set(next, word);
            NUMBERS.put(word, next);
            return next;
        }
    }

    static String word(int number) {
        return WORDS.get(number);
    }
}
