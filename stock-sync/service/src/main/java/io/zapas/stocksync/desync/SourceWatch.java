package io.zapas.stocksync.desync;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** When each source with a declared longest silence was last heard. Plain; confined to one thread. */
final class SourceWatch {
    private final Map<String, Duration> maxAge;
    private final Map<String, Instant> lastContact = new HashMap<>();

    /** @param now the moment from which silence counts, for all of them: what was heard before a start is not known */
    SourceWatch(Map<String, Duration> maxAge, Instant now) {
        this.maxAge = maxAge;
        maxAge.keySet().forEach(source -> lastContact.put(source, now));
    }

    /** True: this source is watched. */
    boolean heard(String source, Instant now) {
        return lastContact.computeIfPresent(source, (watched, before) -> now.isAfter(before) ? now : before) != null;
    }

    /** Sources that have been silent for longer than declared, with their last contact. */
    Map<String, Instant> silent(Instant now) {
        Map<String, Instant> silent = new HashMap<>();
        lastContact.forEach((source, last) -> {
            if (last.plus(maxAge.get(source)).isBefore(now)) {
                silent.put(source, last);
            }
        });
        return silent;
    }

    Duration maxAge(String source) {
        return maxAge.get(source);
    }
}
