package io.zapas.stocksync.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a reader is that goes through all that was changed since a time, page by page, round by round, by the clock of the system alone.
 *
 * <p>What is changed meanwhile joins the round and nothing leaves it, so it can only push others to later pages, where they are read twice. What joins behind the reader is found by the next round:
 * it begins with the newest change that the first page of this one knew, a little earlier even, as what was changed first may be shown later.
 *
 * @param since changes from then on
 * @param offset how many of the round have been read
 * @param next where the next round begins
 */
record Round(Instant since, int offset, Instant next) {
    private static final Duration OVERLAP = Duration.ofMinutes(1);
    private static final Pattern FORM = Pattern.compile("(\\d{1,11}):(\\d{1,9}):(\\d{1,11})");

    static Round since(Instant since) {
        return new Round(since, 0, since);
    }

    /** Null: it is none. */
    static Round of(String cursor) {
        Matcher form = FORM.matcher(cursor);
        return form.matches()
                ? new Round(seconds(form.group(1)), Integer.parseInt(form.group(2)), seconds(form.group(3)))
                : null;
    }

    private static Instant seconds(String text) {
        return Instant.ofEpochSecond(Long.parseLong(text));
    }

    /** What to ask for. */
    Instant from() {
        return since.minus(OVERLAP);
    }

    /**
     * After a page.
     *
     * @param newest its newest change; null: it had none
     * @param size how many it had
     * @param more whether there are others behind it
     */
    Round after(Instant newest, int size, boolean more) {
        Instant following = offset == 0 && newest != null && newest.isAfter(since) ? newest : next;
        return more ? new Round(since, offset + size, following) : since(following);
    }

    String cursor() {
        return since.getEpochSecond() + ":" + offset + ":" + next.getEpochSecond();
    }
}
