package io.zapas.alerting.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The episodes of one subject, oldest first, at most {@value #MAX_EPISODES}: the oldest are forgotten first. Folding a fact again changes nothing. Immutable.
 *
 * @param subject {@code sku/...} or {@code desync/...}
 */
public record EpisodeLog(String subject, List<Episode> episodes) {
    static final int MAX_EPISODES = 100;

    public EpisodeLog {
        episodes = episodes == null ? List.of() : List.copyOf(episodes);
    }

    public static EpisodeLog empty(String subject) {
        return new EpisodeLog(subject, List.of());
    }

    /** Something is wrong since {@code from}. What is open stays open, with the newer cause. */
    public EpisodeLog begun(Instant from, String cause) {
        List<Episode> next = new ArrayList<>(episodes);
        Episode last = last();
        if (last != null && last.to() == null) {
            next.set(next.size() - 1, new Episode(last.from(), null, cause));
        } else if (last == null || from.isAfter(last.to()) || (from.equals(last.to()) && !from.equals(last.from()))) {
            next.add(new Episode(from, null, cause));
        }
        return with(next);
    }

    /** Nothing is wrong any more since {@code at}; older news than those of what is open are ignored. */
    public EpisodeLog ended(Instant at) {
        Episode last = last();
        if (last == null || last.to() != null || at.isBefore(last.from())) {
            return this;
        }
        List<Episode> next = new ArrayList<>(episodes);
        next.set(next.size() - 1, new Episode(last.from(), at, last.cause()));
        return with(next);
    }

    /** Without what ended before {@code horizon}. */
    public EpisodeLog since(Instant horizon) {
        return with(episodes.stream()
                .filter(episode -> episode.to() == null || !episode.to().isBefore(horizon))
                .toList());
    }

    private EpisodeLog with(List<Episode> next) {
        List<Episode> kept = next.subList(Math.max(0, next.size() - MAX_EPISODES), next.size());
        return Objects.equals(kept, episodes) ? this : new EpisodeLog(subject, kept);
    }

    private Episode last() {
        return episodes.isEmpty() ? null : episodes.get(episodes.size() - 1);
    }
}
